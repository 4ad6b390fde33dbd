"""The corrections as a model writes them: a line each, `2 | corrected sentence [P1.S3].`."""

from __future__ import annotations

import re

_LINE = re.compile(r"[\s>*+•|`#-]*(?:sentence\s*)?(\d{1,3})[\s*`]*[|.):][\s*|]*(\S.*)", re.IGNORECASE)


def parse_correction(line: str, count: int) -> tuple[int, str] | None:
    """Return the number and the text of a corrected sentence, or None for any other line.

    Where only one sentence was to be corrected, a line without a number is taken for it.
    """
    found = _LINE.fullmatch(line.strip())
    if found:
        return (int(found[1]), found[2].strip(" |")) if 0 < int(found[1]) <= count else None
    return (1, line.strip()) if count == 1 and line.strip() else None
