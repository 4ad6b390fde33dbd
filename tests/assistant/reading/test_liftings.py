"""What takes a limit back, and what only sounds like it."""

from __future__ import annotations

import pytest

from assistant.reading.liftings import EVERYTHING, read_liftings
from index.query import Filters

DATES = ("since", "until")


@pytest.mark.parametrize(
    ("asked", "fields", "left"),
    [
        ("forget that", ("last",), ""),
        ("ignore that restriction", ("last",), ""),
        ("Never mind.", ("last",), ""),
        ("forget the date limit", DATES, ""),
        ("no date limit please", DATES, ""),
        ("ok, remove the restriction on dates", DATES, ""),
        ("all dates again", DATES, ""),
        ("forget the one sentence limit", ("sentences",), ""),
        ("no language restriction", ("language",), ""),
        ("drop the author filter and show me papers on moss", ("authors",), "show me papers on moss"),
        ("Forget that. What is moss?", ("last",), "What is moss?"),
        ("What is moss, any year?", DATES, "What is moss?"),
        ("never mind, use all papers", tuple(Filters.model_fields), ""),
        ("forget all my restrictions", EVERYTHING, ""),
        ("start over", EVERYTHING, ""),
    ],
)
def test_what_is_taken_back(asked: str, fields: tuple[str, ...], left: str) -> None:
    assert read_liftings(asked)[:2] == (left, fields)


@pytest.mark.parametrize(
    "asked",
    [
        "Do all papers agree on moss?",
        "Forget gates",
        "How to remove the length bias?",
        "Which methods forget the language they were trained on?",
        "Drop the GAN, keep the moss",
        "What happens without a length limit on moss?",
        "Ignore this title",
    ],
)
def test_what_takes_nothing_back(asked: str) -> None:
    assert read_liftings(asked)[:2] == (asked, ())


@pytest.mark.parametrize("asked", ["You may mention moss again", "include moss again", "moss is fine again"])
def test_words_that_are_allowed_again(asked: str) -> None:
    assert read_liftings(asked).readmits == "moss"
