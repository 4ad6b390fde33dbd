"""Which format the library in a folder is of: a file says it, so that an older program leaves a newer one alone."""

from __future__ import annotations

from pathlib import Path

from index.atomic import replace_file
from index.errors import LibraryNewer

FORMAT = 2
_FILE = "format"


def check_format(folder: Path) -> int:
    """Return the format of the library in a folder; 1 if the folder does not say, or cannot be understood.

    Raises:
        LibraryNewer: it is one that this release does not know.
    """
    try:
        said = (folder / _FILE).read_text(encoding="utf-8", errors="replace").strip()
    except (FileNotFoundError, IsADirectoryError):
        return 1
    if not said.isdecimal():
        return 1
    if int(said) <= FORMAT:
        return int(said)
    what = f"The library at {folder} is of format {said[:20]!r}; this release knows formats up to {FORMAT}."
    raise LibraryNewer(what, "Upgrade the program: pip install --upgrade daily-papers-assistant.")


def write_format(folder: Path) -> None:
    """Say that the library in a folder is of the format of this release."""
    replace_file(folder / _FILE, f"{FORMAT}\n")
