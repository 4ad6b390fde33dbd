"""Measure which wordings are taken for what papers must not be about: `python -m tests.bench.measure_exclusions HOME`.

On `tests/data/exclusions.jsonl`, with the library in a data directory; a third of it was set aside before any rule was
written. A turn with a topic comes after an answer on that, and is to be a limit.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from assistant.config import Settings
from assistant.conversation.lookup import Lookup
from assistant.conversation.state import State, Talk
from assistant.conversation.utterance import read
from assistant.engine import Assistant
from index.terms import terms

FILE = Path(__file__).parents[1] / "data" / "exclusions.jsonl"


def is_right(topic: str, text: str, without: list[str], lookup: Lookup, papers: tuple[str, ...]) -> bool:
    talk = Talk(topic=topic, base=topic, questions=(topic,), papers=papers, lists=(papers,), kind="answered")
    turn = read(text, State(asked=topic, talk=talk) if topic else State(), lookup)
    found = [set(terms(one)) for one in turn.filters.without]
    if not without:
        return not found
    return all(set(terms(one)) in found for one in without) and (not topic or turn.act == "limit")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    library = Assistant.open(Settings(home=parser.parse_args().home)).library
    lookup, papers = Lookup(library), tuple(paper.id for paper, _ in zip(library.all(), range(2), strict=False))
    right, every = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for row in map(json.loads, FILE.read_text(encoding="utf-8").splitlines()):
        key = row["split"], "with a limit" if row["without"] else "without one"
        every[key] += 1
        right[key] += is_right(row["topic"], row["text"], row["without"], lookup, papers)
    for key, n in sorted(every.items()):
        print(*key, f"{right[key]} of {n}")


if __name__ == "__main__":
    main()
