"""The words of the pages in other languages than English, which stand in the templates themselves.

A template that is given `_` writes `{{ _("Save") }}`; a catalogue has the words of one language by the English ones, so
that a page is written once, and what is not translated yet is English. `gr.I18n` serves only the labels of Gradio's own
components, in the browser: it takes one key a text, and our pages are whole HTML, made on the server.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from functools import cache
from importlib import resources

from assistant.config import Language

Translate = Callable[[str], str]


def translate(language: Language) -> Translate:
    """Return the function that gives a text in a language, or as it is where it is not translated."""
    words = catalogue(language)
    return lambda text: words.get(text, text)


@cache
def catalogue(language: Language) -> dict[str, str]:
    """Return the words of a language by the English ones; none for English."""
    if language == "en":
        return {}
    file = resources.files("assistant.web").joinpath("languages", f"{language}.json")
    words: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return words


def day(date: dt.date, language: Language) -> str:
    """Return a day as it is written in a language."""
    match language:
        case "de":
            return f"{date.day}.{date.month}.{date.year}"
        case _:
            return f"{date.day} {date:%B %Y}"


def number(count: int, language: Language) -> str:
    """Return a whole number with its thousands set apart as in a language."""
    return f"{count:,}".replace(",", ".") if language == "de" else f"{count:,}"
