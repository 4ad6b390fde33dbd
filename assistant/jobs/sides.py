"""What a question sets side by side: papers that it names or that were told of, or what there is on a topic.

Whether it does is told by `index.models.comparing` and by the act of the turn; which papers, by the resolver. Where no
paper is about a side ("SFT or RL?"), the papers that speak of both answer, in prose.
"""

import re
from collections.abc import Sequence
from itertools import dropwhile, islice, takewhile
from typing import NamedTuple

from assistant.comparison.cells import abstract_cell
from assistant.comparison.naming import entities_of
from assistant.conversation.turn import Meant
from index.dictionary import occurrences
from index.embedders.static import StaticEmbedder
from index.entities import common_acronyms
from index.identity import identifiers
from index.language import is_english
from index.models.comparing import comparing, other_names, respect, without_names
from index.models.question_types import question_type
from index.names import mentions as speaks_of
from index.paper import Paper
from index.query import Query, Retriever
from index.statements import heading_of
from index.store.library import Library
from index.store.resolver import Mention
from index.terms import terms
from index.verbs import is_verb

LEAST, MOST = 2, 8  # papers side by side
_LIKELY = 0.6  # probability, from which a question sets side by side
_SURELY = 0.6  # probability of the column in which a question about the papers of a list is answered
_BESIDE = ("idea",)  # columns of papers that were not told of before, beside the one that is asked for
_ANY = "XyZ"  # any topic
_CAPITAL = re.compile(r"(?<=[\w,;:(] )(?!I\b)[A-Z]\w+(?:-\w+)*(?:\s[\d.]*\d)?")
_ON = re.compile(r"\bon\s+(?:the\s+)?$", re.IGNORECASE)  # before what sides are measured on
_LOOKED_UP = 6  # names of which it is sought which paper is about them
_READ = 10  # papers that may speak of all that is named
_WORDS = 4  # of a side that no paper has as its name
_PLAIN = 1000  # occurrences in the word list, from which a word is plain English
_BETWEEN = re.compile(r"\s(?:and|or|vs\.?|versus|against|from|to|than)\s", re.IGNORECASE)  # stands between two sides
_INFINITIVE = re.compile(r"\sto\s", re.IGNORECASE)
_COMPARING = frozenset("compar contrast differ versus vs better wors faster cheaper distinguish relat explain".split())
# stems of words that say that sides are compared, and are no part of a side


class Sides(NamedTuple):
    """Papers, or a topic, to compare in columns, the usual ones for none; `missing` are names that no paper has.

    Where it is not `sure` that sides are set beside each other, what is missing may be another part of the question.
    """

    papers: tuple[Paper, ...] = ()
    topic: str = ""
    columns: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    sure: bool = True


def read(meant: Meant, library: Library, retriever: Retriever) -> Sides | None:
    """Return what a turn sets side by side; None for one that asks something else."""
    if meant.text or meant.act in ("talk", "pick"):
        return None
    mentions = library.resolver.mentioned(meant.query.text)
    known = tuple(one.text for one in mentions)
    column, sure = respect(StaticEmbedder().embed([without_names(meant.typed, known)])[0])
    counts = question_type(meant.typed).type == "collection"
    columns = (column,) if column and sure >= _SURELY and not counts else ()
    if listed := _listed(meant, library, "".join(columns)) or _with_another(meant, library):
        return _of_papers(listed, columns)
    asks = comparing(meant.typed, known)
    if max(asks.sides, question_type(meant.typed).probabilities["comparison"]) >= _LIKELY or meant.act == "compare":
        described = [
            one
            for one in library.resolver.described(meant.query.text)
            if one.how != "subject" or one.text in meant.typed  # what a follow-up takes over is a topic, and no side
        ]
        if meant.act in ("search", "vary", "narrow") and not any(one.text in meant.typed for one in described):
            return None
        named = _Reading(meant, library, retriever).sides(described)
        if named:
            sure = asks.sides >= _LIKELY or meant.act == "compare"
            return named._replace(columns=(*columns, *_BESIDE) if columns else (), sure=sure)
        if asks.topic < _LIKELY:
            return None
    if asks.topic >= _LIKELY and not mentions:
        return Sides(topic=_topic(meant.query.text))
    return None


