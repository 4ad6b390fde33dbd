"""Train `index/models/turns.safetensors`: `python -m tests.bench.train_turns [--test]`.

On the development half of `tests/data/turns.jsonl` and on `turns_written.jsonl`; before that five folds of the former,
by conversation, are measured, and with `--test` its other half once. Needs scikit-learn.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report, f1_score

from index.models.turns import ACTS, NAME, OPENING, Before, Kind, features, likeliest
from tests.bench.model_files import matrix, read, write

DATA = Path(__file__).parents[1] / "data"
ROWS, STRENGTH, FOLDS = 2**14, 10.0, 5
# Weights of a turn that was written for this, of a question that opens a conversation, and of the same question as if
# it changed the subject of another one: hardly a later turn of turns.jsonl does so without saying so.
WRITTEN, OPENS, SWITCHES = 0.6, 0.3, 0.1
STANDS_ALONE = {"new", "search", "vary", "narrow"}

Rows = list[tuple[dict[str, Any], Before]]


def turns(split: str) -> Rows:
    """Return the turns of one half, each with what was before it."""
    rows: Rows = []
    topic, stated = "", False
    for row in read(DATA / "turns.jsonl"):
        if row["split"] == split:
            topic, stated = (topic, stated) if row["turn"] else ("", False)
            rows.append((row, Before(row["kind_before"], topic, stated)))
            stated = stated or bool(row["limits"] or row["wish"])
            topic = (row["standalone"] or row["text"]) if row["label"] in STANDS_ALONE else topic
    return rows


def written() -> Rows:
    rows = read(DATA / "turns_written.jsonl")
    return [({**row, "weight": WRITTEN}, Before(row["before"], row["topic"], row["stated"])) for row in rows]


def switches(rows: Rows) -> Rows:
    """Return the questions that open conversations, each after what was talked about in another one."""
    opens = [row for row, before in rows if not before.kind and row["label"] == "new"]
    topics = [row["standalone"] or row["text"] for row in opens]
    kinds: tuple[Kind, ...] = ("answered", "list", "answered", "related")
    return [
        ({**row, "weight": SWITCHES}, Before(kinds[n % 4], topics[(n * 37 + 11) % len(topics)], n % 4 == 0))
        for n, row in enumerate(opens)
    ]


def fit(rows: Rows) -> LogisticRegression:
    weights = [row.get("weight") or (OPENS if not before.kind and row["label"] == "new" else 1) for row, before in rows]
    model = LogisticRegression(C=STRENGTH, max_iter=300)
    seen = matrix([features(row["text"], before) for row, before in rows], ROWS)
    return model.fit(seen, [ACTS.index(row["label"]) for row, _ in rows], sample_weight=weights)


def predict(model: LogisticRegression, rows: Rows) -> list[str]:
    shares = model.predict_proba(matrix([features(row["text"], before) for row, before in rows], ROWS))
    found = []
    for row, (_, before) in zip(shares, rows, strict=True):
        possible = ACTS if before.kind else OPENING
        found.append(likeliest({act: float(row[ACTS.index(act)]) for act in possible}))
    return found


def report(rows: Rows, found: list[str]) -> None:
    right = [row["label"] for row, _ in rows]
    later = [one == two for (row, _), one, two in zip(rows, right, found, strict=True) if row["turn"]]
    same = np.mean([one == two for one, two in zip(right, found, strict=True)])
    print(classification_report(right, found, labels=ACTS, zero_division=0.0))
    mean = f1_score(right, found, average="macro")
    print(f"accuracy {same:.3f}, of later turns {np.mean(later):.3f}, macro-F1 {mean:.3f}")


def main() -> None:
    dev, more = turns("dev"), written()
    talks = sorted({row["conversation"] for row, _ in dev})
    fold = {int(talk): n % FOLDS for n, talk in enumerate(np.random.default_rng(0).permutation(talks))}
    found = [""] * len(dev)
    for n in range(FOLDS):
        seen = [each for each in dev if fold[each[0]["conversation"]] != n]
        model = fit(seen + more + switches(seen))
        held = [place for place, (row, _) in enumerate(dev) if fold[row["conversation"]] == n]
        for place, act in zip(held, predict(model, [dev[place] for place in held]), strict=True):
            found[place] = act
    report(dev, found)
    model = fit(dev + more + switches(dev))
    if "--test" in sys.argv:
        test = turns("test")
        report(test, predict(model, test))
    about = {"labels": list(ACTS), "data": "turns.jsonl (dev), turns_written.jsonl"}
    write(NAME, model.coef_.T, model.intercept_, about)


if __name__ == "__main__":
    main()
