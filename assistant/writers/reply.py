"""From a model's text to what is told of it: lines, or sentences without declining, talk and loops."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing

from assistant.grounding.marks import BEAT, FORGET, THOUGHT, Draft

_DECLINED = "not answered"
_AROUND = " \t\r\n*_~`\"'“”‘’«».!#>()[]-"  # quotes, markdown and a full stop, around the two words
_TALK = re.compile(
    r"(?:sure|certainly|of course|absolutely|okay|great question|thanks?(?: you)?)\b[^.:]{0,20}[.!]"
    r"|(?:i hope (?:this|that) helps|let me know if|feel free to|is there anything else|if you (?:need|have|want))\b.*",
    re.IGNORECASE,
)
_LOOPS = 3  # times that the same sentence is heard before the model is thought to go round in circles


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
            if FORGET in text:
                opening = Opening()
                yield FORGET
            if text == BEAT:
                yield BEAT
            elif clear := opening.feed(text.rpartition(FORGET)[2]):
                yield clear
    if rest := opening.end():
        yield rest


def lines(texts: Generator[str]) -> Generator[str]:
    """Yield the lines of the texts, each when it is whole."""
    rest = ""
    with closing(texts):
        for text in texts:
            if text == BEAT:
                continue
            rest = "" if FORGET in text else rest
            *whole, rest = (rest + text.rpartition(FORGET)[2]).split("\n")
            yield from whole
    yield rest


def sentences(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Yield the sentences that tell something, until the model repeats itself.

    "Sure!", "Here is the answer:" and "I hope this helps." are no claims. A loop costs tokens up to the limit, and
    would end as an error; a model in one has said what it has to say.
    """
    heard = Counter[str]()
    for draft in drafts:
        if not draft.text:  # THOUGHT or PAUSE
            heard = Counter() if draft == THOUGHT else heard
            yield draft
            continue
        heard[draft.text] += 1
        if heard[draft.text] >= _LOOPS:
            return
        if draft.marks or not (draft.text.endswith(":") or _TALK.fullmatch(draft.text)):
            yield draft