def _topic(question: str) -> str:
    """Return what a comparison of papers on a topic is about: what stands behind the words that say that it is one."""
    words = question.split()
    for place in range(1, len(words)):
        if comparing(f"{' '.join(words[:place])} {_ANY}").topic >= _LIKELY:
            return " ".join(dropwhile(lambda word: not terms(word), words[place:]))
    return question


def _listed(meant: Meant, library: Library, column: str) -> Sequence[Paper]:
    """Return the papers of the last answer that are to be compared, or are asked for what a column tells of some."""
    ids = meant.query.filters.papers
    if len(ids) < LEAST or not (meant.act == "compare" or (column and meant.act in ("within", "about"))):
        return ()
    papers = library.get(ids)
    is_table = meant.act == "compare" or any(abstract_cell(column, paper).stated for paper in papers)
    return papers if len(papers) >= LEAST and is_table else ()


def _with_another(meant: Meant, library: Library) -> Sequence[Paper]:
    """Return the few papers talked of with the one that a turn sets beside them: "how is that different from LoRA?"."""
    cited = meant.talk.cited
    named = [one for one in library.resolver.mentioned(meant.typed) if len(one.papers) == 1]
    if meant.act != "compare" or not LEAST <= len(cited) < MOST or len(named) != 1:
        return ()
    rest = meant.typed.replace(named[0].text, "").split()
    if any(terms(word) and not _is_comparing(word) for word in rest) or named[0].papers[0].id in cited:
        return ()
    return library.get([*cited, named[0].papers[0].id])


def _of_papers(papers: Sequence[Paper], columns: tuple[str, ...] = ()) -> Sides:
    left = len(papers) - MOST
    notices = (f"The first {MOST} of {len(papers)} papers are compared.",) if left > 0 else ()
    return Sides(tuple(papers[:MOST]), columns=columns, notices=notices)


