"""Words of the library's page: where papers come from, and what to do about an error without a command line."""

from __future__ import annotations

from assistant.errors import AssistantError, LibraryBusy
from assistant.web.i18n import told
from index.errors import EmbedderChanged, EmbedderError, SourceBadReply, SourceThrottled, SourceUnreachable
from index.storage import without_folders

SOURCES = {
    "hub": "Hugging Face daily lists",
    "arxiv": "arXiv",
    "file": "Files",
    "pages": "Saved pages of daily lists",
    "sample": "The sample",
}


_TYPED = ("`assistant", "--", "ASSISTANT_", "Run ")  # signs of something that is typed into a terminal


def in_words(error: AssistantError) -> str:
    """Return what happened and what to press, in the reader's language."""
    return told(without_folders(f"{error.what.rstrip()} {_todo(error)}".strip()))


def _todo(error: AssistantError) -> str:
    match error:
        case LibraryBusy():
            return "Wait until it has finished, then press the button again."
        case EmbedderChanged():
            return "Open Settings and choose the former way of comparing texts again."
        case EmbedderError():
            return "Open Settings and test what compares texts; then press the button again."
        case SourceThrottled():
            return "Wait some minutes, then press the button again: it goes on from there."
        case SourceUnreachable():
            return "Check the network, then press the button again: it goes on from there."
        case SourceBadReply():
            return "Press the button again in a while, or ask for something else."
        case _ if any(sign in error.todo for sign in _TYPED):
            return "Open Settings to see what is wrong."
        case _:
            return error.todo
