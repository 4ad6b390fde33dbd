"""Which fields of a record questions ask for; `tests/bench/train_record_fields.py` measures it."""

import json
from pathlib import Path

import pytest

from index.models.record_fields import FIELDS, RecordField, fields_asked

WRITTEN = [json.loads(line) for line in Path("tests/data/record_questions.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ("Who wrote Zebrafold?", ("authors",)),
        ("Who are the authors of Zebrafold?", ("authors",)),
        ("When was Zebrafold published?", ("date",)),
        ("In which year was Zebrafold released?", ("date",)),
        ("At which conference was Zebrafold presented?", ("venue",)),
        ("Which university is Zebrafold from?", ("organisation",)),
        ("How many citations does Zebrafold have?", ("citations",)),
        ("how many votes did the Zebrafold paper get", ("votes",)),
        ("is there a github repo for zebrafold", ("code",)),
        ("who wrote Zebrafold and when?", ("authors", "date")),
        ("How does Zebrafold write?", ()),
        ("Where does Zebrafold fail?", ()),
        ("When does Zebrafold help?", ()),
        ("How many times faster is Zebrafold?", ()),
        ("How do the samples vote in Zebrafold?", ()),
        ("", ()),
    ],
)
def test_question_for_a_record_is_told_from_one_for_an_abstract(question: str, fields: tuple[RecordField, ...]) -> None:
    assert fields_asked(question) == fields


def test_questions_of_a_writer_that_nothing_was_trained_on_are_mostly_understood() -> None:
    other = [row for row in WRITTEN if row["split"] == "test"]
    right = [set(fields_asked(row["question"])) == set(row["wanted"]) for row in other]
    some = [fits for fits, row in zip(right, other, strict=True) if row["wanted"]]
    none = [fits for fits, row in zip(right, other, strict=True) if not row["wanted"]]
    assert sum(some) / len(some) >= 0.72
    assert sum(none) / len(none) >= 0.9


def test_each_field_is_asked_for_in_what_was_written() -> None:
    assert {field for row in WRITTEN for field in row["wanted"]} == set(FIELDS)


def test_questions_in_everyday_words_are_seldom_taken_for_ones_for_a_record() -> None:
    """Of 500 that nothing was trained on, on what abstracts say; "who fixed that?" at their end is what is taken."""
    rows = map(json.loads, Path("tests/data/everyday_questions.jsonl").read_text("utf-8").splitlines())
    held = [row["question"] for row in rows if row["split"] == "held"]
    assert len(held) == 500
    assert sum(bool(fields_asked(question)) for question in held) <= 2
