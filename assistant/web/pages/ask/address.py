"""What the address of the page says: which conversation is open, and under which limits the next question is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode

from assistant.browsing.view import day_of
from assistant.web.wanted import FIELDS
from index.query import Filters

_MOST = 50  # papers in an address
_NONE = "*"  # in the place of an interest


class Address(NamedTuple):
    """The id of a conversation, "" for a new one; `edit` is the place of the turn that is edited, 0 for none.

    It `says_interests` if it names some, or that there are none: a conversation that is opened by its id alone keeps
    those that its last question was asked under.
    """

    conversation: str = ""
    scope: Filters = Filters()
    edit: int = 0
    says_interests: bool = False

    @classmethod
    def read(cls, query: str) -> Address:
        """Return what the query of an address says; what makes no sense in it says nothing."""
        given = parse_qs(query.removeprefix("?"))
        place = _last(given, "edit")
        interests = dict.fromkeys(" ".join(one.split()) for one in given.get("interest", [])[:_MOST])
        scope = Filters(
            papers=tuple(_several(given, "papers")[:_MOST]),
            since=day_of(_last(given, "since")),
            until=day_of(_last(given, "until")),
            categories=tuple(_several(given, "category")),
            interests=tuple(one for one in interests if one not in ("", _NONE)),
        )
        at = int(place) if place.isascii() and place.isdigit() else 0
        return cls(_last(given, "conversation"), scope, at, bool(interests))

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
        left = {
            name: tuple(one for one in getattr(self.scope, name) if value and one != value)
            if isinstance(getattr(self.scope, name), tuple)
            else None
            for name in FIELDS.get(field, ())
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
