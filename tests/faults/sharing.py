"""A process that writes to shared papers, in a home of its own; to be started, killed and stalled by tests.

    python -m tests.faults.sharing HOME URL DATABASE FIRST LAST NAME LEASE

It ingests the papers FIRST to LAST, ten at a time, each said to be of a category NAME, and prints `done`. Others
may pass it when it has been silent for LEASE seconds.
"""

from __future__ import annotations

import sys
from pathlib import Path

from index.errors import AssistantError
from index.paper import Paper
from index.store.chroma_server import ChromaServer, Place
from index.store.chroma_session import Patience
from index.store.library import Library
from tests.support.embedder import HashedEmbedder
from tests.support.papers import paper

TOKEN = "not-to-be-seen"
PATIENCE = Patience(silence=10, deadline=30, look=0.02, lease=3, turn=120)
_AT_ONCE = 10


def made(number: int, *names: str) -> Paper:
    title = f"Paper number{number} of them"
    return paper(title, f"It tells of thing{number} and no other.", f"2403.{number:05}", categories=names)


def opened(home: Path, url: str, database: str, lease: float = PATIENCE.lease) -> Library:
    place = Place(url, TOKEN, database=database, patience=PATIENCE._replace(lease=lease))
    return Library(home / "replica", HashedEmbedder(), server=ChromaServer(place))


def main() -> None:
    home, url, database, first, last, name, lease = sys.argv[1:]
    try:
        library = opened(Path(home), url, database, float(lease))
        for start in range(int(first), int(last), _AT_ONCE):
            library.upsert([made(number, name) for number in range(start, min(start + _AT_ONCE, int(last)))])
    except AssistantError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    print("done", flush=True)


if __name__ == "__main__":
    main()
