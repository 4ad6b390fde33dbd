"""The word lists by which the details of a turn are read: `data/words.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def words(table: str) -> Mapping[str, tuple[str, ...]]:
    """Return one table of the word lists: what is meant, and the words for it."""
    text = (resources.files("assistant.conversation") / "data" / "words.toml").read_text(encoding="utf-8")
    return {name: tuple(entries) for name, entries in tomllib.loads(text)[table].items()}
