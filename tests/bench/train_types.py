"""Train `index/models/question_types.safetensors`: `python -m tests.bench.train_types`.

On `tests/data/question_types.jsonl`, `sentence_questions.jsonl` and the development half of `questions.jsonl`; before
that it is measured: five folds of the first, and the development half with nothing of it seen. Needs scikit-learn.
"""

from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from index.models.question_types import NAME, TYPES, features
from tests.bench.model_files import matrix, read, write

DATA = Path(__file__).parents[1] / "data"
ROWS, STRENGTH = 2**15, 5.0

Rows = list[tuple[str, str]]


def fit(rows: Rows) -> LogisticRegression:
    model = LogisticRegression(C=STRENGTH, max_iter=500)
    return model.fit(matrix([features(text) for text, _ in rows], ROWS), [TYPES.index(kind) for _, kind in rows])


def right(model: LogisticRegression, rows: Rows) -> float:
    found = model.predict(matrix([features(text) for text, _ in rows], ROWS))
    return float(np.mean([TYPES[one] == kind for one, (_, kind) in zip(found, rows, strict=True)]))


def main() -> None:
    written = [(row["question"], row["type"]) for row in read(DATA / "question_types.jsonl")]
    written = [written[place] for place in np.random.default_rng(0).permutation(len(written))]
    more = [(row["question"], row["type"]) for row in read(DATA / "sentence_questions.jsonl")]
    asked = [row for row in read(DATA / "questions.jsonl") if row["split"] == "dev" and row["kind"] != "off topic"]
    dev = [(row["question"], row["type"]) for row in asked]
    folds = [right(fit([row for n, row in enumerate(written) if n % 5 != fold]), written[fold::5]) for fold in range(5)]
    print(f"five folds {np.mean(folds):.3f}, development half {right(fit(written + more), dev):.3f}")
    model = fit(written + more + dev)
    about = {"labels": list(TYPES), "data": "question_types.jsonl, sentence_questions.jsonl, questions.jsonl (dev)"}
    write(NAME, model.coef_.T, model.intercept_, about)


if __name__ == "__main__":
    main()
