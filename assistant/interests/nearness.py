"""How near papers are to subjects in words and to other papers, on scales that hold in every library.

Whatever embedder the library has, papers are read with our own: the scales are those of its cosines. All are taken of
vectors less the mean of the library's newest papers (Mu and Viswanath, All-but-the-Top, arXiv:1702.01417).
"""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from index.embedders.base import Vectors, document_text, unit
from index.embedders.late import match, token_sets
from index.embedders.static import StaticEmbedder
from index.paper import Paper
from index.query import Filters
from index.store.library import Library

_NEWEST = 256  # papers that the others are compared with
_FEW = 50.0  # papers; as much as so many count the mean and deviation that are usual, beside those of a small library
_TOPIC_USUAL = (0.21, 0.12)  # over 190 subjects and 500 papers of the daily lists
_LIKED_USUAL = (0.0, 0.08)
_FARTHER = 0.05  # what a deviation above the newest papers adds to nearness
_TEMPERATURE = 0.3


class Seen(NamedTuple):
    """A paper as it is compared: its vector, centred and of unit length, and its tokens."""

    vector: Vectors
    tokens: bytes


class Space:
    """Where texts and papers are compared: the vectors of a library, centred on its newest papers."""

    def __init__(self, library: Library) -> None:
        self._library, self._reader = library, StaticEmbedder()
        self._has_own = library.fingerprint == self._reader.fingerprint and library.count() > 0

    def papers(self, papers: Sequence[Paper]) -> Vectors:
        """Return the vectors of papers: shape (len(papers), dimensions)."""
        return unit(self._stored(papers) - self._mean)

    def texts(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts: shape (len(texts), dimensions)."""
        return unit(self._embedded(texts) - self._mean)

    def stored(self, ids: Sequence[str]) -> tuple[list[str], Vectors, list[bytes]]:
        """Return those of the papers that can be compared, their vectors and tokens, read only in others' libraries."""
        if not self._has_own:
            papers = self._library.get(ids)
            return [paper.id for paper in papers], self.papers(papers), self._tokens(papers)
        vectors, tokens = self._library.vectors(ids), self._library.token_sets(ids)
        known = [key for key in ids if key in vectors and key in tokens]
        rows = np.stack([vectors[key] for key in known]) if known else np.zeros((0, len(self._mean)), np.float32)
        return known, unit(rows - self._mean), [tokens[key] for key in known]

    def see(self, paper: Paper) -> Seen:
        """Return a paper as it is compared; it may be one that the library does not have."""
        return Seen(self.papers([paper])[0], self._tokens([paper])[0])

    @cached_property
    def newest(self) -> Vectors:
        """The vectors of the newest papers, shape (papers, dimensions)."""
        return unit(self._stored(self._newest) - self._mean)

    @cached_property
    def newest_tokens(self) -> list[bytes]:
        """Their tokens."""
        return self._tokens(self._newest)

    @cached_property
    def _newest(self) -> list[Paper]:
        return self._library.get(self._library.lexical.latest(_NEWEST, Filters()))

    @cached_property
    def _mean(self) -> Vectors:
        rows = self._stored(self._newest)
        return np.asarray(rows.sum(axis=0) / (len(rows) + _FEW), np.float32)

    def _stored(self, papers: Sequence[Paper]) -> Vectors:
        stored = self._library.vectors([paper.id for paper in papers]) if self._has_own else {}
        others = [paper for paper in papers if paper.id not in stored]
        made = self._embedded([document_text(paper) for paper in others])
        stored |= {paper.id: vector for paper, vector in zip(others, made, strict=True)}
        return np.stack([stored[paper.id] for paper in papers]) if papers else made

    def _embedded(self, texts: Sequence[str]) -> Vectors:
        rows = self._reader.embed(texts)
        return np.stack([self._library.own_vector(row) for row in rows]) if self._has_own and len(rows) else rows

    def _tokens(self, papers: Sequence[Paper]) -> list[bytes]:
        stored = self._library.token_sets([paper.id for paper in papers])
        return [stored.get(paper.id) or token_sets([document_text(paper)])[0] for paper in papers]


class Subjects:
    """How near papers are to subjects in words."""

    def __init__(self, space: Space, subjects: Sequence[str]) -> None:
        self._subjects, self._vectors = subjects, space.texts(subjects)
        usual = self._met(space.newest, space.newest_tokens)
        self._mean, self._deviation = _moments(usual, *_TOPIC_USUAL)

    def near(self, paper: Seen) -> Vectors:
        """Return how near a paper is to each subject: shape (len(subjects),).

        It is the mean of the cosine and of how well the subject's words are met (`index.embedders.late`), and .05 of
        the deviations that lie between this and the mean of the newest papers: "diffusion" is near to half of some
        library. Ranked over all subjects at once, that has an average precision of .212, where the first part alone
        has .182 and the second .185 (the keywords of the daily lists).
        """
        return self.of(paper.vector[None, :], [paper.tokens])[:, 0]

    def of(self, rows: Vectors, tokens: Sequence[bytes]) -> Vectors:
        """Return how near papers are to each subject, by their vectors and tokens: shape (len(subjects), len(rows))."""
        met = self._met(rows, tokens)
        return np.asarray(met + _FARTHER * (met - self._mean[:, None]) / self._deviation[:, None], np.float32)

    def _met(self, rows: Vectors, tokens: Sequence[bytes]) -> Vectors:
        if not self._subjects:
            return np.zeros((0, len(rows)), np.float32)
        words = np.stack([match(subject, tokens) for subject in self._subjects])
        return np.asarray((self._vectors @ rows.T + words) / 2, np.float32)


class Examples:
    """How near papers are to several papers together."""

    def __init__(self, space: Space, examples: Vectors) -> None:
        self._examples = examples
        self._mean, self._deviation = _moments(self._soft_maximum(space.newest)[None, :], *_LIKED_USUAL)

    def near(self, paper: Seen) -> float:
        """Return how many deviations a paper is nearer than the newest papers are.

        It is a soft maximum of the cosines, between their mean, which blurs several interests into one, and the nearest
        alone, which is left to chance. Average precision of the three for readers of one, three and six subjects by
        eight examples each: .147, .122, .120; .151, .106, .105; .089, .084, .086 (keywords of the daily lists).
        """
        return float(self.of(paper.vector[None, :])[0])

    def of(self, rows: Vectors) -> Vectors:
        """Return the same of several papers, by their vectors: shape (len(rows),)."""
        return np.asarray((self._soft_maximum(rows) - self._mean[0]) / self._deviation[0], np.float32)

    def _soft_maximum(self, rows: Vectors) -> Vectors:
        grown = np.exp(self._examples @ rows.T / _TEMPERATURE)
        return np.asarray(_TEMPERATURE * np.log(grown.mean(axis=0)), np.float32)


def _moments(values: Vectors, mean: float, deviation: float) -> tuple[Vectors, Vectors]:
    """Return mean and deviation of each row, drawn to usual ones where there are few values: shape (rows,)."""
    share = values.shape[1] / (values.shape[1] + _FEW)
    means, deviations = (
        (values.mean(axis=1), values.std(axis=1)) if share else (np.zeros(len(values)), np.zeros(len(values)))
    )
    return (
        np.asarray(share * means + (1 - share) * mean, np.float32),
        np.asarray(share * deviations + (1 - share) * deviation, np.float32),
    )
