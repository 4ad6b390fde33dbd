"""Train `index/models/introducing.safetensors`: `python -m tests.bench.train_introducing --home HOME`.

The names are those before the colon of the titles in a library. A sentence of the abstract below such a title presents
the name, one of another abstract speaks of it; so do abstracts that have a name which many have, and which is nobody's.
A quarter of the names is put aside and measured. Needs scikit-learn.
"""

import argparse
import random
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.config import Settings
from assistant.engine import Assistant
from index.entities import common_acronyms, names
from index.labels import label
from index.models.introducing import LABELS, NAME, features, has_name, naming
from index.paper import Paper
from index.text import plain
from tests.bench.model_files import matrix, write

ROWS, STRENGTH = 2**13, 3.0
OTHERS, MANY, OF_MANY = 6, 5, 3  # other abstracts of a name; abstracts that make one nobody's, and how many are read
SHORT_ACRONYM = 4


class Row(NamedTuple):
    """The sentences of one abstract that have a name, and whether it is presented in them."""

    name: str
    presented: bool
    sentences: list[str]


def rows(papers: list[Paper]) -> list[Row]:
    """Return what is read of the papers, the same for the same papers."""
    own = defaultdict(list)
    speaking = defaultdict(list)
    for paper in papers:
        called = label(paper.title, paper.sentences)
        if paper.title.startswith(f"{called}:") and any(n.is_system and n.text == called for n in names(plain(called))):
            own[called].append(paper)
        for name in {n.text for sentence in paper.sentences for n in names(plain(sentence)) if n.is_system}:
            if not has_name(plain(paper.title), name):
                speaking[name].append(paper)
    found = [Row(name, True, naming(paper.sentences, name)) for name, mine in own.items() for paper in mine]
    for name, theirs in sorted(speaking.items()):
        short = name.isalpha() and name.isupper() and len(name) <= SHORT_ACRONYM
        nobodys = len(theirs) >= MANY and not short and name.removesuffix("s") not in common_acronyms()
        many = OTHERS if name in own else OF_MANY if nobodys else 0
        some = random.Random(name).sample(theirs, min(many, len(theirs)))
        found += [Row(name, False, naming(paper.sentences, name)) for paper in some]
    return [row for row in found if row.sentences]


def fit(read: list[Row]) -> LogisticRegression:
    seen = matrix([features(text, row.name) for row in read for text in row.sentences], ROWS)
    told = [row.presented for row in read for _ in row.sentences]
    weights = [1 / len(row.sentences) for row in read for _ in row.sentences]
    model = LogisticRegression(C=STRENGTH, max_iter=300, class_weight="balanced")
    return model.fit(seen, told, sample_weight=weights)


def measure(model: LogisticRegression, held: list[Row]) -> None:
    found = [
        float(model.decision_function(matrix([features(each, row.name) for each in row.sentences], ROWS)).sum())
        for row in held
    ]
    told = np.array([row.presented for row in held])
    taken = np.array(found) > 0
    print(
        f"{len(held)} abstracts: AUC {roc_auc_score(told, found):.3f}; taken for presented, of {told.sum()} that are "
        f"{taken[told].mean():.3f}, of {(~told).sum()} others {taken[~told].mean():.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    read = rows(list(Assistant.open(Settings(home=parser.parse_args().home)).library.all()))
    called = sorted({row.name for row in read})
    held = set(random.Random(0).sample(called, len(called) // 4))
    measure(fit([row for row in read if row.name not in held]), [row for row in read if row.name in held])
    model = fit(read)
    weights = np.stack([np.zeros(ROWS), model.coef_[0]], axis=1)
    write(
        NAME, weights, np.array([0.0, model.intercept_[0]]), {"labels": list(LABELS), "data": f"{len(read)} abstracts"}
    )


if __name__ == "__main__":
    main()
