from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import app
from assistant.errors import SourceUnreadable
from assistant.evals.evidence import evaluate
from index.embedders import choose_embedder

CORPUS: list[dict[str, Any]] = [
    {
        "doc_id": 1,
        "title": "Moss on stones",
        # The second sentence is cut in two by whoever split this, and by nobody else.
        "abstract": ["Stones are cold.", "Moss grows faster in shade,", "e.g. behind old stones.", "Plums are ripe."],
    },
    {"doc_id": 2, "title": "Plums", "abstract": ["Plums ripen in autumn.", "They are blue."]},
    {"doc_id": 3, "title": "Rivers", "abstract": ["Rivers run down valleys.", "They meander in plains."]},
]
CLAIMS: list[dict[str, Any]] = [
    {"id": 1, "claim": "Moss grows slowly in shade.", "evidence": {"1": [{"sentences": [2], "label": "CONTRADICT"}]}},
    {"id": 2, "claim": "Plums ripen in spring.", "evidence": {"2": [{"sentences": [0]}, {"sentences": [0, 1]}]}},
    {"id": 3, "claim": "Lanterns shine at the fair.", "evidence": {"3": [[1]]}},
    {"id": 4, "claim": "Nobody marked this.", "evidence": {}},
]


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return write(tmp_path / "corpus.jsonl", CORPUS), write(tmp_path / "claims.jsonl", CLAIMS)


def test_marked_sentences_are_told_by_their_place_in_the_abstract(files: tuple[Path, Path]) -> None:
    result = evaluate(*files, choose_embedder("static"))
    assert (result.corpus, result.claims) == (3, 3)
    assert result.shown.found == pytest.approx(2 / 3, abs=1e-4)  # the third is about nothing that is there
    assert result.abstained == pytest.approx(1 / 3, abs=1e-4)
    assert result.given.found == 1
    assert result.given.recall == 1
    assert 0 < result.given.precision < 1


def test_corpus_that_is_not_split_is_one_line(tmp_path: Path, files: tuple[Path, Path]) -> None:
    whole = write(tmp_path / "whole.jsonl", [{"doc_id": 1, "title": "T", "abstract": "One. Two."}])
    with pytest.raises(SourceUnreadable, match="is not split"):
        evaluate(whole, files[1], choose_embedder("static"))
    without = write(tmp_path / "without.jsonl", [{"doc_id": 1, "title": "T"}])
    with pytest.raises(SourceUnreadable, match="has no abstract"):
        evaluate(without, files[1], choose_embedder("static"))


def test_claims_without_evidence_are_one_line(tmp_path: Path, files: tuple[Path, Path]) -> None:
    with pytest.raises(SourceUnreadable, match="No claim"):
        evaluate(files[0], write(tmp_path / "none.jsonl", CLAIMS[3:]), choose_embedder("static"))


def test_evidence_of_another_form_is_one_line(tmp_path: Path, files: tuple[Path, Path]) -> None:
    odd = write(tmp_path / "odd.jsonl", [{"claim": "Moss grows.", "evidence": {"1": [{"lines": [2]}]}}])
    with pytest.raises(SourceUnreadable, match="Moss grows"):
        evaluate(files[0], odd, choose_embedder("static"))


def test_command_has_the_agreed_shape(files: tuple[Path, Path]) -> None:
    words = ["eval", "evidence", "--corpus", str(files[0]), "--claims", str(files[1])]
    result = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    assert set(result) == {"corpus", "claims", "abstained", "shown", "given", "seconds_per_claim"}
    assert set(result["shown"]) == set(result["given"]) == {"found", "found_ci", "precision", "recall"}
    assert "precision" in CliRunner().invoke(app, words).stdout
