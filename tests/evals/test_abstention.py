"""The measure of abstention, on papers that are told apart with ease."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import app
from assistant.errors import UnknownPaper
from assistant.evals.abstention import auroc, evaluate
from assistant.evals.collection import Judged
from assistant.evals.questions import make_questions
from index.embedders import choose_embedder
from tests.support.papers import ALL, MOSSGATE, ZEBRAFOLD, paper

THINGS = {"PlumSort": "plums", "FernSort": "ferns", "BrickSort": "bricks", "SockSort": "socks"}
PAPERS = [
    *ALL,
    *(
        paper(f"{name}: Sorting {what} by Weight", f"Sorting {what} is slow. We propose {name}, which weighs {what}.")
        for name, what in THINGS.items()
    ),
]


def test_questions_are_made_from_their_papers_and_the_same_again() -> None:
    made = make_questions(PAPERS, 7, seed=1)
    assert made == make_questions(PAPERS, 7, seed=1)
    assert {one.id for _, one in made} == {one.id for one in PAPERS}
    assert all(question.strip() for question, _ in made)


def test_paper_that_is_there_is_found_and_is_missed_when_it_is_gone() -> None:
    questions = [
        Judged("What is Zebrafold?", {ZEBRAFOLD.id: 1}),
        Judged("How many queries does Mossgate find the right species in?", {MOSSGATE.id: 1}),
    ]
    result = evaluate(PAPERS, choose_embedder("static"), questions=questions, size=9, seed=0)
    assert (result.n, result.rejected_when_present, result.accepted_when_absent) == (2, 0, 0)
    assert result.auroc == 1
    assert result.off_topic_abstained > 0.95  # "What time is it?" finds training time


def test_nothing_to_ask_about_is_said() -> None:
    with pytest.raises(UnknownPaper, match="no paper"):
        evaluate([], choose_embedder("static"), questions=None, size=3, seed=0)


def test_area_under_the_curve() -> None:
    assert auroc([0.9, 0.8], [0.1, 0.2]) == 1
    assert auroc([0.5], [0.5]) == 0.5
    assert auroc([0.2, 0.9], [0.1, 0.5]) == 0.75


def test_command_prints_one_document(tmp_path: Path) -> None:
    corpus = tmp_path / "papers.jsonl"
    rows = [{"id": one.id, "title": one.title, "abstract": one.abstract} for one in PAPERS]
    corpus.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    asked = tmp_path / "questions.jsonl"
    asked.write_text(json.dumps({"question": "What is Mossgate?", "relevant": [MOSSGATE.id]}), encoding="utf-8")
    command = ["eval", "abstention", "--corpus", str(corpus), "--json"]
    for more, n in ([], 7), (["--questions", str(asked)], 1), (["--size", "2"], 2):
        done = CliRunner().invoke(app, ["--home", str(tmp_path / "home"), *command, *more])
        result = json.loads(done.stdout)
        assert set(result) == {"n", "accepted_when_absent", "rejected_when_present", "auroc", "off_topic_abstained"}
        assert result["n"] == n


def test_library_that_is_there_is_asked_and_kept(tmp_path: Path) -> None:
    home = ["--home", str(tmp_path / "home")]
    CliRunner().invoke(app, [*home, "ingest", "sample"])
    done = CliRunner().invoke(app, [*home, "eval", "abstention", "--size", "6"])
    assert "6 questions" in done.stdout
    assert json.loads(CliRunner().invoke(app, [*home, "status", "--json"]).stdout)["papers"] == 110
