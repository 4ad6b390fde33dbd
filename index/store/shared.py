"""A library of which several machines have the papers in common: on a Chroma server, and here as a replica.

Reading needs no network. A replica remembers up to which number of the `write_log` it has everything. Who writes has a
turn: it reads what it lacks, merges, notes what it is about to send, writes to the server, and then here. If it is
killed then, or others have gone on, whoever opens the replica next has everybody read those rows again.
"""

import json
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.atomic import replace_file, sealed, unsealed
from index.embedders.base import Vectors, document_text
from index.endpoint.address import shown
from index.errors import EmbedderError, LibraryBusy, LibraryDamaged, ServerRefused, ServerUnreachable
from index.paper import Paper
from index.store.chroma_server import ChromaServer, Shared
from index.store.consistency import Stores
from index.store.upgrade import Embed
from index.store.write_log import Turn, WriteLog

_AT_ONCE = 1000  # papers that are put into the replica at once
_WRITES = 100  # writes that are read before it is noted that they were
_FILE = "replica.json"
_NOTHING_HERE = "Nothing of it is on this machine yet: start it, or correct ASSISTANT_CHROMA_URL."

_log = logging.getLogger(__name__)


class _State(NamedTuple):
    """Which collection the replica is of, up to which write, and which ids were on their way to the server."""

    of: str = ""
    number: int = 0
    sent: tuple[str, ...] = ()


