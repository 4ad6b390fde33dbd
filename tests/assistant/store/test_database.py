"""The file is there whole or as it was, whoever is killed, comes at the same time, or has written it before."""

import sqlite3
from contextlib import closing
from itertools import accumulate
from pathlib import Path

import pytest

from assistant.store.database import STEPS, Database
from assistant.store.errors import StoreBusy, StoreDamaged, StoreError, StoreTooNew
from tests.faults.processes import Processes

# Kills itself before the n-th statement of the migration that is asked for, counted from 0.
KILLED = """
import os, signal, sys
from pathlib import Path
from assistant.store.database import Database
from assistant.store.database import STEPS

left = int(sys.argv[2])

def deadly(step):
    global left
    for statement in (*step, "SELECT 1"):
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        yield statement

class Steps(list):
    def __getitem__(self, place):
        return map(deadly, list(self)[place])

with Database(Path(sys.argv[1]), steps=Steps(STEPS)).reading():
    pass
"""
WRITES = """
import sys
from pathlib import Path
from assistant.store.database import Database

database = Database(Path(sys.argv[1]))
for day in range(20):
    with database.writing() as connection:
        row = ("mail", sys.argv[2], f"2026-01-{day + 1:02}", "")
        connection.execute("INSERT INTO deliveries (channel, recipient, day, interest) VALUES (?, ?, ?, ?)", row)
"""
STATEMENTS = sum(len(step) + 1 for step in STEPS)
TABLES: tuple[set[str], ...] = (
    {"briefs", "shown"},
    {"deliveries"},
    set(),
    {"conversations", "turns", "turn_words"},
    {"marks", "notes", "searches"},
    {"visits"},
)
EVERY = set().union(*TABLES)


