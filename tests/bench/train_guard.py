"""Train `guard_phrasing` and `guard` of `index/models`.

    python -m tests.bench.train_guard --data FOLDER

FOLDER has `arxiv_daily`, `arxiv_archive`, `hf_daily_api`, `litsearch`, `scifact` and `injection` as
`tests/bench/LOG.md` describes them. Attacks are those of `tests/data/guard_attacks.jsonl`, and questions that have
nothing to do with research; they are planted in abstracts, at every place, with and without stops. So are the
statements of `tests/data/guard_controls.jsonl`, which look like instructions and are none. Of both, `dev`,
`test` and `held`, which are by other hands, are never read. The abstracts of `tests/data/guard_statements.jsonl` are in
other languages. Papers of 2026 are never read: the thresholds in `index/guard` are reported on those. Needs
scikit-learn and LightGBM.

The model of phrasing that the trees are trained on has seen neither the attack nor the paper of a row (three folds).
"""

import argparse
import json
import lzma
import random
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from index.embedders.static import StaticEmbedder
from index.guard import classifier, phrasing
from index.guard.unicode import plain
from index.models import linear, trees
from index.models.linear import SCALE
from index.sentences import split
from index.sources.cleaning import clean
from tests.bench.guard_plants import Attack, Host, Planted, about, plant, shortened, text_to_plant, varied
from tests.bench.model_files import read, write, write_trees

DATA = Path(__file__).parents[1] / "data"
FOLDS = 3
NEAR = 200  # papers among which a harmless text is given a fitting one
CONTROLS = 4  # times that each harmless text is planted
ABROAD = 8.0  # weight of a statement in another language than English: there are few
LAST_YEAR = "2026"
SETTINGS = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 24,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "verbose": -1,
    "seed": 0,
    "deterministic": True,
    "num_threads": 1,
}
ROUNDS = 300
OFTEN = 3.0  # weight of an attack that is another one in each paper
ABOUT = {"data": "arXiv, daily papers, LitSearch, SciFact; planted attacks"}


def hosts(data: Path, sizes: dict[str, int]) -> list[Host]:
    drawn = random.Random(1)
    found: list[Host] = []
    for name, size in sizes.items():
        rows = list(sources(data)[name]())
        found += drawn.sample(rows, min(size, len(rows)))
    for name in ("guard_statements.jsonl", "other_fields.jsonl"):
        found += [Host(r["title"], r["abstract"], r.get("language", "en")) for r in read(DATA / name)] * 4
    drawn.shuffle(found)
    return [Host(clean(h.title), clean(h.abstract), h.language) for h in found if len(h.abstract) > 100]


def sources(data: Path) -> dict[str, Any]:
    def rows(path: str, day: str = "") -> Iterator[Host]:
        for row in read(data / path):
            if not day or str(row[day]) < LAST_YEAR:
                abstract = row.get("abstract") or row.get("text") or ""
                yield Host(row["title"] or "-", " ".join(abstract) if isinstance(abstract, list) else abstract)

    def daily() -> Iterator[Host]:
        for path in sorted((data / "hf_daily_api").glob("*.json.xz")):
            if path.name < LAST_YEAR:
                for item in json.loads(lzma.decompress(path.read_bytes())):
                    if isinstance(item, dict) and isinstance(item.get("paper"), dict) and item["paper"].get("summary"):
                        yield Host(item["paper"]["title"], item["paper"]["summary"])

    return {
        "hf": daily,
        "daily": lambda: rows("arxiv_daily/papers.jsonl.xz", "announced"),
        "archive": lambda: rows("arxiv_archive/cs_to_2019.jsonl.xz"),
        "litsearch": lambda: rows("litsearch/corpus.jsonl.xz"),
        "scifact": lambda: rows("scifact/corpus.jsonl.xz"),
    }


def attacks(data: Path) -> list[Attack]:
    found = [
        Attack(r["text"], r["language"], OFTEN if "{" in r["text"] and r["kind"] == "paper" else 1.0)
        for r in read(DATA / "guard_attacks.jsonl")
        if r["split"] == "train"
    ]
    given = json.loads((data / "injection" / "bipia_text_attacks.json").read_text(encoding="utf-8"))
    found += [Attack(text, "en", 1.0) for texts in given.values() for text in texts]
    asked = [r["question"] for r in read(DATA / "other_questions.jsonl") if r["kind"] == "off topic"]
    asked += [
        r["question"] for r in read(DATA / "question_types.jsonl") if r["type"] in {"talk", "record", "collection"}
    ]
    found += [Attack(text, "", 0.3) for text in asked if len(text.split()) > 3]
    return list({each.text: each for each in found}.values())


def pieces(text: str, drawn: random.Random, each: int) -> list[str]:
    """Return the sentences of a text, and spans of them of the widths that are looked at."""
    found = []
    for sentence in split(plain(text)) or [plain(text)]:
        words = sentence.split()
        found.append(sentence)
        for width in phrasing.WIDTHS * each:
            if len(words) > width:
                at = drawn.randrange(len(words) - width + 1)
                found.append(" ".join(words[at : at + width]))
    return found


def rows_of(texts: Sequence[str]) -> csr_matrix:
    known = cache(lambda before, word: np.array(phrasing.rows_of(before, word), np.int32))
    rows = [[known(*pair) for pair in pairwise(["^", *(w for w, _, _ in phrasing.words_of(text))])] for text in texts]
    found = [np.concatenate(each) if each else np.zeros(0, np.int32) for each in rows]
    ends = np.cumsum([0, *map(len, found)])
    values = np.repeat([SCALE / np.sqrt(max(len(each), 1)) for each in found], [len(each) for each in found])
    out = csr_matrix((values.astype(np.float32), np.concatenate(found), ends), shape=(len(texts), phrasing.ROWS))
    out.sum_duplicates()
    return out