class SharedStores(Stores):
    """The replica in a folder, brought up to date when it is opened, and by `follow`.

    `embed` makes vectors with the embedder of this fingerprint, where the server has none of it. `renamed` is told
    which papers have got another id, wherever that was. It raises ServerUnreachable if nothing has been read from the
    server yet, and LibraryDamaged if that has other papers than the replica, or an older state of them.
    """

    def __init__(
        self,
        folder: Path,
        fingerprint: str,
        embed: Embed,
        server: ChromaServer,
        *,
        renamed: Callable[[Mapping[str, str]], object] = lambda _: None,
        salvaging: bool = False,
    ) -> None:
        super().__init__(folder, fingerprint, embed, salvaging=salvaging)
        self._wanted, self._embed, self._server, self._renamed = fingerprint, embed, server, renamed
        self._writes = WriteLog(server)
        self._turn: Turn | None = None
        try:
            self.follow()
        except (ServerUnreachable, ServerRefused) as error:
            if self._state().number:
                _log.warning("%s", error)
            elif isinstance(error, ServerUnreachable):
                raise ServerUnreachable(error.what, _NOTHING_HERE) from error
            else:
                raise
        except (LibraryBusy, EmbedderError) as error:  # another process is at it; or the endpoint is away
            _log.info("The replica is not brought up to date: %s", error)

    def follow(self) -> None:
        """Read what others have written since; and what this machine sent without hearing the end of it."""
        state = self._checked_state()
        if state.sent:
            with self.writing():  # who has just sent it may be at work: that is not waited for
                if self._state().sent:
                    with self.transaction():
                        return
        until = self._complete(state)
        if until > state.number and self._is_of_one_embedder():
            with self.writing():
                self._read_until(until)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Have a turn to write, with everything read that was written before."""
        with self.writing(self._server.place.patience.turn):  # what others wrote may be on its way into the replica
            if self._turn:
                yield
                return
            self._complete(self._checked_state())
            with self._writes.turn() as turn:
                self._turn = turn
                try:
                    self._prepare(turn)
                    yield
                    turn.check()
                    turn.end()
                    if self._is_of_one_embedder():
                        self._keep(self._state()._replace(number=turn.number, sent=()))
                finally:
                    self._turn = None

    def write(
        self, fresh: Sequence[Paper], vectors: Vectors | Embed, updated: Sequence[Paper], stale: Collection[str]
    ) -> None:
        """Write to the server, and then here; see `Stores.write`. It is this machine's turn."""
        made = vectors(fresh) if callable(vectors) else vectors
        self.check_dimensions(made)
        turn, state = self._own_turn(), self._state()
        turn.check()  # making the vectors may have taken long
        ids = [paper.id for paper in (*fresh, *updated)]
        self._keep(state._replace(sent=tuple(dict.fromkeys((*state.sent, *ids, *stale)))))
        self._server.put(turn.number, fresh, made, self._chroma.fingerprint)
        self._server.update(turn.number, updated)
        self._server.remove(turn.number, stale if isinstance(stale, Mapping) else dict.fromkeys(stale, ""))
        super().write(fresh, made, updated, stale)

    def reindex(
        self, fingerprint: str, batch: int, embed: Embed, progress: Callable[[int], object] = lambda _: None
    ) -> int:
        """Read everything anew, and make the vectors that nobody has made yet; see `Stores.reindex`."""
        turn = self._own_turn()
        self._keep(self._state()._replace(number=0))
        self._read_until(turn.number - 1)

        def made(papers: Sequence[Paper]) -> Vectors:
            vectors = embed(papers)
            turn.check()
            self._server.set_vectors([paper.id for paper in papers], vectors, fingerprint)
            return vectors

        def known_or_made(papers: Sequence[Paper]) -> Vectors:
            return self._vectors(self._server.get([paper.id for paper in papers]), papers, made)

        return super().reindex(fingerprint, batch, known_or_made, progress)

    def _prepare(self, turn: Turn) -> None:
        """Read what was written before, and have everybody read again what was on its way when this machine stopped."""
        state = self._state()
        if state.sent:
            self._server.touch(turn.number, state.sent)
        if self._is_of_one_embedder():
            self._read_until(turn.number - 1)
            self._put(self._server.get(state.sent))

    def _read_until(self, number: int) -> None:
        """Put into the replica what was written up to a number; the lock is held."""
        for first in range(self._state().number, number, _WRITES):
            last = min(first + _WRITES, number)
            ids = self._server.changed(first, last)
            for start in range(0, len(ids), _AT_ONCE):
                self._put(self._server.get(ids[start : start + _AT_ONCE]))
            self._keep(self._state()._replace(number=last))

    def _put(self, rows: Sequence[Shared]) -> None:
        """Put rows into the replica as they are on the server; vectors stay where the text has not changed."""
        known = self._chroma.get([row.id for row in rows])
        gone = {row.id: row.now for row in rows if row.paper is None and row.id in known}
        if renamed := {old: new for old, new in gone.items() if new}:
            self._renamed(renamed)
        fresh, updated = dict[str, Shared](), list[Paper]()
        for row in rows:
            if row.paper is None or row.paper == known.get(row.id):
                continue
            if row.id in known and document_text(known[row.id]) == document_text(row.paper):
                updated.append(row.paper)
            else:
                fresh[row.id] = row
        papers = [row.paper for row in fresh.values() if row.paper]
        if not (papers or updated or gone):
            return
        if self._is_of_one_embedder():
            vectors = self._vectors(fresh.values(), papers, self._embed)
        else:  # a reindex will make them
            vectors = np.zeros((len(papers), self.dense.dimensions or 1), dtype=np.float32)
        super().write(papers, vectors, updated, list(gone))

    def _vectors(self, rows: Iterable[Shared], papers: Sequence[Paper], embed: Embed) -> Vectors:
        """Return the server's vectors if they are of our embedder, else new ones: shape (len(papers), dimensions)."""
        there = self.dense.dimensions if self._is_of_one_embedder() else 0
        fit = (row for row in rows if row.embedder == self._wanted and len(row.vector))
        found = {row.id: row.vector for row in fit if there in {0, len(row.vector)}}
        missing = [paper for paper in papers if paper.id not in found]
        if missing:
            found |= zip((paper.id for paper in missing), embed(missing), strict=True)
        return np.stack([found[paper.id] for paper in papers]) if papers else np.zeros((0, 0), dtype=np.float32)

    def _is_of_one_embedder(self) -> bool:
        """Tell whether the replica's vectors are of the embedder that is chosen; if not, they wait for a reindex."""
        return self._chroma.fingerprint == self._wanted

    def _own_turn(self) -> Turn:
        if self._turn is None:
            raise RuntimeError("Writing to shared papers needs a transaction.")
        return self._turn

    def _checked_state(self) -> _State:
        """Return the state, once it is sure that it is of what the server has."""
        state, there = self._state(), self._server.id
        if state.of and state.of != there:
            raise self._other("has another collection than this machine has read")
        if not state.of:
            state = _State(there)
            self._keep(state)
        return state

    def _complete(self, state: _State) -> int:
        """Return the number up to which the server has everything, which a replica of this state cannot be ahead of."""
        complete = self._writes.complete()
        if complete < state.number:
            raise self._other("has fewer writes than this machine has read: an older state was put back")
        return complete

    def _other(self, how: str) -> LibraryDamaged:
        todo = f"If that is meant, remove the folder {self._folder}: it is filled again from the server."
        return LibraryDamaged(f"The server at {shown(self._server.place.url)} {how}.", todo)

    def _state(self) -> _State:
        try:
            of, number, sent = json.loads(unsealed((self._folder / _FILE).read_text(encoding="utf-8")))
            return _State(str(of), int(number), tuple(map(str, sent)))
        except (FileNotFoundError, IsADirectoryError, ValueError, TypeError):
            return _State()  # everything is read again

    def _keep(self, state: _State) -> None:
        if state != self._state():
            replace_file(self._folder / _FILE, sealed(json.dumps(state)))
