"""Whether a record says that the paper itself was withdrawn: arXiv has no field for it, and authors use free words.

Papers also tell of withdrawn drugs, of an earlier version, of another paper that this one replaces, and of their own
withdrawal from a conference (https://info.arxiv.org/help/withdraw.html): none of these is one.
"""

import re

from index.patterns import patterns

_SAID = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in patterns("withdrawn").items()}


def is_withdrawn(abstract: str, note: str | None = None) -> bool:
    """Return True if the authors' note (arXiv's comments) or the abstract says that the paper was withdrawn.

    Of a note any statement counts which has the paper as its object, of an abstract, whose subject withdrawals may be,
    only a notice at its beginning or of "this paper".
    """
    if _hints(abstract) and (_SAID["notice"].match(abstract.lstrip()) or _SAID["told"].search(abstract)):
        return True
    if not note or not _hints(note):
        return False
    return any(_says_so(one, first=n == 0) for n, one in enumerate(_SAID["statement"].split(note.strip())))


def _hints(text: str) -> bool:
    """Return True if it is worth looking at: a hundred times faster than the patterns."""
    text = text.lower()
    return "withdr" in text or "retract" in text or "removed by" in text


def _says_so(statement: str, *, first: bool) -> bool:
    """Return True if a statement of the note is a notice, or says of this paper that it was withdrawn."""
    if first and _SAID["heading"].match(statement):
        return True
    notice = _SAID["notice"].match(statement) if first else _SAID["whole"].fullmatch(statement.rstrip(".!"))
    if notice and not _SAID["earlier"].search(notice[0]):
        return True
    passive = _SAID["passive"].search(statement)
    before = statement[: passive.end("gap")] if passive else ""
    if passive and _SAID["state"].search(passive["gap"]) and not _SAID["apart"].search(before):
        return True
    return bool(_SAID["active"].search(statement))
