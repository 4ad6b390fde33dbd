"""One interest as it is written down: words, people, categories, and papers that were liked or not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, Field, field_validator

from assistant.errors import AssistantError


class InterestsUnreadable(AssistantError):
    """The file is no TOML, or holds what no interest has. It is left as it is."""

    @classmethod
    def at(cls, file: Path, line: int | None, why: str) -> InterestsUnreadable:
        """Name the line, counted from 1, and what is wrong with it."""
        where = f"{file}, line {line}" if line else f"{file}"
        return cls(f"{where}: {why}.", "Mend it with an editor; nothing in it was changed.")


class UnknownInterest(AssistantError):
    """No interest of that name is in the file."""

    @classmethod
    def named(cls, name: str, known: Sequence[str]) -> UnknownInterest:
        """Name those that there are."""
        have = f"There are: {', '.join(known)}." if known else "There is none yet."
        todo = f'{have} Make it with `assistant interests add --interest "{name}" --topic ...`.'
        return cls(f"No interest is called {name!r}.", todo)


class InterestIsEmpty(AssistantError):
    """No paper of the library is near an interest."""


DEFAULT = "default"  # the name of the interest of who has only one


class Interest(BaseModel, frozen=True, extra="forbid"):
    """What one interest asks for; all empty if it asks for nothing.

    `categories` are arXiv's, such as `cs.IR`. `liked` and `disliked` name papers by any name that the library
    understands; a title that it does not know stands for what it says.
    """

    topics: tuple[str, ...] = Field(default=(), description="subjects in your own words")
    authors: tuple[str, ...] = Field(default=(), description="people whose papers you want to see")
    categories: tuple[str, ...] = Field(default=(), description="categories of arXiv, such as cs.IR")
    liked: tuple[str, ...] = Field(default=(), description="papers: ids, links or titles")
    disliked: tuple[str, ...] = Field(default=(), description="papers of which you want less")

    @field_validator("*", mode="before")
    @classmethod
    def _is_texts(cls, value: object) -> object:
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list | tuple) or not all(isinstance(text, str) for text in texts):
            raise ValueError('must be a list of texts, such as ["one", "two"]')
        return tuple(dict.fromkeys(clean for text in texts if (clean := " ".join(text.split()))))

    @property
    def digest(self) -> str:
        """What tells it from one that asks for something else, whatever the order; "" if it asks for nothing."""
        asked = {name: sorted(getattr(self, name)) for name in type(self).model_fields}
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16] if self else ""

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in type(self).model_fields)


KEYS = tuple(Interest.model_fields)


def table_name(name: str) -> str:
    """Return the name under which an interest stands in the file; "" is the default one."""
    return " ".join(name.split()) or DEFAULT


def part_of(interest: Interest, words: str) -> Interest:
    """Return what an interest asks for under these words: a topic, a person or a category; nothing if it has none."""
    keys = [key for key in ("topics", "authors", "categories") if words in getattr(interest, key)]
    return Interest(**{key: (words,) for key in keys[:1]})


def record_name(name: str) -> str:
    """Return the name under which is kept what an interest was shown; the default one shares that of plain briefs."""
    return "" if table_name(name) == DEFAULT else table_name(name)
