"""What a page says where it cannot show what was asked for: a line, and a link in place of an error's own advice."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Event
from typing import Any, TypeVar

import gradio as gr

from assistant import errors
from assistant.errors import AssistantError
from assistant.interests.profile import InterestsUnreadable
from assistant.store.errors import StoreBusy, UnknownConversation
from assistant.web import render, wording
from assistant.web.i18n import say, told
from assistant.web.wording import Press, in_browser
from index.errors import (
    EmbedderChanged,
    EmbedderError,
    LibraryDamaged,
    ServerUnreachable,
    SourceBadReply,
    SourceThrottled,
    SourceUnreachable,
)

Reply = dict[str, Any]
_Part = TypeVar("_Part")
_log = logging.getLogger(__name__)
BROKEN = "Something broke here; the program’s log says what."

# Where an error is mended: the first that fits; for others only another question helps.
_PRESSES: tuple[tuple[type[AssistantError] | tuple[type[AssistantError], ...], tuple[Press, ...]], ...] = (
    (errors.EmptyLibrary, (wording.FETCH, wording.ADD)),
    (errors.UnknownPaper, (wording.LOOK,)),
    ((EmbedderChanged, EmbedderError, LibraryDamaged), (wording.SEARCH,)),
    (errors.BudgetSpent, (wording.BUDGET,)),
    (errors.WriterError, (wording.MODEL,)),
    (errors.SourceUnreadable, (wording.ADD,)),
    (errors.SourceError, (wording.SOURCES,)),
    (errors.DeliveryError, (wording.MAIL,)),
    (UnknownConversation, (Press("./ask", "Begin a new conversation"),)),
    (InterestsUnreadable, (Press("./", "Back to Today"),)),
    ((errors.ConfigurationError, errors.MissingExtra), (wording.SETTINGS,)),
)
_ADVICE: tuple[tuple[type[AssistantError], str], ...] = (  # the first that fits, in place of that of the error
    (errors.LibraryBusy, "Wait until it has finished, then press the button again."),
    (EmbedderChanged, "Open Settings and choose the former way of comparing texts again."),
    (EmbedderError, "Open Settings and test what compares texts; then press the button again."),
    (SourceThrottled, "Wait some minutes, then press the button again: it goes on from there."),
    (SourceUnreachable, "Check the network, then press the button again: it goes on from there."),
    (SourceBadReply, "Press the button again in a while, or ask for something else."),
)
_BUSY = errors.LibraryBusy, errors.EndpointBusy, StoreBusy
_PASSES = *_BUSY, errors.EndpointUnreachable, errors.SourceError, ServerUnreachable


def message(text: str, *presses: Press) -> str:
    """Return a line for the reader, without advice for a command line, and what can be pressed."""
    return render.render("message.html", text=in_browser(text), presses=presses)


def of_error(error: AssistantError | None, *, before: str = "", again: str = "") -> str:
    """Return what went wrong, with links to where it is mended; `again` is the address that tries once more."""
    if error is None:
        return message(BROKEN, Press(again, "Try again"))
    links = next((links for kind, links in _PRESSES if isinstance(error, kind)), ())
    retry = (Press(again, "Try again"),) if again and (isinstance(error, _PASSES) or not links) else ()
    return message(f"{before}{error}", *retry, *links)


def in_words(error: AssistantError | None) -> str:
    """Return what happened and what to press, where no link can stand; None is an error that nobody has foreseen."""
    if error is None:
        return told(BROKEN)
    advice = next((words for kind, words in _ADVICE if isinstance(error, kind)), in_browser(error.todo))
    if error.todo and not advice:
        advice = "Open Settings to see what is wrong."
    return told(f"{in_browser(error.what)} {told(advice)}".strip())


def surviving(make: Callable[[], Iterator[_Part]], told: Callable[[AssistantError | None], _Part]) -> Iterator[_Part]:
    """Yield what is made, and for whatever goes wrong what is told of it; an error that nobody has foreseen is None."""
    try:
        yield from make()
    except AssistantError as error:
        yield told(error)
    except Exception:  # noqa: BLE001  see above
        _log.exception("A page failed.")
        yield told(None)


def served(name: str, answer: Callable[[Mapping[str, Any]], Reply]) -> Callable[[object], Reply]:
    """Return a function that the script of a page calls by a name, with what a stranger may have sent."""

    def function(data: object) -> Reply:
        try:
            return answer(data if isinstance(data, dict) else {})
        except AssistantError as error:
            return {"error": in_words(error)}
        except ValueError:
            return {"error": say("This could not be read.")}

    function.__name__ = name
    return function


class Stops:
    """The signs to stop of the pages that wait, by what Gradio knows a page by."""

    def __init__(self) -> None:
        self._stops: dict[str, Event] = {}

    @contextmanager
    def waiting(self, request: gr.Request) -> Iterator[Event]:
        """Lend the sign that is set when the page that asks is to wait no more."""
        key, stop = str(request.session_hash), Event()
        self._stops[key] = stop
        try:
            yield stop
        finally:
            stop.set()
            if self._stops.get(key) is stop:
                del self._stops[key]

    def halt(self, request: gr.Request) -> gr.Button:
        """Stop what a page waits for, and return its button for that, which goes."""
        if stop := self._stops.get(str(request.session_hash)):
            stop.set()
        return gr.Button(visible=False)
