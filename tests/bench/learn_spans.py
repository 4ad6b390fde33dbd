"""Learning the weights of `assistant.comparison.values`: maximum likelihood of the labelled pieces of each sentence.

The loss is that of a semi-Markov conditional random field of one piece a sentence and column: minus the log of what the
labelled pieces have of the probability of all. Every column has the weights that all share and some of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from assistant.comparison.value_features import ROWS, read
from assistant.comparison.values import COLUMNS, MOST, allowed
from index.paper import Paper

SHARED, OWN, LENGTHS = 5.0, 10.0, 0.1  # what large weights cost
STEPS = 60
FEW = 1e-30


class Sentence(NamedTuple):
    """A sentence, and the pieces of it that a column was filled with: places of the first word, and behind the last."""

    paper: Paper
    number: int
    pieces: Mapping[str, Sequence[tuple[int, int]]]


class _Data(NamedTuple):
    """All words in one row: their features, where sentences begin, which pieces there are, and which are labelled."""

    seen: csr_matrix
    starts: np.ndarray
    sizes: np.ndarray
    open: np.ndarray  # (words, 1, MOST)
    right: np.ndarray  # (words, columns, MOST)


def learn(sentences: Sequence[Sentence]) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights, shape (ROWS, columns, 3), and those of lengths, (columns, MOST)."""
    data = _data(sentences)
    shape, many = (ROWS, len(COLUMNS), 3), len(COLUMNS)
    cuts = np.cumsum([ROWS * 3, ROWS * many * 3])

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        shared, own, lengths = np.split(flat.astype(np.float32), cuts)
        weights = shared.reshape(ROWS, 1, 3) + own.reshape(shape)
        lost, slope, slope_lengths = _loss(data, weights, lengths.reshape(many, MOST))
        lost += (SHARED * shared @ shared + OWN * own @ own + LENGTHS * lengths @ lengths) / 2
        slopes = (
            slope.sum(axis=1).ravel() + SHARED * shared,
            slope.ravel() + OWN * own,
            slope_lengths.ravel() + LENGTHS * lengths,
        )
        return float(lost), np.concatenate(slopes).astype(np.float64)

    begin = np.zeros(ROWS * 3 * (1 + many) + many * MOST)
    found = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "maxcor": 8})
    shared, own, lengths = np.split(found.x, cuts)
    return shared.reshape(ROWS, 1, 3) + own.reshape(shape), lengths.reshape(many, MOST)


def _data(sentences: Sequence[Sentence]) -> _Data:
    told = [read(each.paper, each.number) for each in sentences]
    sizes = np.array([len(each.words) for each in told])
    starts = np.cumsum([0, *sizes[:-1]])
    rows = [row for each in told for row in each.rows]
    ends = np.cumsum([0, *map(len, rows)])
    values = np.ones(ends[-1], np.float32)
    seen = csr_matrix((values, np.concatenate(rows), ends), shape=(len(rows), ROWS))
    is_open = np.concatenate([allowed(each) for each in told])
    right = np.zeros((len(rows), len(COLUMNS), MOST), bool)
    for start, each in zip(starts, sentences, strict=True):
        for name, pieces in each.pieces.items():
            for first, last in pieces:
                right[start + first, COLUMNS.index(name), min(last - first, MOST) - 1] = True
    return _Data(seen, starts, sizes, is_open[:, None], right & is_open[:, None])


def _loss(data: _Data, weights: np.ndarray, lengths: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Return the loss, and its slopes by the weights and by those of lengths."""
    many = len(COLUMNS)
    own = np.asarray(data.seen @ weights.reshape(ROWS, -1)).reshape(-1, many, 3)
    total = np.concatenate([np.zeros((1, many)), own[..., 2].cumsum(axis=0, dtype=np.float64)])
    last = np.minimum(np.arange(len(own))[:, None] + np.arange(MOST), len(own) - 1)
    inside = total[last + 1].transpose(0, 2, 1) - total[:-1, :, None]
    scores = np.where(data.open, own[..., :1] + own[last, :, 1].transpose(0, 2, 1) + inside + lengths, -np.inf)
    most = np.maximum.reduceat(scores.max(axis=2), data.starts)
    grown = np.exp(scores - np.repeat(np.where(np.isfinite(most), most, 0), data.sizes, axis=0)[..., None])
    every = np.add.reduceat(grown.sum(axis=2), data.starts)
    right = np.add.reduceat((grown * data.right).sum(axis=2), data.starts)
    has = np.logical_or.reduceat(data.right.any(axis=2), data.starts)
    lost = (np.log(every + FEW) - np.log(right + FEW))[has].sum()
    ours, theirs = (np.repeat(has / (each + FEW), data.sizes, axis=0)[..., None] for each in (every, right))
    slope = grown * ours - grown * data.right * theirs
    return float(lost), *_slopes(data, slope.astype(np.float32))


def _slopes(data: _Data, slope: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    words, many, _ = slope.shape
    ends, change = np.zeros((words, many), np.float32), np.zeros((words + 1, many))
    change[:words] = slope.sum(axis=2)
    for more in range(MOST):
        ends[more:] += slope[: words - more, :, more]
        change[more + 1 :] -= slope[: words - more, :, more]
    inside = change.cumsum(axis=0)[:words].astype(np.float32)
    found = np.stack([slope.sum(axis=2), ends, inside], axis=2).reshape(words, -1)
    return np.asarray(data.seen.T @ found).reshape(ROWS, many, 3), slope.sum(axis=0)
