"""The memory of `assistant serve` while many people ask: what a conversation holds must lie in the store.

    python -m tests.bench.people HOME [--people 50] [--turns 4] [--rounds 3]

Serves a data directory, which is written to. In each round every one of the people opens the page of questions, asks
some turns of a conversation, and leaves. Prints one JSON object: the resident memory in MB at the beginning, after
a warm-up by one person, and after each turn of each round; and the seconds an answer took. Needs Linux.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.support.visitor import Visitor

TURNS = ("Which papers are about {}?", "Which of them report figures?", "What are their limitations?", "How many?")
SUBJECTS = (
    "hallucination", "diffusion models", "video generation", "quantization", "speech recognition", "code generation",
    "reinforcement learning", "long context", "mixture of experts", "robotics", "medical images", "machine translation",
)  # fmt: skip


@contextmanager
def serving(home: Path, *options: str) -> Iterator[tuple[str, int]]:
    """Run the server, and yield its address and process id."""
    command = [sys.executable, "-m", "assistant", "--home", str(home), "serve", "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().split(" is at ")[1].split()[0], server.pid
        finally:
            server.terminate()


def resident(process: int) -> int:
    """Return the memory of a process in MB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) // 1024


def round_of(url: str, process: int, people: int, turns: int) -> tuple[list[int], list[float]]:
    """Let people ask at once, turn by turn; return the memory after each turn, and the seconds of each answer."""
    memory, seconds = [], []
    with ExitStack() as opened, ThreadPoolExecutor(people) as pool:
        visitors = list(pool.map(lambda _: Visitor(url).__enter__(), range(people)))
        for visitor in visitors:
            opened.push(visitor)
        for turn in range(turns):

            def ask(number: int, turn: int = turn) -> float:
                begun = time.monotonic()
                said = visitors[number].ask(TURNS[turn % len(TURNS)].format(SUBJECTS[number % len(SUBJECTS)]))
                assert said.conversation.count('class="engine') >= turn, said
                return time.monotonic() - begun

            seconds += pool.map(ask, range(people))
            memory.append(resident(process))
    return memory, seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    for name, default in (("people", 50), ("turns", 4), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    taken: list[float] = []
    with serving(options.home) as (url, process):
        found: dict[str, Any] = {"begun_mb": resident(process)}
        round_of(url, process, 1, options.turns)
        found |= {"warm_mb": resident(process), "rounds_mb": []}
        for _ in range(options.rounds):
            memory, seconds = round_of(url, process, options.people, options.turns)
            found["rounds_mb"].append(memory)
            taken += seconds
            print(found, file=sys.stderr, flush=True)
    found |= {
        "answers": len(taken),
        "seconds_median": round(statistics.median(taken), 2),
        "seconds_most": round(max(taken), 2),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
