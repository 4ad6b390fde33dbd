"""What a sentence that somebody else wrote rests on: the papers, and in each the sentences that tell most of it.

How well a paper fits a sentence is the share of what the sentence's terms tell (`assistant.verification.overlap`) that
stands in one to three sentences of the paper, and half the cosine, in our static embedder, with the nearest of them. Of
106 retellings by other hands of one paper among 1,128, that picks the right one of five found for 97; the share alone
for 92, the rank of the search for 87. A sentence in another language has its figures and names in place of its terms.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from assistant.verification.figures import shares_a_figure
from assistant.verification.overlap import content_stems, terms
from index.embedders.base import Vectors
from index.embedders.static import StaticEmbedder
from index.entities import names, stands_in
from index.labels import label
from index.language import is_english
from index.numbers.abroad import figures
from index.paper import Paper
from index.statements import statements_of
from index.text import plain

Embed = Callable[[Sequence[str]], Vectors]
Numbers = tuple[int, ...]

# The least fit. Of 156 true retellings 5 in 100 lose their paper by it; with that paper gone from the library, 28 in
# 100 still find another one of the field that has as much (with .4, 59 would), and 5 in 100 claims of medicine do.
_FLOOR = 0.5
_SHARING = 0.45  # for a paper that has a system or a figure of the sentence
_CHOSEN = 0.3  # for one that the sentence calls by its name, or that the reader named
_NEARNESS = 0.5  # what the cosine counts beside the share; with .8 what is not there is harder to tell
_GAIN = 0.08  # of the share, that a further sentence must bring
_MOST = 3  # sentences of a paper, and papers
_CALLED = 0.2  # added to the fit of a paper that the sentence calls by its name; one that it identifies comes first
# Added to that of a paper which the sentence before rests on: a sentence may say `it`. In texts of two retellings of
# one paper .15 finds it for 91.5 %, 0 for 90.6 %; in texts of six retellings at random it costs nothing.
_GOES_ON = 0.15
_CLAUSE = re.compile(r"[;:]\s|,?\s(?:while|whereas|but|although|though)\s|,\s(?:and|as)\s")
_WHOLE_CLAUSE = 3  # content words, with which a clause or a sentence says something
_SURE, _LEAD = 0.6, 0.15  # fit of a clause with a second paper, and by how much it is above that with the first
_SHORT_NAME = 3  # words; what a paper is called by may be its title cut short, which is no name


class Fit(NamedTuple):
    """How well a paper fits a sentence, and the numbers of the sentences that tell most of it, in reading order."""

    score: float
    numbers: Numbers


class Attribution:
    """Finds what sentences rest on; `embed` is the library's own embedder, which may know more languages than ours."""

    def __init__(self, embed: Embed) -> None:
        self._ours, self._theirs = StaticEmbedder().embed, embed
        self._vectors: dict[tuple[tuple[str, ...], bool], Vectors] = {}

    def rests_on(
        self, sentence: str, papers: Sequence[Paper], *, chosen: bool = False, before: Collection[str] = ()
    ) -> list[tuple[Paper, Numbers]]:
        """Return the papers, `chosen` or found, that a sentence rests on, best first, and their sentences."""
        read = ((paper.id, self.fit(sentence, paper)) for paper in papers if tells(sentence))
        fits = {key: fit for key, fit in read if fit.numbers}
        by_id = {paper.id: paper for paper in papers}
        meant = {key for key in fits if is_identified(by_id[key], sentence)}
        called = {key for key, fit in fits.items() if fit.score >= _CHOSEN and is_called(by_id[key], sentence)}
        named = meant | called
        worth = {
            key: fit.score + (key in meant) + _CALLED * (key in called) + _GOES_ON * (key in before)
            for key, fit in fits.items()
        }
        first = max(worth, key=lambda key: worth[key], default="")
        least = 0.0 if first in meant else _CHOSEN if chosen or first in called else _FLOOR
        if not first or (fits[first].score < least and not _shares(sentence, by_id[first], fits[first].score)):
            return []
        others = sorted(named - {first}, key=lambda key: (-worth[key], key)) + self._of_clauses(sentence, papers, first)
        every = list(dict.fromkeys((first, *others)))[:_MOST]
        return [(by_id[key], fits[key].numbers) for key in every]

    def fit(self, sentence: str, paper: Paper) -> Fit:
        """Return how well a paper fits a sentence."""
        readable = [(number, text) for number, text in enumerate(statements_of(paper), start=1) if text]
        if not readable:
            return Fit(0.0, ())
        texts, abroad = tuple(text for _, text in readable), not is_english(sentence)
        said, there = (_things if abroad else _terms)(sentence, texts)
        weight = _NEARNESS if said else 1.0
        near = weight * (self._embedded(texts, abroad=abroad) @ self._embedded((sentence,), abroad=abroad)[0])
        left, chosen, covered = set(range(len(texts))), list[int](), frozenset[str]()
        while left and len(chosen) < _MOST:
            best = max(sorted(left), key=lambda n: _share(said, covered | there[n]) + near[n])
            if chosen and _share(said, covered | there[best]) - _share(said, covered) < _GAIN:
                break
            chosen.append(best)
            left.remove(best)
            covered |= there[best]
        return Fit(_share(said, covered) + float(near.max()), tuple(sorted(readable[n][0] for n in chosen)))

    def _of_clauses(self, sentence: str, papers: Sequence[Paper], first: str) -> list[str]:
        """Return the papers that are plainly nearer to a clause of the sentence than the first one is."""
        clauses = [each for each in _CLAUSE.split(sentence) if len(content_stems(plain(each))) >= _WHOLE_CLAUSE]
        found = []
        for clause in clauses if len(clauses) > 1 else []:
            fits = {paper.id: self.fit(clause, paper).score for paper in papers}
            best = max(fits, key=lambda key: fits[key])
            if fits[best] >= _SURE and fits[best] - fits[first] >= _LEAD:
                found.append(best)
        return found

    def _embedded(self, texts: tuple[str, ...], *, abroad: bool) -> Vectors:
        """Return the vectors of texts, those of the library's embedder where a sentence is in another language."""
        if (texts, abroad) not in self._vectors:
            self._vectors[texts, abroad] = (self._theirs if abroad else self._ours)(texts)
        return self._vectors[texts, abroad]


