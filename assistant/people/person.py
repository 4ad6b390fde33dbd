"""A person, and who acts now: a context variable, set for each request and event of a page, which threads inherit."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Literal, NamedTuple

from assistant.errors import AssistantError


class UnknownPerson(AssistantError):
    """There is nobody of this name, or no token of this label."""


class PersonRefused(AssistantError):
    """A name, a password or the label of a token cannot be taken as it is."""


class LoginFailed(AssistantError):
    """Name and password do not belong together. It is not said which of them is wrong."""


class NobodyActs(AssistantError):
    """Something of a person was asked for, and it is not known whose."""


class KeepersOnly(AssistantError):
    """What was asked for is for keepers: it changes the library or the settings, which all share."""

    def __init__(
        self, what: str = "Only a keeper may change the library or the settings.", todo: str = "Ask one of them."
    ) -> None:
        super().__init__(what, todo)


class LimitReached(AssistantError):
    """A person has asked as much as one may in this time."""


Role = Literal["reader", "keeper"]
FOLDER = "people"  # of the data directory: a folder in it for each person, by id


class Person(NamedTuple):
    """Somebody who has a login. What the first one keeps is what lay in the data directory before there were logins."""

    id: str
    name: str
    role: Role
    is_first: bool = False

    @property
    def is_keeper(self) -> bool:
        """Whether they may change the library and the settings."""
        return self.role == "keeper"

    @property
    def is_local(self) -> bool:
        """Whether it is nobody with a login but who runs the program."""
        return not self.id


LOCAL = Person("", "", "keeper", is_first=True)  # who runs the program; everybody, where there are no logins
_acting: ContextVar[Person | None] = ContextVar("person", default=None)


@contextmanager
def acting(person: Person | None) -> Iterator[None]:
    """Let a person act in this block; None where it is not known who does."""
    token = _acting.set(person)
    try:
        yield
    finally:
        _acting.reset(token)


def current() -> Person | None:
    """Return who acts; None where nobody said who does."""
    return _acting.get()


def keeper_only() -> None:
    """Return if who acts may change the library and the settings; raise `KeepersOnly` if they may not."""
    person = current()
    if person and not person.is_keeper:
        raise KeepersOnly


def kept_in(home: Path, person: Person) -> Path:
    """Return the folder that holds what is kept of a person: conversations, marks, notes, briefs and interests."""
    return home if person.is_first else account_of(home, person)


def account_of(home: Path, person: Person) -> Path:
    """Return the folder that holds what a person has spent."""
    return home / FOLDER / person.id
