"""A turn as it is stored: its question, its whole answer as JSON, and the state for the next one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from assistant.types import Answer, Turn

State = Literal["growing", "finished", "stopped", "failed"]
COLUMNS = "place, question, asked_at, state, message, answer, turn"
_Model = TypeVar("_Model", bound=BaseModel)


class StoredTurn(NamedTuple):
    """A question and what was shown of its answer; `place` counts from 1, `asked_at` is a time of UTC.

    One that is `growing` is being written, or whoever wrote it was killed. `message` is what stood in the place of an
    answer that failed. `answer` is None where nothing was shown, or where an older release has stored it in a form
    that this one does not read.
    """

    place: int
    question: str
    asked_at: dt.datetime
    state: State
    message: str
    answer: Answer | None
    turn: Turn | None


def history(turns: Iterable[StoredTurn]) -> list[Turn]:
    """Return the turns as the next question needs them."""
    return [each.turn or Turn(question=each.question) for each in turns]


def stored_turn(row: Sequence[str | None]) -> StoredTurn:
    """Return the turn in a row of `COLUMNS`."""
    place, question, at, state, message, answer, turn = row
    asked_at = dt.datetime.fromisoformat(str(at))
    read = _read(Answer, answer), _read(Turn, turn)
    return StoredTurn(int(str(place)), str(question), asked_at, state, str(message), *read)  # type: ignore[arg-type]


def _read(model: type[_Model], text: str | None) -> _Model | None:
    try:
        return model.model_validate_json(text) if text else None
    except ValidationError:  # of another release's form
        return None