def tells(sentence: str) -> bool:
    """Return whether a sentence says enough to be looked up: `Yes.` does not, a name with a word does."""
    said = plain(sentence)
    return not is_english(sentence) or len(content_stems(said)) + bool(names(said)) >= _WHOLE_CLAUSE


def is_identified(paper: Paper, sentence: str) -> bool:
    """Return whether a sentence has the number of a paper's id, or its whole title if that is no mere phrase."""
    kind, _, number = paper.id.partition(":")
    if kind in {"arxiv", "doi"} and number in sentence:
        return True
    return len(paper.title.split()) > _SHORT_NAME and paper.title.casefold() in sentence.casefold()


def is_called(paper: Paper, sentence: str) -> bool:
    """Return whether a sentence has the name that a paper is called by, as `label` tells it."""
    called = label(paper.title, paper.sentences)
    if not 0 < len(called.split()) <= _SHORT_NAME:
        return False
    known = names(plain(called))
    return bool(re.search(rf"(?<!\w){re.escape(called)}(?!\w)", sentence)) or (
        any(name.is_system for name in known) and all(stands_in(name, plain(sentence)) for name in known)
    )


def _shares(sentence: str, paper: Paper, score: float) -> bool:
    """Return whether a paper that fits a sentence loosely has a system or a figure of it."""
    whole = plain(". ".join((paper.title, *statements_of(paper))))
    systems = [name for name in names(plain(sentence)) if name.is_system]
    return score >= _SHARING and (any(stands_in(each, whole) for each in systems) or shares_a_figure(sentence, whole))


def _share(said: Mapping[str, float], there: Collection[str]) -> float:
    """Return which share of what is said is there."""
    total = sum(said.values())
    return sum(each for key, each in said.items() if key in there) / total if total else 0.0


def _terms(sentence: str, statements: Sequence[str]) -> tuple[Mapping[str, float], list[frozenset[str]]]:
    """Return the terms of a sentence with what each tells, and which of them stand in each statement."""
    said = terms(plain(sentence))
    return said, [frozenset(said.keys() & terms(plain(text)).keys()) for text in statements]


def _things(sentence: str, statements: Sequence[str]) -> tuple[Mapping[str, float], list[frozenset[str]]]:
    """Return the figures and names of a sentence in another language, and which of them stand in each statement."""
    said = plain(sentence)
    called = {name.text: name for name in names(said) if name.is_system}
    counted = {each.text for each in figures(sentence)}
    there = [
        frozenset(key for key, name in called.items() if stands_in(name, plain(text)))
        | frozenset(each for each in counted if shares_a_figure(each, text))
        for text in statements
    ]
    return dict.fromkeys((*called, *counted), 1.0), there
