"""Replays captured daily lists through the real client, killed twice on the way; every paper must be there once.

    python -m tests.bench.replay_hub ../shared/data/hf_daily_api [--days 40]

The server cuts, throttles and answers nonsense now and then. The client is as it is on any morning, half a second from
one request to the next, so 479 days take some five minutes.
"""

from __future__ import annotations

import argparse
import ast
import collections
import datetime as dt
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.config import Settings
from assistant.engine import Assistant
from assistant.ingest.files import Tally
from assistant.ingest.hub import catch_up, hub_of, polite_client
from tests.support.hub_server import Asked, Fault, FolderDays, HubServer, broken, cut, malformed, page, throttled

_EVERY = {17: cut(), 29: cut("chunks"), 41: broken(), 53: malformed(), 67: page(), 83: cut("unnoticed")}
_EVERY[151] = throttled("2")


def child(url: str, home: Path, days: Sequence[dt.date]) -> None:
    """Catch up, a line for each day, and the counts at last."""
    settings = Settings(home=home, hf_endpoint=url)
    library = Assistant.open(settings).library
    tally = Tally(library)
    with polite_client(settings, lambda text: print(text, file=sys.stderr)) as client:
        for result in catch_up(days, hub=hub_of(settings, client), library=library, tally=tally):
            print(f"{result.date} {result.papers} {result.new} {result.state}: {result.reason}", flush=True)
    print(tally.result().model_dump_json(), flush=True)


def fault(asked: Asked, number: int) -> Fault | None:
    """Return what goes wrong with the request of this number."""
    return next((wrong for every, wrong in _EVERY.items() if number % every == 0), None)


def run(url: str, home: Path, days: Sequence[dt.date], kill_after: int | None) -> list[str]:
    """Run a child to its end, or kill it within a quarter of a second after so many days."""
    words = [sys.executable, "-m", "tests.bench.replay_hub", "--child", url, str(home), *map(str, days)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line.strip())
        if kill_after and len(lines) == kill_after:
            time.sleep(random.uniform(0, 0.7))
            process.kill()
    process.wait()
    assert kill_after or process.returncode == 0
    return lines


def expected(days: FolderDays) -> collections.Counter[str]:
    """Return the papers of the captured lists by id; a list of the names of fields has none."""
    found = collections.Counter[str]()
    for items in days.values():
        entries = (ast.literal_eval(item) if isinstance(item, str) and item[0] == "{" else item for item in items)
        found.update(f"arxiv:{entry['paper']['id']}" for entry in entries if isinstance(entry, dict))
    return found


def _failed(lines: Sequence[str]) -> list[str]:
    return [line for line in lines[:-1] if " open:" not in line]


def main(folder: Path, most: int | None) -> None:
    """Replay, and print what came of it as JSON."""
    real = FolderDays(folder)
    days = [dt.date.fromisoformat(day) for day in real][-(most or 0) :]
    real = FolderDays(folder, frozenset(map(str, days)))
    with HubServer(real) as server, tempfile.TemporaryDirectory() as home:
        server.hook = lambda asked: fault(asked, len(server.asked))
        started = time.monotonic()
        first = run(server.url, Path(home), days, len(days) // 3)
        second = run(server.url, Path(home), days, 2 * len(days) // 3)
        last = run(server.url, Path(home), days, None)
        failed = _failed(last)
        if failed:  # two faults of one day in a row: it is told, and had the next time
            last = run(server.url, Path(home), days, None)
        seconds = time.monotonic() - started
        there = [paper.id for paper in Assistant.open(Settings(home=Path(home))).library.all()]
        asked = collections.Counter(request.params["date"] for request in server.asked)
    wanted = expected(real)
    assert max(wanted.values()) == 1, "the capture has a paper on two days"
    assert sorted(there) == sorted(wanted), (len(there), len(wanted))
    numbers = {
        "days": len(days),
        "papers": len(there),
        "killed after": [len(first), len(second)],
        "requests": sum(asked.values()),
        "most for a day": asked.most_common(1)[0][1],
        "seconds": round(seconds, 1),
        "failed at first": failed,
        "failed": _failed(last),
        "last run": json.loads(last[-1]),
    }
    print(json.dumps(numbers, indent=1))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], Path(sys.argv[3]), [dt.date.fromisoformat(day) for day in sys.argv[4:]])
    else:
        parser = argparse.ArgumentParser(description=__doc__)
        parser.add_argument("folder", type=Path)
        parser.add_argument("--days", type=int, help="only the last so many")
        given = parser.parse_args()
        main(given.folder, given.days)
