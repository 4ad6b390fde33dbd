"""What a page says where it cannot show what was asked for: one line, and something to press.

The errors' own advice is for the command line. In the browser a link stands in its place, by what kind of error it is.
"""

from __future__ import annotations

from assistant import errors
from assistant.errors import AssistantError, DeliveryError
from assistant.interests.errors import InterestsUnreadable
from assistant.store.errors import StoreBusy, UnknownConversation
from assistant.web import render, wording
from assistant.web.wording import Press, in_browser
from index.errors import EmbedderChanged, EmbedderError, LibraryDamaged, ServerUnreachable

BROKEN = "Something broke here; the program’s log says what."

_PRESSES: tuple[tuple[type[AssistantError], tuple[Press, ...]], ...] = (  # the first that fits
    (errors.EmptyLibrary, (wording.FETCH, wording.ADD)),
    (errors.UnknownPaper, (wording.LOOK,)),
    (EmbedderChanged, (wording.SEARCH,)),
    (EmbedderError, (wording.SEARCH,)),
    (LibraryDamaged, (wording.SEARCH,)),
    (errors.BudgetSpent, (wording.BUDGET,)),
    (errors.WriterError, (wording.MODEL,)),
    (errors.SourceUnreadable, (wording.ADD,)),
    (errors.SourceError, (wording.SOURCES,)),
    (DeliveryError, (wording.MAIL,)),
    (UnknownConversation, (Press("./ask", "Begin a new conversation"),)),
    (InterestsUnreadable, (Press("./", "Back to Today"),)),
    (errors.ConfigurationError, (wording.SETTINGS,)),
    (errors.MissingExtra, (wording.SETTINGS,)),
)
_PASSES = (
    errors.LibraryBusy,
    errors.EndpointBusy,
    errors.EndpointUnreachable,
    errors.SourceError,
    ServerUnreachable,
    StoreBusy,
)


def message(text: str, *presses: Press) -> str:
    """Return a line for the reader, without advice for a command line, and what can be pressed."""
    return render.render("message.html", text=in_browser(text), presses=presses)


def of_error(error: AssistantError, *, before: str = "", again: str = "") -> str:
    """Return what went wrong, with links to where it is mended; `again` is the address that tries once more."""
    links = presses(error)
    retry = (Press(again, "Try again"),) if again and (isinstance(error, _PASSES) or not links) else ()
    return message(f"{before}{error}", *retry, *links)


def broken(again: str) -> str:
    """Return what is said of an error that nobody has foreseen, with a link that tries once more."""
    return message(BROKEN, Press(again, "Try again"))


def presses(error: AssistantError) -> tuple[Press, ...]:
    """Return the links to where an error is mended; none where only another question helps."""
    return next((links for kind, links in _PRESSES if isinstance(error, kind)), ())
