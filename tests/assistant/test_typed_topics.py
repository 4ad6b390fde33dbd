"""What papers must not be about, and where "but not" says something else."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.typed import understand


def read(question: str) -> tuple[str, tuple[str, ...]]:
    text, filters, _ = understand(question, dt.date(2026, 11, 20), lambda _: False)
    return text, filters.without


@pytest.mark.parametrize(
    ("question", "left", "without"),
    [
        ("papers on moss other than surveys", "papers on moss", ("surveys",)),
        ("papers on moss, not about the ferns", "papers on moss", ("ferns",)),
        ("Which papers are about moss, excluding ferns and oaks?", "Which papers are about moss?", ("ferns", "oaks")),
        ("anything on moss but not ferns", "anything on moss", ("ferns",)),
        ("papers on moss but not fern papers", "papers on moss", ("fern",)),
        ("Are there papers on moss but not ferns?", "Are there papers on moss?", ("ferns",)),
    ],
)
def test_topics_to_leave_out(question: str, left: str, without: tuple[str, ...]) -> None:
    assert read(question) == (left, without)


@pytest.mark.parametrize(
    "question",
    [
        "methods other than grafting",
        "methods that work on moss but not ferns",
        "papers on methods for excluding outliers",
        "papers on models that memorise but not generalise",
        "papers on moss but not yet ferns",
        "papers on moss but not those since 2024",
        "papers without attention",
        "papers on moss -ferns",
        "Teaching models to read (but not write) papers",
        "papers on moss, but not “ferns”",
        "Why is the paper about moss but not ferns?",
        "what works on moss but not on ferns?",
    ],
)
def test_topics_that_stay(question: str) -> None:
    assert read(question)[1] == ()
