"""Measure how the data sets and metrics of abstracts are found that nothing was trained on.

    python -m tests.bench.measure_names PAPERS.jsonl[.xz] ...

`tests/data/entity_names.jsonl` has one place of each name in 60 daily papers of 2025-06; half of the papers is
put aside. A name is found if one that is read has it or is within it; what is marked doubtful counts for nothing.
"""

import argparse
import re
from pathlib import Path

from index.sentences import split
from tests.bench.entity_names import materials, metrics
from tests.bench.model_files import read

FILE = Path(__file__).parents[1] / "data" / "entity_names.jsonl"
READERS = {"material": materials, "metric": metrics}
HEADS = re.compile(r"\b(?:benchmarks?|datasets?|test sets?|scores?|average|the|rates?)\b")


def alike(one: str, two: str) -> bool:
    keys = [re.sub(r"[^a-z0-9@]", "", HEADS.sub("", each.lower())) for each in (one, two)]
    return all(keys) and (keys[0] in keys[1] or keys[1] in keys[0])


def counts(sentences: list[str], names: list[list[object]], kind: str) -> tuple[int, int, int]:
    """Return how many names are found, how many are not, and how many are read that are none."""
    marked = [(sentences[n - 1][start:end], bool(more)) for one, n, start, end, *more in names if one == kind]
    told = {each.text for each in READERS[kind](sentences)}
    sure = [text for text, doubtful in marked if not doubtful]
    found = sum(any(alike(text, each) for each in told) for text in sure)
    wrong = sum(not any(alike(text, each) for text, _ in marked) for each in told)
    return found, len(sure) - found, wrong


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("papers", type=Path, nargs="+")
    rows = {row["paper"]: row for row in read(FILE)}
    total: dict[tuple[str, str], list[int]] = {}
    for paper in (row for path in parser.parse_args().papers for row in read(path)):
        key = paper["id"] if ":" in paper["id"] else f"arxiv:{paper['id']}"
        if row := rows.pop(key, None):
            sentences = split(" ".join(paper["abstract"].split()))
            for kind in READERS:
                sums = total.setdefault((kind, row["split"]), [0, 0, 0])
                sums[:] = map(sum, zip(sums, counts(sentences, row["names"], kind), strict=True))
    for (kind, half), (found, missed, wrong) in sorted(total.items()):
        precision, recall = found / max(found + wrong, 1), found / max(found + missed, 1)
        print(f"{kind} {half}: precision {precision:.2f}, recall {recall:.2f} of {found + missed}")


if __name__ == "__main__":
    main()
