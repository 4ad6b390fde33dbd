"""What can be wrong where several people share a library."""

from __future__ import annotations

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
