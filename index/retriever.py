"""Hybrid search: lexical and dense candidates, fused, the first ordered anew, with relevance and best sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, zip_longest
from typing import NamedTuple

from index.acronyms import acronym, senses
from index.compound import parts
from index.embedders.base import Vectors, document_text
from index.embedders.late import match
from index.embedders.static import StaticEmbedder
from index.fusion import MATCHED, best_first, diverse, fuse, order, reranked
from index.lexical import terms
from index.library import Library
from index.names import names
from index.paper import Paper
from index.query import Evidence, Query
from index.relevance import FLOOR, Asked, Crowd, read, stack

_QUOTED = re.compile(r'"([^"]{3,300})"|“([^”]{3,300})”')
_ARXIV = re.compile(r"(?<![\d.])\d{4}\.\d{4,5}(?!\d)")
# Content words. "What is CCG?" means the paper of that name; a long question with CCG in it need not.
_ABOUT_A_NAME = 3
_SPREAD = 2  # times as many are looked at for near copies as are wanted
_AMBIGUOUS = 2  # senses
_USING = 60  # papers that are looked at for what an acronym stands for in them
_CANDIDATES = 300  # from each side: with 100, LitSearch's recall@100 is .934, with 300 it is .942


Scores = dict[str, float]


class Rankings(NamedTuple):
    """The ids that each side found, best first, and those of both together."""

    lexical: tuple[str, ...]
    dense: tuple[str, ...]
    hybrid: tuple[str, ...]


class _Found(NamedTuple):
    """The scores of both sides, all ids in the order of both together, and the scores behind that order."""

    lexical: Scores
    dense: Scores
    hybrid: list[str]
    scores: Scores


class HybridRetriever:
    """Finds papers in a library by their words and by their meaning.

    Whatever embedder the library has, papers are read with our own: relevance is calibrated on its cosines, which
    are another model's nowhere near, and reading ten papers would cost an endpoint a hundred texts a question.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._reader = StaticEmbedder()

    def search(self, query: Query) -> tuple[Evidence, ...]:
        """Return at most `query.k` papers that pass the filters, best first.

        Several questions in one are searched one by one, and their papers take turns. Where an acronym stands for
        several things, the first paper on each comes first. Near copies of a paper stand behind the rest. With filters
        and no content of its own, a query finds the papers published last.

        Raises:
            EmbedderChanged: the library's vectors come from another embedder than the query's would.
        """
        self._library.check_embedder()
        if query.filters and not query.context and not terms(query.text):
            return self._latest(query)
        asked = (query.text,) if query.context else parts(query.text)
        if len(asked) == 1:
            return self._by_sense(query)
        return _in_turns([self._search(query.model_copy(update={"text": part})) for part in asked], asked)[: query.k]

    def _latest(self, query: Query) -> tuple[Evidence, ...]:
        papers = self._library.get(self._library.lexical.latest(query.k, query.filters))
        asked = Asked(text=query.text, weights={}, vector=self._reader.embed([query.text])[0])
        scores = {paper.id: 1 / place for place, paper in enumerate(papers, start=1)}
        found = self._evidence(papers, scores, asked)
        return tuple(item.model_copy(update={"relevance": 1.0}) for item in found)

    def _by_sense(self, query: Query) -> tuple[Evidence, ...]:
        """Search for a question; where its acronym is ambiguous in the library, one paper of each sense comes first."""
        short = None if query.context else acronym(query.text)
        if short is None:
            return self._search(query)
        using = [key for key, _ in self._library.lexical.search(terms(short), _USING, query.filters)]
        meanings = senses(short, self._library.get(using))
        if len(meanings) < _AMBIGUOUS:
            return self._search(query)
        sense_of = {paper.id: meaning for meaning, papers in meanings for paper in papers}
        first = [papers[0].id for _, papers in meanings]
        return tuple(
            item.model_copy(
                update={
                    "sense": sense_of.get(item.paper.id, ""),
                    # Whoever spells the acronym out answers what it stands for, if nothing else.
                    "relevance": max(item.relevance, FLOOR) if item.paper.id in first else item.relevance,
                }
            )
            for item in self._search(query, first=first)
        )

    def _search(self, query: Query, first: Sequence[str] = ()) -> tuple[Evidence, ...]:
        text, vector = self._embedded(query)
        found = self._found(text, vector, query)
        exact, scores = list(dict.fromkeys([*first, *self._exact(query)])), found.scores
        likely = _first(exact, found.hybrid)[: _SPREAD * query.k]
        best = diverse(likely, self._own_vectors(likely))[: query.k]
        scores |= dict.fromkeys(exact, max(scores.values(), default=0.0) + 1)
        falling = accumulate((scores[key] for key in best), min)  # who was put behind another has no more than it
        scores |= dict(zip(best, falling, strict=True))
        own = terms(query.text)
        own_cosines = self._library.fingerprint == self._reader.fingerprint
        asked = Asked.of(
            query,
            self._library.lexical.weights(own),
            self._reader.embed([query.text])[0],
            Crowd.of(found.lexical, found.dense) if own_cosines else None,
            rarest=self._library.lexical.rarest(),
        )
        return tuple(self._evidence(self._library.get(best), scores, asked))

    def rank(self, query: Query) -> Rankings:
        """Return the ids of the best `query.k` papers by words, by meaning, and by both together."""
        found = self._found(*self._embedded(query), query)
        ranked = (best_first(found.lexical), best_first(found.dense), _first(self._exact(query), found.hybrid))
        return Rankings(*(tuple(ids[: query.k]) for ids in ranked))

    def _own_vectors(self, ids: Sequence[str]) -> Mapping[str, Vectors]:
        """Return vectors of our own embedder, by id: what a near copy is, is told by its cosines."""
        if self._library.fingerprint == self._reader.fingerprint:
            return self._library.vectors(ids)
        papers = self._library.get(ids)
        vectors = self._reader.embed([document_text(paper) for paper in papers])
        return {paper.id: vector for paper, vector in zip(papers, vectors, strict=True)}

    def _exact(self, query: Query) -> list[str]:
        """Return what the query names exactly: an arXiv identifier, a title, or the name before a title's colon."""
        quoted = [phrase for pair in _QUOTED.findall(query.text) for phrase in pair if phrase]
        library = self._library.lexical
        named = [f"arxiv:{found}" for found in _ARXIV.findall(query.text)]
        named += [key for keys in library.titled([query.text, *quoted]).values() for key in keys]
        asked_for = names(query.text) if len(terms(query.text)) <= _ABOUT_A_NAME else []
        named += [key for name in (query.text, *quoted, *asked_for) for key in library.named(name)]
        there = list(dict.fromkeys(named))
        passing = set(library.admitted(query.filters, there)) if query.filters else set(there)
        return [paper.id for paper in self._library.get([key for key in there if key in passing])]

    def _embedded(self, query: Query) -> tuple[str, Vectors]:
        text = f"{query.text} {query.context}".strip()
        return text, self._library.embed([text])[0]

    def _found(self, text: str, vector: Vectors, query: Query) -> _Found:
        many = max(_CANDIDATES, query.k)
        words = self._library.lexical
        lexical = dict(words.search(terms(text), many, query.filters))
        dense = dict(self._library.nearest(vector, many, query.filters))
        fused = fuse(lexical, dense)
        ranked = order(fused, lexical, dense)
        tokens = self._library.token_sets(ranked[:MATCHED])
        matches = dict(zip(tokens, map(float, match(text, list(tokens.values()))), strict=True))
        anew = reranked(ranked, fused, matches)
        return _Found(lexical, dense, [*best_first(anew), *(key for key in ranked if key not in anew)], fused | anew)

    def _evidence(self, papers: Sequence[Paper], scores: Mapping[str, float], asked: Asked) -> Iterator[Evidence]:
        vectors = self._reader.embed(stack(papers))
        start = 0
        for paper in papers:
            end = start + 1 + len(paper.sentences)
            found = read(asked, paper, vectors[start:end])
            start = end
            yield Evidence(
                paper=paper,
                score=scores[paper.id],
                relevance=found.relevance,
                sentences=found.sentences.numbers,
                strengths=found.sentences.strengths,
            )


def _in_turns(found: Sequence[Sequence[Evidence]], asked: Sequence[str]) -> tuple[Evidence, ...]:
    """Return what was found for each part of a question, the best of every part first; a paper comes once."""
    turns = [
        item.model_copy(update={"part": part})
        for rank in zip_longest(*found)
        for part, item in zip(asked, rank, strict=True)
        if item is not None
    ]
    once: dict[str, Evidence] = {}
    for item in turns:
        if item.paper.id not in once or item.relevance > once[item.paper.id].relevance:
            once[item.paper.id] = item
    return tuple(once.values())


def _first(exact: Sequence[str], ranked: Sequence[str]) -> list[str]:
    return [*exact, *(key for key in ranked if key not in exact)]
