"""Whether there is nothing to look up: somebody greets, thanks, or asks for help."""

from __future__ import annotations

import re

from index.entities import names
from index.models.question_types import question_type

_TALK = 0.6  # probability, from which nothing is looked up


def is_talk(question: str) -> bool:
    """Tell whether somebody greets, thanks, asks for help, types signs or a sum: nothing to look up in abstracts."""
    words = re.findall(r"\w+", question)
    if not any(any(map(str.isalpha, word)) for word in words):
        return True
    return not names(question) and question_type(question).surely("talk", _TALK)
