"""What every source yields: papers, and the records it had to leave out, with their place."""

from pathlib import Path

from pydantic import BaseModel

from index.errors import SourceUnreadable


class Skipped(BaseModel, frozen=True, extra="forbid"):
    """A record that could not be read, where it stands, and why; with `kept` only a part of it was left out."""

    file: str
    line: int | None
    reason: str
    kept: bool = False


def printable(name: str | Path) -> str:
    """Return a file name as text that can be stored and printed, whatever its bytes are."""
    return str(name).encode(errors="replace").decode()


def cannot_open(path: Path, error: OSError) -> SourceUnreadable:
    """Return the error that says why the operating system would not give us the file."""
    try:
        is_folder = path.is_dir()
    except OSError:  # the name is longer than a name may be
        is_folder = False
    why = "is a folder, not a file" if is_folder else f"cannot be opened: {error.strerror or error}"
    return SourceUnreadable(f"{printable(path)} {why}.", "Check the path and the rights of the file.")
