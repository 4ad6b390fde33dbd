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
        app()
    except AssistantError as error:
        print(f"assistant: {error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:  # `assistant papers list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:  # of a file that a person named, or the settings
        print(f"assistant: {told(Path.cwd(), error)}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("assistant: stopped.", file=sys.stderr)
        sys.exit(130)
