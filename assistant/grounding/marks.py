"""From a stream of text to whole sentences, each with the marks it carries.

The grammar is `[P2.S3]` at the end of a sentence, before or after its full stop. Models also write
`[P2.S3, P2.S4]`, `[P2.S3-S5]`, `【P2.S3】`, `(P2.S3)`, or just `[2]`, which names a paper and no sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from assistant.errors import WriterError
from index.sentences import split

_ITEM = r"(?:P\s?\d+(?:\s?[.,:]?\s?S\s?\d+(?:\s?[-–]\s?S?\d+)?)?|S\s?\d+|\d{1,2})"
_GROUP = re.compile(rf"\s*(?:[\[【(]\s*({_ITEM}(?:\s*[,;&]\s*{_ITEM})*)\s*(?:†[^\]】)]*)?[\]】)])", re.IGNORECASE)
_PART = re.compile(r"(?:P\s?(\d+))?(?:\s?[.,:]?\s?S\s?(\d+)(?:\s?[-–]\s?S?(\d+))?)?(?:^(\d{1,2})$)?", re.IGNORECASE)
_BARE_PARENTHESES = re.compile(r"\s*\(\s*[\d,;\s&]+\)")
_SLOT = "\ue000"  # private use: stands for a group of marks while sentences are split
_AFTER_STOP = re.compile(rf"([.!?]+)(\s*)({_SLOT}+)")
_OPEN = re.compile(r"[\[【(][^\[\]【】()]{0,60}$")
_LIST_SIGN = re.compile(r"^\s*(?:[-*•]\s+|#{1,6}\s+|>\s+|\d{1,2}[.)]\s+)")
_BEGUN = 12  # characters of the next sentence that must be there before the one before it counts as whole


class Mark(NamedTuple):
    """A sentence of a paper of the evidence, both counted from 1. Without a sentence the model named the paper only."""

    paper: int
    sentence: int | None


class Draft(NamedTuple):
    """One sentence as written, without its marks."""

    text: str
    marks: tuple[Mark, ...]


def drafts(pieces: Iterable[str]) -> Iterator[Draft]:
    """Yield each sentence as soon as the next one has begun, and the last one at the end.

    Raises:
        WriterError: the pieces stopped. What was finished by then is yielded first, half a sentence is not.
    """
    text, done = "", 0
    try:
        for piece in pieces:
            text += piece
            whole = _sentences(_OPEN.sub("", text))
            while done < len(whole) - 1 and len(whole[-1].text) >= _BEGUN:
                yield whole[done]
                done += 1
    except WriterError:
        yield from (draft for draft in _sentences(text)[done:] if draft.text.endswith((".", "?", "!")))
        raise
    yield from _sentences(text)[done:]


def _sentences(text: str) -> list[Draft]:
    """Return the sentences of a whole text; a line break ends a sentence."""
    groups: list[str] = []

    def slot(found: re.Match[str]) -> str:
        if _BARE_PARENTHESES.fullmatch(found[0]) and not _ends_a_sentence(found):
            return found[0]  # "(2) fewer parameters" counts, "fewer parameters (2)." cites
        groups.append(found[1])
        return _SLOT

    lines = (" ".join(line.split()) for line in text.replace(_SLOT, "").splitlines())
    marked = _GROUP.sub(slot, "\n".join(line for line in lines if line))
    marked = _AFTER_STOP.sub(
        r"\3\1\2", marked
    )  # the marks of a sentence belong inside it, so that the split keeps them
    parts = [part for line in marked.splitlines() for part in split(_LIST_SIGN.sub("", line.replace("**", "")))]
    waiting = iter(groups)
    result: list[Draft] = []
    for part in parts:
        marks = [mark for _ in range(part.count(_SLOT)) for mark in _parse(next(waiting))]
        words = part.replace(_SLOT, "").strip()
        if any(letter.isalnum() for letter in words):
            result.append(Draft(words, tuple(dict.fromkeys(marks))))
        elif result and marks:  # marks on a line of their own
            result[-1] = Draft(result[-1].text, tuple(dict.fromkeys((*result[-1].marks, *marks))))
    return result


def _ends_a_sentence(found: re.Match[str]) -> bool:
    return bool(re.match(r"\s*(?:[.!?]|$)", found.string[found.end() :]))


def _parse(group: str) -> Iterator[Mark]:
    paper = 0
    for item in re.split(r"\s*[,;&]\s*(?=[PS\d])", group, flags=re.IGNORECASE):
        found = _PART.search(item.strip())
        if not found:
            continue
        named, first, last, alone = found.groups()
        paper = int(named or alone or paper)
        if first is None:
            yield Mark(paper, None)
            continue
        for sentence in range(int(first), min(int(last or first), int(first) + 20) + 1):
            yield Mark(paper, sentence)