class _Reading(NamedTuple):
    """A question that compares, with what its names are looked up in."""

    meant: Meant
    library: Library
    retriever: Retriever

    def sides(self, mentions: Sequence[Mention]) -> Sides | None:
        """Return the papers that are named, and what is missing; None if a paper that speaks of all is to answer."""
        text = self.meant.query.text
        found = [one for one in mentions if one.papers and not _ON.search(text[: one.start])]
        called = [one for one in found if one.how != "subject" or one.text in other_names(one.text)]
        if len(called) != 1:  # words that describe a work are a side beside a name alone, not "for browsing agents"
            found = called
        elif called[0].how != "subject":
            side = set(terms(" ".join(_beside(text, [called[0].text]))))
            found = [one for one in found if one is called[0] or side & set(terms(one.text))]
        typed = [one.id for one in identifiers(self.meant.typed)]  # which the query has as filters, and not in its text
        alone = {paper.id: paper for paper in self.library.get(typed)}
        alone |= {one.papers[0].id: one.papers[0] for one in found if len(one.papers) == 1}
        notices = [_taken(one.text, one.papers[0]) for one in found if one.how == "subject"]
        others = self._others([one.text for one in mentions], words=len(called) == 1)
        for one in found:
            if not alone.keys() & {paper.id for paper in one.papers}:
                talked = [paper for paper in one.papers if paper.id in self.meant.talk.cited]
                papers = talked if len(talked) == 1 else one.papers
                alone |= {paper.id: paper for paper in papers}
                if len(papers) > 1:
                    notices.append(f"“{one.text}” may be any of {len(papers)} papers; all of them are compared.")
        sides = self._with_others(alone, others) if len(alone) + len(others) >= LEAST else None
        return sides._replace(notices=(*notices, *sides.notices)) if sides else None

    def _others(self, known: Sequence[str], *, words: bool) -> list[str]:
        """Return what else may be names of papers, data sets apart; with `words`, also what stands beside a name."""
        text = self.meant.query.text
        measured = {each.text for each in entities_of(text) if each.kind in ("material", "metric")}
        measured |= {name for name in other_names(text, known) if _ON.search(text[: text.find(name)])}
        shaped = other_names(text, known)
        capitals = re.findall(_CAPITAL, text) if is_english(text) else []  # others write more than names with them
        capitals = [word for word in capitals if not any(word in name for name in (*shaped, *known))]
        beside = _beside(text, (*known, *shaped)) if words else []
        beside = [name for name in beside if not any(word in name for word in shaped)]
        capitals = [word for word in capitals if not (_is_comparing(word) or any(word in name for name in beside))]
        named = (*shaped, *capitals, *beside)
        found = [name for name in named if name not in measured and name.removesuffix("s") not in common_acronyms()]
        found = [name for name in found if not any(other != name and other in name for other in found)]
        return sorted(dict.fromkeys(found[:_LOOKED_UP]), key=text.find)

    def _with_others(self, papers: dict[str, Paper], others: Sequence[str]) -> Sides | None:
        """Return the sides, with the papers that are about what no paper is called."""
        notices, missing = list[str](), list[str]()
        for name in others:
            own = self.library.resolver.meant(name)
            subject = own.papers[0] if len(own.papers) == 1 and own.how in ("name", "subject") else None
            if subject and own.how == "subject":
                notices.append(_taken(name, subject))
            if subject:
                papers[subject.id] = subject
            elif name in other_names(name) or not self.library.resolver.is_of_the_field(name):
                missing.append(name)
        if len(papers) < LEAST and (len(papers) + len(missing) < LEAST or self._is_told_of_both(papers, missing)):
            return None
        sides = _of_papers(list(papers.values()))
        return sides._replace(missing=tuple(missing), notices=(*sides.notices, *notices))

    def _is_told_of_both(self, papers: dict[str, Paper], missing: Sequence[str]) -> bool:
        """Tell whether some abstract speaks of all that is named, and so may say how it differs."""
        text = self.meant.query.text
        found = self.retriever.search(Query(text=text, k=_READ))
        known = [one.text for one in self.library.resolver.mentioned(text) if any(p.id in papers for p in one.papers)]
        abstracts = [paper.abstract for paper in (*papers.values(), *(item.paper for item in found))]
        return any(all(speaks_of(abstract, name) for name in (*missing, *known)) for abstract in abstracts)


def _taken(name: str, paper: Paper) -> str:
    return f"“{name}” is taken for “{heading_of(paper) or paper.id}”."


def _beside(text: str, known: Sequence[str]) -> list[str]:
    """Return what stands on the other side of a name that is known, in words that no paper has as its name."""
    found = list[str]()
    for between in _BETWEEN.finditer(text):
        if _INFINITIVE.match(text, between.start()) and is_verb(text[between.end() :].partition(" ")[0].lower()):
            continue
        sides = (_side(text[: between.start()].split()[::-1])[::-1], _side(text[between.end() :].split()))
        left, right = (" ".join(side).strip("?!.,;:") for side in sides)
        is_known = [any(name in side for name in known) for side in (left, right)]
        if any(is_known) and not all(is_known):
            found.append(right if is_known[0] else left)
    return [side for side in found if side and (" " in side or occurrences(side.lower()) < _PLAIN)]


def _side(words: Sequence[str]) -> list[str]:
    own = takewhile(lambda word: terms(word) and not _is_comparing(word), dropwhile(_is_comparing, words))
    return list(islice(own, _WORDS))


def _is_comparing(word: str) -> bool:
    return bool(_COMPARING & set(terms(word)))
