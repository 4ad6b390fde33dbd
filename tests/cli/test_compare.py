"""`assistant compare`: its forms, its columns, and into a file."""

import json
from pathlib import Path

import bibtexparser
import pytest

from assistant.config import Settings
from assistant.engine import Assistant
from tests.cli.test_contract import run
from tests.support.papers import ALL, paper

OAK, ELM = (
    paper(f"{name}wheel: Wheels of {name}", f"{name}s turn. We spin. {name}wheel reaches {n}% accuracy on Quillset.")
    for name, n in (("Oak", 46), ("Elm", 88))
)
NAMES = ("Oakwheel", "Elmwheel")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compared")
    Assistant.open(Settings(home=folder)).library.upsert([*ALL, OAK, ELM])
    return folder


def test_latex_cites_what_bibtex_has(home: Path) -> None:
    table = run(home, "compare", *NAMES, "--format", "tex").stdout
    entries = bibtexparser.parse_string(run(home, "compare", *NAMES, "--format", "bib").stdout).entries
    assert [f"\\cite{{{entry.key}}}" in table for entry in entries] == [True, True]
    assert r"\toprule" in table


def test_reader_chooses_columns_in_words_too(home: Path) -> None:
    columns = ("--column", "year", "--column", "Does it spin?")
    made = json.loads(run(home, "compare", *NAMES, *columns, "--format", "json").stdout)
    assert made["columns"] == ["year", "Does it spin?"]
    assert made["rows"][0]["cells"][0]["value"] == "not known"


def test_form_goes_into_a_file(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "table.csv"
    done = run(home, "compare", *NAMES, "--format", "csv", "--out", str(out))
    assert (done.exit_code, done.stdout) == (0, "")
    assert out.read_text(encoding="utf-8").startswith("paper,")
    failed = run(home, "compare", *NAMES, "--out", str(tmp_path / "no" / "table.md"))
    assert "cannot be written" in str(failed.exception)


def test_plot_is_drawn_or_the_reason_is_said(home: Path) -> None:
    drawn = run(home, "compare", *NAMES, "--format", "svg")
    assert drawn.stdout.startswith("<svg")
    assert "46% accuracy on Quillset" in drawn.stdout
    none = run(home, "compare", "2401.00001", "2402.00002", "--format", "svg")
    assert none.stdout == ""
    assert "No two of these 2 papers" in str(none.exception)


@pytest.mark.parametrize("form", ["csv", "md"])
def test_column_that_is_not_computed_says_so_in_each_form(home: Path, form: str) -> None:
    shown = run(home, "compare", *NAMES, "--column", "= elegance - [1]", "--format", form).stdout
    assert "not computed: no such figure" in shown
    assert "not stated" not in shown
