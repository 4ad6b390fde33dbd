from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import app
from assistant.errors import SourceUnreadable
from assistant.evals.rouge import rouge
from assistant.evals.summaries import evaluate

# The worked example of Lin (2004), section 3.1: the reference, and what ROUGE-2 and ROUGE-L are of each candidate.
REFERENCE = "police killed the gunman"
EXAMPLE = {
    "police kill the gunman": (1 / 3, 3 / 4),
    "the gunman kill police": (1 / 3, 2 / 4),
    "the gunman police killed": (2 / 3, 2 / 4),
}


@pytest.mark.parametrize(("text", "expected"), EXAMPLE.items(), ids=EXAMPLE)
def test_rouge_is_the_published_one(text: str, expected: tuple[float, float]) -> None:
    found = rouge(text, [REFERENCE])
    assert (found.two, found.longest) == pytest.approx(expected)


def test_rouge_is_f1_with_clipped_counts_and_the_best_reference() -> None:
    assert rouge("the the the", ["the cat"]).one == pytest.approx(2 * 1 / (3 + 2))
    assert rouge("The cat!", ["a dog", "the cat"]).longest == 1
    assert rouge("", ["the cat"]).mean == rouge("the cat", []).mean == rouge("a", ["b"]).mean == 0


PAPERS: list[dict[str, Any]] = [
    {
        "title": "Folding Streams",
        "source": ["Streams are long.", "We propose to fold streams into layers.", "Plums ripen."],
        "target": ["A way to fold streams into layers."],
    },
    {
        "title": "Moss",
        "abstract": "Moss is green. This paper introduces a gate for moss.",
        "target": "A gate for moss.",
    },
    {"title": "No summary", "abstract": "Nothing."},
]


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    path = tmp_path / "papers.jsonl"
    path.write_text("\n".join(map(json.dumps, PAPERS)))
    return path


def test_choice_lies_between_the_first_and_the_best_sentence(papers: Path) -> None:
    result = evaluate(papers)
    assert result.n == 2
    assert result.lead.one < result.chosen.one <= result.oracle.one
    assert result.chosen == result.oracle  # the contributions are the best sentences here


def test_file_without_summaries_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text(json.dumps(PAPERS[2]))
    with pytest.raises(SourceUnreadable, match="summary"):
        evaluate(tmp_path / "none.jsonl")


def test_command_has_the_agreed_shape(papers: Path) -> None:
    words = ["eval", "summaries", "--papers", str(papers)]
    result = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    assert set(result) == {"n", "chosen", "lead", "oracle"}
    assert set(result["chosen"]) == {"rouge1", "rouge2", "rougeL"}
    assert "ROUGE-L" in CliRunner().invoke(app, words).stdout
