"""Train `index/models/telling_*.safetensors`.

    python -m tests.bench.train_telling --papers FOLDER

FOLDER holds answers of the hub, one file a day (`DAY.json.xz`). `tests/data/telling_worth.jsonl` says of their
sentences how well each tells what its paper is (`opening`) and what came of it (`finding`), 0 to 2, and whether it is
understood behind the one that says what the paper is (`alone`). A third of the papers is held back and measured before
the models are trained on all. Needs LightGBM.
"""

import argparse
import json
import lzma
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import lightgbm
import numpy as np

from assistant.evals.retrieval import auroc
from assistant.writers.telling_features import FEATURES, RELATIONS, begun, features, relations
from assistant.writers.telling_worth import ALONE, FINDING, OPENING, SAID, WORDS, pieces
from index.paper import Paper
from index.sources.hub_items import paper_of
from index.statements import statements_of
from index.text import plain
from tests.bench.model_files import matrix, read, write, write_trees

LABELS = Path(__file__).parents[1] / "data" / "telling_worth.jsonl"
SETTINGS = {
    "objective": "regression",
    "learning_rate": 0.03,
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
ROUNDS = 200
NAMES = (OPENING, FINDING, ALONE)
BY_WORDS = (OPENING, FINDING)  # to be understood behind another sentence, words alone did not help
ROWS, RIDGE = 4096, 10.0  # of the linear model of words, and what is added for its weights to stay small
FOLDS = 5


class Graded(NamedTuple):
    """The sentences of a paper as each model sees them, and the grades that were given to them, by model."""

    key: str
    words: np.ndarray
    rows: dict[str, np.ndarray]
    grades: dict[str, np.ndarray]

    @property
    def is_held(self) -> bool:
        return zlib.crc32(self.key.encode()) % 3 == 0


def graded(folder: Path) -> Iterator[Graded]:
    wanted = {row["paper"]: row for row in read(LABELS)}
    for paper in papers(folder, {key.removeprefix("arxiv:") for key in wanted}):
        if row := wanted.pop(paper.id, None):
            there = np.array([bool(text) for text in statements_of(paper)])
            own = features(paper)
            behind = np.hstack([own, relations(paper, int(np.argmax(row["opening"])) + 1)])
            rows = {OPENING: own[there], FINDING: own[there], ALONE: behind[there]}
            found = zip(NAMES, ("opening", "finding", "alone"), strict=True)
            words = matrix([pieces(begun(plain(text))) for text in statements_of(paper) if text], ROWS).toarray()
            yield Graded(paper.id, words, rows, {name: np.array(row[key])[there] for name, key in found})
    if wanted:
        raise SystemExit(f"{len(wanted)} papers are not in {folder}: {sorted(wanted)[:3]}")


def papers(folder: Path, wanted: set[str]) -> Iterator[Paper]:
    for path in sorted(folder.glob("*.json.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as file:
            yield from (paper_of(item, None, "") for item in json.load(file) if _key(item) in wanted)


def _key(item: object) -> str:
    inner = item.get("paper") if isinstance(item, dict) else None
    return str(inner.get("id")) if isinstance(inner, dict) else ""


def linear(every: Sequence[Graded]) -> tuple[np.ndarray, np.ndarray]:
    """Return weights, (ROWS, len(BY_WORDS)), and bias of a ridge regression of the grades on the words."""
    words = np.vstack([each.words for each in every])
    grades = np.column_stack([np.concatenate([each.grades[name] for each in every]) for name in BY_WORDS])
    mean, bias = words.mean(axis=0), grades.mean(axis=0)
    centred = words - mean
    weights = np.linalg.solve(centred.T @ centred + RIDGE * np.eye(ROWS), centred.T @ (grades - bias))
    return weights, bias - mean @ weights


def with_words(every: Sequence[Graded], model: tuple[np.ndarray, np.ndarray]) -> list[Graded]:
    """Return the papers with what a model of words says of their sentences, behind what the trees see."""
    weights, bias = model
    return [
        each._replace(
            rows=each.rows | {name: np.hstack([each.rows[name], each.words @ weights + bias]) for name in BY_WORDS}
        )
        for each in every
    ]


def stacked(every: Sequence[Graded]) -> list[Graded]:
    """Return the papers with what models of words say that have not seen them."""
    folds = [[each for each in every if zlib.crc32(each.key[::-1].encode()) % FOLDS == n] for n in range(FOLDS)]
    return [
        each
        for n, fold in enumerate(folds)
        for each in with_words(fold, linear([one for m, other in enumerate(folds) if m != n for one in other]))
    ]


def fit(name: str, every: Sequence[Graded]) -> lightgbm.Booster:
    rows, values = np.vstack([each.rows[name] for each in every]), np.concatenate([each.grades[name] for each in every])
    return lightgbm.train(SETTINGS, lightgbm.Dataset(rows, values), ROUNDS)


def measure(name: str, seen: Sequence[Graded], held: Sequence[Graded]) -> str:
    """Return the mean grade of the sentences put first, the best there is, and how well 1 or more is told from 0."""
    model = fit(name, seen)
    found = [(each.grades[name], model.predict(each.rows[name])) for each in held]
    first, most = [own[scores.argmax()] for own, scores in found], [own.max() for own, _ in found]
    own, scores = (np.concatenate(each) for each in zip(*found, strict=True))
    area = auroc(scores[own > 0].tolist(), scores[own == 0].tolist())
    return f"{name}: {len(found)} papers, first {np.mean(first):.2f} of {np.mean(most):.2f}, area {area:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--papers", type=Path, required=True)
    every = list(graded(parser.parse_args().papers))
    seen, held = ([each for each in every if each.is_held is held] for held in (False, True))
    behind = with_words(held, linear(seen))
    in_parts = stacked(seen)
    for name in NAMES:
        print(measure(name, in_parts, behind))
    about = {"data": "tests/data/telling_worth.jsonl"}
    write(WORDS, *linear(every), {**about, "labels": json.dumps(BY_WORDS)})
    in_parts = stacked(every)
    for name in NAMES:
        write_trees(name, fit(name, in_parts), FEATURES + (SAID if name in BY_WORDS else RELATIONS), about)


if __name__ == "__main__":
    main()
