"""What is asked of the collection; `tests/bench/train_collection.py` measures it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.models.collection_questions import MEASURES, SURE, Measure, reading

WRITTEN = [json.loads(line) for line in Path("tests/data/collection_questions.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    ("question", "measure", "topics"),
    [
        ("newest papers on moss images", "newest", ("moss images",)),
        ("which moss paper came out first?", "oldest", ("moss",)),
        ("top 3 papers on moss by votes", "votes", ("moss",)),
        ("how many papers deal with moss in cities?", "count", ("moss in cities",)),
        ('how many papers on "moss images"?', "count", ('"moss images"',)),
        ("are there more papers on moss or on ferns?", "more", ("moss", "ferns")),
        ("who has the most papers on moss?", "writers", ("moss",)),
        ("papers on moss per month", "months", ("moss",)),
        ("How does moss grow?", "none", None),
        ("How many layers does Zebrafold have?", "none", None),
    ],
)
def test_measure_and_topic_are_told(question: str, measure: Measure, topics: tuple[str, ...] | None) -> None:
    told = reading(question)
    assert told.measure == measure
    assert topics is None or told.topics == topics


def test_wordings_that_were_put_aside_are_mostly_understood() -> None:
    aside = [row for row in WRITTEN if row["split"] == "test"]
    found = [(reading(row["question"]), row["measure"]) for row in aside]
    right = [(told.measure if told.share >= SURE else "none") == measure for told, measure in found]
    some = [fits for fits, (_, measure) in zip(right, found, strict=True) if measure != "none"]
    none = [fits for fits, (_, measure) in zip(right, found, strict=True) if measure == "none"]
    assert sum(some) / len(some) >= 0.85
    assert sum(none) / len(none) >= 0.9


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    told = reading(text)
    assert told.measure in MEASURES
    assert all(topic in text for topic in told.topics)
