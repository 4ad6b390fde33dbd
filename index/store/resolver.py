"""The one resolver of papers: every name that a person may give one, alone or inside a question.

A name is an id in any spelling, a title (whole, cut short or with slips), the name before the title's colon, one that
the abstract coins, or its authors. A slip is told from another word by the library: a word that papers have is no slip
but for a single letter, so "Natural" is never taken for "Neural", and figures must be the same.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice, pairwise
from typing import Literal, NamedTuple, Protocol

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

from index.dictionary import occurrences
from index.entities import common_acronyms
from index.identity import Identifier, identifiers, normalised_title
from index.labels import label
from index.paper import Paper
from index.query import Filters
from index.statements import statements_of
from index.store.acronyms import long_form
from index.store.lexical import Called, LexicalIndex, joined
from index.terms import terms

__all__ = ["Identifier", "Mention", "Resolved", "Resolver", "identifiers"]

How = Literal["id", "title", "name", "near title", "author"]
_LONGEST = 2000  # characters that are read for names; who types more pastes a text
_MOST = 8  # papers that one name may stand for
_CANDIDATES = 30  # titles that are compared with a name
_SHORT = 4  # letters; a word as short has one slip at most
_LONG = 9  # letters; a word as long may have three
_OFTENER = 50  # times as many papers have the word that is meant as have the one that is written: papers have slips too
_NEAR = 85.0  # of 100: from here a title is the one meant
_NOT_FAR = 62.0  # from here it is worth naming to who found none
_LEAST = 3  # words of a title cut short, or of one that stands in a question
_TELLING = 5  # words from which a title in a question is one in any case, and may have slips
_SHARED = 3  # papers; a name of more is that of a subject. It takes 6 ms to make out the label of one
_RARE = 0.005  # share of papers; a word without capitals that more of them have is a word of the field
_PLAIN = 1000  # occurrences in the word list from which a word is plain English
_UNUSUAL = 200  # likewise, from which LoRA is not meant by "lora"
_SHORTEST = 2  # letters of a name
_LONG_NAME = 7  # letters from which a name counts in lower case
_LEADING = 60  # papers by authors of one surname that are looked at
_PEOPLE = 6  # places with authors that are looked up
_REPORTS = ("technicalreport", "modelcard", "systemcard")
_SMALL = frozenset("a an and at by for from in is of on or the to via with".split())
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_TOKEN = re.compile(r"[^\W_][\w.+]*(?:-[\w.+]+)*")
_BREAK = re.compile(r"([:?!](?=\s)|\s[–—-]+\s)")
_QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|«([^»]+)»|„([^“”]+)[“”]|`([^`]+)`")
_PARTICLES = r"(?:(?:de|van|von|der|den|la|le|el|al|bin|di|da|dos)\s+)"
_CAPITALISED = r"[^\W\d_a-zà-þ][\w'’-]{0,40}\.?"
_PERSON = rf"{_PARTICLES}{{0,3}}{_CAPITALISED}(?:[ \t]+{_PARTICLES}{{0,3}}{_CAPITALISED}){{0,4}}"
_AND_OTHERS = (
    r"(?:et\.?\s*al\b\.?|(?:and|&)\s+(?:(?:his|her|their)\s+)?(?:colleagues|others|co-?authors|collaborators|co-?workers"
    r"|team)\b)"
)
_YEAR = r"(?:\s*[,(]\s*(?P<year>(?:19|20)\d\d)[a-z]?\)?)?"
_LED = re.compile(
    rf"(?<![\w'’-])(?P<person>{_PERSON}|[^\W\d_][\w'’-]{{1,40}})"
    rf"(?:(?:,\s*|\s*&\s*|\s+and\s+){_PERSON}){{0,3}}?,?\s+(?i:{_AND_OTHERS}){_YEAR}"
)
_BY = re.compile(
    r"(?:\b(?i:(?P<deed>papers?|works?|study|studies|articles?|methods?|proposed|introduced|written|presented|published"
    rf"|authored|developed|described)\s+))?\b(?i:by)\s+(?P<person>{_PERSON}){_YEAR}"
)


class Papers(Protocol):
    """What a resolver needs of a library."""

    @property
    def lexical(self) -> LexicalIndex:
        """The index of words."""

    @property
    def generation(self) -> str:
        """A token that is another one after each write."""

    def get(self, ids: Sequence[str]) -> list[Paper]:
        """Return the papers with these ids, in this order; an unknown id is left out."""


class Resolved(NamedTuple):
    """The papers that a name stands for, at most 8, all equally; none if it is an id or a name that nobody has."""

    papers: tuple[Paper, ...]
    how: How


class Mention(NamedTuple):
    """A place in a question that names papers; those of an id that the library lacks are none."""

    text: str
    start: int
    end: int
    papers: tuple[Paper, ...]
    how: How


class _Found(NamedTuple):
    start: int
    end: int
    ids: tuple[str, ...]
    how: How


class Resolver:
    """Finds the papers of a library that a person means."""

    def __init__(self, library: Papers) -> None:
        self._library, self._lexical = library, library.lexical
        self._mentioned: tuple[str, str, tuple[Mention, ...]] = ("", "", ())  # of the last question: who reads it asks

    def resolve(self, name: str) -> Resolved:
        """Return the papers that a name given alone stands for, and how it was read.

        The first reading that fits is taken: ids, the exact title, the paper's own name, authors where "et al." or
        the like says so, a title cut short or with slips, and authors with or without a word of the title.
        """
        name = " ".join(name.strip().strip("\"“”'`").split())
        if whole := self._library.get([name]):
            return Resolved(tuple(whole), "id")
        if written := identifiers(name):
            return self._resolved([key for one in written for key in self._with_id(one.id)], "id")
        if same := self._titled(name):
            return self._resolved(same, "title")
        name = name[:_LONGEST]
        if own := self._lexical.named(name) or self._own(name):
            return self._resolved(own, "name")
        if led := self._written_by(name):
            return self._resolved(led, "author")
        if near := self._near(name):
            return self._resolved(near, "near title")
        return self._resolved(self._authors_and_words(name), "author")

    def nearest(self, name: str, k: int = 3) -> tuple[str, ...]:
        """Return at most `k` titles that are somewhat like a name, the nearest first; none if none is."""
        name = name[:_LONGEST]
        ranked = [(_likeness(name, one.title), one.title) for one in self._lexical.titles_like(name, _CANDIDATES)]
        return tuple(title for score, title in sorted(ranked, reverse=True)[:k] if score >= _NOT_FAR)

    def mentioned(self, question: str) -> tuple[Mention, ...]:
        """Return the places of a question that name papers, in order; no two of them overlap.

        Read are ids, titles in quotation marks, whole titles, "Hu et al." and the like, and names of papers that are
        no plain words. A name that more than three papers share is a subject's and names none. Behind the first 2,000
        characters only ids are read.
        """
        generation, text, mentions = self._mentioned
        if (generation, text) != (self._library.generation, question):
            generation, mentions = self._library.generation, self._read(question)
            self._mentioned = generation, question, mentions
        return mentions

    def _read(self, question: str) -> tuple[Mention, ...]:
        taken: list[_Found] = []
        for read in (self._identified, self._quoted, self._whole_titles, self._people, self._names):
            for found in read(question if read == self._identified else question[:_LONGEST]):
                if not any(found.start < other.end and other.start < found.end for other in taken):
                    taken.append(found)
        papers = {one.id: one for one in self._library.get(list({key for found in taken for key in found.ids}))}
        return tuple(
            Mention(question[one.start : one.end], one.start, one.end, _those(papers, one.ids), one.how)
            for one in sorted(taken)
        )

    def _resolved(self, ids: Iterable[str], how: How) -> Resolved:
        return Resolved(tuple(self._library.get(list(dict.fromkeys(ids))[:_MOST])), how)

    def _with_id(self, key: str) -> tuple[str, ...]:
        """Return an id, and those of the papers known by another that have it as their DOI."""
        return (key, *(self._lexical.with_doi([key]) if key.startswith("doi:") else ()))

    def _identified(self, question: str) -> list[_Found]:
        return [_Found(one.start, one.end, self._with_id(one.id), "id") for one in identifiers(question)]

    def _titled(self, name: str) -> list[str]:
        return [key for same in self._lexical.titled([name]).values() for key in same] if normalised_title(name) else []

    # Names.

    def _own(self, name: str) -> list[str]:
        """Return the papers whose own name this is, those first whose title says so; the others then do not count."""
        return self._owners(name, self._lexical.called([name]))

    def _owners(self, name: str, candidates: Sequence[Called]) -> list[str]:
        key = joined(name)
        candidates = [one for one in candidates if key in map(joined, one.names)]
        for says in (_is_before_colon, _is_in_title):
            if by_title := [one.id for one in candidates if says(key, one.title)]:
                return by_title
        papers = self._library.get([one.id for one in candidates])
        opened = [one.id for one in papers if _opens_title(name, one) and self._is_first(name, one)]
        if len(opened) == 1 or len(papers) > _SHARED:
            return opened if len(opened) == 1 else []
        first = [one for one in papers if self._is_first(name, one, _SHARED)]
        return [one.id for one in first if joined(label(one.title, statements_of(one))) == key]

    def _is_first(self, name: str, paper: Paper, others: int = 0) -> bool:
        """Tell whether at most so many papers had a name before this one: else it is that of something else.

        Of a name that is several terms to the index it is not asked.
        """
        if not paper.published or paper.published == dt.date.min or len(terms(name)) != 1:
            return True
        before = Filters(since=dt.date.min, until=paper.published - dt.timedelta(1))
        return len(self._lexical.search(terms(name), others + 1, before)) <= others

    def _names(self, question: str) -> list[_Found]:
        tokens = list(_TOKEN.finditer(question))
        spans = [
            (tokens[n].start(), _without_dots(question, tokens[n].start(), tokens[last].end()))
            for length in (5, 4, 3, 2, 1)
            for n, last in ((n, n + length - 1) for n in range(len(tokens) - length + 1))
            if all(not question[one.end() : two.start()].strip(" -") for one, two in pairwise(tokens[n : last + 1]))
        ]
        called = self._lexical.called(question[start:end] for start, end in spans)
        names = {joined(name): name for one in called for name in one.names}
        found: list[_Found] = []
        for start, end in spans:
            name = names.get(joined(question[start:end]))
            if not name or any(start < one.end and one.start < end for one in found):
                continue
            if own := self._meant(question[start:end], name, called):
                found.append(_Found(start, end, tuple(own), "name"))
        return found

    def _meant(self, written: str, name: str, called: Sequence[Called]) -> list[str]:
        """Return the papers that a name in a question means, if it can mean nothing else."""
        own = self._owners(name, called) if self._counts(written, name) else []
        if len(own) > _SHARED:
            return []
        return [one.id for one in self._library.get(own) if self._is_first(name, one, _SHARED)]

    def _counts(self, written: str, name: str) -> bool:
        """Tell whether a name of some paper, as it is written in a question, can be nothing but a name."""
        words = _TOKEN.findall(name)
        if " " in written and " " not in name:  # "as a" is not ASA, nor "formal math" FormalMATH
            parts = written.split()
            if not all(terms(one) or one.isdigit() for one in parts) or min(map(_occurrences, parts)) >= _PLAIN:
                return False
        if len(words) == 1:
            return self._is_name(written, name)
        exact = written == name
        return any(
            self._lexical.frequency(word) <= max(_SHARED, _RARE * self._lexical.count())
            and (
                _has_shape(word)
                or (exact and word[0].isupper() and _occurrences(word) < _PLAIN)
                or (len(word) >= _LONG_NAME and not _occurrences(word))
            )
            for word in words
        )

    def _is_name(self, written: str, name: str) -> bool:
        if name.removesuffix("s") in common_acronyms() or len(name) < _SHORTEST or name.isdigit():
            return False
        if _has_shape(name):
            return written == name or (len(name) > _SHORTEST + 1 and _occurrences(name) < _UNUSUAL)
        if _occurrences(name) >= _PLAIN:
            return False
        if written == name and name[0].isupper():
            return True
        rare = self._lexical.frequency(name) <= max(_SHARED, _RARE * self._lexical.count())
        return rare and not _occurrences(name) and (written == name or len(name) >= _LONG_NAME)

    # Titles.

    def _quoted(self, question: str) -> list[_Found]:
        found = []
        for quoted in _QUOTED.finditer(question):
            name = next(filter(None, quoted.groups())).strip(" .,;:!?")
            how: How = "title"
            ids = self._titled(name)
            if not ids:
                called = self._lexical.called([name])
                ids, how = self._lexical.named(name) or self._meant(name, name, called), "name"
            if not ids and len(name.split()) >= _LEAST:
                ids, how = self._near(name, whole=True), "near title"
            if 0 < len(ids) <= _MOST:
                found.append(_Found(*quoted.span(), tuple(ids), how))
        return found

    def _near(self, name: str, *, whole: bool = False) -> list[str]:
        """Return the papers whose title or half title a name is but for slips; unless `whole`, else what it begins."""
        candidates = self._lexical.titles_like(name, _CANDIDATES)
        for parts in (_parts, lambda title: _beginnings(name, title))[: 2 - whole]:
            fits = [
                (score, one.id)
                for one in candidates
                for part in parts(one.title)
                if (score := _similarity(name, part)) >= _NEAR and self._is_slip(name, part)
            ]
            if fits:
                return [key for score, key in fits if score == max(fits)[0]][:_MOST]
        return []

    def _is_slip(self, name: str, title: str) -> bool:
        """Tell whether two titles are one but for slips, small words and the forms of words."""
        return _same_words(normalised_title(name).split(), normalised_title(title).split(), self._lexical.frequency)

    def _whole_titles(self, question: str) -> list[_Found]:
        words = list(_WORD.finditer(question))
        if len(words) < _LEAST:
            return []
        plain, starts = _laid_out(words)
        found = []
        for one in self._lexical.titles_like(question, _CANDIDATES):
            for part in dict.fromkeys((one.title, *_halves(one.title))):
                span = self._stands_in(part, question, plain, (words, starts))
                if span:
                    found.append(_Found(*span, (one.id,), "title"))
                    break
        return _grouped(sorted(found, key=lambda each: each.start - each.end))

    def _stands_in(
        self, title: str, question: str, plain: str, laid: tuple[list[re.Match[str]], list[int]]
    ) -> tuple[int, int] | None:
        """Return where a title stands in a question, or None."""
        (words, starts), key = laid, normalised_title(title)
        count = key.count(" ") + 1
        if count < _LEAST or len(key) > len(plain) + _LEAST:
            return None
        at = f" {plain} ".find(f" {key} ")
        if at >= 0:
            first, last = _word_at(starts, at), _word_at(starts, at + len(key) - 1)
            span = words[first].start(), words[last].end()
            return span if count >= _TELLING or key == plain or _is_titled(question[slice(*span)], title) else None
        if count < _TELLING:
            return None
        aligned = fuzz.partial_ratio_alignment(key, plain, score_cutoff=_NEAR)
        if aligned is None:
            return None
        first, last = _word_at(starts, aligned.dest_start), _word_at(starts, aligned.dest_end - 1)
        for begin in (first, first + 1, first - 1):
            for end in (last, last - 1, last + 1):
                if 0 <= begin < end < len(words):
                    inside = [normalised_title(word[0]) for word in words[begin : end + 1]]
                    if _same_words(inside, key.split(), self._lexical.frequency):
                        return words[begin].start(), words[end].end()
        return None

    # Authors.

    def _people(self, question: str) -> list[_Found]:
        found = []
        for pattern in (_LED, _BY):
            for one in islice(pattern.finditer(question), _PEOPLE):
                whole = pattern is _BY and not one["deed"]  # "by Adam" may be anything, "by Adam Kalai" is not
                first = not question[: one.start("person")].strip()
                person, ids = self._person(one["person"], led=pattern is _LED, whole=whole, first=first)
                if ids := self._of_year(ids, one["year"]):
                    start = one.start("person") + one["person"].rfind(person)
                    found.append(_Found(start, one.end(), tuple(self._closest(ids, question)), "author"))
        return found

    def _person(
        self, text: str, words: str = "", *, led: bool, whole: bool = False, first: bool = False
    ) -> tuple[str, list[str]]:
        """Return the author's name that a text ends with, and the papers whose titles have all `words`.

        `whole` wants more than the surname. Left out before it are small words, and of a text that comes `first` in
        a sentence what is no name of an author.
        """
        parts = re.sub(r"['’]s$", "", text).split()
        for n in range(len(parts) - whole):
            person = " ".join(parts[n:])
            for lead in (True, False)[not led :]:
                if ids := self._authored(person, words, lead=lead):
                    return person, ids
            if terms(parts[n]) and not (first and n == 0 and not self._lexical.by(parts[n], 1)):
                break
        return "", []

    def _authored(self, person: str, words: str = "", *, lead: bool = False) -> list[str]:
        """Return the papers that an author of this name wrote, or leads; one word must be the surname."""
        papers, wanted = self._library.get(self._lexical.by(person, _LEADING, words, lead=lead)), _name_words(person)
        places = 1 if lead else None
        return [one.id for one in papers if any(_is_called(wanted, who) for who in one.authors[:places])]

    def _of_year(self, ids: list[str], year: str | None) -> list[str]:
        if not year or len(ids) < 2:
            return ids
        dated = [one.id for one in self._library.get(ids) if one.published and str(one.published.year) == year]
        return dated or ids

    def _closest(self, ids: list[str], text: str) -> list[str]:
        """Return at most eight of these papers, those first that are most about a text."""
        if len(ids) <= _MOST:
            return ids
        about = [key for key, _ in self._lexical.search(terms(text), _MOST, Filters(papers=tuple(ids)))]
        return list(dict.fromkeys([*about, *ids]))[:_MOST]

    def _written_by(self, name: str) -> list[str]:
        """Return the papers of "Hu et al.", and of these the ones with the words that are said beside it."""
        led = _LED.search(name)
        if not led:
            return []
        beside = f"{name[: led.start()]} {name[led.end() :]}"
        ids = self._person(led["person"], beside, led=True)[1]
        return self._of_year(ids, led["year"])

    def _authors_and_words(self, name: str) -> list[str]:
        """Return the papers of an author's full name, or of a name with words of the title behind it."""
        words = [word for word in name.split() if joined(word)]
        for cut in range(len(words), 0, -1) if 1 < len(words) <= _TELLING else ():
            beside = " ".join(words[cut:])
            if (terms(beside) or not beside) and (ids := self._authored(" ".join(words[:cut]), beside)):
                return ids
        return []


