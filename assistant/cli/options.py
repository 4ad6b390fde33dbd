"""The options that commands share, and how the engine is opened for them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.config import Settings
    from assistant.engine import Assistant


def day(text: str) -> dt.date:
    """Read a date as people type it on a command line: 2025-03-31."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no date; write it like 2025-03-31.") from error


def in_order(context: typer.Context, param: typer.CallbackParam, value: dt.date | None) -> dt.date | None:
    """Return a date of two; the first is not after the last, whichever stands first on the command line."""
    days = {**context.params, str(param.name): value}
    since, until = days.get("since"), days.get("until")
    if since and until and since > until:
        raise typer.BadParameter(f"--since {since} is after --until {until}.")
    return value


def words(text: str) -> str:
    """Read what is searched for; nothing is found by nothing."""
    if not text.strip():
        raise typer.BadParameter("it is empty; say what to search for.")
    return text


def folder(text: str) -> Path:
    """Read the name of a folder; none is not the current one, as an unset variable in a script would make of it."""
    if not text:
        raise typer.BadParameter("it is empty; name a directory, or leave the option out.")
    return Path(text)


Home = Annotated[
    Path | None,
    typer.Option(
        "--home", parser=folder, metavar="DIR", help="The data directory (or ASSISTANT_HOME).", show_default=False
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Since = Annotated[
    dt.date | None,
    typer.Option(parser=day, callback=in_order, metavar="DATE", help="Only papers published on or after this day."),
]
Until = Annotated[
    dt.date | None,
    typer.Option(parser=day, callback=in_order, metavar="DATE", help="Only papers published on or before this day."),
]


def settings_of(context: typer.Context) -> Settings:
    """Return the settings, with the flags of the command line first."""
    from assistant.config import load_settings  # noqa: PLC0415  keeps pydantic off --help

    return load_settings(home=context.obj)


def open_assistant(context: typer.Context, *, salvaging: bool = False) -> Assistant:
    """Open the library that the command line names."""
    from assistant.engine import Assistant  # noqa: PLC0415  keeps chromadb off --help

    return Assistant.open(settings_of(context), salvaging=salvaging)
