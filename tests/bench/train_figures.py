"""Train `index/models/figure_roles.safetensors`.

    python -m tests.bench.train_figures --papers PAPERS.jsonl[.xz] ...

The figures of `tests/data/figure_roles.jsonl` (paper, sentence, and where the figure begins in its plain text), looked
up in the papers given (JSON Lines with id, title and abstract). Half of them, by paper, are kept to measure on; `--all`
trains on them too. Needs scikit-learn.
"""

import argparse
import zlib
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report

from index.figure_roles import FIGURE_ROLES, NAME, read, seen
from index.paper import Paper
from index.statements import statements_of
from tests.bench.model_files import matrix, write
from tests.bench.model_files import read as rows_of

ROWS = 2**13
LABELS = Path(__file__).parents[1] / "data" / "figure_roles.jsonl"


def figures(papers: list[Path]) -> tuple[list[list[str]], list[str], list[bool]]:
    labelled: dict[str, dict[tuple[int, int], str]] = {}
    for row in rows_of(LABELS):
        labelled.setdefault(row["paper"], {})[row["sentence"], row["start"]] = row["role"]
    texts, told, held = [], [], []
    for row in (row for path in papers for row in rows_of(path)):
        key = row["id"] if ":" in row["id"] else f"arxiv:{row['id']}"
        wanted = labelled.pop(key, None)
        if not wanted:
            continue
        paper = Paper(id=key, title=row["title"], abstract=row["abstract"])
        found = [(n, q) for n, text in enumerate(statements_of(paper), start=1) for q in read(text)]
        for (n, q), each in zip(found, seen(paper.title, statements_of(paper), found), strict=True):
            if (n, q.start) in wanted:
                texts.append(each)
                told.append(wanted[n, q.start])
                held.append(zlib.crc32(key.encode()) % 2 == 0)
    return texts, told, held


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--papers", type=Path, nargs="+", required=True)
    parser.add_argument("--all", action="store_true")
    args = parser.parse_args()
    texts, told, held = figures(args.papers)
    keep = [args.all or not one for one in held]
    model = LogisticRegression(C=3, max_iter=2000)
    model.fit(
        matrix([text for text, kept in zip(texts, keep, strict=True) if kept], ROWS),
        [FIGURE_ROLES.index(role) for role, kept in zip(told, keep, strict=True) if kept],
    )
    if not args.all:
        shares = model.predict_proba(matrix([text for text, one in zip(texts, held, strict=True) if one], ROWS))
        gold = [role for role, one in zip(told, held, strict=True) if one]
        print(classification_report(gold, [FIGURE_ROLES[n] for n in shares.argmax(axis=1)]))
        own = shares[:, :2].sum(axis=1)
        right = np.array([role in {"result", "cost"} for role in gold])
        for least in (0.3, 0.4, 0.5, 0.6):
            said = own >= least
            print(least, f"own: precision {right[said].mean():.3f} recall {said[right].mean():.3f}")
    about = {"labels": list(FIGURE_ROLES), "data": "figures of daily papers, own labels"}
    write(NAME, model.coef_.T, model.intercept_, about)


if __name__ == "__main__":
    main()
