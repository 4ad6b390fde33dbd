"""What of a model's text a reader sees: not its thinking, and nothing at all when it declines to answer.

Both are fed pieces as they come, cut anywhere, and hold back only what may still turn out to be hidden.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import closing

_NAMES = ("think", "thinking", "thought", "reasoning")
_TAG = re.compile(rf"<(/?)(?:{'|'.join(_NAMES)})>", re.IGNORECASE)
_TAGS = tuple(f"<{slash}{name}>" for slash in ("", "/") for name in _NAMES)

_DECLINED = "not answered"
_AROUND = " \t\r\n*_~`\"'“”‘’«».!#>()[]-"  # quotes, markdown and a full stop, around the two words


class Visible:
    """Takes out `<think>...</think>`; a block that is never closed hides the rest.

    A tag counts at the beginning of a line only: abstracts on reasoning models speak of "<think> tokens", and
    an answer that quotes them must not be swallowed.
    """

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False
        self._at_line_start = True
        self._shown = False

    def feed(self, text: str) -> str:
        """Return what may be shown now."""
        self._held += text
        shown = ""
        while found := _TAG.search(self._held):
            before, self._held = self._held[: found.start()], self._held[found.end() :]
            shown += self._pass(before, found)
        kept = _length_of_begun_tag(self._held)
        sure, self._held = self._held[: len(self._held) - kept], self._held[len(self._held) - kept :]
        return self._trim(shown + self._outside(sure))

    def end(self) -> str:
        """Return what was held back, now that nothing follows."""
        held, self._held = self._held, ""
        return self._trim(self._outside(held))

    def _pass(self, before: str, tag: re.Match[str]) -> str:
        """Go over one tag; return what is shown of the text before it and of itself."""
        shown = self._outside(before)
        closes = bool(tag[1])
        if self._thinking:
            self._thinking = not closes
            self._at_line_start = self._at_line_start or closes
            return shown
        if self._at_line_start:  # a closing tag whose opening stood in the prompt goes as well
            self._thinking = not closes
            return shown
        return shown + tag[0]

    def _outside(self, text: str) -> str:
        if self._thinking:
            return ""
        line = text.rpartition("\n")[2]
        self._at_line_start = not line.strip() and ("\n" in text or self._at_line_start)
        return text

    def _trim(self, text: str) -> str:
        text = text if self._shown else text.lstrip()
        self._shown = self._shown or bool(text)
        return text


def _length_of_begun_tag(text: str) -> int:
    begun = text[text.rfind("<") :].lower() if "<" in text else ""
    return len(begun) if any(tag.startswith(begun) for tag in _TAGS) else 0


class Opening:
    """Holds back the beginning of an answer until it is clear that it is not NOT ANSWERED."""

    def __init__(self) -> None:
        self._held: str | None = ""

    def feed(self, text: str) -> str:
        """Return what may be shown now."""
        if self._held is None:
            return text
        self._held += text
        if _may_decline(self._held):
            return ""
        text, self._held = self._held, None
        return text

    def end(self) -> str:
        """Return what was held back: nothing, if that declines to answer."""
        held = self._held or ""
        return "" if _plain(held) == _DECLINED else held


def _plain(text: str) -> str:
    return " ".join(text.strip(_AROUND).casefold().split())


def _may_decline(text: str) -> bool:
    begun = _plain(text)
    return _DECLINED.startswith(begun)


def unless_declined(texts: Generator[str]) -> Generator[str]:
    """Yield the texts as they come, nothing if together they decline to answer."""
    opening = Opening()
    with closing(texts):
        for text in texts:
            if clear := opening.feed(text):
                yield clear
    if rest := opening.end():
        yield rest


def lines(texts: Generator[str]) -> Generator[str]:
    """Yield the lines of the texts, each when it is whole."""
    rest = ""
    with closing(texts):
        for text in texts:
            *whole, rest = (rest + text).split("\n")
            yield from whole
    yield rest
