"""`assistant interests`: its JSON, its words, its exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import app
from index.errors import AssistantError
from tests.faults.processes import Processes
from tests.support.papers import ALL, MOSSGATE, ZEBRAFOLD


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    rows = [one.model_dump(mode="json", include={"id", "title", "abstract", "published", "authors"}) for one in ALL]
    (folder / "papers.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert (
        CliRunner().invoke(app, ["--home", str(folder), "ingest", "file", str(folder / "papers.jsonl")]).exit_code == 0
    )
    return folder


@pytest.fixture(autouse=True)
def _fresh(home: Path) -> None:
    (home / "interests.toml").unlink(missing_ok=True)


def run(home: Path, *words: str) -> Any:
    return CliRunner().invoke(app, ["--home", str(home), "interests", *words])


def document(home: Path, *words: str) -> Any:
    result = run(home, *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


EMPTY = {"topics": [], "authors": [], "categories": [], "liked": [], "disliked": []}


def test_every_change_answers_with_the_interest(home: Path) -> None:
    moss = {"name": MOSSGATE.id, "id": MOSSGATE.id, "title": MOSSGATE.title}
    added = document(
        home, "add", "--topic", "moss images", "--topic", "ferns", "--author", "Ada Example", "--category", "cs.IR"
    )
    assert added == {"interest": "default"} | EMPTY | {
        "topics": ["moss images", "ferns"],
        "authors": ["Ada Example"],
        "categories": ["cs.IR"],
    }
    assert document(home, "like", "Mossgate") == added | {"liked": [moss]}
    assert document(home, "dislike", MOSSGATE.title) == added | {"disliked": [moss]}
    assert document(home, "remove", "--paper", "2402.00002", "--topic", "ferns") == added | {"topics": ["moss images"]}
    left = {key: value for key, value in added.items() if key != "interest"} | {"topics": ["moss images"]}
    assert document(home, "clear") == {"interest": "default", "removed": left}
    assert document(home) == {"file": str(home / "interests.toml"), "interests": []}


def test_several_interests_are_shown_together_or_one_alone(home: Path) -> None:
    document(home, "like", "Zebrafold", "--interest", "work")
    document(home, "add", "--topic", "lanterns")
    assert [one["interest"] for one in document(home, "show")["interests"]] == ["work", "default"]
    assert [one["interest"] for one in document(home, "show", "--interest", "work")["interests"]] == ["work"]
    shown = run(home).stdout
    assert f"liked: {ZEBRAFOLD.title} ({ZEBRAFOLD.id})" in shown
    assert "topics: lanterns" in shown
    assert str(home / "interests.toml") in shown


def test_words_for_people(home: Path) -> None:
    assert "No interests yet" in run(home, "show").stdout
    assert "liked: Mossgate: Gated Retrieval" in run(home, "like", "Mossgate").stdout
    assert "less like: Mossgate: Gated Retrieval" in run(home, "dislike", "Mossgate").stdout
    run(home, "add", "--topic", "moss")
    text = (home / "interests.toml").read_text()
    (home / "interests.toml").write_text(text.replace("liked = [", 'liked = ["No Such Paper at All", ', 1))
    assert "No Such Paper at All (not in the library)" in run(home).stdout
    assert "'default' is gone" in run(home, "clear").stdout


def test_seeding_says_what_it_took_and_what_it_left_out(home: Path, tmp_path: Path) -> None:
    bib = tmp_path / "thesis.bib"
    bib.write_text("@misc{a, title={Mossgate}, eprint={2402.00002}}\n@misc{b, title={Plums}}\n@misc{c, year=2020}\n")
    result = run(home, "seed", str(bib), "--interest", "thesis")
    assert result.exit_code == 0
    assert "1 of the library's papers and 1 other titles are cited." in result.stdout
    assert "line 3: no title" in result.stderr
    liked = document(home, "show", "--interest", "thesis")["interests"][0]["liked"]
    assert [one["id"] for one in liked] == [MOSSGATE.id, None]


@pytest.mark.parametrize("words", [("add",), ("remove",), ("like",), ("seed",), ("add", "--topic", " ")], ids=" ".join)
def test_wrong_usage_is_two(home: Path, words: tuple[str, ...]) -> None:
    assert run(home, *words).exit_code == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("like", "A Paper That Nobody Wrote"), "No paper 'A Paper That Nobody Wrote'"),
        (("show", "--interest", "work"), "No interest is called 'work'"),
        (("clear",), "No interest is called 'default'. There is none yet."),
        (("seed", "nowhere.bib"), "nowhere.bib"),
    ],
    ids=["paper", "interest", "none", "file"],
)
def test_what_is_not_there_is_told(home: Path, words: tuple[str, ...], told: str) -> None:
    result = run(home, *words)
    assert isinstance(result.exception, AssistantError)
    assert told in str(result.exception)
    assert result.stdout == ""
    assert not (home / "interests.toml").exists()


def test_damaged_file_is_one_line_that_names_the_line(processes: Processes, home: Path) -> None:
    (home / "interests.toml").write_text('[default]\ntopics = ["moss"\n')
    done = processes.run(home, "interests", "like", "Mossgate")
    assert done.code == 1
    assert "interests.toml, line 3: Unclosed array." in done.err
    assert len(done.err.splitlines()) == 1
    assert (home / "interests.toml").read_text() == '[default]\ntopics = ["moss"\n'
