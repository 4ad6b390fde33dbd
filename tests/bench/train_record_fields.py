"""Train `index/models/record_fields.safetensors`: `python -m tests.bench.train_record_fields`.

On the `train` part of `tests/data/record_questions.jsonl`, and on questions of `question_types.jsonl`, of the
development half of `questions.jsonl` and of abstracts, in a researcher's and in everyday words, that ask for no record.
The `test` part, by another writer, only measures. Needs scikit-learn.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from index.models.record_fields import FIELDS, NAME, features
from tests.bench.model_files import matrix, read, write

DATA = Path(__file__).parents[1] / "data"
ROWS, STRENGTH = 2**14, 20.0
ASKED = 8.0  # as much a question that asks for a field counts beside one that does not: these are 50 times as many
FOLDS = 5
LEAST = (-2.0, -1.5, -1.0, -0.5, 0.0)

Rows = list[tuple[str, list[str]]]
Scores = npt.NDArray[np.float64]


def fit(rows: Rows) -> tuple[Scores, Scores]:
    """Return weights of shape (ROWS, fields) and a bias for each field."""
    seen = matrix([features(text) for text, _ in rows], ROWS)
    weight = {True: ASKED, False: 1.0}
    models = [
        LogisticRegression(C=STRENGTH, max_iter=500, class_weight=weight).fit(seen, [field in told for _, told in rows])
        for field in FIELDS
    ]
    return np.concatenate([model.coef_ for model in models]).T, np.concatenate([model.intercept_ for model in models])


def scores(rows: Rows, weights: Scores, bias: Scores) -> Scores:
    return np.asarray(matrix([features(text) for text, _ in rows], ROWS) @ weights + bias)


def report(name: str, rows: Rows, found: Scores) -> None:
    """Print how often all fields are told right from each threshold, where some are asked for and where none is."""
    for least in LEAST:
        right = [
            ({FIELDS[n] for n in np.flatnonzero(row >= least)} == set(told), bool(told))
            for row, (_, told) in zip(found, rows, strict=True)
        ]
        some, none = (np.mean([fit for fit, asked in right if asked is wanted]) for wanted in (True, False))
        print(f"{name} from {least}: asked for some {some:.3f}, for none {none:.3f}")


def main() -> None:
    rows = list(read(DATA / "record_questions.jsonl"))
    known: Rows = [(row["question"], row["wanted"]) for row in rows if row["split"] == "train"]
    test: Rows = [(row["question"], row["wanted"]) for row in rows if row["split"] == "test"]
    typed = [*read(DATA / "question_types.jsonl"), *read(DATA / "questions.jsonl")]
    other: Rows = [(row["question"], []) for row in typed if row["type"] != "record" and row.get("split") != "test"]
    asked: Rows = [(row["question"], []) for row in read(DATA / "asked_of_abstracts.jsonl")]
    everyday: Rows = [
        (row["question"], []) for row in read(DATA / "everyday_questions.jsonl") if row["split"] == "train"
    ]
    other += asked[::2] + everyday[::2]
    for_fold = [fit([*(row for n, row in enumerate(known) if n % FOLDS != fold), *other]) for fold in range(FOLDS)]
    held = [scores(known[fold::FOLDS], *model) for fold, model in enumerate(for_fold)]
    report("five folds", [row for fold in range(FOLDS) for row in known[fold::FOLDS]], np.concatenate(held))
    weights, bias = fit(known + other)
    report("another writer's", test, scores(test, weights, bias))
    apart = asked[1::4] + everyday[1::4]
    found = scores(apart, weights, bias)
    taken = [int((found >= least).any(axis=1).sum()) for least in LEAST]
    print(f"of {len(apart)} others some field is taken to be asked for in {taken}")
    write(NAME, weights, bias, {"labels": list(FIELDS), "data": "record_questions.jsonl, question_types.jsonl"})


if __name__ == "__main__":
    main()
