"""What is listed for somebody who wants papers on a topic: `python -m tests.bench.measure_topics --home HOME`.

HOME holds a library with the papers of `tests/data/topics.jsonl`: 108 requests by somebody who saw nothing but titles
(`RAG`, `anything on federated learning?`), eight of them on what no paper is on. What five ways of searching found
first was graded by reading: 2 is on the topic, 1 touches it; what nobody graded counts 0.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.config import Settings
from assistant.engine import Assistant, last

DATA = Path(__file__).parents[1] / "data" / "topics.jsonl"
AT = 5  # nDCG


def gain(grades: Sequence[int]) -> float:
    return float(sum((2**grade - 1) / np.log2(place + 2) for place, grade in enumerate(grades[:AT])))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, required=True)
    assistant = Assistant.open(Settings(home=parser.parse_args().home))
    for split in ("dev", "test"):
        rows = [row for row in map(json.loads, DATA.read_text("utf-8").splitlines()) if row["split"] == split]
        told = [(row["grades"], last(assistant.ask(row["question"])).answer) for row in rows]
        of = [(grades, [grades.get(source.id, 0) for source in answer.sources]) for grades, answer in told if grades]
        best = [gain(own) / gain(sorted(grades.values(), reverse=True)) for grades, own in of]
        print(f"{split}: nDCG@{AT} {np.mean(best):.3f}, first on it {np.mean([own[:1] == [2] for _, own in of]):.2f}")
        for grade in (2, 1, 0):
            print(f"  {np.mean([own.count(grade) for _, own in of]):.2f} papers of grade {grade} a request")
        print(f"  on nothing: {Counter(answer.status for grades, answer in told if not grades)}")


if __name__ == "__main__":
    main()
