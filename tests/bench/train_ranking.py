"""Train `index/models/sentence_ranking.safetensors`.

    python -m tests.bench.train_ranking --home HOME --scifact FOLDER

HOME holds a library with the papers of the questions (`assistant ingest`); FOLDER is SciFact's, with
`corpus_sentences.jsonl.xz` and `claims_train.jsonl`. Before the model is written it is measured: five folds of the
development questions, by question, with everything else in the training. Needs LightGBM.
"""

import argparse
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import lightgbm
import numpy as np

from index.embedders import choose_embedder
from index.embedders.static import StaticEmbedder
from index.models.question_types import TYPES, Typed, question_type
from index.paper import Paper
from index.search.reading import PaperReader
from index.search.sentence_ranking import NAME, features
from index.store.library import Library
from index.terms import terms
from tests.bench.model_files import read, write_trees

DATA = Path(__file__).parents[1] / "data"
SETTINGS = {
    "objective": "lambdarank",
    "learning_rate": 0.05,
    "num_leaves": 7,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.5,
    "verbose": -1,
    "seed": 0,
    "deterministic": True,
    "num_threads": 2,
}
ROUNDS = 300
TOLD = 0.8  # how much the type that was written beside a question counts; the rest is what the model takes it for
ENGLISH = ("plain", "typos", "keywords", "messy", "several")


class Group(NamedTuple):
    """The sentences of one paper with a question in mind, and the marked ones, the best first."""

    key: str
    rows: np.ndarray
    gold: Sequence[int]


def group(text: str, kind: str, paper: Paper, gold: Sequence[int], weights: dict[str, float]) -> Group:
    seen = question_type(text)
    mixed = {one: (1 - TOLD) * seen.probabilities[one] + TOLD * (one == kind) for one in TYPES}
    question = reader().question(text, weights)._replace(typed=Typed(seen.type, mixed))
    return Group(text, features(question, reader().read([paper]))[0], gold)


@cache
def reader() -> PaperReader:
    return PaperReader(StaticEmbedder())


def of_questions(path: Path, library: Library, split: str | None = None) -> Iterator[Group]:
    for row in read(path):
        if (split and row["split"] != split) or "sentences" not in row or row.get("style", "plain") not in ENGLISH:
            continue
        weights = library.lexical.weights(terms(row["question"]))
        for paper in library.get(list(row["sentences"])):
            yield group(row["question"], row["type"], paper, row["sentences"][paper.id], weights)


def of_claims(folder: Path) -> Iterator[Group]:
    corpus = {str(row["doc_id"]): row for row in read(folder / "corpus_sentences.jsonl.xz")}
    papers = {
        key: Paper(id=f"scifact:{key}", title=row["title"] or "-", abstract=" ".join(row["abstract"]))
        for key, row in corpus.items()
    }
    seen = Counter(term for paper in papers.values() for term in set(terms(f"{paper.title} {paper.abstract}")))
    for row in read(folder / "claims_train.jsonl"):
        weights = {term: math.log(1 + len(papers) / (1 + seen[term])) for term in terms(row["claim"])}
        for key, evidence in (row.get("evidence") or {}).items():
            marked = {corpus[key]["abstract"][n].strip() for each in evidence for n in each["sentences"]}
            paper = papers[key]
            gold = [n for n, text in enumerate(paper.sentences, 1) if any(text in one or one in text for one in marked)]
            if gold:
                yield group(row["claim"], "claim", paper, gold, weights)


def fit(groups: Sequence[Group]) -> lightgbm.Booster:
    rows = np.vstack([each.rows for each in groups])
    grades = [
        2 if n == each.gold[0] else 1 if n in each.gold else 0 for each in groups for n in range(1, len(each.rows) + 1)
    ]
    data = lightgbm.Dataset(rows, grades, group=[len(each.rows) for each in groups])
    return lightgbm.train(SETTINGS, data, ROUNDS)


def measure(model: lightgbm.Booster, groups: Sequence[Group]) -> np.ndarray:
    """Return how often the best sentence is first, any marked one is first, and the best is among three."""
    orders = [np.argsort(-model.predict(each.rows), kind="stable") + 1 for each in groups]
    pairs = list(zip(orders, groups, strict=True))
    first = np.mean([order[0] == each.gold[0] for order, each in pairs])
    marked = np.mean([order[0] in each.gold for order, each in pairs])
    return np.array([first, marked, np.mean([each.gold[0] in order[:3] for order, each in pairs])])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--scifact", type=Path, required=True)
    args = parser.parse_args()
    library = Library(args.home / "library", choose_embedder("static"))
    dev = list(of_questions(DATA / "questions.jsonl", library, "dev"))
    others = [*of_questions(DATA / "sentence_questions.jsonl", library), *of_claims(args.scifact)]
    keys = sorted({each.key for each in dev})
    found = np.zeros(3)
    for fold in range(5):
        held = set(keys[fold::5])
        model = fit([each for each in dev if each.key not in held] + others)
        inside = [each for each in dev if each.key in held]
        found += measure(model, inside) * len(inside) / len(dev)
    print(f"{len(dev)} + {len(others)} groups; best first, any marked first, best in three: {found.round(3)}")
    names = [str(n) for n in range(dev[0].rows.shape[1])]
    write_trees(NAME, fit([*dev, *others]), names, {"data": "tests/data (dev), SciFact train"})


if __name__ == "__main__":
    main()
