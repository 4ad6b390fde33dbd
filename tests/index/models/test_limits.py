"""Which papers a message wants, by messages that the model has not learned from."""

import json
from pathlib import Path
from typing import Any

import pytest

from index.models.limits import limits

LEAST = 0.8  # share of messages of which every limit is read, to the word
DATA = Path(__file__).parents[2] / "data"
ROWS = map(json.loads, (DATA / "limits.jsonl").read_text(encoding="utf-8").splitlines())
ASIDE = [row for row in ROWS if row["split"] == "aside"]


def read(message: str) -> set[tuple[str, str]]:
    return {(limit.kind, limit.value) for limit in limits(message)}


def named(row: dict[str, Any]) -> set[tuple[str, str]]:
    return {(limit["kind"], limit["value"]) for limit in row["limits"]}


def test_most_messages_that_were_put_aside_are_read_as_they_are_meant() -> None:
    limited = [row for row in ASIDE if row["limits"]]
    right = sum(read(row["message"]) == named(row) for row in limited)
    assert right >= LEAST * len(limited)


@pytest.mark.parametrize(
    ("message", "whole"),
    [
        ("video generation, nothing with diffusion please", ", nothing with diffusion please"),
        ("papers from NVIDIA on robotics", "from NVIDIA"),
        ("What is new since March?", "since March"),
    ],
)
def test_words_around_it_go_away_with_it(message: str, whole: str) -> None:
    (limit,) = limits(message)
    assert message[limit.start : limit.end] == whole


def test_empty_and_endless_messages_are_read() -> None:
    assert limits("") == limits(" \n") == ()
    assert isinstance(limits("but not " * 5000), tuple)


def test_a_message_is_read_alike_after_it_was_read_as_a_sure_limit() -> None:
    message = "old ones"
    before = limits(message)
    limits(message, sure=True)
    limits.cache_clear()
    assert limits(message) == before


def test_questions_in_everyday_words_set_no_limit() -> None:
    """Of 500 that nothing was trained on: "a generator without diffusion" is what is sought, and leaves none out."""
    rows = map(json.loads, (DATA / "everyday_questions.jsonl").read_text(encoding="utf-8").splitlines())
    held = [row["question"] for row in rows if row["split"] == "held"]
    assert sum(bool(limits(question)) for question in held) <= 0.012 * len(held)
