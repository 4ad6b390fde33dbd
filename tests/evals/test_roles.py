"""`assistant eval roles`: precision, recall and F1 of the roles of sentences, against labels."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import app
from assistant.errors import SourceUnreadable
from assistant.evals.cells import evaluate_roles

SENTENCES = [
    "Large libraries of lecture recordings are hard to search because speakers rarely say what is shown.",
    "The goal of this work is to find the moment of a lecture at which a formula is explained.",
    "It is trained with a contrastive loss on 9,000 hours of lectures.",
    "Experiments show that it outperforms the strongest baseline by 7.4 points on three benchmarks.",
    "We release the code and all checkpoints.",
]
LABELS = ["background", "objective", "method", "result", "release"]


def row(labels: list[str], sentences: list[str] = SENTENCES) -> dict[str, Any]:
    return {"sentences": sentences, "labels": labels}


def file(tmp_path: Path, *rows: object) -> Path:
    path = tmp_path / "abstracts.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def run(path: Path, *more: str) -> str:
    done = CliRunner().invoke(app, ["eval", "roles", "--file", str(path), *more])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_command_prints_one_document(tmp_path: Path) -> None:
    found = json.loads(run(file(tmp_path, row(LABELS)), "--json"))
    assert set(found) == {"n", "micro_f1", "by_role"}
    assert list(found["by_role"]) == LABELS
    assert (found["n"], found["micro_f1"]) == (5, 1)
    assert all(each == {"n": 1, "precision": 1, "recall": 1, "f1": 1} for each in found["by_role"].values())


def test_wrong_roles_cost_precision_of_one_and_recall_of_the_other(tmp_path: Path) -> None:
    wrong = ["background", "objective", "result", "result", "release"]
    found = evaluate_roles(file(tmp_path, row(LABELS), row(wrong)))
    assert (found["n"], found["micro_f1"]) == (10, 0.9)
    assert found["by_role"]["method"] == {"n": 1, "precision": 0.5, "recall": 1, "f1": 0.6667}
    assert found["by_role"]["result"] == {"n": 3, "precision": 1, "recall": 0.6667, "f1": 0.8}


def test_release_is_other_in_a_set_that_has_no_releases(tmp_path: Path) -> None:
    found = evaluate_roles(file(tmp_path, row([*LABELS[:4], "other"])))
    assert found["by_role"]["other"]["f1"] == 1
    assert "release" not in found["by_role"]


def test_label_that_is_no_role_is_counted_and_never_found(tmp_path: Path) -> None:
    found = evaluate_roles(file(tmp_path, row([*LABELS[:4], "joke"])))
    assert found["by_role"]["joke"] == {"n": 1, "precision": 0, "recall": 0, "f1": 0}
    assert found["micro_f1"] == 0.8


def test_abstract_whose_labels_do_not_fit_is_left_out(tmp_path: Path) -> None:
    assert evaluate_roles(file(tmp_path, row(LABELS), row(LABELS[:3])))["n"] == 5


@pytest.mark.parametrize("text", ["", "{", "3", '{"sentences": ["Moss grows."]}', '{"labels": ["result"]}'])
def test_file_that_is_none_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "abstracts.jsonl"
    path.write_text(text)
    with pytest.raises(SourceUnreadable) as caught:
        evaluate_roles(path)
    assert "abstracts.jsonl" in str(caught.value)
    assert "\n" not in str(caught.value)
    done = CliRunner().invoke(app, ["eval", "roles", "--file", str(path), "--json"])
    assert done.exit_code == 1
    assert done.stdout == ""
