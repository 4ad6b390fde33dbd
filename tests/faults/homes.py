"""A data directory with something in every file, the same for all tests, and what must be in it afterwards."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.config import Settings
from assistant.engine import Assistant
from assistant.jobs.recorded import recorded
from assistant.store.conversations import Conversations
from assistant.store.database import FILE_NAME, Database

if TYPE_CHECKING:
    from tests.faults.processes import Processes

PAPERS = 40
DAY = "2025-03-03"


def record(number: int, word: str = "") -> dict[str, object]:
    return {
        "id": f"arxiv:2403.{number:05}",
        "title": f"Quantile{number} Sampling for Retrieval {word}".strip(),
        "abstract": f"We study sampler s{number}s for retrieval of documents. It improves recall by {number} points. "
        "The method needs no training, and we release the code.",
        "published": DAY,
        "featured": DAY,
        "upvotes": number,
    }


def write_records(file: Path, first: int, last: int, word: str = "") -> Path:
    lines = (json.dumps(record(number, word)) for number in range(first, last))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def chat(home: str, *questions: str) -> None:
    """Ask in a conversation that is kept, as the page does."""
    assistant, conversations = (
        Assistant.open(Settings(home=Path(home))),
        Conversations(Database(Path(home) / FILE_NAME)),
    )
    conversation = ""
    for question in questions:
        recording = conversations.begin(question, conversation)
        conversation = recording.conversation
        for _ in recorded(assistant.ask(question), recording):
            pass


def mark(home: str, paper: str) -> None:
    """Mark a paper, as a card of a page does; what is in the way is told as the command line tells it."""
    from assistant.store.reader import Marks
    from index.errors import AssistantError

    try:
        Marks(Database(Path(home) / FILE_NAME)).put([paper], "saved")
    except AssistantError as error:
        print(f"assistant: {error}", file=sys.stderr)
        sys.exit(1)


def spend(home: str, calls: str = "1") -> None:
    from assistant.connections import spending_of
    from assistant.types import Usage

    spending_of(Settings(home=Path(home), budget_tokens=10**9)).add(
        Usage(calls=int(calls), prompt_tokens=10, completion_tokens=1)
    )


def copied(home: Path, to: Path) -> Path:
    return Path(shutil.copytree(home, to))


def fill(disk: Path, leave: int = 0) -> None:
    """Fill a disk but for so many bytes, with a file `filler`."""
    (disk / "filler").unlink(missing_ok=True)
    with (disk / "filler").open("wb", buffering=0) as file:
        left = shutil.disk_usage(disk).free - leave
        while left > 0 and (written := file.write(b"x" * min(left, 1 << 20))):
            left -= written


def fetch(home: str, address: str, day: str) -> None:
    from tests.faults.forks import command

    os.environ["HF_ENDPOINT"] = address
    command("--home", home, "ingest", "hub", "--date", day)


def made(processes: Processes, folder: Path) -> Path:
    """Return a data directory with something in every file."""
    home = folder / "base"
    if (home / "judges.json").exists():
        return home
    shutil.rmtree(home, ignore_errors=True)
    records = write_records(folder / "records.jsonl", 0, PAPERS)
    for order in (
        ("ingest", "file", str(records)),
        ("brief", "--date", DAY),
        ("interests", "add", "--topic", "retrieval"),
        ("interests", "like", record(3)["id"]),
    ):
        assert processes.run(home, *map(str, order)).code == 0, order
    assert processes.call("tests.faults.homes:chat", str(home), "Which sampler needs no training?").code == 0
    assert processes.call("tests.faults.homes:spend", str(home)).code == 0
    (home / "config.toml").write_text('model = "m"\n')
    (home / "prices.toml").write_text('[models]\n"m" = { prompt = 0.15, completion = 0.60 }\n')
    (home / "judges.json").write_text('{"a b": {"share": 0.9, "n": 10}}')
    return home


def look(home: str) -> None:
    """Print what is in a data directory, and whether its parts agree."""
    folder = Path(home) / "library"
    library = Assistant.open(Settings(home=Path(home))).library
    ids = [paper.id for paper in library.all()]
    titles = [paper.title for paper in library.all()]
    store, turns, briefs = "ok", [], 0
    if (Path(home) / FILE_NAME).exists():
        with closing(sqlite3.connect(Path(home) / FILE_NAME)) as database:
            store = database.execute("PRAGMA quick_check").fetchone()[0]
            turns = database.execute("SELECT conversation, place FROM turns").fetchall()
            briefs = database.execute("SELECT count(*) FROM briefs").fetchone()[0]
    found = {
        "papers": len(ids),
        "once": len(set(ids)),
        "twice": len(titles) - len(set(titles)) + len(turns) - len(set(turns)),
        "words": library.lexical.count(),
        "vectors": len(library.vectors(ids)),
        "journal": (folder / "journal.json").exists(),
        "store": store,
        "turns": len(turns),
        "briefs": briefs,
    }
    print(json.dumps(found))


def allowed(home: str) -> None:
    from assistant.connections import spending_of
    from assistant.errors import BudgetSpent

    try:
        spending_of(Settings(home=Path(home), budget_tokens=10**9)).allow(priced=True, model="m")
    except BudgetSpent as error:
        print(error)
