"""`assistant eval questions`: what is answered of questions whose papers are known, on a tiny library."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import app
from assistant.errors import SourceUnreadable
from assistant.evals.questions import Asked, Kind, Outcome, read_questions, summary
from assistant.types import Answer, Citation, Claim, Source, Verdict
from tests.support.papers import ALL, MOSSGATE, ZEBRAFOLD

ROWS: list[dict[str, Any]] = [
    {"question": "What is Zebrafold?", "kind": "answerable", "papers": [ZEBRAFOLD.id], "split": "dev"},
    {
        "question": "How many queries does Mossgate find the right species in?",
        "kind": "answerable",
        "papers": [MOSSGATE.id],
        "sentences": {MOSSGATE.id: [3]},
        "split": "test",
    },
    {"question": "Who won the 2018 football world cup?", "kind": "off topic", "papers": [], "split": "dev"},
    {"question": "How do I bake sourdough bread?", "kind": "off topic", "split": "dev"},
]
SHARES = {
    "answered",
    "right_paper",
    "related",
    "refused_answerable",
    "answered_absent",
    "answered_off_topic",
    "first_sentence",
    "in_three",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("questions")
    rows = [one.model_dump(mode="json", include={"id", "title", "abstract", "published", "authors"}) for one in ALL]
    (folder / "papers.jsonl").write_text("\n".join(map(json.dumps, rows)))
    done = CliRunner().invoke(app, ["--home", str(folder), "ingest", "file", str(folder / "papers.jsonl")])
    assert done.exit_code == 0
    return folder


def file(tmp_path: Path, *rows: object) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def run(home: Path, path: Path, *more: str) -> str:
    done = CliRunner().invoke(app, ["--home", str(home), "eval", "questions", "--questions", str(path), *more])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_command_prints_one_document(home: Path, tmp_path: Path) -> None:
    found = json.loads(run(home, file(tmp_path, *ROWS), "--json"))
    assert set(found) == {"n", "evidence_median", "milliseconds"} | SHARES
    assert found["n"] == 4
    assert (found["right_paper"], found["refused_answerable"], found["answered_off_topic"]) == (1, 0, 0)
    assert found["answered"] + found["related"] == 1
    assert (found["first_sentence"], found["in_three"]) == (1, 1)
    assert found["answered_absent"] is None  # there is no such question
    assert found["evidence_median"] == 1
    assert 0 < found["milliseconds"][0] <= found["milliseconds"][1]


def test_half_can_be_put_aside(home: Path, tmp_path: Path) -> None:
    assert json.loads(run(home, file(tmp_path, *ROWS), "--split", "dev", "--json"))["n"] == 3


def outcome(kind: Kind, status: str, *cited: tuple[str, int], evidence: int = 2, milliseconds: float = 5.0) -> Outcome:
    """An answer of one claim a citation to a question that `a`, sentence 2, answers."""
    claims = tuple(
        Claim(
            text="x",
            citations=(Citation(number=1, paper=key, sentences=(number,)),),
            verdict=Verdict(support="quoted"),
        )
        for key, number in cited
    )
    sources = tuple(Source(number=1, id=key, title="T") for key, _ in cited)
    answer = Answer(status=status, text="x", claims=claims, sources=sources, engine="e", seconds=0.1)  # type: ignore[arg-type]
    asked = Asked("?", kind, frozenset({"a"}), {"a": frozenset({2})} if kind == "answerable" else {})
    return Outcome(asked, answer, evidence, milliseconds)


def test_shares_are_of_the_questions_of_their_kind() -> None:
    found = summary(
        [
            outcome("answerable", "answered", ("a", 2)),
            outcome("answerable", "answered", ("b", 2), ("a", 1), ("a", 2)),
            outcome("answerable", "related", ("b", 2), ("b", 3), ("b", 4), ("a", 2)),
            outcome("answerable", "abstained", evidence=0),
            outcome("absent", "answered", ("b", 1), evidence=8),
            outcome("absent", "related", ("b", 1), evidence=8),
            outcome("off topic", "related", ("b", 1)),
            outcome("off topic", "abstained", evidence=0, milliseconds=50),
        ]
    )
    assert (found["n"], found["answered"], found["related"], found["refused_answerable"]) == (8, 0.5, 0.25, 0.25)
    assert (found["right_paper"], found["first_sentence"], found["in_three"]) == (0.75, 0.25, 0.5)
    assert (found["answered_absent"], found["answered_off_topic"]) == (
        0.5,
        0.5,
    )  # what is shown as related counts off topic
    assert found["evidence_median"] == 2  # of those for which a writer was given anything
    assert found["milliseconds"] == (5, 50)


def test_kind_that_is_not_there_has_no_share() -> None:
    found = summary([outcome("off topic", "abstained", evidence=0)])
    assert found["answered"] is found["right_paper"] is found["in_three"] is found["answered_absent"] is None
    assert found["evidence_median"] is None
    assert found["answered_off_topic"] == 0


def test_question_without_a_kind_is_one_that_is_answered(tmp_path: Path) -> None:
    (asked,) = read_questions(file(tmp_path, {"question": " What is moss? ", "papers": [7], "sentences": {"7": [2]}}))
    assert asked == Asked("What is moss?", "answerable", frozenset({"7"}), {"7": frozenset({2})})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no question"),
        ("{", "questions.jsonl:1"),
        ("3", "no JSON object"),
        ('{"kind": "absent"}', "without a question"),
        ('{"question": "Why?", "kind": "odd"}', "'odd'"),
    ],
)
def test_file_that_is_none_is_refused_in_one_line(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(text)
    with pytest.raises(SourceUnreadable, match=told) as caught:
        read_questions(path)
    assert "questions.jsonl" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_split_that_no_row_has_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="'tset'"):
        read_questions(file(tmp_path, *ROWS), "tset")
