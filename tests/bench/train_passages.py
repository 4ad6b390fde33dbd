"""Train `index/models/passages.safetensors`: which of the sentences found belong in an answer.

    python -m tests.bench.train_passages --home HOME

HOME holds a library with the papers of the questions (`assistant ingest`). A sentence belongs in the answer to one of
the development questions of `tests/data/questions.jsonl` if its paper was named for it by people. Before the model is
written it is measured in five folds, by question. Needs LightGBM.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import lightgbm
import numpy as np

from assistant.config import Settings
from assistant.engine import Assistant
from assistant.evals.metrics import auroc
from assistant.types import Retrieved
from assistant.writers.passage_worth import FEATURES, NAME, features
from tests.bench.model_files import read, write_trees
from tests.bench.train_ranking import ENGLISH

DATA = Path(__file__).parents[1] / "data"
SETTINGS = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 5,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.6,
    "verbose": -1,
    "seed": 0,
    "deterministic": True,
    "num_threads": 1,
}
ROUNDS = 100
BEST = 3  # sentences of each paper


class Group(NamedTuple):
    """The best sentences of the papers found for a question, and whether their papers were named for it."""

    rows: np.ndarray
    named: np.ndarray


def groups(home: Path) -> Iterator[Group]:
    assistant = Assistant.open(Settings(home=home))
    for row in read(DATA / "questions.jsonl"):
        if row["split"] != "dev" or row["kind"] != "answerable" or row.get("style", "plain") not in ENGLISH:
            continue
        events = [event for event in assistant.ask(row["question"]) if isinstance(event, Retrieved)]
        placed = list(enumerate(events[0].evidence, start=1)) if events else []
        keys, rows = features(row["question"], placed)
        if keys:
            few = rows[:, FEATURES.index("own_rank")] < BEST
            named = np.array([placed[place - 1][1].paper.id in row["papers"] for place, _ in keys])
            yield Group(rows[few], named[few].astype(float))


def fit(some: Sequence[Group]) -> lightgbm.Booster:
    weights = np.concatenate([np.full(len(each.rows), 1 / len(each.rows)) for each in some])
    data = lightgbm.Dataset(
        np.vstack([each.rows for each in some]),
        np.concatenate([each.named for each in some]),
        weight=weights / weights.mean(),
    )
    return lightgbm.train(SETTINGS, data, ROUNDS)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, required=True)
    some = list(groups(parser.parse_args().home))
    found = [np.zeros(0)] * len(some)
    for fold in range(5):
        model = fit([each for n, each in enumerate(some) if n % 5 != fold])
        for n in range(fold, len(some), 5):
            found[n] = np.asarray(model.predict(some[n].rows))
    chances, named = np.concatenate(found), np.concatenate([each.named for each in some])
    print(f"{len(some)} questions, AUC {auroc(chances[named > 0].tolist(), chances[named == 0].tolist()):.3f}")
    write_trees(NAME, fit(some), FEATURES, {"data": "tests/data/questions.jsonl (dev)"})


if __name__ == "__main__":
    main()
