"""The `assistant` command: parse, call, print. An error that a person can act on is one line and exit code 1."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

from assistant.cli import terminal
from index.errors import AssistantError
from index.storage import told


def main() -> None:
    """Run the command line."""
    from assistant.cli.commands import app  # noqa: PLC0415  so that importing the package costs nothing

    terminal.protect()
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    try:
        try:
            app()
        finally:
            terminal.flush()
    except AssistantError as error:
        print(f"assistant: {error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:  # `assistant papers list | head`
        terminal.silence()
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
