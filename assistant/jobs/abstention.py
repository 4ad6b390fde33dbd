"""What is said where nothing answers, or not surely: what was searched, what lacks, and what to do next."""

import datetime as dt
import re
from collections.abc import Sequence
from itertools import dropwhile
from typing import NamedTuple

from assistant.conversation.filters import day_in_words, said
from assistant.jobs.withdrawals import WITHDRAWN, is_usable
from assistant.types import Miss
from index import cues
from index.entities import Name, common_acronyms, names, stands_in
from index.labels import label
from index.language import is_english
from index.limits import limits
from index.models.introducing import has_name, presents
from index.models.question_types import question_type
from index.paper import Paper
from index.query import SURE, Evidence, Query
from index.statements import heading_of, statements_of
from index.terms import terms
from index.text import plain
from index.verbs import is_verb

_NEAREST = 3
_READ = 3  # papers in which what is named is looked for
TALKED_OF = 0.4  # as `SURE`, of a paper that is talked of: "its limits" are told less surely than a name's
# The same of the one paper that is named. Of 99 right ones 88 are above it, of 73 whose abstract does not state what is
# asked 18.
NAMED = 0.6
_ASKS_FOR_FACT = frozenset({"figure", "data", "limits", "method", "record", "open", "why", "comparison"})
_OF_ONE = frozenset({"definition", "method", "figure", "limits", "data", "record"})  # asked of one work
_PERHAPS, _LIKELY = 0.2, 0.45  # probabilities
_VERSION = re.compile(r"\b(?:[A-Z][\w-]*\s)+(?!(?:19|20)\d\d\b)[A-Z]?\d+(?:\.\d+)?\b(?![%-])")
_ACRONYM = re.compile(r"[A-Z]+s?$")  # of a method that many use
_SIZE = re.compile(r"[\d.,x×–-]+[BMKT]")  # "3-4B"
_BESIDE = 2  # terms beside the name
_UNANSWERED = "near the question; its abstract was read and does not answer it"


class Searched(NamedTuple):
    """What answers are sought in: how many papers, and the first and the last day on which any was published."""

    papers: int
    dates: tuple[dt.date, dt.date] | None = None

    def __str__(self) -> str:
        """Return it in words: "the 631 abstracts in the library, published 2 January 2024 to 3 May 2024"."""
        if self.papers == 1:
            return "the one abstract in the library"
        what = f"the {self.papers:,} abstracts in the library"
        if not self.dates:
            return f"{what}, none of them dated,"
        first, last = map(day_in_words, self.dates)
        return f"{what}, published {first}" if first == last else f"{what}, published {first} to {last}"


def shortfall(query: Query, evidence: Sequence[Evidence]) -> str:
    """Return why the evidence may not answer, for the reader: what is named or asked is not stated; "" if it does."""
    if not evidence:
        return ""
    scoped = bool(query.filters.papers)
    about = [item.paper for item in evidence if item.named or scoped]
    best = max(item.answers for item in evidence)
    answers = best >= (TALKED_OF if scoped else NAMED if len(about) == 1 else SURE)
    if len(about) == 1:
        known = (heading_of(about[0]) and label(heading_of(about[0]), statements_of(about[0]))) or "this paper"
        if missing := _not_stated(query, about[0]):
            return f"Not stated in the abstract of {known}: {missing}."
        whole = answers or _asks_for_all(query.text, known)
        return "" if whole else f"The abstract of {known} may not say this."
    if scoped:
        asked = question_type(query.text).surely("limits", _LIKELY)
        none = asked and not any(limits(paper) for paper in about)
        return "None of these abstracts states a limitation." if none else ""
    if absent := _unheard_of(query.text, evidence):
        return f"None of the nearest abstracts mentions {' or '.join(absent)}."
    name = asked_name(query.text)
    if name and not about and not any(presents(item.paper, name) for item in evidence[:_READ]):
        speak = any(has_name(plain(item.paper.abstract), name) for item in evidence)
        told = "these only speak of it" if speak else "none of the nearest mentions it"
        return f"No paper in the library seems to present “{name}” itself; {told}."
    return "" if about or answers else "These are the nearest abstracts; they may not answer this."


def _asks_for_all(question: str, name: str) -> bool:
    """Tell whether a question is a verb and the name of a paper, as in "briefly summarize LoRA": it answers."""
    named = set(terms(name))
    left = [word for word in question.lower().split() if not (word.endswith("ly") or named & set(terms(word)))]
    return bool(left) and is_verb(left[0]) and not any(map(terms, left[1:]))


