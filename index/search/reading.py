"""Papers as they are read for a question: their terms, and what the encoder made of title and sentences, made once.

A conversation asks about the same papers again, so those read last are remembered.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import NamedTuple

from index.embedders.base import Embedder, Vectors
from index.embedders.encoder import encoder
from index.models.question_types import Typed, question_type
from index.paper import Paper
from index.store.encodings import Encodings
from index.terms import terms

_REMEMBERED = 600  # papers, some 15 kB each


class Question(NamedTuple):
    """A question as papers are read for it: its text, the weights of its terms, its vectors, its type."""

    text: str
    weights: Mapping[str, float]  # inverse document frequencies
    vector: Vectors  # of the embedder
    encoded: Vectors  # of the encoder
    typed: Typed


class ReadPaper:
    """A paper with the encoder's vectors: a row for the whole and then one for each sentence, (1 + sentences, 384)."""

    def __init__(self, paper: Paper, encoded: Vectors) -> None:
        self.paper, self.encoded = paper, encoded

    @cached_property
    def title_terms(self) -> frozenset[str]:
        """The terms of the title."""
        return frozenset(terms(self.paper.title))

    @cached_property
    def terms(self) -> frozenset[str]:
        """The terms of title and abstract."""
        return self.title_terms.union(terms(self.paper.abstract))


class PaperReader:
    """Reads papers with the encoder, or takes what it made of them; remembers those it read last."""

    def __init__(self, embedder: Embedder, encodings: Encodings) -> None:
        self._embedder, self._encodings = embedder, encodings
        self._known: OrderedDict[str, ReadPaper] = OrderedDict()
        self._lock = Lock()

    def question(self, text: str, weights: Mapping[str, float]) -> Question:
        """Return a question as these papers are read for it; `weights` are those of its terms."""
        return Question(text, weights, self._embedder.embed([text])[0], encoder().question(text), question_type(text))

    def read(self, papers: Sequence[Paper]) -> list[ReadPaper]:
        """Return these papers as they are read, in their order."""
        with self._lock:
            kept = [one for paper in papers if (one := self._known.get(paper.id)) and one.paper == paper]
        known = {one.paper.id: one for one in kept}
        new = [paper for paper in papers if paper.id not in known]
        made = zip(new, self._encodings.of(new), strict=True) if new else ()
        known |= {paper.id: ReadPaper(paper, encoded) for paper, encoded in made}
        with self._lock:
            for paper in papers:
                self._known[paper.id] = known[paper.id]
                self._known.move_to_end(paper.id)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return [known[paper.id] for paper in papers]
