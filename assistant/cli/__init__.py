"""The `assistant` command: parse, call, print what cannot steer a terminal. An error is one line and exit code 1."""

import io
import logging
import os
import re
import sys
from pathlib import Path

from index.errors import AssistantError, StorageError
from index.storage import told

# Colours (SGR) are our own, and do no harm where they are not. All else that begins with ESC, such as OSC 52, which
# writes to the clipboard, and the signs that no text has (C0 without tab and line ends, DEL, C1) are left out.
_OTHER = re.compile(
    r"(?P<colour>\x1b\[[0-9;]*m)|\x1b(?:[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\[[0-?]*[ -/]*[@-~]?)?"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]"
)


def printable(text: str) -> str:
    """Return a text without what would steer a terminal; colours stay."""
    return _OTHER.sub(lambda found: found["colour"] or "", text)


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


def main() -> None:
    """Run the command line."""
    from assistant.cli.commands import app  # noqa: PLC0415  so that importing the package costs nothing

    protect()
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    try:
        try:
            app()
        finally:
            flush()
    except AssistantError as error:
        print(f"assistant: {error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:  # `assistant papers list | head`
        silence()
        sys.exit(0)
    except OSError as error:  # of a file that a person named, or the settings, or of a folder that is gone
        print(f"assistant: {told(Path(os.environ.get('PWD', '.')), error)}", file=sys.stderr)
        sys.exit(1)
    except UnicodeEncodeError as error:
        if error.reason != "surrogates not allowed":
            raise
        print(f"assistant: {error.object[error.start]!a} is no text in UTF-8. Type it anew.", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("assistant: stopped.", file=sys.stderr)
        sys.exit(130)