def _those(papers: dict[str, Paper], ids: Sequence[str]) -> tuple[Paper, ...]:
    return tuple(papers[key] for key in ids if key in papers)


def _is_before_colon(key: str, title: str) -> bool:
    name, colon, _ = title.partition(":")
    return bool(colon) and joined(name) == key


def _is_in_title(key: str, title: str) -> bool:
    """Tell whether a title has a name in brackets, or is a report on it."""
    bracketed = any(joined(one) == key for one in re.findall(r"\(([^()]+)\)", title))
    return bracketed or any(joined(title).startswith(f"{key}{kind}") for kind in _REPORTS)


def _opens_title(name: str, paper: Paper) -> bool:
    """Tell whether a title begins with the words that an acronym stands for in its abstract."""
    words = terms(long_form(name, paper) or "")
    return bool(words) and terms(paper.title)[: len(words)] == words


def _without_dots(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip(".+")) if text[start:end].endswith(".") else end


def _has_shape(word: str) -> bool:
    """Tell whether a word has an inner capital, or letters and figures."""
    return any(letter.isupper() for letter in word[1:]) or (any(map(str.isdigit, word)) and any(map(str.isalpha, word)))


def _occurrences(name: str) -> int:
    """Return how often a name stands as a word in plain English; of one with hyphens, its rarest part."""
    return min((occurrences(part) for part in name.lower().split("-") if part), default=0)


