"""Train `index/models/subject.safetensors` and `index/models/relevance.safetensors`.

    python -m tests.bench.train_relevance --home HOME --data FOLDER --work FOLDER

HOME holds a library with the papers of the questions (`assistant ingest`); FOLDER has `litsearch`, `scifact` and
`verification` as `tests/bench/LOG.md` describes them. Six libraries are asked: that one, LitSearch's, SciFact's, the
bundled sample, and two of other fields (`tests/data/other_fields.jsonl`), each what is on its subject and what is not.
Before the models are written, the development half of `tests/data/questions.jsonl` is measured with none of it seen.
Needs LightGBM.
"""

import argparse
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import lightgbm
import numpy as np
from tqdm import tqdm

from assistant.evals.retrieval import auroc
from assistant.ingest.files import read_sample, sample_file
from index.embedders.static import StaticEmbedder
from index.paper import Paper
from index.query import Query
from index.search.relevance import RELEVANCE, SUBJECT, paper_features, subject_features
from index.search.retriever import HybridRetriever
from index.search.spelling import mended
from index.store.library import Library
from index.terms import analyzer, terms
from tests.bench.model_files import read, write_trees

DATA = Path(__file__).parents[1] / "data"
SETTINGS = {
    "objective": "binary",
    "learning_rate": 0.03,
    "num_leaves": 6,
    "min_data_in_leaf": 30,
    "feature_fraction": 0.5,
    "verbose": -1,
    "seed": 0,
    "deterministic": True,
    "num_threads": 2,
}
ROUNDS = 300
ABROAD = ("german", "french", "chinese")
OWN_LIBRARY = 3.0  # weight of the library that most questions were written for
UNJUDGED = 0.3  # weight of a paper that nobody judged
Asked = tuple[str, str, bool | None, frozenset[str] | None]  # library, question, on its subject?, papers that answer


class Seen(NamedTuple):
    """What the models see of a question."""

    asked: Asked
    part: str  # dev, or what it was taken from
    subject: np.ndarray
    papers: np.ndarray
    ids: tuple[str, ...]
    named: bool


class Watching(HybridRetriever):
    """A retriever that notes what the models would see, and judges nothing."""

    def _read(self, query, papers, vectors, found, named, least):
        question = self._papers.question(query.text, self._library.lexical.weights(terms(query.text)))
        near = [float(vectors[paper.id] @ question.vector) for paper in papers]
        seen = self._seen(question, query, self._papers.read(papers), near, found)
        self.subject = subject_features(seen)
        self.papers = paper_features(seen) if papers else np.zeros((0, 30))
        self.ids = tuple(paper.id for paper in papers)
        self.named = bool(named)
        return ()


def look(retriever: Watching, library: Library, asked: Asked, part: str) -> Seen:
    searcher = library.lexical._searcher()
    text = mended(
        asked[1], lambda word: min((searcher.doc_freq("text", one) for one in analyzer().analyze(word)), default=0)
    ).text
    retriever._search(Query(text=text))
    return Seen(asked, part, retriever.subject, retriever.papers, retriever.ids, retriever.named)


def corpus(path: Path) -> list[Paper]:
    rows = read(path)
    return [
        Paper(
            id=str(row.get("_id", row.get("id"))),
            title=row["title"] or "-",
            abstract=row.get("abstract") or row.get("text") or "-",
        )
        for row in rows
    ]


def libraries(home: Path, data: Path, folder: Path) -> dict[str, Library]:
    embedder = StaticEmbedder()
    other = list(read(DATA / "other_fields.jsonl"))
    with sample_file() as path:
        sample = [one for one in read_sample(path) if isinstance(one, Paper)]
    papers = {
        "oaks": [Paper(id=r["id"], title=r["title"], abstract=r["abstract"]) for r in other if r["library"] == "oaks"],
        "ships": [
            Paper(id=r["id"], title=r["title"], abstract=r["abstract"]) for r in other if r["library"] == "ships"
        ],
        "scifact": corpus(data / "scifact" / "corpus.jsonl.xz"),
        "litsearch": corpus(data / "litsearch" / "corpus.jsonl.xz"),
        "sample": sample,
    }
    made = {"own": Library(home / "library", embedder)}
    for name, each in papers.items():
        made[name] = Library(folder / name / "library", embedder)
        if not made[name].count():
            made[name].put(each)
    return made


