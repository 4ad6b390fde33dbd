"""`assistant users`: who has a login on the server, and their tokens. It counts at once, also for one that runs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.cli.options import Json, settings_of

if TYPE_CHECKING:
    from assistant.people.people import People

app = typer.Typer(help="Give people logins and tokens. With the first one the server is closed.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The name somebody logs in with.")]
Role = Literal["reader", "keeper"]


@app.command()
def add(
    context: typer.Context,
    name: Name,
    role: Annotated[
        Role | None,
        typer.Option(help="A keeper may change the library and the settings. The first one is, others are not."),
    ] = None,
    json: Json = False,
) -> None:
    """Add somebody; the password is asked for, or is one line of standard input.

    The first one takes over the conversations, marks, notes and interests that are there.
    """
    from assistant.cli import show  # noqa: PLC0415

    person = _people(context).add(name, _password(), role)
    taken = " What was kept here before is theirs." if person.is_first else ""
    show.done({"name": person.name, "role": person.role}, f"{person.name} is a {person.role}.{taken}", as_json=json)


@app.command("list")
def list_people(context: typer.Context, json: Json = False) -> None:
    """List the people with their roles and the labels of their tokens."""
    from assistant.cli import show  # noqa: PLC0415

    people = _people(context)
    rows = [{"name": each.name, "role": each.role, "tokens": list(people.tokens(each))} for each in people.all()]
    lines = [f"{row['name']}  {row['role']}  {', '.join(row['tokens'])}".rstrip() for row in rows]
    show.done({"people": rows}, "\n".join(lines) or "Nobody has a login.", as_json=json)


@app.command()
def remove(
    context: typer.Context,
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Remove somebody with all that they keep; what the first one keeps stays in the data directory."""
    from assistant.cli import show  # noqa: PLC0415

    people = _people(context)
    person = people.named(name)
    kept = "What they keep stays." if person.is_first else "Their conversations, marks, notes and interests go, too."
    if not yes:
        typer.confirm(f"Remove {person.name}? {kept}", abort=True, err=True)
    people.remove(name)
    left = "" if people.any() else " Nobody has a login now: on this machine everybody may use the server."
    show.done({"removed": person.name}, f"Removed {person.name}.{left}", as_json=json)


@app.command()
def token(
    context: typer.Context,
    name: Name,
    label: Annotated[str, typer.Option(help="What it is for.")] = "token",
    drop: Annotated[bool, typer.Option("--remove", help="Let the token of this label count no more.")] = False,
    json: Json = False,
) -> None:
    """Make a token for the programs of somebody: `Authorization: Bearer TOKEN`. It is shown this once."""
    from assistant.cli import show  # noqa: PLC0415

    people = _people(context)
    if drop:
        people.drop_token(name, label)
        show.done({"removed": label}, f"Removed the token {label!r}.", as_json=json)
    else:
        made = people.make_token(name, label)
        show.done({"label": label, "token": made}, made, as_json=json)


@app.command()
def password(context: typer.Context, name: Name) -> None:
    """Give somebody another password, which ends their logins; it is asked for, or a line of standard input."""
    people = _people(context)
    people.named(name)
    people.set_password(name, _password())
    print(f"{name} has another password.")


@app.command()
def role(context: typer.Context, name: Name, role: Annotated[Role, typer.Argument(help="reader or keeper")]) -> None:
    """Make somebody a reader or a keeper."""
    _people(context).set_role(name, role)
    print(f"{name} is a {role}.")


def _people(context: typer.Context) -> People:
    from assistant.people.people import People  # noqa: PLC0415  keeps argon2 off --help

    return People(settings_of(context).home)


def _password() -> str:
    """Ask for a password twice without showing it, or read it from what is piped in."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")
