"""The command `check`: standard input, papers named, one JSON document, and what people read."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import app

GIVEN = "Unlike adapters, LoRA adds no latency at inference. LoRA cuts the trainable parameters by a factor of 50,000."


@pytest.fixture(scope="module")
def home(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(sample, tmp_path_factory.mktemp("checked") / "home"))


def run(home: Path, *words: str, given: str | bytes | None = None) -> Any:
    return CliRunner().invoke(app, ["--home", str(home), *words], input=given)


def test_each_sentence_stands_on_its_line_with_its_verdict_and_the_sources_follow(home: Path) -> None:
    done = run(home, "check", GIVEN)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "Unlike adapters, LoRA adds no latency at inference. [1] (quoted)"
    assert lines[1].startswith("LoRA cuts the trainable parameters by a factor of 50,000. [1] (NOT SUPPORTED: ")
    assert lines[3].startswith("[1] LoRA: Low-Rank Adaptation of Large Language Models https://arxiv.org/abs/2106")
    assert "    “Unlike adapters, LoRA adds no latency at inference.”" in lines
    assert lines[-1] == "1 quoted, 1 NOT SUPPORTED"


def test_json_is_that_of_ask(home: Path) -> None:
    document = json.loads(run(home, "check", GIVEN, "--json").stdout)
    asked = json.loads(run(home, "ask", "What is LoRA?", "--json").stdout)
    assert document.keys() == asked.keys()
    assert document["sources"][0].keys() == asked["sources"][0].keys()
    assert document["claims"][0].keys() == asked["claims"][0].keys()
    assert (document["status"], document["engine"]) == ("answered", "checked")
    assert [claim["verdict"]["support"] for claim in document["claims"]] == ["quoted", "unsupported"]


@pytest.mark.parametrize("given", [GIVEN, GIVEN.encode() + b"\xff\n"], ids=["text", "broken bytes"])
def test_text_is_read_from_standard_input(home: Path, given: str | bytes) -> None:
    done = run(home, "check", "-", "--json", given=given)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["claims"][0]["verdict"]["support"] == "quoted"


def test_named_papers_are_the_only_ones(home: Path) -> None:
    document = json.loads(run(home, "check", GIVEN, "--paper", "BERT", "--paper", "LoRA", "--json").stdout)
    assert {source["id"] for source in document["sources"]} == {"arxiv:2106.09685"}
    document = json.loads(run(home, "check", GIVEN, "--paper", "1706.03762", "--json").stdout)
    assert document["status"] == "abstained"


@pytest.mark.parametrize("words", [("-",), (GIVEN, "--paper", "No such paper")], ids=["empty input", "unknown paper"])
def test_what_cannot_be_checked_fails(home: Path, words: tuple[str, ...]) -> None:
    assert run(home, "check", *words, given="").exit_code == 1
