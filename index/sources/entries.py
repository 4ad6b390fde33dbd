"""What every format of files yields: entries, each with its place in the file, not yet understood as papers."""

from __future__ import annotations

from typing import NamedTuple

from index.sources.exports import Kind


class Entry(NamedTuple):
    """One entry of a file, or what is wrong with it, and the line on which it begins.

    `kind` says where its fields are, where the format of the file or its first line tells; else they tell themselves.
    """

    line: int | None
    value: object
    wrong: str = ""
    kind: Kind | None = None
