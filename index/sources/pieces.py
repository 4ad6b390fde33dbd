"""Text of files, a bounded piece at a time: a packed file of a megabyte may unpack to any size."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from index.errors import SourceUnreadable
from index.sources.base import printable

LARGEST_WHOLE = 64 * 2**20  # characters of a text that is read whole: tens of thousands of papers
LONGEST = 16 * 2**20  # characters of a line, or of an element of an array
_PIECE = 2**20  # characters that are read at a time
_SPACE = re.compile(r"[\s\ufeff]*")
_DECODER = json.JSONDecoder()


def whole(path: Path, text: TextIO) -> str:
    """Return a text of a format that can only be read whole.

    Raises:
        SourceUnreadable: it is too large for that.
    """
    found = text.read(LARGEST_WHOLE + 1)
    if len(found) > LARGEST_WHOLE:
        raise SourceUnreadable(
            f"{printable(path)} has more than {LARGEST_WHOLE >> 20} MB, and its format is read in one piece.",
            "Split it, or write JSON with a line a paper (.jsonl).",
        )
    return found


def lines(text: TextIO) -> Iterator[str]:
    """Yield the lines of a text; of one that is longer than `LONGEST` only its beginning, of that length."""
    while line := text.readline(LONGEST):
        yield line
        while len(line) == LONGEST and not line.endswith(("\n", "\r")) and (line := text.readline(LONGEST)):
            pass


class Elements:
    """The elements of the JSON array that a text is, decoded one at a time, each with the line on which it begins.

    Iterating raises json.JSONDecodeError, with the line of the text, where it is no whole array, or an element is
    longer than `LONGEST`.
    """

    def __init__(self, text: TextIO) -> None:
        self._text, self._held, self._at, self._line = text, "", 0, 1

    def __iter__(self) -> Iterator[tuple[int, object]]:
        """Yield the line and the value of each element."""
        self._take("[")
        sign = self._take("]", or_nothing=True)
        while not sign:
            self._sign()
            yield self._line, self._value()
            sign = self._take(",]").strip(",")
        if self._sign():
            raise self._wrong("Extra data")

    def _sign(self) -> str:
        """Skip space, and return the sign behind it without taking it, "" at the end of the text."""
        while True:
            space = _SPACE.match(self._held, self._at)
            self._go(space.end() if space else self._at)
            if self._at < len(self._held) or not self._more():
                return self._held[self._at : self._at + 1]

    def _take(self, signs: str, *, or_nothing: bool = False) -> str:
        sign = self._sign()
        if sign and sign in signs:
            self._go(self._at + 1)
            return sign
        if or_nothing:
            return ""
        raise self._wrong(f"Expecting one of {signs}")

    def _value(self) -> object:
        while True:
            try:
                value, end = _DECODER.raw_decode(self._held, self._at)
            except json.JSONDecodeError as error:
                if len(self._held) - self._at > LONGEST or not self._more():
                    raise self._wrong(error.msg, self._held.count("\n", self._at, error.pos)) from error
            else:
                if self._held[end : end + 4].strip(".eE+-") or not self._more():  # a number might go on
                    self._go(end)
                    return value

    def _go(self, to: int) -> None:
        self._line += self._held.count("\n", self._at, to)
        self._at = to

    def _more(self) -> bool:
        """Read on, twice as much as is still held, and tell whether there was anything."""
        left = self._held[self._at :]
        more = self._text.read(max(_PIECE, len(left)))
        self._held, self._at = left + more, 0
        return bool(more)

    def _wrong(self, what: str, further: int = 0) -> json.JSONDecodeError:
        """Return an error so many lines behind the present one."""
        error = json.JSONDecodeError(what, "", 0)
        error.lineno = self._line + further
        return error
