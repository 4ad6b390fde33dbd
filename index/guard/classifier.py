"""How likely each text of a paper is an instruction to a reader and no statement of the paper.

Boosted trees over how a text and its neighbours are phrased, how it coheres with the paper, and a few signs. Trained by
`tests/bench/train_guard.py` on attacks planted in abstracts.
"""

import re
from collections.abc import Sequence

import numpy as np

from index.embedders.base import Vectors
from index.embedders.static import StaticEmbedder, table
from index.guard.phrasing import WIDTHS, Floats, phrased
from index.guard.unicode import is_disguised, plain
from index.models.trees import load_trees
from index.patterns import patterns

NAME = "guard"
_LONG, _MOST, _NEAR, _NONE = 40.0, 20, 3, -9.0  # words, sentences, places from an end; where there is no neighbour
MARK = re.compile(patterns("guard")["mark"], re.IGNORECASE)
_KINDS = r"\?", "!", r"://|www\.|@\w", r"[\"“”«»「」]", r"[{}<>=|`_#*\\\[\]]", r"\d", r"[A-Z]", r"[^\x00-\x7f]", ":"
_SIGNS = tuple(map(re.compile, _KINDS))
_PAIR = re.compile(r"(?=([^\W\d_]{2}))")


def scores(title: str, sentences: Sequence[str]) -> Floats:
    """Return the log-odds for the title and each sentence: shape (1 + len(sentences),)."""
    return np.asarray(load_trees(NAME).scores(features(title, sentences)))


def features(title: str, sentences: Sequence[str]) -> Floats:
    """Return what the trees see of the title and each sentence: shape (1 + len(sentences), 40)."""
    texts = [plain(text) for text in (title, *sentences)]
    phrasings = [phrased(text) for text in texts]
    vectors = StaticEmbedder().embed([*texts, *(each.span for each in phrasings)])
    likely = np.array([each.log_odds for each in phrasings])
    trust = 1 / (1 + np.exp(np.clip(likely[:, 0], -30, 30)))  # one that is phrased as an instruction is no context
    coherent = _coherence(vectors[: len(texts)], vectors[len(texts) :], trust)
    beside = [each for column in (likely[:, 0], likely[:, 2], coherent[:, 2]) for each in _beside(column)]
    second, first = np.sort(np.append(likely[:, 0], [_NONE, _NONE]))[-2:]
    place = np.arange(len(texts))
    return np.column_stack(
        [
            likely, coherent, _shared(texts, trust), _shared_pairs(texts), np.array([_signs(text) for text in texts]),
            *beside, np.where(likely[:, 0] == first, second, first),
            np.minimum(place, _NEAR), np.minimum(place[::-1], _NEAR), np.full(len(texts), min(len(texts), _MOST)),
        ]
    )  # fmt: skip


def _coherence(vectors: Vectors, spans: Vectors, trust: Floats) -> Floats:
    """Return how each text and its likeliest span cohere with the title and the others: shape (texts, 7)."""
    weights = np.tile(trust, (len(vectors), 1))
    np.fill_diagonal(weights, 0)
    middle = weights @ vectors
    middle /= np.maximum(np.linalg.norm(middle, axis=1, keepdims=True), 1e-9)
    cosines, across, around = vectors @ vectors.T, spans @ vectors.T, (vectors * middle).sum(axis=1)
    np.fill_diagonal(cosines, -1)
    np.fill_diagonal(across, -1)
    own = cosines[:, 0], cosines.max(axis=1), around, around - np.median(around)
    return np.column_stack([*own, across[:, 0], across.max(axis=1), (spans * middle).sum(axis=1)])


def _shared(texts: Sequence[str], trust: Floats) -> Floats:
    """Return the share of each text's tokens, by their weights, that others of the paper have: shape (texts,)."""
    tokens = table().encode(texts)
    used = np.unique(np.concatenate(tokens)) if texts else np.zeros(0, np.uint16)
    has = np.array([np.isin(used, own) for own in tokens])
    weighed, context = has * table().weights[used], has & (trust > 0.5)[:, None]
    shared = (weighed * (context.sum(axis=0) > context)).sum(axis=1)
    return np.asarray(shared / np.maximum(weighed.sum(axis=1), 1e-9), dtype=np.float64)


def _shared_pairs(texts: Sequence[str]) -> list[float]:
    """Return the share of each text's pairs of letters beyond ASCII that others have; -1 where it has hardly any."""
    pairs = [frozenset(pair for pair in _PAIR.findall(text) if not pair.isascii()) for text in texts]
    others = [frozenset().union(*pairs[:n], *pairs[n + 1 :]) for n in range(len(pairs))]
    both = zip(pairs, others, strict=True)
    return [len(own & other) / len(own) if len(own) > len(WIDTHS) else -1.0 for own, other in both]


def _signs(text: str) -> list[float]:
    """Return the share of signs of each kind, the length, the first and the last sign, and whether it is forged."""
    shares = [len(sign.findall(text)) / max(len(text), 1) for sign in _SIGNS]
    lengths = (min(many, _LONG) for many in (len(text.split()), max(map(len, text.split()), default=0)))
    ends = text[-1:] in ".?!。？！।", text[:1].isupper()
    return [*shares, *lengths, *ends, is_disguised(text), bool(MARK.search(text))]


def _beside(column: Floats) -> tuple[Floats, Floats]:
    """Return the values of the sentence before and behind each; the title has no neighbours."""
    inner = np.pad(column[1:], 1, constant_values=_NONE)
    return np.append(_NONE, inner[:-2]), np.append(_NONE, inner[2:])
