"""Whether a record says that the paper itself was withdrawn: arXiv has no field for it, and authors use free words.

Papers also tell of withdrawn drugs, of an earlier version, of another paper that this one replaces, and of their own
withdrawal from a conference (https://info.arxiv.org/help/withdraw.html): none of these is one.
"""

from __future__ import annotations

import re

_WORK = r"(?:papers?|articles?|manuscript|submission|preprint|version|draft|work|study|report|publication)"
_DONE = r"(?:withdrawn|withdrew|retracted|removed\s+by\s+(?:the\s+)?arxiv)"
_AUXILIARY = r"(?:\s+(?:has|have|had|as|is|was|be|been|being|now|hereby|temporarily))+"  # "as been": seen on arXiv
_FROM = r"(?!\s+from\b(?!\s+(?:the\s+)?(?:arxiv|publication)))"  # a conference, a journal
_OTHER = r"previous|earlier|older?\b|original|replac|supersed|arxiv[:.]\d|\d{4}\.\d|v\d|submitted|could|if\b|which\b"
_LEAD = rf"(?:[\w ]{{0,24}}:\s*)?[(\[\s]*(?:(?:this|the|our)\s+)?(?:{_WORK}(?:{_AUXILIARY})?\s+)?"
_NOTICE = re.compile(rf"{_LEAD}{_DONE}\b{_FROM}", re.IGNORECASE)
_HEADING = re.compile(r"withdrawal\b", re.IGNORECASE)  # of a note: "Withdrawal due to errors"
_WHOLE = re.compile(rf"[(\[\s]*(?:{_WORK}\s+)?{_DONE}(?:\s+by\b.*)?[)\]\s]*", re.IGNORECASE)
_PASSIVE = re.compile(
    rf"\b(?:this|the|our|my)\s+(?:\w+\s+){{0,2}}?{_WORK}\b(?P<gap>[^.;]{{0,80}}?)\b{_DONE}\b{_FROM}", re.IGNORECASE
)
_STATE = re.compile(r"^\W*$|\b(?:is|are|was|were|be|been|being|has|have|as)\b", re.IGNORECASE)  # not `corrects the`
_ACTIVE = re.compile(
    rf"\b(?:withdr(?:aw|ew|awn|awing|awal\s+of)|retract(?:ed|ing|ion\s+of)?)\s+(?:this|the|our|my)\s+(?:\w+\s+)?"
    rf"{_WORK}\b{_FROM}",
    re.IGNORECASE,
)
_TOLD = re.compile(rf"\b(?:this|update:)\s+{_WORK}(?:{_AUXILIARY})?\s+{_DONE}\b{_FROM}", re.IGNORECASE)
_STATEMENT = re.compile(r"(?<=[.;!?])\s+|\n{2,}")
_EARLIER = re.compile(r"\b(?:earlier|previous)", re.IGNORECASE)
_APART = re.compile(_OTHER, re.IGNORECASE)


def is_withdrawn(abstract: str, note: str | None = None) -> bool:
    """Return True if the authors' note (arXiv's comments) or the abstract says that the paper was withdrawn.

    Of a note any statement counts which has the paper as its object, of an abstract, whose subject withdrawals may be,
    only a notice at its beginning or of "this paper".
    """
    if _hints(abstract) and (_NOTICE.match(abstract.lstrip()) or _TOLD.search(abstract)):
        return True
    if not note or not _hints(note):
        return False
    return any(_says_so(one, first=n == 0) for n, one in enumerate(_STATEMENT.split(note.strip())))


def _hints(text: str) -> bool:
    """Return True if it is worth looking at: a hundred times faster than the patterns."""
    text = text.lower()
    return "withdr" in text or "retract" in text or "removed by" in text


def _says_so(statement: str, *, first: bool) -> bool:
    """Return True if a statement of the note is a notice, or says of this paper that it was withdrawn."""
    if first and _HEADING.match(statement):
        return True
    notice = _NOTICE.match(statement) if first else _WHOLE.fullmatch(statement.rstrip(".!"))
    if notice and not _EARLIER.search(notice[0]):
        return True
    passive = _PASSIVE.search(statement)
    before = statement[: passive.end("gap")] if passive else ""
    if passive and _STATE.search(passive["gap"]) and not _APART.search(before):
        return True
    return bool(_ACTIVE.search(statement))
