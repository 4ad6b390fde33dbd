"""What a page says where it cannot show what was asked for: one line, and something to press.

The errors' own advice is for the command line. In the browser a link stands in its place, by what kind of error it is.
"""

from __future__ import annotations

import logging
import re
from typing import NamedTuple

from assistant import errors
from assistant.delivery.errors import DeliveryError
from assistant.errors import AssistantError
from assistant.interests.errors import InterestsUnreadable
from assistant.store.errors import StoreBusy, UnknownConversation
from assistant.web import render
from assistant.web.pages.settings_fields import LABELS
from index.errors import EmbedderChanged, EmbedderError, LibraryDamaged

_log = logging.getLogger(__name__)
BROKEN = "Something broke here; the program’s log says what."

# Sentences that only make sense at a command line: a command, a flag, a file of settings, a variable.
_COMMAND = re.compile(
    r"`assistant |(?<!\w)--[a-z]|\bpip install\b|config\.toml|\bdocs/|\bthe environment\b|\b[A-Z]+_[A-Z_]{2,}\b"
)
_SENTENCE = re.compile(r"(?<=[.!?;]) +")
_SETTING = re.compile(rf"\b(?:{'|'.join(sorted((name for name in LABELS if '_' in name), key=len, reverse=True))})\b")
_VARIABLE = re.compile(r"\b(?:ASSISTANT|OPENAI)_([A-Z_]+)\b")


class Press(NamedTuple):
    """A link to where something can be done, and what it is called."""

    address: str
    name: str


_FETCH, _ADD, _LOOK = (
    Press("./", "Fetch papers"),
    Press("./library", "Add papers"),
    Press("./library", "Look in the library"),
)
_MODEL, _BUDGET = Press("./settings#model", "Set up the model"), Press("./settings#budget", "Change the budget")
_SEARCH, _MAIL = Press("./settings#search", "See the search"), Press("./settings#mail", "Set up mail")
_SOURCES, _SETTINGS = Press("./settings#sources", "See the sources"), Press("./settings", "Open the settings")

_PRESSES: tuple[tuple[type[AssistantError], tuple[Press, ...]], ...] = (  # the first that fits
    (errors.EmptyLibrary, (_FETCH, _ADD)),
    (errors.UnknownPaper, (_LOOK,)),
    (EmbedderChanged, (_SEARCH,)),
    (EmbedderError, (_SEARCH,)),
    (LibraryDamaged, (_SEARCH,)),
    (errors.BudgetSpent, (_BUDGET,)),
    (errors.WriterError, (_MODEL,)),
    (errors.SourceUnreadable, (_ADD,)),
    (errors.SourceError, (_SOURCES,)),
    (DeliveryError, (_MAIL,)),
    (UnknownConversation, (Press("./ask", "Begin a new conversation"),)),
    (InterestsUnreadable, (Press("./", "Back to Today"),)),
    (errors.ConfigurationError, (_SETTINGS,)),
    (errors.MissingExtra, (_SETTINGS,)),
)
_PASSES = (errors.LibraryBusy, errors.EndpointBusy, errors.EndpointUnreachable, errors.SourceError, StoreBusy)


def message(text: str, *presses: Press) -> str:
    """Return a line for the reader, without advice for a command line, and what can be pressed."""
    return render.render("message.html", text=in_browser(text), presses=presses)


def of_error(error: AssistantError, *, again: str = "") -> str:
    """Return what went wrong, with links to where it is mended; `again` is the address that tries once more."""
    retry = (Press(again, "Try again"),) if again and isinstance(error, _PASSES) else ()
    return message(str(error), *retry, *presses(error))


def presses(error: AssistantError) -> tuple[Press, ...]:
    """Return the links to where an error is mended; none where only another question helps."""
    return next((links for kind, links in _PRESSES if isinstance(error, kind)), ())


def in_browser(text: str) -> str:
    """Return a text without the sentences that only make sense at a command line; settings go by their labels."""
    named = _VARIABLE.sub(lambda found: _labelled(found[1].lower()) or found[0], text)
    named = _SETTING.sub(lambda found: _labelled(found[0]), named)
    kept = " ".join(part for part in _SENTENCE.split(named) if not _COMMAND.search(part)).strip()
    return f"{kept[:-1]}." if kept.endswith((";", ",")) else kept


def _labelled(setting: str) -> str:
    return f"“{LABELS[setting]}”" if setting in LABELS else ""