def questions(data: Path) -> list[tuple[Asked, str]]:
    """Return what is asked of each library, and from where it is."""
    drawn = random.Random(3)
    dev = [r for r in read(DATA / "questions.jsonl") if r["split"] == "dev" and r["style"] not in ABROAD]
    more = [r for r in read(DATA / "asked_of_abstracts.jsonl") if r["split"] == "held"]  # the encoder has not seen them
    other = list(read(DATA / "other_questions.jsonl"))
    off = [r["question"] for r in other if r["kind"] == "off topic" and r["question"].isascii()]
    own = {name: [r for r in other if r.get("library") == name] for name in ("oaks", "ships")}
    claims = [r["claim"] for r in read(data / "scifact" / "claims_train.jsonl")][:300]
    sought = list(read(data / "litsearch" / "queries_dev.jsonl.xz"))
    plain = [r.get("sentence2") or r.get("hypothesis") for r in read(data / "verification" / "snli_dev.jsonl")]
    plain = drawn.sample(sorted(set(filter(None, plain))), 120)
    some, few = [r["question"] for r in drawn.sample(more, 120)], drawn.sample(off, 100)
    everyday = [r for r in read(DATA / "everyday_questions.jsonl") if r["split"] == "dev"]  # nor these
    asked = list(read(DATA / "library_questions.jsonl"))
    plainly = {
        name: [r for r in asked if r["library"] == name and r["split"] == "train"] for name in ("", *own, "sample")
    }
    lay = [r["question"] for r in other if r["kind"] == "of the field"]
    fields = [r["question"] for name in own for r in own[name]]
    found: list[tuple[Asked, str]] = [
        (("own", r["question"], r["kind"] != "off topic", frozenset(r["papers"])), f"dev {r['kind']} {r['type']}")
        for r in dev
    ]
    found += [
        (("own", r["question"], True, frozenset(r["papers"]) if r["kind"] == "answerable" else None), "more")
        for r in more
    ]
    found += [(("own", r["question"], True, frozenset(r["papers"])), "everyday") for r in everyday]
    found += [(("own", r["question"], False, frozenset()), "off") for r in plainly[""]]
    found += [(("own", text, True, None), "lay") for text in lay]
    found += [(("own", text, False, frozenset()), "off") for text in (*off, *claims[:120], *fields, *plain)]
    lively = [r["question"] for r in (*everyday[:120], *plainly[""][:120])]
    for name in own:
        rows, (away,) = [*own[name], *plainly[name]], [[*own[other], *plainly[other]] for other in own if other != name]
        strange = (*(r["question"] for r in away), *some, *few, *claims[:60], *lively)
        found += [((name, r["question"], True, frozenset(r["papers"])), "other") for r in rows]
        found += [((name, text, False, frozenset()), "other") for text in strange]
    found += [(("scifact", text, True, None), "claims") for text in claims]
    found += [(("scifact", text, False, None), "claims") for text in (*some, *fields)]
    found += [(("litsearch", _text(r), True, frozenset(map(str, _relevant(r)))), "sought") for r in sought]
    found += [(("litsearch", text, False, None), "sought") for text in (*few, *claims[:80], *fields)]
    found += [(("sample", r["question"], True, None), "sample") for r in other if r.get("library") == "sample"]
    found += [(("sample", r["question"], True, frozenset(r["papers"])), "sample") for r in plainly["sample"]]
    found += [(("sample", text, False, None), "sample") for text in (*few, *fields[:35], *lively[120:])]
    return found


def _text(row: dict) -> str:
    return row.get("query") or row.get("text") or row["question"]


def _relevant(row: dict) -> Sequence[str]:
    relevant = row.get("relevant") or row.get("papers") or row.get("corpusids") or ()
    return list(relevant)


