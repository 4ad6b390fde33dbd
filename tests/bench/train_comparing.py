"""Train `index/models/comparing.safetensors` and `compared_respect.safetensors`.

`python -m tests.bench.train_comparing [--test]`: on `tests/data/comparing.jsonl`, the first also on the questions that
were written for the question types. The development half of `tests/data/questions.jsonl` is measured and not trained
on, with `--test` its other half once. Needs scikit-learn.
"""

import sys
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from index.embedders.static import StaticEmbedder
from index.models.comparing import ASKS, NAME, RESPECT_NAME, RESPECTS, features, without_names
from tests.bench.model_files import matrix, read, write
from tests.bench.train_types import DATA

ROWS, STRENGTH, FOLDS, LIKELY = 2**14, 6.0, 5, 0.6
TYPED = ("question_types.jsonl", "sentence_questions.jsonl")
VECTOR_STRENGTH = 10.0
WEIGHT = 0.3  # of a question that was written for the question types


def examples() -> list[tuple[str, str, float]]:
    """Return questions with what they ask, and the weight of each."""
    own = [(row["question"], row["asks"], 1.0) for row in read(DATA / "comparing.jsonl") if "asks" in row]
    typed = [row for name in TYPED for row in read(DATA / name)]
    return own + [(row["question"], "sides" if row["type"] == "comparison" else "", WEIGHT) for row in typed]


def fit(rows: list[tuple[str, str, float]], labels: tuple[str, ...]) -> LogisticRegression:
    model = LogisticRegression(C=STRENGTH, max_iter=500)
    seen = matrix([features(text) for text, *_ in rows], ROWS)
    return model.fit(seen, [labels.index(label) for _, label, _ in rows], sample_weight=[each[2] for each in rows])


def folds(rows: list[tuple[str, str, float]], labels: tuple[str, ...]) -> None:
    place = np.random.default_rng(0).permutation(len(rows)) % FOLDS
    right = []
    for fold in range(FOLDS):
        model = fit([row for row, at in zip(rows, place, strict=True) if at != fold], labels)
        held = [row for row, at in zip(rows, place, strict=True) if at == fold]
        found = model.predict(matrix([features(text) for text, *_ in held], ROWS))
        right += [labels[one] == label for one, (_, label, _) in zip(found, held, strict=True)]
    print(f"five folds of {len(rows)}: {np.mean(right):.3f}")


def measure(model: LogisticRegression, split: str) -> None:
    rows: list[Any] = [row for row in read(DATA / "questions.jsonl") if row["split"] == split]
    shares = 1 - model.predict_proba(matrix([features(row["question"]) for row in rows], ROWS))[:, ASKS.index("")]
    right = np.array([row["type"] == "comparison" for row in rows])
    for least in (0.3, 0.4, 0.5, 0.6, 0.7):
        found = shares >= least
        print(f"{split} from {least}: recall {found[right].mean():.3f}, false alarms {found[~right].mean():.4f}")
    for row, share in zip(rows, shares, strict=True):
        if split == "dev" and (share >= LIKELY) != (row["type"] == "comparison"):
            print(f"  {share:.2f} {row['type']}: {row['question'][:120]}")


def main() -> None:
    rows = examples()
    folds(rows, ASKS)
    model = fit(rows, ASKS)
    measure(model, "dev")
    if "--test" in sys.argv:
        measure(model, "test")
    data = "comparing.jsonl, question_types.jsonl"
    write(NAME, model.coef_.T, model.intercept_, {"labels": list(ASKS), "data": data})
    asked = [row for row in read(DATA / "comparing.jsonl") if "column" in row]
    vectors = StaticEmbedder().embed([without_names(row["question"]) for row in asked])
    model = LogisticRegression(C=VECTOR_STRENGTH, max_iter=1000)
    model.fit(vectors, [RESPECTS.index(row["column"]) for row in asked])
    write(RESPECT_NAME, model.coef_.T, model.intercept_, {"labels": list(RESPECTS), "data": "comparing.jsonl"})


if __name__ == "__main__":
    main()
