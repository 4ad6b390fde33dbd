"""A turn as it is stored: its question, its whole answer as JSON, and the state for the next one."""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from pydantic import BaseModel, Field

from assistant.store.database import Database, folded, parsed
from assistant.store.errors import StoreError
from assistant.types import Answer, Turn

State = Literal["growing", "finished", "stopped", "failed"]
COLUMNS = "place, question, asked_at, state, message, answer, turn"
_OFTEN = 0.5  # seconds between two writes of an answer that grows; each waits for the disk


class StoredTurn(BaseModel, frozen=True, extra="forbid"):
    """A question and what was shown of its answer; `place` counts from 1, `asked_at` is a time of UTC.

    One that is `growing` is being written, or whoever wrote it was killed. `message` stood in the place of an answer
    that failed. `answer` is None where nothing was shown, or it is in a form of another release.
    """

    place: int
    question: str
    asked_at: dt.datetime
    state: State
    message: str
    answer: Answer | None
    turn: Turn | None = Field(default=None, exclude=True)  # what the next question needs


def history(turns: Iterable[StoredTurn]) -> list[Turn]:
    """Return the turns as the next question needs them."""
    return [each.turn or Turn(question=each.question) for each in turns]


def stored_turn(row: Sequence[str | None]) -> StoredTurn:
    """Return the turn in a row of `COLUMNS`."""
    *plain, answer, turn = zip(COLUMNS.split(", "), row, strict=True)
    read = {"answer": parsed(Answer, answer[1]), "turn": parsed(Turn, turn[1])}
    return StoredTurn.model_validate({**dict(plain), **read})


class Recording:
    """The place of one answer in its conversation. It never raises: after the first `trouble` nothing is written."""

    def __init__(
        self,
        database: Database,
        conversation: str,
        place: int,
        question: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.conversation, self.place = conversation, place
        self.trouble: StoreError | None = None
        self._database, self._question, self._clock = database, question, clock
        self._kept: Answer | None = None
        self._latest: Answer | None = None
        self._kept_at = float("-inf")
        self._is_over = False

    def shown(self, answer: Answer) -> None:
        """Keep what is shown by now, unless something was kept less than half a second ago: call it again, then."""
        self._latest = answer
        now = self._clock()
        if answer != self._kept and now - self._kept_at >= _OFTEN:
            self._kept_at = now
            self._write("growing")

    def finished(self, answer: Answer, turn: Turn | None) -> None:
        """Keep the whole answer, and what holds in the conversation after it."""
        self._latest = answer
        self._end("finished", turn=turn)

    def failed(self, message: str) -> None:
        """Keep what was shown of an answer that failed, and why it did."""
        self._end("failed", message)

    def stopped(self) -> None:
        """Keep what was shown of an answer that somebody stopped; does nothing if it is over."""
        self._end("stopped")

    def _end(self, state: State, message: str = "", turn: Turn | None = None) -> None:
        if not self._is_over:
            self._is_over = True
            self._write(state, message, turn)

    def _write(self, state: State, message: str = "", turn: Turn | None = None) -> None:
        if self.trouble:
            return
        answer = self._latest
        row = (state, message, answer and answer.model_dump_json(), turn and turn.model_dump_json())
        words = folded(f"{self._question}\n{answer.text if answer else message}")
        here = (self.conversation, self.place)
        try:
            with self._database.writing() as connection:
                connection.execute(
                    """UPDATE turns SET state = ?, message = ?, answer = ?, turn = ?
                    WHERE conversation = ? AND place = ?""",
                    (*row, *here),
                )
                connection.execute(
                    """UPDATE turn_words SET words = ?
                    WHERE turn = (SELECT id FROM turns WHERE conversation = ? AND place = ?)""",
                    (words, *here),
                )
        except StoreError as error:
            self.trouble = error
        self._kept = answer
