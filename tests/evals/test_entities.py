"""`assistant eval entities`: precision, recall and F1 of entities, against spans that people marked."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import app
from assistant.errors import SourceUnreadable
from assistant.evals.entities import Marked, evaluate, measure, read_marked
from index.models.entity_tagger import KINDS

SENTENCE = "Experiments on GSM8K show that it improves accuracy."


def entity(kind: str, text: str) -> dict[str, object]:
    start = SENTENCE.index(text)
    return {"kind": kind, "start": start, "end": start + len(text)}


def file(tmp_path: Path, *entities: dict[str, object]) -> Path:
    path = tmp_path / "marked.jsonl"
    path.write_text(json.dumps({"sentence": SENTENCE, "entities": entities}))
    return path


def test_command_prints_one_document(tmp_path: Path) -> None:
    path = file(tmp_path, entity("material", "GSM8K"), entity("metric", "accuracy"))
    done = CliRunner().invoke(app, ["eval", "entities", "--file", str(path), "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["by_kind"]["material"] == {"n": 1, "precision": 1, "recall": 1, "f1": 1}
    assert (found["sentences"], found["n"], found["micro_f1"]) == (1, 2, 1)


def test_command_prints_a_table_for_people(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["eval", "entities", "--file", str(file(tmp_path, entity("metric", "accuracy")))])
    assert done.exit_code == 0, done.output
    assert "metric" in done.stdout
    assert "1 entities in 1 sentences, micro-F1 1.000" in done.stdout


def test_a_span_is_right_only_to_the_letter() -> None:
    marked = Marked("on the GSM8K benchmark", frozenset({("material", 7, 22), ("metric", 0, 2)}))
    found = measure([(marked, frozenset({("material", 7, 12), ("metric", 0, 2), ("task", 3, 6)}))])
    assert found.by_kind["material"].f1 == 0
    assert found.by_kind["metric"].f1 == 1
    assert found.micro_f1 == 0.5, "nobody marked tasks, so a task found is no mistake"


def test_conll_is_read_with_its_kinds(tmp_path: Path) -> None:
    path = tmp_path / "dev.txt"
    lines = ["-DOCSTART- NN O O", "", "The NN O O", "BLEU NN O I-Metric", "score NN O I-Metric", "-LRB- NN O O"]
    path.write_text("\n".join([*lines, "nouns NN O I-OtherScientificTerm", "verbs NN O B-OtherScientificTerm"]))
    assert list(read_marked(path)) == [
        Marked("The BLEU score ( nouns verbs", frozenset({("metric", 4, 14), ("other", 17, 22), ("other", 23, 28)}))
    ]


@pytest.mark.parametrize("text", ["", "{", "3", '{"sentence": "Moss grows."}', '{"sentence": "a", "entities": [{}]}'])
def test_file_that_is_none_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "marked.jsonl"
    path.write_text(text)
    with pytest.raises(SourceUnreadable) as caught:
        evaluate(path)
    assert "marked.jsonl" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_labels_trained_on_are_spans_of_known_kinds() -> None:
    rows = list(
        map(json.loads, (Path(__file__).parents[1] / "data" / "entities_labels.jsonl").read_text().splitlines())
    )
    assert len({(row["paper"], row["sentence"]) for row in rows}) == len(rows)
    for row in rows:
        assert set(row) == {"paper", "sentence", "entities"}, "no text of an abstract"
        assert all(kind in KINDS and start < end for kind, start, end in row["entities"])
        assert all(one[2] <= two[1] for one, two in pairwise(row["entities"]))
