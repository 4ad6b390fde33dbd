"""What a process does that writes to shared papers, in a home of its own; tests start, kill and stall it."""

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


def ingest(home: Path, url: str, database: str, numbers: range, lease: float) -> None:
    """Ingest papers, ten at a time, each said to be of a category called as the home.

    Others may pass it when it has been silent for `lease` seconds. What goes wrong stands in a file `said`.
    """
    try:
        library = opened(home, url, database, lease)
        for start in range(numbers.start, numbers.stop, _AT_ONCE):
            library.upsert([made(n, home.name) for n in range(start, min(start + _AT_ONCE, numbers.stop))])
    except AssistantError as error:
        (home / "said").write_text(str(error), encoding="utf-8")
        sys.exit(1)