def fit_subject(seen: Sequence[Seen]) -> lightgbm.Booster:
    counts = Counter((one.asked[0], one.asked[2]) for one in seen)
    weights = [
        50 * (OWN_LIBRARY if one.asked[0] == "own" else 1) / counts[one.asked[0], one.asked[2]] ** 0.5 for one in seen
    ]
    data = lightgbm.Dataset(
        np.vstack([one.subject for one in seen]), [float(bool(one.asked[2])) for one in seen], weight=weights
    )
    return lightgbm.train(SETTINGS, data, ROUNDS)


def fit_relevance(seen: Sequence[Seen]) -> lightgbm.Booster:
    rows, grades, weights = [], [], []
    for one in seen:
        answers = one.asked[3]
        if answers is None or not one.asked[2]:
            continue
        for place, key in enumerate(one.ids):
            rows.append(one.papers[place])
            grades.append(float(key in answers))
            weights.append(1.0 if key in answers or one.part.startswith("dev") else UNJUDGED)
    return lightgbm.train(SETTINGS, lightgbm.Dataset(np.array(rows), grades, weight=weights), ROUNDS)


def report(dev: Sequence[Seen], subject: lightgbm.Booster, relevance: lightgbm.Booster) -> None:
    score = {id(one): float(subject.predict(one.subject[None, :], raw_score=True)[0]) for one in dev}
    on = [score[id(one)] for one in dev if "answerable" in one.part and "record" not in one.part and not one.named]
    off = [score[id(one)] for one in dev if "off topic" in one.part]
    print(f"subject: AUC {auroc(on, off):.4f}")
    for least in (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5):
        print(f"  from {least}: answerable {share(on, least):.3f}, off topic {share(off, least):.3f}")
    judged = [
        (float(share), key in one.asked[3], one.part)
        for one in dev
        if "off topic" not in one.part and len(one.ids)
        for share, key in zip(relevance.predict(one.papers), one.ids, strict=True)
    ]
    right, wrong = [s for s, yes, _ in judged if yes], [s for s, yes, _ in judged if not yes]
    print(f"paper: AUC {auroc(right, wrong):.4f}")
    best = [
        (max(relevance.predict(one.papers), default=0.0), one)
        for one in dev
        if "off topic" not in one.part and len(one.ids)
    ]
    there = [share for share, one in best if "answerable" in one.part]
    gone = [share for share, one in best if "absent" in one.part]
    print(f"best paper, answerable against absent: AUC {auroc(there, gone):.4f}")
    for least in (0.2, 0.3, 0.4, 0.5, 0.6):
        print(f"  from {least}: {share(there, least):.3f}, {share(gone, least):.3f}", end="; ")
        print(f"papers right {share(right, least):.3f}, wrong {share(wrong, least):.3f}")


def share(values: Sequence[float], least: float) -> float:
    return float(np.mean([value >= least for value in values]))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="a folder for the libraries, which can be used again")
    args = parser.parse_args()
    made = libraries(args.home, args.data, args.work)
    retrievers = {name: Watching(library) for name, library in made.items()}
    seen = [look(retrievers[asked[0]], made[asked[0]], asked, part) for asked, part in tqdm(questions(args.data))]
    dev = [one for one in seen if one.part.startswith("dev")]
    others = [one for one in seen if not one.part.startswith("dev")]
    report(dev, fit_subject(others), fit_relevance(others))
    halves = [dev[0::2], dev[1::2]]
    for one, two in (halves, halves[::-1]):
        print("with half of the development questions in the training:")
        report(one, fit_subject([*others, *two]), fit_relevance([*others, *two]))
    about = {"data": "tests/data (dev), LitSearch dev, SciFact train, SNLI dev"}
    write_trees(SUBJECT, fit_subject(seen), [str(n) for n in range(len(seen[0].subject))], about)
    write_trees(RELEVANCE, fit_relevance(seen), [str(n) for n in range(seen[0].papers.shape[1])], about)


if __name__ == "__main__":
    main()
