"""What is asked, under which limits and after what, as the address of the page of questions has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import parse_qs, parse_qsl, urlencode

from assistant.browsing.finding import day_of, number_of
from assistant.conversation.filters import DATES, merged, said, without
from assistant.conversation.state import State
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.interests.profile import DEFAULT
from assistant.store.turns import StoredTurn, history
from assistant.types import AnswerEvent, Finished, Turn
from assistant.web.i18n import say
from index.labels import label
from index.query import Filters

_SINGLE = "categories", "authors", "organisations", "not_from", "papers", "interests", "without"
FIELDS: Mapping[str, tuple[str, ...]] = {"dates": DATES, **{name: (name,) for name in _SINGLE}}
_MOST = 50  # papers in an address
_NONE = "*"  # in the place of an interest
_LIFTED = "Forget that limit"  # what is asked where nothing but a limit was said


class Wanted(NamedTuple):
    """A question, the turns before it, None for all of its conversation, and what limits it beside what it says."""

    question: str
    scope: Filters = Filters()
    before: Sequence[Turn] | None = None


def again(turns: Sequence[StoredTurn], place: int, scope: Filters) -> Wanted:
    """Return the question of a turn, to be asked again after what stood before it."""
    return Wanted(turns[place - 1].question, scope, history(turns[: place - 1]))


def freed(turns: Sequence[StoredTurn], place: int, field: str) -> Wanted:
    """Return the question of a turn without one of its limits, which no words and no earlier state hold any more."""
    asked, names = turns[place - 1], [*FIELDS.get(field, ())]
    state = asked.turn.state if asked.turn else None
    if not state or not names:
        return again(turns, place, Filters())
    if not state.asked:
        return Wanted(_LIFTED, before=_lifted(history(turns), names))
    searched = asked.answer.understood.split("; ") if asked.answer else []
    names += [name for each, words in parts(state.here).items() if words not in searched for name in FIELDS[each]]
    earlier = history(turns[: place - 1])
    last = earlier[-1] if earlier else Turn(question="")
    held = last.state or State()
    freed = {"standing": without(held.standing, names), "last": without(held.last, names)}
    held = held.model_copy(update={**freed, "manner": state.manner, "talk": state.before})
    before = [*earlier[:-1], last.model_copy(update={"state": held})]
    return Wanted(state.asked or asked.question, without(state.here, names), before)


def _lifted(turns: Sequence[Turn], names: Sequence[str]) -> list[Turn]:
    """Return turns after which filters of these names hold no more, and were what was stated last."""
    *earlier, last = turns
    state = last.state or State()
    stated = (*(name for name in state.stated if name not in names), *names)
    left = {"standing": without(state.standing, names), "last": without(state.last, names), "stated": stated}
    return [*earlier, last.model_copy(update={"state": state.model_copy(update=left)})]


def under(events: Iterator[AnswerEvent], scope: Filters) -> Iterator[AnswerEvent]:
    """Yield the events of an answer whose state says that its question was under a scope, which holds for no other."""
    for event in events:
        if scope and isinstance(event, Finished) and event.turn and event.turn.state:
            state = event.turn.state
            kept = state.model_copy(update={"here": merged(state.here, scope)})
            yield event.model_copy(update={"turn": event.turn.model_copy(update={"state": kept})})
        else:
            yield event


class Chip(NamedTuple):
    """A limit in words; `field` is of `FIELDS`, or "" for a fixed one, `value` one of several, `title` of a paper."""

    text: str
    field: str = ""
    value: str = ""
    title: str = ""


def chips(understood: str, filters: Filters, titles: Mapping[str, str]) -> tuple[Chip, ...]:
    """Return what was understood, part by part, with those of the filters to take off; papers go by title."""
    fields = {part: name for name, part in parts(filters).items()}
    papers = f"only {', '.join(titles.get(key) or key for key in filters.papers)}"
    told = ((part, fields.get(part, "")) for part in understood.split("; ") if part)
    return tuple(Chip(papers if field == "papers" else part, field) for part, field in told)


def parts(filters: Filters) -> dict[str, str]:
    """Return each of `FIELDS` that is set, in words."""
    only = {name: {field: getattr(filters, field) for field in fields} for name, fields in FIELDS.items()}
    return {name: said(Filters(**values)) for name, values in only.items() if any(values.values())}


class Address(NamedTuple):
    """A conversation, "" for a new one, limits, a turn that is edited, 0 for none, and whether it names interests."""

    conversation: str = ""
    scope: Filters = Filters()
    edit: int = 0
    says_interests: bool = False

    @classmethod
    def read(cls, query: str) -> Address:
        """Return what the query of an address says; what makes no sense in it says nothing."""
        given = parse_qs(query.removeprefix("?"))
        interests = dict.fromkeys(" ".join(one.split()) for one in given.get("interest", [])[:_MOST])
        scope = Filters(
            papers=tuple(_several(given, "papers")[:_MOST]),
            since=day_of(_last(given, "since")),
            until=day_of(_last(given, "until")),
            categories=tuple(_several(given, "category")),
            interests=tuple(one for one in interests if one not in ("", _NONE)),
        )
        return cls(_last(given, "conversation"), scope, number_of(_last(given, "edit")), bool(interests))

    @property
    def query(self) -> str:
        """The query that says this, "" for a new conversation without limits."""
        scope = self.scope
        given = {
            "conversation": self.conversation,
            "papers": ",".join(scope.papers),
            "since": scope.since,
            "until": scope.until,
            "category": ",".join(scope.categories),
            "interest": scope.interests or (_NONE if self.conversation and self.says_interests else ""),
            "edit": self.edit,
        }
        return urlencode({name: value for name, value in given.items() if value}, safe=",:*", doseq=True)

    def without(self, field: str, value: str = "") -> Address:
        """Return it without one of `FIELDS`, or without one value of it."""
        held = {name: getattr(self.scope, name) for name in FIELDS.get(field, ())}
        left = {
            name: tuple(one for one in several if value and one != value) if isinstance(several, tuple) else None
            for name, several in held.items()
        }
        is_said = self.says_interests or "interests" in left
        return self._replace(scope=self.scope.model_copy(update=left), says_interests=is_said)

    def keeping(self, interests: tuple[str, ...]) -> Address:
        """Return it with the interests of a conversation that is opened, unless it says others."""
        if self.says_interests or not interests:
            return self
        return self._replace(scope=self.scope.model_copy(update={"interests": interests}), says_interests=True)


def _last(given: Mapping[str, Sequence[str]], name: str) -> str:
    return given.get(name, [""])[-1].strip()


def _several(given: Mapping[str, Sequence[str]], name: str) -> list[str]:
    values = (one.strip() for many in given.get(name, []) for one in many.split(","))
    return list(dict.fromkeys(filter(None, values)))


def limits(assistant: Assistant, scope: Filters) -> list[Chip]:
    """Return the limits of a scope, each paper by what it is called."""
    known = {paper.id: paper for paper in assistant.library.get(scope.papers)}
    titles = {key: known[key].title if key in known else "" for key in scope.papers}
    labels = {key: label(one.title, one.sentences) for key, one in known.items()}
    only = (Chip(labels.get(key) or title or key, "papers", key, title) for key, title in titles.items())
    words = parts(scope)
    dates = [Chip(words["dates"], "dates")] if "dates" in words else []
    categories = (Chip(category, "categories", category) for category in scope.categories)
    interests = (Chip(_in_words(name), "interests", name) for name in scope.interests)
    return [*only, *dates, *categories, *interests]


def choices(assistant: Assistant, scope: Filters) -> list[tuple[str, str]]:
    """Return the interests that can be added to a scope, by name and in words."""
    names = assistant.interests.choices()
    return [(name, _in_words(name)) for name in names if name not in scope.interests]


def known(assistant: Assistant, address: Address) -> tuple[Address, str]:
    """Return an address without the papers and interests that are not there, and what is to be told of them."""
    told = list[str]()
    there = {paper.id for paper in assistant.library.get(address.scope.papers)}
    if gone := [key for key in address.scope.papers if key not in there]:
        for key in gone:
            address = address.without("papers", key)
        searched = "the others" if address.scope.papers else "all papers"
        what = "is" if len(gone) == 1 else "are"
        told.append(f"{', '.join(gone)} {what} not in the library; {searched} are searched.")
    choices = assistant.interests.choices()
    if gone := [name for name in address.scope.interests if name not in choices]:
        for name in gone:
            address = address.without("interests", name)
        named = " and ".join(map(_in_words, gone)).replace("my ", "your ")
        told.append(f"Not searched within {named}, which you have no more.")
    return address, " ".join(told)


def _in_words(name: str) -> str:
    return say("my interests") if name == DEFAULT else say("my interest “{name}”").replace("{name}", name)


def filled_in(form: str) -> dict[str, str]:
    """Return what stands in the form of the limits, as it is pressed; `form` is its content as a query."""
    return {**dict(parse_qsl(form, max_num_fields=_MOST)), "do": "limit"} if form else {}


def limited(assistant: Assistant, address: Address, pressed: Mapping[str, str]) -> tuple[Address, str]:
    """Return the address after a button or the form of the limits, and what is to be told."""
    match pressed.get("do"):
        case "unlimit":
            return address.without(pressed.get("field", ""), pressed.get("value", "")), ""
        case "keep":
            return address._replace(edit=0), ""
        case "limit":
            return _added(assistant, address, pressed)
    return address, ""


def _added(assistant: Assistant, address: Address, given: Mapping[str, str]) -> tuple[Address, str]:
    scope, notes = address.scope, list[str]()
    update: dict[str, object] = {name: day_of(given.get(name, "")) for name in ("since", "until")}
    if typed := given.get("category", "").strip():
        found = assistant.understand(f"papers in {typed}").filters.categories
        notes += [] if found else [f"{typed} is no category of arXiv; one looks like cs.CL."]
        update["categories"] = tuple(dict.fromkeys((*scope.categories, *found)))
    if name := given.get("paper", "").strip():
        try:
            update["papers"] = tuple(dict.fromkeys((*scope.papers, assistant.library.resolve(name).id)))
        except AssistantError as error:
            notes.append(error.what)
    if (interest := given.get("interest", "")) in assistant.interests.choices():
        update["interests"] = tuple(dict.fromkeys((*scope.interests, interest)))
    left = address._replace(scope=scope.model_copy(update=update))
    return left._replace(says_interests=left.says_interests or bool(left.scope.interests)), " ".join(notes)
