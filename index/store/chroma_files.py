"""What is done to the files of an embedded Chroma (1.5, `chromadb/migrations`): its interface has no word for it.

Chroma writes a graph of vectors over itself in place, so that a kill leaves a mixture of two, which does not open
(https://github.com/chroma-core/chroma/issues/7238). So none is kept, and the log, which Chroma clears up to what a
graph's files have, is cleared here.
"""

import re
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

_DATABASE = "chroma.sqlite3"
_PAGE = 16384  # bytes; SQLite's own 4096 hold no record of some kilobytes without a second page
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PATIENCE = 10.0  # seconds to wait for another connection to finish its write

# Chroma's index of all strings would hold every record a second time: 77 against 40 MB for 10,000 papers of 512
# numbers. It serves filters on strings, of which there are none. A later migration of Chroma's finds it by its name.
_INDEX = "embedding_metadata_string_value"
_SMALL_INDEX = (
    f"CREATE INDEX {_INDEX} ON embedding_metadata (key, string_value) "
    "WHERE string_value IS NOT NULL AND key NOT IN ('record', 'vector')"
)
# What stands in the records is deleted from the log by Chroma's own connection, where it notes up to which row they
# have it. A connection of ours could not do that while others read: this SQLite is another copy than Chroma's, and of
# two in one process neither sees the other's locks, so that readers found half a write and called the database damaged
# (https://sqlite.org/howtocorrupt.html, 2.2.1). The last row of each collection stays, as Chroma leaves it too: the
# next row's number is counted from it.
_TRIGGERS = {"papers_log_insert": "INSERT", "papers_log_update": "UPDATE"}
_CLEAR_LOG = """CREATE TRIGGER {} AFTER {} ON max_seq_id BEGIN
    DELETE FROM embeddings_queue WHERE seq_id < NEW.seq_id AND topic LIKE '%/' || (
        SELECT collections.id FROM segments JOIN collections ON collections.id = segments.collection
        WHERE segments.id = NEW.segment_id AND segments.scope = 'METADATA' AND collections.name IN ({})
    ); END"""
_TABLES = {"collections", "segments", "max_seq_id"}
_GRAPHS = """
    SELECT segments.id, collections.name FROM segments LEFT JOIN collections ON collections.id = segments.collection
    WHERE segments.scope = 'VECTOR'
"""


class ChromaFiles:
    """The files in a folder. `collections` are the names of those whose graphs are not kept."""

    def __init__(self, folder: Path, collections: Sequence[str]) -> None:
        self._folder, self._collections = folder, collections

    def prepare(self) -> None:
        """Make folder and database, with large pages, for Chroma to fill; delete the graphs of those that are there."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if (self._folder / _DATABASE).exists():
            self.drop_graphs()
            return
        with self._database() as database:
            database.execute(f"PRAGMA page_size = {_PAGE}")
            database.execute("VACUUM")

    def shrink(self) -> None:
        """Have a small index in the place of Chroma's index of all strings, and a log that Chroma keeps short."""
        ours = ", ".join(f"'{name}'" for name in self._collections)
        triggers = {name: _CLEAR_LOG.format(name, event, ours) for name, event in _TRIGGERS.items()}
        with self._database() as database:
            there = {sql for (sql,) in database.execute("SELECT sql FROM sqlite_master")}
            if not there.issuperset({_SMALL_INDEX, *triggers.values()}):
                with database:
                    database.execute("BEGIN")
                    database.execute(f"DROP INDEX IF EXISTS {_INDEX}")
                    database.execute(_SMALL_INDEX)
                    for name, trigger in triggers.items():
                        database.execute(f"DROP TRIGGER IF EXISTS {name}")
                        database.execute(trigger)

    def drop_graphs(self) -> None:
        """Delete the files of graphs, also those that belong to no collection any more.

        A collection that somebody else made in this database keeps its own.
        """
        with self._database() as database:
            there = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
            if not there.issuperset(_TABLES):
                return  # who made them was killed; Chroma makes the rest
            graphs = dict(database.execute(_GRAPHS).fetchall())
            ours = {segment for segment, name in graphs.items() if name is None or name in self._collections}
            numbered = {segment for (segment,) in database.execute("SELECT segment_id FROM max_seq_id")} & ours
            with database:  # a graph with a number here and no files is a loss to later releases of Chroma
                database.executemany("DELETE FROM max_seq_id WHERE segment_id = ?", [(each,) for each in numbered])
        for path in self._folder.iterdir():
            if path.is_dir() and _UUID.fullmatch(path.name) and path.name not in graphs.keys() - ours:
                shutil.rmtree(path, ignore_errors=True)

    def check(self) -> None:
        """Read the whole database; raise sqlite3.Error if it is not sound."""
        with self._database() as database:
            ((found,), *_) = database.execute("PRAGMA quick_check(1)").fetchall()
        if found != "ok":
            raise sqlite3.DatabaseError(" ".join(str(found).split()))

    @contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._folder / _DATABASE, timeout=_PATIENCE)) as database:
            yield database
