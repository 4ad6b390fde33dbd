"""A question that compares, on a terminal and as JSON."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import app
from assistant.config import Settings
from assistant.engine import Assistant
from tests.support.papers import MOSSGATE, ZEBRAFOLD


@pytest.fixture
def home(tmp_path: Path) -> Path:
    Assistant.open(Settings(home=tmp_path)).library.upsert([ZEBRAFOLD, MOSSGATE])
    return tmp_path


def run(home: Path, *words: str) -> str:
    result = CliRunner().invoke(app, ["--home", str(home), *words])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_table_stands_in_text_and_json(home: Path) -> None:
    asked = ("ask", "Zebrafold vs Mossgate")
    assert "│" in run(home, *asked)
    document = json.loads(run(home, *asked, "--json"))
    assert [row["id"] for row in document["comparison"]["rows"]] == [ZEBRAFOLD.id, MOSSGATE.id]
    assert "missing" not in document


def test_missing_paper_is_told_with_how_to_fetch_it(home: Path) -> None:
    assert "assistant ingest arxiv --query GlimmerNet" in run(home, "ask", "Zebrafold vs GlimmerNet")
    document = json.loads(run(home, "ask", "Zebrafold vs GlimmerNet", "--json"))
    assert document["missing"] == ["GlimmerNet"]
    assert "comparison" not in document
