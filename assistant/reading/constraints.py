"""What holds in a conversation: filters and wishes that were stated, from when they were until they are changed.

Everything is read from the questions alone, so that the command line, the browser and whoever calls the engine need
to keep nothing but them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from assistant.reading.filters import MOST, Understood, said
from assistant.reading.heard import Heard, hear
from assistant.reading.liftings import DATES, LANGUAGE, LAST, SENTENCES, SIMPLY
from assistant.reading.phrases import asks_for_papers
from assistant.reading.reference import reference
from assistant.reading.wishes import Manner, wished
from assistant.types import Turn
from index.lexical import terms
from index.query import Filters

_WITHOUT = re.compile(r"^\W*(?:and|but|what\s+about|how\s+about)\s+without\b[^?]*\?\s*$", re.IGNORECASE)
_TURNS = 200  # as many earlier questions are read; parsing one takes a tenth of a millisecond
_RELAXED: tuple[tuple[str, ...], ...] = (("without",), ("categories",), ("authors",), DATES)  # the least certain first
ANYTHING = "papers"  # what is searched where nothing but filters was typed
_WISHES = (SENTENCES, LANGUAGE, SIMPLY)


class InForce(NamedTuple):
    """The question as it is to be searched, and what holds for it.

    `earlier` are the turns before it, their questions without filters and wishes. A question that only changed what
    holds, such as "only since 2024", stands for the last one that asked something, and `earlier` ends before that; then
    `notice` says so. Where nothing was asked before, `reply` says what holds from here on, and nothing is searched.
    `most` papers are wanted, `latest`: the newest first, `others`: none that was cited before.
    """

    text: str
    filters: Filters
    manner: Manner
    earlier: tuple[Turn, ...] = ()
    notice: str = ""
    reply: str = ""
    most: int | None = None
    latest: bool = False
    others: bool = False


class _State(NamedTuple):
    """What holds after some turns: for every question, for the last subject, for the last question, how to answer.

    A question within the papers of the last answer is under nothing but what stands; its subject keeps its own filters.
    """

    standing: Filters = Filters()
    last: Filters = Filters()
    here: Filters = Filters()
    manner: Manner = Manner()
    stated: tuple[str, ...] = ()  # names of filters and wishes, the last one stated at the end

    def after(self, question: str, heard: Heard) -> _State:
        """Return what holds after one more turn."""
        lifted = self.lifted(heard)
        standing, last = _without(self.standing, lifted), _without(self.last, lifted)
        points = reference(heard.text)
        on = (heard.changes and not heard.asks) or points.continues
        here = merged(last if on else standing, heard.filters)
        within = bool(points) and not on and not heard.filters
        last = last if within else here
        standing = merged(standing, heard.filters) if heard.holds else standing
        if heard.readmits:
            standing, last, here = (_readmitted(filters, heard.readmits) for filters in (standing, last, here))
        manner = self.manner.without(lifted)
        if len(question) <= MOST:
            manner = wished(question, manner)
        stated = [name for name in self.stated if name not in lifted]
        changed = [name for name in Filters.model_fields if getattr(heard.filters, name)]
        changed += [
            name for name in _WISHES if getattr(manner, name) != getattr(self.manner, name) and name not in lifted
        ]
        stated = [*(name for name in stated if name not in changed), *changed]
        return _State(standing, last, here, manner, tuple(stated))

    def lifted(self, heard: Heard) -> tuple[str, ...]:
        """Return the names of what a turn takes back."""
        if LAST not in heard.lifted or not self.stated:
            return tuple(name for name in heard.lifted if name != LAST)
        name = self.stated[-1]
        return (*heard.lifted, *(DATES if name in DATES else (name,)))


def in_force(
    question: str,
    history: Sequence[Turn],
    understand: Callable[[str], Understood],
    is_title: Callable[[str], bool] = lambda _: False,
) -> InForce:
    """Return what a question asks, and the constraints that hold for it after these turns."""
    turns = history[-_TURNS:]
    heard, state = list[Heard](), _State()
    for turn in turns:
        heard.append(_in_turn(turn.question, hear(turn.question, understand, is_title), heard))
        state = state.after(turn.question, heard[-1])
    now = _in_turn(question, hear(question, understand, is_title), heard)
    before, state = state, state.after(question, now)
    new = InForce(now.text or (ANYTHING if now.filters else question), state.here, state.manner)
    new = new._replace(earlier=_earlier(turns, heard), most=now.most, latest=now.latest, others=now.others)
    if now.language:
        notice = f"This was asked in {now.language}; the abstracts are in English, and so is the answer."
        new = new._replace(notice=notice)
    readmits = bool(now.readmits) and before.last.without != state.last.without
    if not readmits and (now.asks or not now.changes):
        return new
    holds = _what_holds(state)
    if set(now.lifted) == {LAST} and not before.stated:
        return new._replace(reply="No limit holds. Ask your question.")
    place = _last(heard)
    if place is None:
        return new._replace(reply=f"{holds} Ask your question.") if now.states or not now.filters else new
    return _again(
        new._replace(filters=state.last),
        heard[place],
        _earlier(turns[:place], heard),
        holds if now.lifted or readmits else "",
    )


def _in_turn(question: str, now: Heard, before: Sequence[Heard]) -> Heard:
    """Return a turn as it is meant behind others: "and without labels?" asks on, unless papers were listed."""
    place = _last(before)
    if not _WITHOUT.match(question) or now.asks or place is None or asks_for_papers(before[place].text):
        return now
    return Heard(question)


def _again(new: InForce, asked: Heard, earlier: tuple[Turn, ...], holds: str) -> InForce:
    """Return a turn that only changed what holds as the last question, asked again."""
    text = asked.text if asked.asks and asked.text else ANYTHING
    again = "Listed again." if text == ANYTHING else f"Asked again: “{text}”"
    notice = " ".join(filter(None, (again, holds)))
    most = new.most or asked.most
    return new._replace(text=text, earlier=earlier, notice=notice, most=most, latest=asked.latest)


def _earlier(turns: Sequence[Turn], heard: Sequence[Heard]) -> tuple[Turn, ...]:
    """Return turns without their filters and wishes; those that asked nothing have no question."""
    return tuple(
        turn.model_copy(update={"question": one.text if one.asks else ""})
        for turn, one in zip(turns, heard, strict=False)
    )


def _last(heard: Sequence[Heard]) -> int | None:
    """Return the place of the last turn that asked something, if it was only for what passes its filters."""
    asks = (place for place in reversed(range(len(heard))) if heard[place].asks)
    lists = (place for place in reversed(range(len(heard))) if heard[place].filters and not heard[place].states)
    return next(asks, next(lists, None))


def _what_holds(state: _State) -> str:
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