def _halves(title: str) -> tuple[str, ...]:
    """Return what stands before and behind a title's colon or question mark, if it is long enough."""
    before, sign, after = (*_BREAK.split(title, maxsplit=1), "", "")[:3]
    return tuple(part for part in (before, after) if sign and len(part.split()) >= _TELLING)


def _parts(title: str) -> tuple[str, ...]:
    return (title, *_halves(title))


def _beginnings(name: str, title: str) -> tuple[str, ...]:
    """Return as many words of a title as a name cut short has, if both are long enough."""
    count, words = len(normalised_title(name).split()), normalised_title(title).split()
    return (" ".join(words[:count]),) if _LEAST <= count < len(words) else ()


def _similarity(name: str, title: str) -> float:
    """Return how like two titles are, of 100."""
    return fuzz.ratio(normalised_title(name), normalised_title(title))


def _likeness(name: str, title: str) -> float:
    """Return how like a name is to a title, its beginning or its words in another order, of 100."""
    one, other = normalised_title(name), normalised_title(title)
    begun = fuzz.ratio(one, other[: len(one)]) if len(one.split()) >= _LEAST else 0.0
    return max(fuzz.ratio(one, other), begun, 0.95 * fuzz.token_sort_ratio(one, other))


def _same_words(written: Sequence[str], title: Sequence[str], papers_with: Callable[[str], int]) -> bool:
    """Tell whether two rows of words are one but for slips, small words and the forms of words.

    A slip makes a word that hardly any paper has, but for one of a single letter in a title that is long enough; what
    has a figure must be equal.
    """
    stems = [[" ".join(terms(word)) or word for word in row] for row in (written, title)]
    slips = words = 0
    for step in Levenshtein.opcodes(*stems):
        if step.tag == "equal":
            continue
        one, other = written[step.src_start : step.src_end], title[step.dest_start : step.dest_end]
        if {*one, *other} <= _SMALL:
            continue
        pairs = (
            [((a,), b) for a, b in zip(one, other, strict=True)] if len(one) == len(other) else [(one, "".join(other))]
        )
        for some, meant in pairs:
            if not _is_misspelt(some, meant, papers_with):
                words += 1
                if not _is_one_off("".join(some), meant):
                    return False
        slips += len(pairs)
    return slips <= max(1, len(title) // 2) and words <= (len(title) >= _TELLING)


def _is_one_off(one: str, other: str) -> bool:
    """Tell whether a longer word is another one but for one slip, and neither has a figure."""
    return len(other) > _SHORT and (one + other).isalpha() and OSA.distance(one, other) == 1


def _is_misspelt(words: Sequence[str], other: str, papers_with: Callable[[str], int]) -> bool:
    """Tell whether what is written as `words` is `other` but for a slip or two, and no word of its own."""
    one = "".join(words)
    if one == other:
        return True
    figures = [re.findall(r"\d+", word) for word in (one, other)]
    if not one or not other or figures[0] != figures[1]:
        return False
    slips = OSA.distance(one, other)
    if other in _SMALL:
        return slips == 1 and len(one) <= len(other) + 1
    most = 1 if len(other) <= _SHORT or figures[0] else 2 if len(other) < _LONG else 3
    return slips <= most and min(map(papers_with, words)) * _OFTENER <= papers_with(other)


def _laid_out(words: Sequence[re.Match[str]]) -> tuple[str, list[int]]:
    """Return the words of a question as one normalised text, and where each begins in it."""
    starts, parts, length = [], [], 0
    for word in words:
        part = normalised_title(word[0]).replace(" ", "")
        starts.append(length)
        parts.append(part)
        length += len(part) + 1
    return " ".join(parts), starts


def _word_at(starts: Sequence[int], place: int) -> int:
    return max((n for n, start in enumerate(starts) if start <= place), default=0)


def _is_titled(written: str, title: str) -> bool:
    """Tell whether words are written as in a title: a short one is no title in lower case."""
    return [word[0][0] for word in _WORD.finditer(written)] == [word[0][0] for word in _WORD.finditer(title)] and any(
        word[0][0].isupper() for word in list(_WORD.finditer(written))[1:]
    )


def _grouped(found: Sequence[_Found]) -> list[_Found]:
    """Join papers of one place in one finding."""
    places: dict[tuple[int, int], _Found] = {}
    for one in found:
        there = places.get((one.start, one.end))
        places[one.start, one.end] = one._replace(ids=(*there.ids, *one.ids)) if there else one
    return list(places.values())


def _name_words(person: str) -> list[str]:
    return [word for word in normalised_title(re.sub(r"['’]s\b", "", person)).split() if len(word) > 1]


def _is_called(wanted: Sequence[str], author: str) -> bool:
    """Tell whether an author has all these words in the name, the last one as the surname if it is one alone."""
    words = normalised_title(author).split()
    if not wanted or not words:
        return False
    return words[-1] == wanted[0] if len(wanted) == 1 else set(wanted) <= set(words)
