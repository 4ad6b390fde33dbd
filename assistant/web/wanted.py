"""What is asked, and after what: a new question, one that is asked again, and one without a limit that it had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from assistant.conversation.filters import DATES, merged, said, without
from assistant.conversation.state import State
from assistant.store.turns import StoredTurn, history
from assistant.types import AnswerEvent, Finished, Turn
from index.query import Filters

FIELDS: Mapping[str, tuple[str, ...]] = {
    "dates": DATES,
    "categories": ("categories",),
    "authors": ("authors",),
    "organisations": ("organisations",),
    "not_from": ("not_from",),
    "papers": ("papers",),
    "interests": ("interests",),
    "without": ("without",),
}


class Wanted(NamedTuple):
    """A question, the turns that it is asked after, and what limits it beside what it says itself.

    `before` is None for all turns of its conversation.
    """

    question: str
    scope: Filters = Filters()
    before: Sequence[Turn] | None = None


def again(turns: Sequence[StoredTurn], place: int, scope: Filters) -> Wanted:
    """Return the question of a turn, to be asked again after what stood before it."""
    return Wanted(turns[place - 1].question, scope, history(turns[: place - 1]))


def freed(turns: Sequence[StoredTurn], place: int, field: str) -> Wanted:
    """Return the question of a turn without one of its limits, of whatever turn that comes.

    The words that set the limit are not in the question as the state of its turn has it, and no state before it holds
    the limit any more. A limit that no paper passed, so that it was dropped, does not come back.
    """
    asked, names = turns[place - 1], [*FIELDS.get(field, ())]
    state = asked.turn.state if asked.turn else None
    if not state or not names:
        return again(turns, place, Filters())
    searched = asked.answer.understood.split("; ") if asked.answer else []
    names += [name for each, words in parts(state.here).items() if words not in searched for name in FIELDS[each]]
    earlier = history(turns[: place - 1])
    last = earlier[-1] if earlier else Turn(question="")
    held = last.state or State()
    held = held.model_copy(
        update={
            "standing": without(held.standing, names),
            "last": without(held.last, names),
            "manner": state.manner,
            "talk": state.before,
        }
    )
    before = [*earlier[:-1], last.model_copy(update={"state": held})]
    return Wanted(state.asked or asked.question, without(state.here, names), before)


def under(events: Iterator[AnswerEvent], scope: Filters) -> Iterator[AnswerEvent]:
    """Yield the events of an answer; what holds after it says that its question was under this scope, too.

    Interests hold by the address alone: the next question is under those that are shown beside it then.
    """
    for event in events:
        if scope and isinstance(event, Finished) and event.turn and event.turn.state:
            state = event.turn.state
            held = without(scope, ["interests"])
            kept = {"here": merged(state.here, scope), "last": merged(state.last, held)}
            turn = event.turn.model_copy(update={"state": state.model_copy(update=kept)})
            yield event.model_copy(update={"turn": turn})
        else:
            yield event


class Chip(NamedTuple):
    """A limit in words; `field` is one of `FIELDS`, or "" for what cannot be taken off.

    `value` says which of several values of the field it is, `title` of which paper.
    """

    text: str
    field: str = ""
    value: str = ""
    title: str = ""


def chips(understood: str, filters: Filters, titles: Mapping[str, str]) -> tuple[Chip, ...]:
    """Return what was understood, part by part; those that are among the filters can be taken off.

    A paper that is named has its title, by id, in the place of its id.
    """
    fields = {part: name for name, part in parts(filters).items()}
    return tuple(_chip(part, fields.get(part, ""), filters, titles) for part in understood.split("; ") if part)


def parts(filters: Filters) -> dict[str, str]:
    """Return each of `FIELDS` that is set, in words."""
    only = {
        name: Filters(**{field: getattr(filters, field) for field in fields})
        for name, fields in FIELDS.items()
        if any(getattr(filters, field) for field in fields)
    }
    return {name: said(one) for name, one in only.items()}


def _chip(part: str, field: str, filters: Filters, titles: Mapping[str, str]) -> Chip:
    if field != "papers":
        return Chip(part, field)
    return Chip(f"only {', '.join(titles.get(key) or key for key in filters.papers)}", field)
