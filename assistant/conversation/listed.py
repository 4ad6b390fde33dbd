"""The papers of the last answer as a list: which ones a turn picks or compares, and what their records tell of them.

What records tell stands in place of an answer, as in `metadata`: nothing of it is written by a writer.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence

from assistant.conversation.filters import day_in_words
from assistant.conversation.state import Talk
from assistant.conversation.wishes import said, words_of
from assistant.types import Answer, Miss
from index.dictionary import asking_words, occurrences
from index.models import record_fields
from index.models.question_types import QuestionType, question_type
from index.models.turns import Act
from index.paper import Paper
from index.patterns import patterns
from index.query import Filters, Query
from index.statements import heading_of
from index.terms import terms

_SAID = patterns("turns", "assistant.data")

_OF_LIST = re.compile(_SAID["of_list"], re.IGNORECASE)
_CALLED = re.compile(r"\b(?:ones?|papers?|articles?|stud(?:y|ies)|sources?)\b", re.IGNORECASE)
_SEVERAL = frozenset({1, -1})  # "the first two", "the last three"
_OF_TWO = re.compile(r"\b(?:newer|older|earlier|more\s+recent)\b", re.IGNORECASE)
_OF_THESE = re.compile(_SAID["of_these"], re.IGNORECASE)
_IT = re.compile(_SAID["it"], re.IGNORECASE)
_PLAIN = 200_000  # occurrences in the word list from which a word is plain English
_MORE: tuple[QuestionType, ...] = ("limits", "data", "why")
_SURELY = 0.5  # probability
_TWO = 2
_LONGEST_NAME = 4  # words; what is longer is a title

Called = Callable[[Sequence[str]], Sequence[str]]


def picked(text: str, count: int, *, sure: bool) -> tuple[int, ...]:
    """Return the places, from 0, of the papers picked of `count`; figures count only where a turn is `sure` to pick."""
    words, places = words_of(text), list[int]()
    ordinals = dict(said("ordinals", text))
    numbers = {place: int(name) for place, name in said("numbers", text)} | {
        place: int(word) for place, word in enumerate(words) if word.isdecimal()
    }
    for place, name in ordinals.items():
        first, many = int(name), numbers.get(place + 1, 1)
        follows = re.split(rf"\b{re.escape(words[place])}\b", text, maxsplit=1, flags=re.IGNORECASE)[-1]
        if first in _SEVERAL and many > 1:
            many = min(many, count)
            places += range(count - many, count) if first < 0 else range(many)
        elif sure or _OF_LIST.match(follows):
            places.append(first - (first > 0))
    if sure and not ordinals:
        places += [int(word) - 1 for word in words if word.isdecimal() and int(word)]
    return tuple(dict.fromkeys(place % count for place in places if -count <= place < count))


# What says no subject.
_RETURNING = frozenset(
    terms("back return again earlier previous original first question topic subject thing one paper")
)


def calls_by_place(text: str, count: int) -> bool:
    """Tell whether a turn calls one of `count` papers by its place and says so: "the limits of the first one"."""
    return bool(_CALLED.search(text) and picked(text, count, sure=False))


def points_at_list(text: str) -> bool:
    """Tell whether a turn asks of papers listed before, whatever else it says: "which of these", "any of them"."""
    return bool(_OF_THESE.search(text))


def points_back(text: str) -> bool:
    """Tell whether a turn calls what it asks about by a pronoun, or as the paper: "is it fast?"."""
    return bool(_IT.search(text))


def listed_before(talk: Talk) -> list[str]:
    """Return the papers (ids) of the last lists, those of the newest first."""
    return list(dict.fromkeys(paper for papers in talk.lists for paper in papers))


def recalled(clause: str, papers: Iterable[Paper]) -> Paper | None:
    """Return the paper that "back to the drawer one" means: the first with most of its words; None if none has one."""
    wanted = {term for word in words_of(clause) if word not in asking_words() for term in terms(word)} - _RETURNING

    def shared(paper: Paper) -> int:
        return len(wanted & set(terms(f"{paper.title} {paper.abstract}")))

    best = max(papers, key=shared, default=None)
    return best if best and shared(best) else None


def share_untold(text: str, papers: Iterable[Paper]) -> float:
    """Return the share of a turn's words, but for plain ones, that none of these papers has."""
    there = {term for paper in papers for term in terms(f"{paper.title} {paper.abstract}")}
    telling = [set(terms(word)) for word in words_of(text) if word not in asking_words() and occurrences(word) < _PLAIN]
    telling = [each for each in telling if each]
    return sum(not each <= there for each in telling) / len(telling) if telling else 0.0


