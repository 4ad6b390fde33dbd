"""The marks in a text, in every form that models have been seen to write them.

Asked for is `[P2.S3]`. Written are also `[P2.S3, S4]`, `[P2.S3-S5]`, `[P2, S3]`, `[P2][S3]`, `[P2.3]`, `(P2.S3)`,
`【P2.S3】`, `[[P2.S3]]`, `[P2.S3](link)`, `[Paper 2, sentence 3]`, `[see P2.S3]`, a bare `P2.S3`, and without a
sentence `[2]`, `[1, 2]`, `(2)`, `[^2]`, `【2†source】`. What only looks like one stays text: `[CLS]`, `[0, 1]`,
`(2) fewer steps`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

SLOT = "\ue000"  # private use: stands for a group of marks while sentences are split

_PAPER = r"(?:P\s?|(?:paper|abstract|source|ref)[\s#]*)(\d{1,3})(?!\d)"
_SENTENCE = r"(?:S\s?|(?:sentences?|sent\.?)[\s#]*)(\d{1,3})(?!\d)"
_NAMED = re.compile(rf"{_PAPER}|{_SENTENCE}", re.IGNORECASE)
_ITEM = re.compile(rf"(?<![a-z])(?:{_PAPER}|{_SENTENCE})|([-–—])|(\d{{1,3}})", re.IGNORECASE)
_NOTHING_ELSE = re.compile(
    rf"(?:{_PAPER}|{_SENTENCE}|\d{{1,2}}(?!\d)|see|cf|and|also|sources?|refs?|[\s,;:&./_\\–—-])+", re.IGNORECASE
)
_NUMBERS = re.compile(r"\^?\d{1,2}\^?(?:\s*[,;&]\s*\^?\d{1,2}\^?)*")
_NUMBER_RANGE = re.compile(r"(\d{1,2})\s*[-–]\s*(\d{1,2})")
_BARE_ITEM = r"P\d{1,3}[.:]S\d{1,3}(?:[-–]S?\d{1,3})?(?!\w)"
_GROUP = re.compile(
    r"[ \t]*(?:(?P<opens>[\[【(<{])(?P<inside>[^\[\]【】(){}<>\n]{1,80})[\]】)>}]"
    rf"|(?<![\w.])(?P<bare>{_BARE_ITEM}(?:(?:\s*[,;&]\s*|\s+and\s+){_BARE_ITEM})*))"
)
_ENDS = re.compile(r"[ \t]*(?:[.!?。]|\n|$)")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,200})\]\(\s*<?(?:[a-z][a-z0-9+.-]{1,20}:|[#/]|www\.)[^()\s]*\s*\)", re.IGNORECASE)
_WRAPPED = re.compile(rf"[ \t]*(?:[\[(`]\s*{SLOT}(?:[ \t,;]*{SLOT})*\s*[\])`]|\\{SLOT})")
_MOST_OF_A_RANGE = 20


class Mark(NamedTuple):
    """A sentence of a paper of the evidence, both counted from 1. Without a sentence the model named the paper only."""

    paper: int
    sentence: int | None


def take_marks(text: str) -> tuple[str, list[list[Mark]]]:
    """Return the text with a `SLOT` in place of each group of marks, and the marks of each group, in order.

    Markdown links become the text that they show: a model has no address to give that we have not.
    """
    groups: list[list[Mark]] = []
    end = 0  # of the group before

    def slot(found: re.Match[str]) -> str:
        nonlocal end
        marks = _read_bare(found["bare"]) if found["bare"] else _read(found)
        if not marks:
            return found[0]
        if groups and found.start() == end:  # [P1][S2]
            marks = [mark if mark.paper else Mark(groups[-1][-1].paper, mark.sentence) for mark in marks]
        groups.append(marks)
        end = found.end()
        return SLOT

    marked = _GROUP.sub(slot, _LINK.sub(_shown, text.replace(SLOT, "").replace("**", "")))
    return _WRAPPED.sub(lambda found: re.sub(rf"[^{SLOT}]", "", found[0]), marked), groups


def _shown(link: re.Match[str]) -> str:
    text = link[1]
    return f"[{text}]" if _NOTHING_ELSE.fullmatch(text) and _ITEM.search(text) else text


def _read(found: re.Match[str]) -> list[Mark]:
    """Return the marks of a group in brackets, none if it is no group of marks."""
    opens, inside = found["opens"], found["inside"].split("†")[0].strip(" \\.")
    if _NUMBERS.fullmatch(inside):
        numbers = [int(number) for number in re.findall(r"\d+", inside)]
        cites = opens in "[【" or (opens == "(" and _ENDS.match(found.string, found.end()))
        return [Mark(number, None) for number in numbers] if cites and 0 not in numbers else []
    if papers := _NUMBER_RANGE.fullmatch(inside):
        first, last = int(papers[1]), int(papers[2])
        cites = opens in "[【" and _ENDS.match(found.string, found.end())
        return [Mark(number, None) for number in range(first, last + 1)] if cites and 0 < first < last else []
    marks = _read_bare(inside) if _NOTHING_ELSE.fullmatch(inside) and _NAMED.search(inside) else []
    return marks if opens in "[【" or any(mark.paper for mark in marks) else []


def _read_bare(text: str) -> list[Mark]:
    """Return the marks that items such as `P1.S2, S3-S5; P2` name; a sentence before any paper has paper 0."""
    marks: list[Mark] = []
    paper, last, ranges, end = 0, 0, False, 0
    for found in _ITEM.finditer(text):
        joined, end = text[end : found.start()].strip(), found.end()
        named, sentence, dash, number = found.groups()
        if dash:
            ranges = bool(last)
        elif named and not (ranges and int(named) == paper):
            marks += [Mark(paper, None)] if paper and not last else []
            paper, last, ranges = int(named), 0, False
        elif sentence or (number and (last or joined in {".", ":", "/", "_"})):
            to = int(sentence or number)
            first = last + 1 if ranges and to > last else to
            marks += [Mark(paper, n) for n in range(first, min(to, first + _MOST_OF_A_RANGE) + 1)]
            last, ranges = to, False
        elif number:
            marks += [Mark(paper, None)] if paper and not last else []
            paper, last = int(number), 0
    return marks + ([Mark(paper, None)] if paper and not last else [])
