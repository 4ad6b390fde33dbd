"""Text of files: its encoding, which is guessed where nothing says it, and a bounded piece of it at a time.

A short file says too little for charset-normalizer to tell the code pages of Europe apart. Of these that one is taken
in which most letters stand in words, the commonest first; a single stray byte is damage, not a code page.
"""

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from charset_normalizer import from_bytes

from index.errors import SourceUnreadable
from index.sources.base import printable

LARGEST_WHOLE = 64 * 2**20  # characters of a text that is read whole: tens of thousands of papers
LONGEST = 16 * 2**20  # characters of a line, or of an element of an array
_EUROPEAN = ("cp1252", "cp1250", "mac_roman")  # the commonest first
_FEW = 0.25  # share of bytes beyond ASCII; text in Latin letters has fewer, in others more
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_CHARACTER = re.compile(r"[^\x00-\x7f]")
_SIGNS = "“”„‘‚–—…•©®°×±§«»€£™"
_MOST = 0.9  # share of the characters beyond ASCII that have to fit


class Encoding(NamedTuple):
    """The name of an encoding as Python has it; `guessed` if nothing but the look of the text speaks for it."""

    name: str
    guessed: bool = False


def encoding_of(head: bytes) -> Encoding:
    """Return the encoding of a text that begins with `head`, the last character of which may be cut off."""
    name = json.detect_encoding(head[:4])  # by its mark, or by the empty bytes that UTF-16 has in Latin letters
    if name != "utf-8":
        return Encoding(name)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return _guessed(head)
    return Encoding("utf-8")


def _guessed(head: bytes) -> Encoding:
    beyond = len(_BEYOND_ASCII.findall(head))
    decoded = head.decode("utf-8", "replace")
    damaged = decoded.count("\ufffd")
    if len(_CHARACTER.findall(decoded)) > 2 * damaged:
        return Encoding("utf-8")  # damaged in places, which costs those
    if beyond > _FEW * len(head):
        best = from_bytes(head).best()
        return Encoding(best.encoding, guessed=True) if best else Encoding("utf-8")
    fitting = {name: _fitting(head.decode(name, "replace")) for name in _EUROPEAN}
    name = max(fitting, key=lambda name: fitting[name])  # of equal ones the first
    return Encoding(name, guessed=True) if fitting[name] >= _MOST * beyond else Encoding("utf-8")


def _fitting(text: str) -> int:
    """Return how many characters beyond ASCII stand where they do in text: letters in words, other signs outside."""
    places = ((text[max(0, found.start() - 1) : found.start()], found[0], text[found.end() : found.end() + 1])
              for found in _CHARACTER.finditer(text))  # fmt: skip
    return sum(_fits(*place) for place in places)


def _fits(before: str, character: str, after: str) -> bool:
    if character.isalpha():
        return (before.isalpha() or after.isalpha()) and not (before.islower() and character.isupper())
    return character in "’·" or (character in _SIGNS and not (before.isalpha() and after.isalpha()))


def whole(path: Path, text: TextIO) -> str:
    """Return a text of a format that can only be read whole; raise `SourceUnreadable` if it is too large for that."""
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
