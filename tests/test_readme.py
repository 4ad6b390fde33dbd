"""What the README promises: its commands run, its tables are whole."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from assistant.cli.commands import app
from assistant.config import Settings

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
# What needs files or a network that tests lack.
_ELSEWHERE = ("dumps/", "papers.jsonl", "ingest hub", "ingest arxiv", "--mail", "--watch")
EXAMPLES = [
    line.split("#")[0].strip().removeprefix("assistant ")
    for line in README.splitlines()
    if line.startswith("assistant ") and not any(part in line for part in _ELSEWHERE)
]


_DOCS = sorted((Path(__file__).parents[1] / "docs").rglob("*.md"))
# Each command line of the documentation, in a block or within a sentence; what stands for something else is cut off.
NAMED = {
    re.split(r" [#|<>&;]", line)[0].strip()
    for page in (README, *(path.read_text(encoding="utf-8") for path in _DOCS))
    for line in re.findall(r"(?:^ *|`|bin/)assistant ([a-z][^`\n]*)", page, re.MULTILINE)
}


@pytest.mark.parametrize("line", sorted(NAMED))
def test_command_of_the_documentation_is_one(line: str) -> None:
    command, words = typer.main.get_command(app), shlex.split(line)
    while words and hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    known = {flag for option in command.params for flag in (*option.opts, *option.secondary_opts)}
    assert {word for word in words if word.startswith("-") and word != "-"} <= known


@pytest.fixture(scope="module")
def home(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(sample, tmp_path_factory.mktemp("readme") / "home"))


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 7


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_runs(example: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # what it writes is not left in the tree
    done = CliRunner().invoke(app, ["--home", str(home), *shlex.split(example)])
    assert done.exit_code == 0, done.output
    assert done.stdout.strip()


def test_shown_answer_is_the_answer(home: Path) -> None:
    shown = re.search(r"one JSON document:\n\n```\n(.*?)```", README, re.DOTALL)
    assert shown
    question = next(example for example in EXAMPLES if example.startswith("ask"))
    printed = CliRunner().invoke(app, ["--home", str(home), *shlex.split(question)]).stdout
    for line in shown[1].splitlines():
        assert line in printed


def test_every_setting_stands_in_the_table() -> None:
    table = (Path(__file__).parents[1] / "docs" / "settings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(Settings.model_fields)


def test_every_command_is_named() -> None:
    commands = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    missing = {name for name in commands if f"assistant {name}" not in README}
    assert missing <= {"status", "reindex"}, missing
