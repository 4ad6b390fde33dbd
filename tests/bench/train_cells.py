"""Train `index/models/cell_*.safetensors`: which sentences fill a column of a comparison, and which words of them.

    python -m tests.bench.train_cells --papers PAPERS.jsonl[.xz] ... [--all]

The cells of `tests/data/cell_labels.jsonl`, looked up in the papers given (JSON Lines with id, title and abstract).
Those of a third of the papers are kept to measure on, and with `--all` trained on too. Needs scikit-learn and LightGBM.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

from assistant.comparison.sentence_features import FEATURES, features
from assistant.comparison.sentences import TREES, VECTORS, WORDS, vectors, word_features
from assistant.comparison.values import COLUMNS, NAME
from index.statements import statements_of
from tests.bench.cell_labels import LABELS, Labelled, labelled, measure
from tests.bench.learn_spans import Sentence, learn
from tests.bench.model_files import MODELS, matrix, write, write_trees

CHOSEN = tuple(column for column in COLUMNS if column != "limits")  # which so few state that `index.limits` finds them
HASHED, FOLDS, ROUNDS = 2**14, 4, 120
WRONG = 1.5  # missing cells that a wrong one counts
SETTINGS = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 7,
    "min_data_in_leaf": 12,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "verbose": -1,
    "seed": 0,
    "deterministic": True,
    "num_threads": 1,
}


def train_sentences(every: Sequence[Labelled]) -> None:
    """Write the linear models of all columns, and the trees of each, with the score from which a cell is filled."""
    texts = [statements_of(each.paper) for each in every]
    of = np.repeat(np.arange(len(every)), [len(each) for each in texts])
    fold = np.array([zlib.crc32(each.paper.id.encode()) % FOLDS for each in every])[of]
    seen = np.vstack([features(each.paper) for each in every])
    numbers = [n for each in texts for n in range(1, len(each) + 1)]
    states = np.array(
        [[n in every[one].states(column) for column in CHOSEN] for one, n in zip(of, numbers, strict=True)]
    )
    words = matrix([seen for each in texts for seen in word_features(each)], HASHED)
    linear = [
        _linear(name, rows, states, fold, strength)
        for name, rows, strength in ((WORDS, words, 0.3), (VECTORS, np.vstack([vectors(each) for each in texts]), 3.0))
    ]
    for place, column in enumerate(CHOSEN):
        rows, scores = np.column_stack([seen, *(each[:, place] for each in linear)]), np.zeros(len(of))
        for held in (fold == n for n in range(FOLDS)):
            scores[held] = _grown(rows[~held], states[~held, place]).predict(rows[held], raw_score=True)
        least = _least(scores, states[:, place], of)
        print(f"{column:8} {_judged(scores, states[:, place], of, least)}")
        about = {"least": str(least), "data": LABELS.name}
        write_trees(TREES.format(column), _grown(rows, states[:, place]), FEATURES, about)


def _linear(name: str, rows: Any, states: np.ndarray, fold: np.ndarray, strength: float) -> np.ndarray:
    """Write a linear model, and return the log-odds that one gives which was learned from the other papers."""
    found, weights, bias = np.zeros(states.shape), np.zeros((rows.shape[1], len(CHOSEN))), np.zeros(len(CHOSEN))
    for place in range(len(CHOSEN)):
        model = LogisticRegression(C=strength, max_iter=300)
        for held in (fold == n for n in range(FOLDS)):
            found[held, place] = model.fit(rows[~held], states[~held, place]).decision_function(rows[held])
        model.fit(rows, states[:, place])
        weights[:, place], bias[place] = model.coef_[0], model.intercept_[0]
    write(name, weights, bias, {"labels": CHOSEN, "data": LABELS.name})
    return found


def _grown(rows: np.ndarray, states: np.ndarray) -> lightgbm.Booster:
    return lightgbm.train(SETTINGS, lightgbm.Dataset(rows, states), ROUNDS)


def _least(scores: np.ndarray, states: np.ndarray, of: np.ndarray) -> float:
    """Return the score from which the best sentence of a paper is taken, by the right ones less the wrong ones."""
    papers = range(of.max() + 1)
    best = np.array([np.flatnonzero(of == n)[scores[of == n].argmax()] for n in papers])
    order = best[np.argsort(-scores[best])]
    gain = np.where(states[order], 1, -WRONG).cumsum()
    return round(float(scores[order[gain.argmax()]]), 3)


def _judged(scores: np.ndarray, states: np.ndarray, of: np.ndarray, least: float) -> str:
    best = [np.flatnonzero(of == n)[scores[of == n].argmax()] for n in range(of.max() + 1)]
    taken = [n for n in best if scores[n] >= least]
    having = len(set(of[states]))
    right = sum(states[taken])
    return f"least {least}, precision {right / max(1, len(taken)):.3f}, recall {right / having:.3f} of {having}"


def train_values(every: Sequence[Labelled]) -> None:
    """Write the model that cuts values, learned from the sentences that state something."""
    sentences = [
        Sentence(
            each.paper, n, {name: [piece[1:] for piece in each.cells[name] if piece[0] == n] for name in each.cells}
        )
        for each in every
        for n in sorted({n for name in each.cells for n in each.states(name)})
    ]
    weights, lengths = learn(sentences)
    told = {"weights": weights.astype(np.float16), "lengths": lengths.astype(np.float32)}
    save_file(told, MODELS / f"{NAME}.safetensors", {"data": LABELS.name, "columns": ",".join(COLUMNS)})


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--papers", type=Path, nargs="+", required=True)
    parser.add_argument("--all", action="store_true")
    given = parser.parse_args()
    every = list(labelled(given.papers))
    used = [each for each in every if given.all or not each.is_test]
    train_sentences(used)
    train_values(used)
    print(*measure([each for each in every if each.is_test]), sep="\n")


if __name__ == "__main__":
    main()
