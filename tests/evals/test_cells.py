"""`assistant eval cells`: what cells quote against labels, figures in their rows, and what is not stated."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import app
from assistant.errors import SourceUnreadable
from assistant.evals.cells import evaluate
from tests.conftest import DATA
from tests.support.papers import LANTERN, ZEBRAFOLD

SENTENCES = [
    "Large libraries of lecture recordings are hard to search because speakers rarely say what is shown.",
    "We propose Chalkfinder, a retrieval model that aligns speech with the strokes on a board.",
    "Experiments show that it outperforms the strongest baseline by 7.4 points on three benchmarks.",
]


def file(tmp_path: Path, *rows: object) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def test_cells_are_measured_by_the_roles_of_what_they_quote(tmp_path: Path) -> None:
    right = {"sentences": SENTENCES, "labels": ["background", "method", "result"]}
    wrong = {"sentences": SENTENCES, "labels": ["result", "background", "result"]}
    found = evaluate(file(tmp_path, right), {})
    assert (found["precision"], found["filled"]) == (1, 1)
    both = evaluate(file(tmp_path, right, wrong), {})
    assert both["columns"]["problem"]["precision"] == 0.5
    assert both["columns"]["results"]["precision"] == both["columns"]["results"]["filled"] == 1


def test_firm_cells_are_measured_by_themselves(tmp_path: Path) -> None:
    boast = ["Chalkfinder redefines what a small board can show.", *SENTENCES[1:]]
    clear = {"sentences": SENTENCES, "labels": ["background", "method", "result"]}
    vague = {"sentences": boast, "labels": ["result", "method", "result"]}
    found = evaluate(file(tmp_path, clear, vague), {})
    problem = found["columns"]["problem"]
    assert (problem["n"], problem["precision"], problem["firm"], problem["firm_precision"]) == (2, 0.5, 0.5, 1)
    assert found["firm"] == pytest.approx(5 / 6, abs=1e-3)
    assert found["firm_precision"] == 1


def test_figures_are_looked_for_in_the_row_of_their_paper(tmp_path: Path) -> None:
    rows = [
        {"paper": ZEBRAFOLD.id, "figures": ["46%", "17%"], "foreign": ["3x"], "split": "dev"},
        {"paper": LANTERN.id, "figures": [], "split": "dev"},
        {"paper": LANTERN.id, "figures": ["5%"], "split": "test"},
    ]
    papers = {one.id: one for one in (ZEBRAFOLD, LANTERN)}
    found = evaluate(file(tmp_path, *rows), papers, split="dev")["figures"]
    assert found is not None
    assert (found["n"], found["in_row"], found["foreign"]) == (2, 1, 0)
    assert found["missing"] == [f"{ZEBRAFOLD.id}: 17%"]
    assert found["not_stated"] == {"n": 1, "precision": 1, "recall": 1}


def test_file_with_nothing_to_measure_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="nothing to measure"):
        evaluate(file(tmp_path, {"paper": "x:1", "figures": []}), {})


def test_command_prints_one_document(tmp_path: Path) -> None:
    path = file(tmp_path, {"sentences": SENTENCES, "labels": ["background", "method", "result"]})
    done = CliRunner().invoke(app, ["eval", "cells", "--file", str(path), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["precision"] == 1
    shown = CliRunner().invoke(app, ["eval", "cells", "--file", str(path)])
    assert json.loads(shown.stdout) == json.loads(done.stdout)


def test_cells_of_natural_abstracts_have_the_right_role(tmp_path: Path) -> None:
    path = DATA / "csabstruct" / "dev.jsonl"
    if not path.exists():
        pytest.skip("CSAbstruct is not beside the project")
    third = tmp_path / "third.jsonl"
    third.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[::3]), encoding="utf-8")
    found = evaluate(third, {})
    assert found["precision"] is not None
    assert found["filled"] is not None
    # By sentences as they were labelled there; cells that say more of what is asked may have others.
    assert found["precision"] >= 0.87
    assert found["filled"] >= 0.87
