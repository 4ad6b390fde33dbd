"""`assistant users`, as somebody types it."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from assistant.cli.commands import app
from assistant.people.people import People

GOOD = "lanterns in the rain\n"


def run(home: Path, *words: str, typed: str = "") -> Any:
    return CliRunner().invoke(app, ["--home", str(home), "users", *words], input=typed)


def test_people_come_and_go(tmp_path: Path) -> None:
    assert run(tmp_path, "list").output == "Nobody has a login.\n"
    added = run(tmp_path, "add", "Anna", typed=GOOD)
    assert added.output == "anna is a keeper. What was kept here before is theirs.\n"
    assert run(tmp_path, "add", "ben", typed=GOOD).output == "ben is a reader.\n"
    assert run(tmp_path, "role", "ben", "keeper").exit_code == 0
    assert run(tmp_path, "password", "ben", typed="rain in the lanterns\n").exit_code == 0
    people = People(tmp_path)
    assert people.login("ben", "rain in the lanterns").person.is_keeper
    token = run(tmp_path, "token", "ben", "--label", "laptop").output.strip()
    assert people.of_token(token) == people.named("ben")
    listed = json.loads(run(tmp_path, "list", "--json").output)["people"]
    assert listed == [
        {"name": "anna", "role": "keeper", "tokens": []},
        {"name": "ben", "role": "keeper", "tokens": ["laptop"]},
    ]
    assert run(tmp_path, "token", "ben", "--label", "laptop", "--remove").exit_code == 0
    assert people.of_token(token) is None
    assert run(tmp_path, "remove", "ben", typed="n\n").exit_code == 1
    assert people.named("ben")
    assert run(tmp_path, "remove", "ben", typed="y\n").exit_code == 0
    assert "Nobody has a login now" in run(tmp_path, "remove", "anna", "--yes").output
    assert not people.any()


def test_what_cannot_be_is_one_line(tmp_path: Path) -> None:
    for words, typed, said in (
        (("add", "a b"), GOOD, "name"),
        (("add", "ben"), "short\n", "10"),
        (("remove", "ben", "--yes"), "", "ben"),
        (("token", "ben"), "", "ben"),
    ):
        failed = run(tmp_path, *words, typed=typed)
        assert failed.exit_code != 0
        assert said in str(failed.exception)
        assert "\n" not in str(failed.exception)
