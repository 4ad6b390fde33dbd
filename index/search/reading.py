"""Papers as they are read for a question: the terms and vectors of their titles and sentences, made once.

Reading a paper takes two milliseconds, whatever is asked, and a conversation asks about the same papers again, so
those read last are remembered.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index import cues
from index.embedders.base import Embedder, Vectors, document_text
from index.embedders.encoder import DIMENSIONS, encoder
from index.embedders.late import token_sets
from index.labels import label
from index.models.question_types import Typed, question_type
from index.models.sentence_roles import Roles, roles
from index.paper import Paper
from index.store.encodings import Encodings
from index.terms import terms

_REMEMBERED = 600  # papers, some 15 kB each
_NOT_ENCODED: Vectors = np.zeros((1, DIMENSIONS), dtype=np.float32)

Column = npt.NDArray[np.float64]


class Question(NamedTuple):
    """A question as papers are read for it: its text, the weights of its terms, its vectors, its type."""

    text: str
    weights: Mapping[str, float]  # inverse document frequencies
    vector: Vectors  # of the embedder
    encoded: Vectors  # of the encoder
    typed: Typed


class ReadPaper:
    """A paper with its vectors: a row for the whole and then one for each sentence, (1 + sentences, dimensions).

    `vectors` are the embedder's, `encoded` the encoder's.
    """

    def __init__(self, paper: Paper, vectors: Vectors, encoded: Vectors) -> None:
        self.paper, self.vectors, self.encoded = paper, vectors, encoded

    @cached_property
    def title_terms(self) -> frozenset[str]:
        """The terms of the title."""
        return frozenset(terms(self.paper.title))

    @cached_property
    def sentence_terms(self) -> tuple[frozenset[str], ...]:
        """The terms of each sentence."""
        return tuple(frozenset(terms(sentence)) for sentence in self.paper.sentences)

    @cached_property
    def terms(self) -> frozenset[str]:
        """The terms of title and abstract."""
        return self.title_terms.union(*self.sentence_terms)

    @cached_property
    def own_terms(self) -> frozenset[str]:
        """The terms of the paper's own name."""
        return frozenset(terms(label(self.paper.title, self.paper.sentences)))

    @cached_property
    def token_sets(self) -> tuple[bytes, ...]:
        """The tokens of each sentence, as `index.embedders.late` reads them."""
        return tuple(token_sets(self.paper.sentences))

    @cached_property
    def form(self) -> dict[str, Column]:
        """What sentences show by themselves and where they stand: columns of shape (sentences,), with 1 for yes."""
        sentences, title = self.paper.sentences, self.title_terms
        places = np.arange(len(sentences))
        return {
            "title": np.array([len(each & title) for each in self.sentence_terms]) / max(len(title), 1),
            "length": np.log([len(sentence.split()) + 1 for sentence in sentences]),
            "place": places / max(len(sentences) - 1, 1),
            "first": (places == 0).astype(float),
            "last": (places == len(sentences) - 1).astype(float),
            "leans": np.array([cues.leans_back(sentence) for sentence in sentences], float),
            "number": np.array([any(map(str.isdigit, sentence)) for sentence in sentences], float),
            "quantity": np.array([cues.has_quantity(sentence) for sentence in sentences], float),
        }

    @cached_property
    def roles(self) -> Roles:
        """What each sentence does in the abstract."""
        return roles(self.paper.sentences)


class PaperReader:
    """Reads papers with an embedder, and with the encoder where `encodings` are given; remembers those it read last."""

    def __init__(self, embedder: Embedder, encodings: Encodings | None = None) -> None:
        self._embedder, self._encodings = embedder, encodings
        self._known: OrderedDict[str, ReadPaper] = OrderedDict()
        self._lock = Lock()

    def question(self, text: str, weights: Mapping[str, float]) -> Question:
        """Return a question as these papers are read for it; `weights` are those of its terms."""
        encoded = encoder().question(text) if self._encodings else _NOT_ENCODED[0]
        return Question(text, weights, self._embedder.embed([text])[0], encoded, question_type(text))

    def read(self, papers: Sequence[Paper]) -> list[ReadPaper]:
        """Return these papers as they are read, in their order."""
        with self._lock:
            kept = [one for paper in papers if (one := self._known.get(paper.id)) and one.paper == paper]
        known = {one.paper.id: one for one in kept}
        known |= {one.paper.id: one for one in self._made([paper for paper in papers if paper.id not in known])}
        with self._lock:
            for paper in papers:
                self._known[paper.id] = known[paper.id]
                self._known.move_to_end(paper.id)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return [known[paper.id] for paper in papers]

    def _made(self, papers: Sequence[Paper]) -> list[ReadPaper]:
        if not papers:
            return []
        texts = [text for paper in papers for text in (document_text(paper), *paper.sentences)]
        ends = np.cumsum([1 + len(paper.sentences) for paper in papers])
        vectors = np.split(self._embedder.embed(texts), ends[:-1])
        encoded = self._encodings.of(papers) if self._encodings else [_NOT_ENCODED] * len(papers)
        return [ReadPaper(*each) for each in zip(papers, vectors, encoded, strict=True)]