def only_picks(text: str) -> bool:
    """Tell whether a turn says no more than which paper it picks: "and the second one?", "number 3"."""
    typed = question_type(text)
    if any(typed.surely(kind, _SURELY) for kind in _MORE) or set(record_fields.fields_asked(text)) - {"link"}:
        return False
    ordinals = {words_of(text)[place] for place, _ in said("ordinals", text)}
    return len([word for word in words_of(text) if word not in ordinals and len(word) > 1 and terms(word)]) < 3


def two_subjects(talk: Talk) -> tuple[str, ...]:
    """Return the papers of the last answer and of the last one before it that was about others."""
    newest = talk.lists[0] if talk.lists else ()
    other = next((papers for papers in talk.lists if not set(papers) <= set(newest)), ())
    return tuple(dict.fromkeys((*other, *newest)))


def compared(papers: Sequence[str], filters: Filters, k: int, called: Called) -> Query:
    """Return the query that sets papers side by side."""
    named = [name_of(paper, called) for paper in papers]
    text = f"Compare {', '.join(named[:-1])} and {named[-1]}"
    return Query(text=text, filters=filters.model_copy(update={"papers": tuple(papers)}), k=k)


def name_of(paper: str, called: Called) -> str:
    """Return what a paper is called: its name, or its title where that is all it has."""
    label, title = (*called([paper]), "", "")[:2]
    return label if label and len(label.split()) <= _LONGEST_NAME else title or label


def to_tell_of(act: Act, text: str, talk: Talk) -> tuple[str, ...]:
    """Return the papers whose dates or links a turn wants told; none if it asks something else."""
    if act not in ("newest", "oldest", "links"):
        return ()
    if act == "links":
        places = picked(text, len(talk.several), sure=False)
        return tuple(talk.several[place] for place in places) or talk.papers
    if len(talk.papers) > 1 or not talk.papers:
        return talk.papers
    two = len(talk.several) == _TWO and talk.several in talk.lists[:1]
    several = talk.several if two or (len(talk.several) > 1 and not _OF_TWO.search(text)) else two_subjects(talk)
    return several or talk.papers


def told_alone(answer: Answer, papers: Sequence[Paper]) -> tuple[str, ...]:
    """Return the one paper (id) of a list that records tell to be the first: "“Mossgate” has the most votes"."""
    if len(papers) < 2 or not answer.claims or any(claim.basis != "record" for claim in answer.claims):
        return ()
    called = tuple(paper.id for paper in papers if f"“{heading_of(paper)}”" in answer.text)
    return called if len(called) == 1 else ()


def told(act: Act, papers: Sequence[Paper]) -> tuple[str, tuple[Miss, ...]]:
    """Return the sentences that tell it, and the papers in order, each with what its record says."""
    if act == "links":
        linked = [paper for paper in papers if paper.url]
        text = "The links are with the papers listed." if linked else "Their records have no link."
        if len(papers) == 1:
            text = f"“{heading_of(papers[0])}”: {papers[0].url}" if linked else "Its record has no link."
        return text, tuple(Miss.of(paper, paper.url or "its record has no link") for paper in papers)
    dated = [paper for paper in papers if paper.published]
    newest = act == "newest"
    dated.sort(key=lambda paper: paper.published or dt.date.min, reverse=newest)
    undated = [paper for paper in papers if not paper.published]
    listed = tuple(Miss.of(paper, _dated(paper)) for paper in (*dated, *undated))
    if not dated:
        return "The records of these papers have no dates.", listed
    best, day = dated[0], dated[0].published
    same = sum(paper.published == day for paper in dated) - 1
    side = "newest" if newest else "oldest"
    text = f"Of these, “{heading_of(best)}” is the {side} by its record: {day_in_words(day)}"
    text += f", the same day as {same} more." if same else "."
    missing = len(undated)
    return text + (f" {missing} {'has' if missing == 1 else 'have'} no date." if missing else ""), listed


def _dated(paper: Paper) -> str:
    return f"its record says {day_in_words(paper.published)}" if paper.published else "its record has no date"