def tables(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def version(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def opened(file: Path) -> Database:
    database = Database(file)
    with database.reading():
        return database


def test_first_use_makes_the_tables(tmp_path: Path) -> None:
    file = tmp_path / "home" / "app.sqlite"
    opened(file)
    assert tables(file) == EVERY
    assert version(file) == len(STEPS)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("place", range(STATEMENTS))
def test_killed_first_use_leaves_nothing_and_the_next_one_makes_the_tables(
    processes: Processes, tmp_path: Path, place: int
) -> None:
    file = tmp_path / "app.sqlite"
    assert processes.script(KILLED, file, place).code == -9
    assert not file.exists()
    opened(file).check()
    assert tables(file) == EVERY
    assert not list(tmp_path.glob("*.new*"))


@pytest.mark.parametrize("place", range(STATEMENTS - len(STEPS[0]) - 1))
def test_killed_migration_goes_on_where_it_was(processes: Processes, tmp_path: Path, place: int) -> None:
    file = tmp_path / "app.sqlite"
    with Database(file, steps=STEPS[:1]).reading():
        pass
    assert processes.script(KILLED, file, place).code == -9
    ends = accumulate(len(step) + 1 for step in STEPS[1:])
    taken = 1 + sum(end <= place for end in ends)
    assert version(file) == taken
    assert tables(file) == set().union(*TABLES[:taken])
    opened(file).check()
    assert tables(file) == EVERY


@pytest.mark.parametrize("log", [b"", b"of a database that is gone"])
def test_file_that_lost_what_was_in_it_is_never_begun_anew(tmp_path: Path, log: bytes) -> None:
    file = tmp_path / "app.sqlite"
    opened(file)
    if log:
        file.unlink()
        file.with_name("app.sqlite-wal").write_bytes(log)
    else:
        file.write_bytes(b"")
    for database in (Database(file), Database(file)):
        with pytest.raises(StoreDamaged, match="restore"), database.writing():
            pass
    damaged = file.with_name("app.sqlite-wal") if log else file
    damaged.rename(tmp_path / "as the message says")
    assert tables(opened(file).file) == EVERY


def test_what_was_written_before_a_killed_migration_stays(processes: Processes, tmp_path: Path) -> None:
    file = tmp_path / "app.sqlite"
    old = Database(file, steps=STEPS[:1])
    with old.writing() as connection:
        connection.execute("INSERT INTO briefs VALUES (7, '', '', '', '', '2026-01-01', '2026-01-01', '{}')")
    processes.script(KILLED, file, 1)
    with opened(file).reading() as connection:
        assert connection.execute("SELECT id FROM briefs").fetchall() == [(7,)]
    with pytest.raises(StoreTooNew), old.reading():
        pass


def test_processes_that_open_a_new_file_at_once_lose_nothing(processes: Processes, tmp_path: Path) -> None:
    file = tmp_path / "app.sqlite"
    ran = processes.at_once(WRITES, *((file, f"reader {number}") for number in range(4)))
    assert ran.code == 0, ran.err
    with opened(file).reading() as connection:
        assert connection.execute("SELECT count(*) FROM deliveries").fetchone() == (80,)


def test_file_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "app.sqlite"
    opened(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = file.read_bytes()
    with pytest.raises(StoreTooNew, match=r"format 99; this one knows \d.*Update the assistant"):
        opened(file)
    assert file.read_bytes() == before


def foreign(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE briefs (something TEXT)")
        connection.commit()


def cut(file: Path) -> None:
    opened(file)
    file.write_bytes(file.read_bytes()[:5000])


def scrambled(file: Path) -> None:
    opened(file)
    content = bytearray(file.read_bytes())
    content[4096:] = b"\x55" * (len(content) - 4096)
    file.write_bytes(content)


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(b"This is no database at all, but it is long enough to be read. " * 50),
        cut,
        scrambled,
        foreign,
    ],
    ids=["text", "cut", "scrambled", "of another program"],
)
def test_damaged_file_says_what_to_do_and_stays(tmp_path: Path, damage: object) -> None:
    file = tmp_path / "app.sqlite"
    damage(file)  # type: ignore[operator]
    before = file.read_bytes()
    with pytest.raises(StoreDamaged) as caught:
        opened(file).check()
    told = str(caught.value)
    assert str(file) in told
    assert "Nothing was deleted" in told
    assert "\n" not in told
    assert file.read_bytes() == before


def test_file_that_another_process_holds_is_busy(tmp_path: Path) -> None:
    file = tmp_path / "app.sqlite"
    opened(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        database = Database(file, patience=0.05)
        with database.reading() as connection:  # who reads does not wait
            assert connection.execute("SELECT count(*) FROM briefs").fetchone() == (0,)
        with pytest.raises(StoreBusy, match="Another process holds"), database.writing():
            pass


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(StoreError, match="cannot be used"):
        opened(tmp_path / "home" / "app.sqlite")
    (tmp_path / "app.sqlite").mkdir()
    with pytest.raises(StoreError, match="cannot be used"):
        opened(tmp_path / "app.sqlite")


def test_changes_of_a_block_that_fails_are_not_kept(tmp_path: Path) -> None:
    database = Database(tmp_path / "app.sqlite")
    insert = "INSERT INTO deliveries (channel, recipient, day, interest) VALUES ('mail', 'a', '2026-01-01', '')"

    def write(*values: float) -> None:
        with database.writing() as connection:
            for value in values:
                connection.execute(insert)
                assert 1 / value

    with pytest.raises(ZeroDivisionError):
        write(0)
    with pytest.raises(sqlite3.IntegrityError):  # a mistake of ours is no damaged file
        write(1, 1)
    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM deliveries").fetchone() == (0,)


def test_file_that_is_put_in_its_place_while_it_is_in_use_is_brought_up_to_date(tmp_path: Path) -> None:
    older, file = tmp_path / "older.sqlite", tmp_path / "app.sqlite"
    with Database(older, steps=STEPS[:1]).reading():
        pass
    database = opened(file)
    older.replace(file)
    with database.reading():
        pass
    assert version(file) == len(STEPS)
    file.unlink()
    with database.reading():
        pass
    assert version(file) == len(STEPS)
