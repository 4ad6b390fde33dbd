"""What holds in a conversation: filters and wishes that were stated, from when they were until they are changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from assistant.reading.filters import MOST, Understood, said
from assistant.reading.heard import Heard, hear
from assistant.reading.liftings import DATES, LANGUAGE, LAST, SENTENCES, SIMPLY
from assistant.reading.phrases import asks_for_papers
from assistant.reading.reference import reference
from assistant.reading.wishes import wished
from assistant.state import Manner, State, Talk
from index.lexical import terms
from index.query import Filters

_WITHOUT = re.compile(r"^\W*(?:and|but|what\s+about|how\s+about)\s+without\b[^?]*\?\s*$", re.IGNORECASE)
_RELAXED: tuple[tuple[str, ...], ...] = (("without",), ("categories",), ("authors",), DATES)  # the least certain first
ANYTHING = "papers"  # what is searched where nothing but filters was typed
_WISHES = (SENTENCES, LANGUAGE, SIMPLY)


class InForce(NamedTuple):
    """The question as it is to be searched, and what holds for it.

    `talk` is what was talked about before it. A question that only changed what holds, such as "only since 2024",
    stands for the last one that asked something, and `talk` is as it was before that; then `notice` says so. Where
    nothing was asked before, `reply` says what holds from here on, and nothing is searched. `most` papers are wanted,
    `latest`: the newest first, `others`: none that was cited before. `new` is what the turn itself asks, "" for
    nothing, and `state` what holds after it but for what it found.
    """

    text: str
    filters: Filters
    manner: Manner
    state: State
    talk: Talk = Talk()
    new: str = ""
    notice: str = ""
    reply: str = ""
    most: int | None = None
    latest: bool = False
    others: bool = False


def in_force(
    question: str,
    state: State,
    understand: Callable[[str], Understood],
    is_title: Callable[[str], bool] = lambda _: False,
) -> InForce:
    """Return what a question asks, and the constraints that hold for it after the last turn."""
    now = _in_turn(question, hear(question, understand, is_title), state)
    after = _after(state, question, now)
    new = InForce(
        text=now.text or (ANYTHING if now.filters else question),
        filters=after.here,
        manner=after.manner,
        state=after,
        talk=state.talk,
        new=now.text if now.asks else "",
        most=now.most,
        latest=now.latest,
        others=now.others,
    )
    readmits = bool(now.readmits) and state.last.without != after.last.without
    if not readmits and (now.asks or not now.changes):
        return new
    holds = _what_holds(after)
    if set(now.lifted) == {LAST} and not state.stated:
        return new._replace(reply="No limit holds. Ask your question.")
    if state.asked is None:
        return new._replace(reply=f"{holds} Ask your question.") if now.states or not now.filters else new
    return _again(new._replace(filters=after.last), state, holds if now.lifted or readmits else "")


def _in_turn(question: str, now: Heard, state: State) -> Heard:
    """Return a turn as it is meant behind others: "and without labels?" asks on, unless papers were listed."""
    if not _WITHOUT.match(question) or now.asks or state.asked is None or asks_for_papers(state.asked):
        return now
    return Heard(question)


def _again(new: InForce, state: State, holds: str) -> InForce:
    """Return a turn that only changed what holds as the last question, asked again."""
    text = state.asked or ANYTHING
    again = "Listed again." if text == ANYTHING else f"Asked again: “{text}”"
    notice = " ".join(filter(None, (again, holds)))
    return new._replace(text=text, talk=state.before, notice=notice, most=new.most or state.most, latest=state.latest)


def _after(state: State, question: str, heard: Heard) -> State:
    """Return what holds after one more turn, but for what it found."""
    lifted = _lifted(state, heard)
    standing, last = _without(state.standing, lifted), _without(state.last, lifted)
    points = reference(heard.text)
    on = (heard.changes and not heard.asks) or points.continues
    here = merged(last if on else standing, heard.filters)
    within = bool(points) and not on and not heard.filters
    last = last if within else here
    standing = merged(standing, heard.filters) if heard.holds else standing
    if heard.readmits:
        standing, last, here = (_readmitted(filters, heard.readmits) for filters in (standing, last, here))
    manner = state.manner.without(lifted)
    if len(question) <= MOST:
        manner = wished(question, manner)
    changed = [name for name in Filters.model_fields if getattr(heard.filters, name)]
    changed += [name for name in _WISHES if getattr(manner, name) != getattr(state.manner, name) and name not in lifted]
    stated = (*(name for name in state.stated if name not in lifted and name not in changed), *changed)
    update = {"standing": standing, "last": last, "here": here, "manner": manner, "stated": stated}
    return state.model_copy(update=update | _asked(state, heard))


def _asked(state: State, heard: Heard) -> dict[str, object]:
    """Return the last question that may be asked again, if this turn is one."""
    lists = state.asked is None and bool(heard.filters) and not heard.states
    if not (heard.asks or lists):
        return {}
    asked = heard.text if heard.asks else ""
    return {"asked": asked, "most": heard.most, "latest": heard.latest, "before": state.talk}


def _lifted(state: State, heard: Heard) -> tuple[str, ...]:
    """Return the names of what a turn takes back."""
    if LAST not in heard.lifted or not state.stated:
        return tuple(name for name in heard.lifted if name != LAST)
    name = state.stated[-1]
    return (*heard.lifted, *(DATES if name in DATES else (name,)))


def _what_holds(state: State) -> str:
    """Say what holds from here on."""
    holds = "; ".join(filter(None, (said(state.last), state.manner.said())))
    return f"From here on: {holds}." if holds else "No limit holds any more."


def _readmitted(filters: Filters, words: str) -> Filters:
    """Return filters that leave out nothing that is allowed again."""
    allowed = set(terms(words))
    return filters.model_copy(
        update={"without": tuple(one for one in filters.without if not set(terms(one)) & allowed)}
    )


def _without(filters: Filters, names: Sequence[str]) -> Filters:
    known = [name for name in names if name in Filters.model_fields]
    return filters.model_copy(update={name: Filters.model_fields[name].default for name in known})


def merged(kept: Filters, typed: Filters) -> Filters:
    """Return filters with those that were typed in the place of what held; two bounds of a date are one filter.

    Words to leave out are left out together with those before.
    """
    dates = set(DATES) if typed.since or typed.until else set[str]()
    new = {name: getattr(typed, name) for name in Filters.model_fields if getattr(typed, name) or name in dates}
    if typed.without:
        new["without"] = tuple(dict.fromkeys((*kept.without, *typed.without)))
    return kept.model_copy(update=new)


def relaxed(
    filters: Filters,
    matching: Callable[[Filters], int],
    given: Filters = Filters(),  # noqa: B008  never changed
) -> tuple[Filters, Filters]:
    """Return filters that some paper passes, and those that were dropped for it.

    Dropped in this order until one passes, the least certain first: words to leave out, categories, authors, dates.
    What turns out to have been passed all along stays. The papers named are kept, and so are the filters `given` by
    a flag: who gives one means it. If still nothing passes, nothing is dropped.
    """
    if not filters or matching(filters):
        return filters, Filters()
    left, gone = filters, list[tuple[str, ...]]()
    for names in _RELAXED:
        if any(getattr(given, name) for name in names) or not any(getattr(left, name) for name in names):
            continue
        left = _without(left, names)
        gone.append(names)
        if matching(left):
            break
    else:
        return filters, Filters()
    for names in gone[:-1]:
        back = left.model_copy(update={name: getattr(filters, name) for name in names})
        left = back if matching(back) else left
    dropped = {name: getattr(filters, name) for names in gone for name in names if not getattr(left, name)}
    return left, Filters(**dropped)
