"""What is printed, fit for any terminal: no sequence that a paper or a model wrote may move, colour over or copy."""

from __future__ import annotations

import io
import os
import re
import sys

from index.errors import StorageError

# Colours (SGR) are our own, and do no harm where they are not. All else that begins with ESC, such as OSC 52, which
# writes to the clipboard, and the signs that no text has (C0 without tab and line ends, DEL, C1) are left out.
_OTHER = re.compile(
    r"\x1b\[[0-9;]*m|\x1b(?:[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\[[0-?]*[ -/]*[@-~]?)?"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]"
)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def printable(text: str) -> str:
    """Return a text without what would steer a terminal; colours stay."""
    return _OTHER.sub(lambda found: found[0] if _COLOUR.fullmatch(found[0]) else "", text)


class _Stream(io.TextIOWrapper):
    def write(self, text: str) -> int:
        super().write(printable(text))
        return len(text)


def protect() -> None:
    """Let what is printed from now on be printable; signs that the encoding of the terminal lacks become `?`."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if type(stream) is io.TextIOWrapper:  # no stream of a test, or of who runs us inside a program
            encoding, lines = stream.encoding, stream.line_buffering
            setattr(sys, name, _Stream(stream.detach(), encoding, "replace", line_buffering=lines))


def is_unicode() -> bool:
    """Tell whether every sign can be printed; where it cannot, JSON has escapes for those, and loses none."""
    return (getattr(sys.stdout, "encoding", "") or "").casefold().startswith("utf")


def flush() -> None:
    """Print what is still to be printed; nothing where the output is closed."""
    try:
        if sys.stdout:
            sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        silence()
        what = f"What was printed could not be written to its end ({error.strerror})."
        raise StorageError(what, "Free some space, or send it elsewhere; the command itself is done.") from error


def silence() -> None:
    """Print nothing from now on, nor when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
