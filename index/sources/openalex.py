"""Abstracts as OpenAlex has them: the places of each word, and no text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress

_HEADING = "abstract"  # of which OpenAlex makes the first word of the text


def text_in_order(value: object) -> object:
    """Return the text that `{word: [place, …]}` spells, be it written as JSON in a table; any other value as it is."""
    places = value
    if isinstance(value, str) and value[:2] == '{"':
        with suppress(ValueError, RecursionError):
            places = json.loads(value)
    if not isinstance(places, Mapping):
        return value
    found = sorted(
        (place, word)
        for word, each in places.items()
        for place in (each if isinstance(each, list) else ())
        if isinstance(place, int) and isinstance(word, str)
    )
    words = [word for _, word in found]
    if [word[:1].isupper() for word in words[1:3]] == [True, False] and words[0].lower() == _HEADING:
        del words[0]  # not of `Abstract Meaning Representation`
    return " ".join(words) or value
