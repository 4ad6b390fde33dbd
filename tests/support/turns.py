"""Turns of the chat as a page shows them."""

from typing import Any

from assistant.types import Answer
from assistant.web.shown import Shown


def answer(**parts: Any) -> Answer:
    """Return an answer with these parts."""
    return Answer(**{"status": "answered", "text": "", "engine": "", "seconds": 0.0, **parts})


def turn(number: int = 1, question: str = "?", *, papers: Any = (), **parts: Any) -> Shown:
    """Return a turn whose answer has these parts."""
    return Shown(number=number, question=question, papers=papers, answer=answer(**parts))
