"""The commands that make a backup, and take one back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import Json, settings_of


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where to write it; an earlier backup there is replaced.")],
    json: Json = False,
) -> None:
    """Write library, conversations, marks, notes and interests into one file, also while the assistant is in use.

    Settings are not in it, for they may hold keys.
    """
    from assistant.backup.making import back_up  # noqa: PLC0415
    from assistant.cli import show  # noqa: PLC0415

    home = settings_of(context).home
    with _bar("backup") as progress:
        made = back_up(home, file, progress=progress, waiting=_tell_of_waiting)
    left_out = f" Not in it: {', '.join(made.left_out)}." if made.left_out else ""
    result = {"file": str(made.file), "bytes": made.size, "files": made.files, "left_out": list(made.left_out)}
    show.done(result, f"Wrote {made.file} ({made.size / 1e6:,.1f} MB).{left_out}", as_json=json)


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that `assistant backup` has written.")],
    force: Annotated[bool, typer.Option("--force", help="Also if something is there, which is moved aside.")] = False,
    json: Json = False,
) -> None:
    """Put a backup into an empty data directory, or in the place of one. Stop `serve` before."""
    from assistant.backup.taking import restore as take_back  # noqa: PLC0415
    from assistant.cli import show  # noqa: PLC0415

    home = settings_of(context).home
    with _bar("restore") as progress:
        done = take_back(file, home, force=force, progress=progress)
    aside = f" What was there before is in {done.aside}." if done.aside else ""
    result = {
        "home": str(home),
        "made_at": done.made_at.isoformat(),
        "files": done.files,
        "aside": str(done.aside) if done.aside else None,
    }
    show.done(result, f"Restored the backup of {done.made_at:%Y-%m-%d %H:%M} UTC into {home}.{aside}", as_json=json)


def _tell_of_waiting() -> None:
    print("Waiting for another process that writes to this library…", file=sys.stderr)


@contextmanager
def _bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Lend what shows progress in bytes, if somebody is watching."""
    from tqdm import tqdm  # noqa: PLC0415

    with tqdm(desc=label, unit="B", unit_scale=True, disable=None, leave=False) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield progress
