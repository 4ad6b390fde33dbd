"""The searches that a reader saved in the library: named by what they ask for, shown as links, and forgotten again."""

from __future__ import annotations

from assistant.browsing.view import View
from assistant.engine import Assistant
from assistant.store.reader import Searches
from assistant.web import render

SOURCES = {
    "hub": "Hugging Face daily lists",
    "arxiv": "arXiv",
    "file": "Files",
    "pages": "Saved pages of daily lists",
    "sample": "The sample",
}
_MARKS = {"saved": "saved", "read": "read", "unread": "not read yet", "noted": "with a note"}
_ORDERS = {"oldest": "oldest first", "votes": "most votes first", "title": "by title"}
_LONGEST = 120  # characters of a name


def shown(assistant: Assistant) -> str:
    """Return the saved searches as HTML; "" if there are none."""
    return render.plain("library_saved.html", saved=Searches(assistant.database).all())


def keep(assistant: Assistant, view: View) -> str:
    """Save what a view asks for, and return all as HTML."""
    if view.is_filtered:
        Searches(assistant.database).save(name_of(view)[:_LONGEST], view._replace(page=1).address())
    return shown(assistant)


def forget(assistant: Assistant, name: str) -> str:
    """Forget the search of a name, and return the others as HTML."""
    Searches(assistant.database).remove(name)
    return shown(assistant)


def name_of(view: View) -> str:
    """Return what a view asks for in words."""
    asks = (
        f"“{view.q}”" if view.q else "",
        view.category,
        f"by {view.author}" if view.author else "",
        SOURCES.get(view.source, view.source),
        _MARKS.get(view.mark, ""),
        f"since {view.since}" if view.since else "",
        f"until {view.until}" if view.until else "",
        _ORDERS.get(view.sort, ""),
    )
    return ", ".join(filter(None, asks))