def asked_name(question: str) -> str:
    """Return the name of the one system or version that a question is about ("What is Llama 4?"), "" for others."""
    if question_type(question).type not in _OF_ONE:
        return ""
    text = plain(question)
    versions = _versions(text)
    systems = [name.text for name in names(text) if name.is_system]
    called = [*versions, *(name for name in systems if not any(name in whole for whole in versions))]
    called = [name for name in called if name.removesuffix("s") not in common_acronyms() and not _ACRONYM.match(name)]
    if len(called) != 1 or len(set(terms(text.replace(called[0], " ")))) > _BESIDE:
        return ""
    return called[0]


def _unheard_of(question: str, evidence: Sequence[Evidence]) -> list[str]:
    """Return what a question names and none of these papers does, in quotation marks; what all speak of is no name."""
    missing = [name for name in _named(question) if name.text.removesuffix("s") not in common_acronyms()]
    for item in evidence:
        missing = _not_in(item.paper, missing)
    return [f"“{name}”" for name in sorted({name.text for name in missing})] if evidence else []


def _not_stated(query: Query, paper: Paper) -> str:
    """Return what is asked of a paper and not stated in its abstract, in words; "" if nothing is missing."""
    question, typed = query.text, question_type(query.text)
    if typed.type not in _ASKS_FOR_FACT and not typed.surely("figure", _PERHAPS):
        return ""
    absent = missing_names(question, paper)
    if absent:
        return " and ".join(f"“{name}”" for name in absent)
    if typed.surely("limits", _LIKELY) and not limits(paper):
        return "a limitation"
    if typed.type == "figure" and not any(map(cues.has_number, statements_of(paper))):
        return "a figure"
    return ""


def missing_names(question: str, paper: Paper) -> tuple[str, ...]:
    """Return the methods, models and datasets that a question names and a paper does not."""
    return tuple(dict.fromkeys(name.text for name in _not_in(paper, _named(question))))


def _named(question: str) -> list[Name]:
    """Return the names of systems in a question, those with a number behind them first."""
    text = plain(question)
    versions = [Name(each, tuple(each.split()), is_system=True) for each in _versions(text)]
    return [*versions, *(name for name in names(text) if name.is_system and not _SIZE.fullmatch(name.text))]


def _not_in(paper: Paper, named: Sequence[Name]) -> list[Name]:
    if not named:
        return []
    text = plain(f"{paper.title}. {paper.abstract} {' '.join(paper.authors)}")
    return [name for name in named if not stands_in(name, text)]


def _versions(text: str) -> list[str]:
    """Return the names with a number behind them, as "Llama 4", without words before that tell nothing."""
    found = (dropwhile(lambda word: not terms(word), each[0].split()) for each in _VERSION.finditer(text))
    return [name for words in found if " " in (name := " ".join(words))]


def nearest(query: Query, evidence: Sequence[Evidence]) -> tuple[Miss, ...]:
    """Return the papers that came nearest to a question of the field that nobody answered."""
    likely = sorted((item for item in evidence if item.relevance > 0), key=lambda item: -item.relevance)
    return tuple(
        Miss.of(item.paper, _UNANSWERED if is_usable(item, query) else WITHDRAWN) for item in likely[:_NEAREST]
    )


# To who thanks, or says that it is well.
GO_ON = "Ask on whenever you like: about these papers, or about something else."


def help_text(searched: Searched) -> str:
    """Return what somebody is told who asks nothing that is looked up."""
    return (
        f"Answers come from {searched}".rstrip(",") + ". Ask what a method is, by how much it improves something, "
        "which papers study a subject, how two methods differ, or how many papers there are on something."
    )


def abstention(query: Query, searched: Searched, evidence: Sequence[Evidence], *, outside: bool = False) -> str:
    """Return the sentences in place of an answer; with `outside`, papers that the filters leave out would answer."""
    filters = said(query.filters.model_copy(update={"papers": ()}))
    where = "the abstracts asked about" if query.filters.papers else str(searched)
    limits = f", searched for what is {filters.replace('; ', ', ')}" if filters else ""
    first = f"Not answered in {where.rstrip(',')}{limits}"
    if outside:
        return f"{first}. Papers outside these filters come near: they are listed first, and are not used."
    if not evidence and is_english(query.text):
        return f"{first}. No paper passes these filters; widen them." if filters else f"{first}. Ask in other words."
    if not is_english(query.text):
        why = "without a model only English is searched, and names"
        return f"Not answered: {why}, so this says nothing of {where.rstrip(',')}. Set a model, or ask in English."
    if not any(item.relevance for item in evidence):
        name = asked_name(query.text)
        if unknown := _unheard_of(query.text, evidence) or ([f"“{name}”"] if name else []):
            return f"{first}: none of the nearest mentions {' or '.join(unknown)}. Ask in other words, or add papers."
        return (
            f"{first}: this looks like another subject than theirs, so nothing was read and no model was asked. "
            "Ask about what the papers are on, name a paper, or add papers on this."
        )
    return f"{first}. The nearest papers are listed; ask about one of them, ask in other words, or add papers."
