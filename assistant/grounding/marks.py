"""From a stream of text to whole sentences, each with the marks it carries.

The grammar is `[P2.S3]` at the end of a sentence, before or after its full stop; `groups` knows the other forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from assistant.errors import WriterError
from assistant.grounding.groups import SLOT, take_marks
from assistant.grounding.groups import Mark as Mark
from index.sentences import split

_AFTER_STOP = re.compile(rf"([.!?。！？]+)(\s*)({SLOT}+)")
_OPEN = re.compile(r"[\[【(][^\[\]【】()]{0,60}$")
_LIST_SIGN = re.compile(r"^\s*(?:[-*•]\s+|#{1,6}\s+|>\s+|\d{1,2}[.)]\s+)")
_LEAD_IN = re.compile(
    rf"^(?:according to|as (?:\w+ )?(?:in|by)|in|from|per|based on)({SLOT}+)\s*,\s*(\w)", re.IGNORECASE
)
# A list of references that nobody asked for: its heading, and marks at most.
_REFERENCES = re.compile(
    rf"^[\s#*_]*(?:references|sources|citations|bibliography|cited (?:papers|sources))[\s*_]*:?[\s{SLOT},;*_]*$",
    re.IGNORECASE,
)
_BEGUN = 12  # characters of the next sentence that must be there before the one before it counts as whole


class Draft(NamedTuple):
    """One sentence as written, without its marks."""

    text: str
    marks: tuple[Mark, ...]


FORGET = "\ue001"  # private use: in a stream, says that all text before it was thinking
BEAT = "\ue002"  # private use: a piece of a stream that says that the model is at work, and nothing else
THOUGHT = Draft("", ())  # among drafts, says the same of all drafts before it
PAUSE = Draft("", (Mark(0, None),))  # among drafts, says that the model is at work and has nothing to show


def drafts(pieces: Iterable[str]) -> Iterator[Draft]:
    """Yield each sentence as soon as the next one has begun, and the last one at the end.

    Where the text says `FORGET`, what was yielded before is followed by `THOUGHT`; a `BEAT` becomes a `PAUSE`.

    Raises:
        WriterError: the pieces stopped. What was finished by then is yielded first, half a sentence is not.
    """
    text, done = "", 0
    try:
        for piece in pieces:
            if piece == BEAT:
                yield PAUSE
                continue
            if FORGET in piece:
                if done:
                    yield THOUGHT
                text, done = "", 0
            text += piece.rpartition(FORGET)[2]
            whole = _sentences(_OPEN.sub("", text))
            while done < len(whole) - 1 and len(whole[-1].text) >= _BEGUN:
                yield whole[done]
                done += 1
    except WriterError:
        yield from (draft for draft in _sentences(text)[done:] if draft.text.endswith((".", "?", "!")))
        raise
    yield from _sentences(text)[done:]


def _sentences(text: str) -> list[Draft]:
    """Return the sentences of a whole text, up to a list of references; a line break ends a sentence."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    marked, groups = take_marks("\n".join(line for line in lines if line))
    # The marks of a sentence belong inside it, so that the split keeps them.
    marked = _AFTER_STOP.sub(r"\3\1\2", marked)
    waiting = iter(groups)
    result: list[Draft] = []
    for part in _parts(marked):
        marks = [mark for _ in range(part.count(SLOT)) for mark in next(waiting)]
        words = _LEAD_IN.sub(lambda found: found[2].upper(), part).replace(SLOT, "").strip()
        if any(letter.isalnum() for letter in words):
            result.append(Draft(words, tuple(dict.fromkeys(marks))))
        elif result and marks:  # marks on a line of their own
            result[-1] = Draft(result[-1].text, tuple(dict.fromkeys((*result[-1].marks, *marks))))
    return result


def _parts(marked: str) -> Iterator[str]:
    for line in marked.splitlines():
        if _REFERENCES.fullmatch(line):
            return
        yield from split(_LIST_SIGN.sub("", line))
