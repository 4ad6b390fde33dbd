"""`assistant eval grounding`: what is planted is a fault, what is reworded stays true, and the report has its shape."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import app
from assistant.errors import SourceUnreadable
from assistant.evals.faults import FAULTS, Sample
from assistant.evals.grounding import evaluate
from assistant.evals.mixups import MIXUPS
from assistant.evals.rewordings import REWORDINGS, merged
from tests.conftest import DATA
from tests.support.papers import ALL, LANTERN, MOSSGATE, ZEBRAFOLD, paper

RICH = paper(
    "Quillfold: Folding Quills",
    "We show that Quillfold can reduce the cost (of quills) by 10-20% and gains +3 points in 2 hours on QuillSet. "
    "Quillfold consistently outperforms plain folding. While quills do not bend, Quillfold optimizes their behavior.",
    "2403.00001",
)
OTHER = paper("MossNet: Gating", "MossNet gates images of moss. It needs MossBank for training.", "2404.00001")


def sample(number: int) -> Sample:
    return Sample(RICH, number, OTHER, random.Random(1))


@pytest.mark.parametrize("kind", FAULTS)
def test_every_kind_is_planted_somewhere(kind: str) -> None:
    drafts = [draft for number in (1, 2, 3) if (draft := FAULTS[kind](sample(number)))]
    assert drafts
    for draft in drafts:
        true = {(" ".join(sentence.split()), 1, n) for n, sentence in enumerate(RICH.sentences, start=1)}
        assert not {(draft.text, mark.paper, mark.sentence) for mark in draft.marks} & true


REWORDED = {
    "third person": (1, "The authors show"),
    "frame": (1, "we show"),
    "clauses reordered": (3, "Quillfold optimizes their behavior, while quills do not bend."),
    "parenthesis dropped": (1, "reduce the cost by"),
    "synonyms": (1, "demonstrate"),
    "spelling": (3, "optimises their behaviour"),
    "numbers": (1, "20 percent"),
    "contraction": (3, "don't"),
}


@pytest.mark.parametrize(("kind", "expected"), REWORDED.items(), ids=REWORDED)
def test_rewording_changes_the_words_only(kind: str, expected: tuple[int, str]) -> None:
    number, words = expected
    assert words in (REWORDINGS[kind](sample(number).text, random.Random(0)) or "")


def test_two_sentences_are_merged() -> None:
    assert merged("Moss grows.", "It is green.") == "Moss grows, and it is green."


def test_same_seed_gives_the_same_report() -> None:
    first, second = (evaluate([*ALL, RICH], size=3, seed=4).model_dump(exclude={"milliseconds"}) for _ in range(2))
    assert first == second


def test_ids_and_numbers_are_always_found() -> None:
    recall = evaluate([*ALL, RICH], size=4, seed=0).recall
    assert {recall[kind] for kind in ("unknown paper", "unknown sentence", "number", "range", "sign")} == {1.0}


def test_one_paper_is_not_enough() -> None:
    with pytest.raises(SourceUnreadable, match="--corpus"):
        evaluate([ZEBRAFOLD], size=2, seed=0)


def run(*words: str):
    done = CliRunner().invoke(app, [*words])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_command_has_the_agreed_shape(tmp_path: Path) -> None:
    rows = [{"id": one.id, "title": one.title, "abstract": one.abstract} for one in (ZEBRAFOLD, MOSSGATE, RICH)]
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text("\n".join(map(json.dumps, rows)))
    result = json.loads(run("eval", "grounding", "--corpus", str(corpus), "--json"))
    assert {"n", "recall", "false_alarm_rate"} <= set(result)
    assert set(result["false_alarm_rate"]) == {"verbatim", "reworded"}
    assert result["recall"].keys() - {"overall"} <= set(FAULTS | MIXUPS)
    assert result["false_alarm_rate"]["verbatim"] == 0
    assert "unknown paper" in run("eval", "grounding", "--corpus", str(corpus))


def test_without_a_corpus_the_library_is_used(tmp_path: Path) -> None:
    rows = [{"id": one.id, "title": one.title, "abstract": one.abstract} for one in (LANTERN, MOSSGATE, RICH)]
    (tmp_path / "papers.jsonl").write_text("\n".join(map(json.dumps, rows)))
    home = ("--home", str(tmp_path / "home"))
    run(*home, "ingest", "file", str(tmp_path / "papers.jsonl"))
    assert json.loads(run(*home, "eval", "grounding", "--json", "--size", "2"))["n"] > 0


@pytest.fixture(scope="module")
def scifact() -> Path:
    path = DATA / "scifact" / "corpus.jsonl.xz"
    if not path.exists():
        pytest.skip("the data sets are not beside the project")
    return path


def test_targets_hold_on_real_abstracts(scifact: Path) -> None:
    result = json.loads(run("eval", "grounding", "--corpus", str(scifact), "--size", "40", "--json"))
    assert result["recall"]["overall"] >= 0.95
    assert {result["recall"][kind] for kind in ("unknown paper", "unknown sentence")} == {1.0}
    assert result["false_alarm_rate"]["verbatim"] <= 0.02
    assert result["false_alarm_rate"]["reworded"] <= 0.05