def fit_phrasing(bad: Sequence[Attack], good: Sequence[Host], harmless: Sequence[Host], data: str) -> None:
    """Train the model of phrasing and write it."""
    drawn = random.Random(3)
    rows: list[tuple[str, int, float]] = []
    for attack in bad:
        for text in {attack.text, *(varied(attack.text, drawn) for _ in range(2))}:
            for piece in pieces(about(drawn.choice(good), text, drawn), drawn, 2):
                rows.append((piece, 1, attack.weight))
    for host in (*good, *harmless):
        share = ABROAD if host.language != "en" else 1.0
        for piece in (*filter(None, [host.title]), *pieces(host.abstract, drawn, 1)):
            rows.append((plain(piece), 0, share))
    texts = [text for text, _, _ in rows]
    labels, weights = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    weights[labels == 1] *= 0.15 * weights[labels == 0].sum() / weights[labels == 1].sum()
    model = LogisticRegression(C=20.0, max_iter=200, solver="liblinear")
    model.fit(rows_of(texts), labels, weights)
    write(phrasing.NAME, model.coef_.T, model.intercept_, {"labels": ["instruction"], "data": data})
    linear.load_model.cache_clear()
    phrasing._weight.cache_clear()
    phrasing.phrased.cache_clear()


def controls() -> list[Host]:
    """Return statements that look like instructions, each to be planted as an attack is, and to be left alone."""
    rows = read(DATA / "guard_controls.jsonl")
    return [Host("", r["text"], r["language"]) for r in rows if r["split"] == "train"]


def nearest(text: str, papers: Sequence[Host]) -> Host:
    """Return the paper that a statement fits best, any one where it is in another language than those."""
    vectors = StaticEmbedder().embed([text, *(host.title for host in papers)])
    return papers[int((vectors[1:] @ vectors[0]).argmax())]


def rows_and_labels(planted: Sequence[Planted]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    seen = [classifier.features(one.title, one.sentences) for one in planted]
    labels = np.concatenate([one.labels for one in planted])
    weights = np.concatenate([np.full(len(one.labels), one.weight) for one in planted])
    return np.vstack(seen).astype(np.float32), labels, weights


def fold_of(text: str) -> int:
    return zlib.crc32(text.encode()) % FOLDS


def fold_rows(bad: Sequence[Attack], good: Sequence[Host], harmless: Sequence[Host], fold: int, plants: int) -> Any:
    """Return what the trees see of papers and attacks that the model of phrasing has not seen."""
    drawn = random.Random(10 + fold)
    fit_phrasing(
        [a for a in bad if fold_of(a.text) != fold],
        [h for h in good if fold_of(h.title) != fold],
        [h for h in harmless if fold_of(h.abstract) != fold],
        "a fold",
    )
    own, papers = [a for a in bad if fold_of(a.text) == fold], [h for h in good if fold_of(h.title) == fold]
    papers = [shortened(host, drawn) for host in papers]
    made = [Planted(h.title, tuple(s := split(h.abstract)), (0,) * (len(s) + 1), 1.0) for h in papers]
    weights = [each.weight for each in own]
    abroad = [h for h in papers if h.language != "en"]
    for _ in range(plants):
        attack = drawn.choices(own, weights)[0]
        near = [h for h in abroad if h.language == attack.language]
        pool = near if near and drawn.random() < 0.1 else papers
        made.append(plant(drawn.choice(pool), text_to_plant(attack, own, drawn), drawn, 1.0))
    for text in [h.abstract for h in harmless if fold_of(h.abstract) == fold] * CONTROLS:
        one = plant(nearest(text, drawn.sample(papers, NEAR)), text, drawn, 1.0)
        made.append(one._replace(labels=(0,) * len(one.labels)))
    return rows_and_labels(made)


def fit(data: Path, good: Sequence[Host], plants: int, keep: Path | None) -> None:
    bad, harmless = attacks(data), controls()
    print(len(good), "papers,", len(bad), "attacks")
    parts = [fold_rows(bad, good, harmless, fold, plants // FOLDS) for fold in range(FOLDS)]
    rows, labels, weights = (np.concatenate([part[n] for part in parts]) for n in range(3))
    print(rows.shape, labels.mean())
    if keep:
        fold = np.repeat(range(FOLDS), [len(part[1]) for part in parts])
        np.savez(keep, rows=rows, labels=labels, weights=weights, fold=fold)
    booster = lightgbm.train(SETTINGS, lightgbm.Dataset(rows, labels, weight=weights), ROUNDS)
    fit_phrasing(bad, good, harmless, ABOUT["data"])
    write_trees(classifier.NAME, booster, [str(n) for n in range(rows.shape[1])], ABOUT)
    trees.load_trees.cache_clear()
    gain = booster.feature_importance("gain")
    print([(int(n), round(float(gain[n] / gain.sum()), 3)) for n in np.argsort(-gain)[:25]])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--keep", type=Path, help="where the rows of the trees are kept, to try other settings on")
    args = parser.parse_args()
    sizes = {"hf": 6200, "daily": 16000, "archive": 6000, "litsearch": 4500, "scifact": 1500}
    good = hosts(args.data, {k: int(v * args.scale) for k, v in sizes.items()})
    fit(args.data, good, int(30000 * args.scale), args.keep)


if __name__ == "__main__":
    main()
