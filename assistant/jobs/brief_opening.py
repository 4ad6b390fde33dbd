"""The sentences of a brief that rest on records: the first one, and the one that says that two papers are on a subject.

The first tells whose days, how many papers, what many titles share, and votes. Subjects are told by words of titles.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

from assistant.jobs.brief_days import SEARCHED, Found, Span
from assistant.types import Brief, Claim
from assistant.verification.overlap import weight
from index.embedders.base import Vectors
from index.names import mentions, names
from index.paper import Paper
from index.statements import heading_of, statements_of
from index.text import Token, plain, tokens
from index.verbs import is_verb

_IS = re.compile(r"(?:[^().,;]+ \()?(?P<name>[^\s()]+)\)? is (?:an?|the)\b")  # `Mossgate is a`, `Moss Gate (MG) is a`
_MANY = 4  # papers whose titles have a word, for it to be told
_SHARE = 0.15  # of the papers
_SUBJECT = 3.3  # length of the vector of a word that tells a subject: `generation` 3.6, `video` 4.9, `model` 1.7
_ORDINARY = 2.4  # what is taken from it, so that `video` in four titles counts as `generation` in eight
_JOINS = 4.2  # of one that two papers are on: not `generation`, not `image`
_CENTRAL = 3  # sentences of the abstract that have it as well
_NEAR = 0.34  # cosine; of two papers of a library of machine learning .38 on average, of nearest neighbours .64
_ADJECTIVES = ("ic", "al", "ive", "ous", "able", "ed")  # no subject: `agentic`, `multimodal`
_FIRST_HALF = re.compile(r"\w+-(?=\w)")
_SPELLED = "no one two three four five six seven eight nine ten".split()


def opening(
    span: Span, found: Found, first: Paper, *, told: bool = True, others: Sequence[Paper] = (), name: str = ""
) -> str:
    """Return the first sentence; `first` is the best paper, `others` those told behind it, which share a subject."""
    many = len(found.papers)
    papers = f"{many:,} paper{'s' if many != 1 else ''}"
    shared = in_titles(found.papers, others)
    behind = f", {shared}" if shared else ""
    title = (told and name) or (f"“{heading_of(first)}”" if heading_of(first) else "")
    voted = _voted(found, first, title, told=told)
    when = f"on {_days(span)}" if span.since == span.until else _days(span)
    if span.topic:
        least = "at least " if many >= SEARCHED else ""
        days = f" {when}" if span.since or span.until else ""
        return f"The search for “{span.topic}” found {least}{papers}{days}{behind}{voted}."
    if found.by_list:
        lists = "The daily list of" if span.since == span.until else "The daily lists"
        has = "has" if span.since == span.until else "have"
        return f"{lists} {_days(span)} {has} {papers}{behind}{voted}."
    was = "was" if many == 1 else "were"
    return f"{papers[0].upper()}{papers[1:]} in the library {was} published {when}{behind}{voted}."


def with_told_name(paper: Paper, claims: Sequence[Claim]) -> str:
    """Return a title with the name behind it by which sentences tell what the paper is, "" if the title has it."""
    told = (claim.text for claim in claims if any(citation.paper == paper.id for citation in claim.citations))
    found, title = _IS.match(next(told, "")), heading_of(paper)
    name = found["name"] if found else ""
    return f"“{title}” ({name})" if title and names(name) == [name] and not mentions(title, name) else ""


def without_days(brief: Brief) -> Brief:
    """Return a brief whose first sentence does not name its days, for where they stand above it."""
    days = _days(Span(brief.since, brief.until))
    if brief.topic or not days or not brief.claims:
        return brief
    first, *others = brief.claims
    text = first.text
    for said, short in (
        (f"list of {days} ", "list "),
        (f"lists {days} ", "lists "),
        (f"published on {days}", "published on this day"),
        (f"published {days}", "published on these days"),
    ):
        text = text.replace(said, short, 1)
    return brief.model_copy(update={"claims": (first.model_copy(update={"text": text}), *others)})


def _voted(found: Found, first: Paper, name: str, *, told: bool) -> str:
    """Return that the first paper has most votes, where it has, alone; it is named anyhow if it is not `told`."""
    most = max((paper.upvotes or 0 for paper in found.papers if paper.id != first.id), default=None)
    if not name or (told and (most is None or found.by_relevance)):
        return ""
    if most is not None and not found.by_relevance and (first.upvotes or 0) > most:
        return f"; {name} has the most votes, {first.upvotes:,}"
    if told:
        return ""
    return f": {name}" if most is None else f"; among them is {name}"


def _days(span: Span) -> str:
    if span.since and span.until:
        if span.since == span.until:
            return f"{span.until:%A}, {_day(span.until)}"
        same = (span.since.year, span.since.month) == (span.until.year, span.until.month)
        first = str(span.since.day) if same else _day(span.since, with_year=span.since.year != span.until.year)
        return f"from {first} to {_day(span.until)}"
    return f"since {_day(span.since)}" if span.since else f"until {_day(span.until)}" if span.until else ""


def _day(day: dt.date, *, with_year: bool = True) -> str:
    return f"{day.day} {day:%B}" + (f" {day.year}" if with_year else "")


def in_titles(papers: Sequence[Paper], told: Sequence[Paper]) -> str:
    """Return in how many titles the subject stands that most of them share, if one of `told` is on it, or ""."""
    titles = [_subjects(paper) for paper in papers]
    forms = {stem: Counter(title[stem] for title in titles if stem in title) for title in titles for stem in title}
    written = {stem: every.most_common(1)[0][0] for stem, every in forms.items()}
    # `generating` is no “generation”, though `agents` are an “agent”
    count = {
        stem: sum(many for each, many in every.items() if each.removesuffix("s") == written[stem].removesuffix("s"))
        for stem, every in forms.items()
    }
    shown = {stem for paper in told for stem in _subjects(paper)}
    often = [stem for stem in sorted(count) if stem in shown and count[stem] >= max(_MANY, _SHARE * len(papers))]
    best = max(often, key=lambda stem: count[stem] * (weight(written[stem]) - _ORDINARY), default="")
    if not best:
        return ""
    word = re.compile(rf"\b{re.escape(written[best].removesuffix('s'))}s?\b", re.IGNORECASE)  # also in `Word-Based`
    many = sum(bool(word.search(plain(heading_of(paper)))) for paper in papers)
    return f"{_SPELLED[many] if many < len(_SPELLED) else f'{many:,}'} with “{written[best]}” in the title"


def grouped(claims: Sequence[Claim], papers: Sequence[Paper], vectors: Mapping[str, Vectors]) -> list[Claim]:
    """Return claims of one paper each, in their order, but for two papers on one subject, which are joined and said so.

    The subject is a word of both titles that stands in three sentences of both abstracts. `vectors` are those of the
    papers, by id: two that are not near are on no one subject.
    """
    order = list(dict.fromkeys(claim.citations[0].paper for claim in claims if claim.citations))
    known = {paper.id: paper for paper in papers}
    near = [(a, b) for a, b in combinations(order, 2) if {a, b} <= vectors.keys() and vectors[a] @ vectors[b] >= _NEAR]
    pair = next(((a, b, word) for a, b in near if (word := _common(known[a], known[b]))), None)
    if pair is None or len(order) < _MANY - 1 or any(len(claim.citations) != 1 for claim in claims):
        return list(claims)
    first, second, word = pair
    order.remove(second)
    order.insert(order.index(first) + 1, second)
    told = sorted(claims, key=lambda claim: order.index(claim.citations[0].paper))
    at = next(n for n, claim in enumerate(told) if claim.citations[0].paper == first)
    text = f"Next come two on {word}." if at else f"The two told first are on {word}."
    return [*told[:at], Claim(text=text, basis="record", verdict=None), *told[at:]]


def _common(one: Paper, other: Paper) -> str:
    first, second = _subjects(one), _subjects(other)
    shared = [stem for stem in first if stem in second and weight(first[stem]) >= _JOINS]
    central = [stem for stem in shared if _sentences(stem, one) >= _CENTRAL and _sentences(stem, other) >= _CENTRAL]
    best = max(central, key=lambda stem: weight(first[stem]), default="")
    return max(first[best], second[best], key=len) if best else ""


def _sentences(stem: str, paper: Paper) -> int:
    return sum(any(each.stem == stem for each in tokens(plain(text))) for text in statements_of(paper))


def _subjects(paper: Paper) -> dict[str, str]:
    """Return the words of a title that tell a subject, by stem; no first half of a word, such as `self-`."""
    whole = _FIRST_HALF.sub("", plain(heading_of(paper)))
    return {each.stem: each.low for each in tokens(whole) if _is_subject(each)}


def _is_subject(word: Token) -> bool:
    """Return whether a word is one of a subject, and no acronym: its capital is that of a title."""
    if not word.low.isalpha() or not word.text[1:].islower() or weight(word.low) < _SUBJECT:
        return False
    if word.low.endswith(_ADJECTIVES):
        return False
    return word.low.endswith("ing") or not is_verb(word.low)
