"""Which dates in a question are bounds on papers, and which are dates of something else."""

import datetime as dt

import pytest

from assistant.conversation.filters import There, understand

TODAY = dt.date(2026, 11, 20)  # a Friday


def bounds(question: str) -> tuple[str, str | None, str | None]:
    text, filters, _ = understand(question, TODAY, There(author=lambda _: False))
    return text, *(day.isoformat() if day else None for day in (filters.since, filters.until))


@pytest.mark.parametrize(
    ("question", "left", "since", "until"),
    [
        ("papers since 2023 and before 2025", "papers", "2023-01-01", "2024-12-31"),
        ("papers after 2023 but before March 2025 on moss", "papers on moss", "2024-01-01", "2025-02-28"),
        ("moss before 2025, since 2023", "moss", "2023-01-01", "2024-12-31"),
        ("papers published in 2024 or 2025", "papers", "2024-01-01", "2025-12-31"),
        ("papers from 2021-2023", "papers", "2021-01-01", "2023-12-31"),
        ("2024 papers on moss", "papers on moss", "2024-01-01", "2024-12-31"),
        ("moss papers from the last 10 days", "moss papers", "2026-11-10", "2026-11-20"),
        ("papers of the past 2 weeks", "papers", "2026-11-06", "2026-11-20"),
        ("papers in the last year", "papers", "2025-11-20", "2026-11-20"),
        ("papers from last year", "papers", "2025-01-01", "2025-12-31"),
        ("papers in May on moss", "papers on moss", "2026-05-01", "2026-05-31"),
        ("moss since 5 March", "moss", "2026-03-05", None),
        ("moss since Nov 30", "moss", "2025-11-30", None),
        ("papers on moss last March", "papers on moss", "2026-03-01", "2026-03-31"),
        ("papers from last november", "papers", "2025-11-01", "2025-11-30"),
        ("what is new since last March 2025?", "what is new?", "2025-03-01", None),
        ("papers from the 12th of march about moss", "papers about moss", "2026-03-12", "2026-03-12"),
        ("Which papers on moss appeared on 12. März 2026?", "Which papers on moss?", "2026-03-12", "2026-03-12"),
        ("moss before 5.3.2026", "moss", None, "2026-03-04"),
        ("methods proposed since 2024", "methods", "2024-01-01", None),
        ("papers from 2024 or later on moss", "papers on moss", "2024-01-01", None),
        ("papers from May 2024 and up", "papers", "2024-05-01", None),
        ("papers published 2022 or newer about moss", "papers about moss", "2022-01-01", None),
        ("papers from 2024 on", "papers", "2024-01-01", None),
        ("papers on moss, 2023+", "papers on moss", "2023-01-01", None),
        ("papers from 2020 or earlier", "papers", None, "2020-12-31"),
        ("papers no older than 2022", "papers", "2022-01-01", None),
        ("papers not newer than 2022", "papers", None, "2022-12-31"),
        ("Which papers were published in 2021 on moss?", "Which papers on moss?", "2021-01-01", "2021-12-31"),
        ("Are there papers on moss since 2024?", "Are there papers on moss?", "2024-01-01", None),
        ("papers published between June and August 2024", "papers", "2024-06-01", "2024-08-31"),
        ("moss papers from Nov to February 2025", "moss papers", "2024-11-01", "2025-02-28"),
        ("papers in the summer of 2024 on moss", "papers on moss", "2024-06-01", "2024-08-31"),
        ("papers from Q1 2025", "papers", "2025-01-01", "2025-03-31"),
        ("papers since late 2024", "papers", "2024-09-01", None),
        ("moss papers March 2026", "moss papers", "2026-03-01", "2026-03-31"),
        ("papers that came out in May 2025 on moss", "papers on moss", "2025-05-01", "2025-05-31"),
        ("Has anything been published on moss since 2024?", "Has anything been published on moss?", "2024-01-01", None),
        ("Which paper got the most votes in 2025?", "Which paper got the most votes?", "2025-01-01", "2025-12-31"),
        ("Which authors published most in 2024?", "Which authors published most?", "2024-01-01", "2024-12-31"),
        ("Who has the most papers from May 2025?", "Who has the most papers?", "2025-05-01", "2025-05-31"),
        ("papers on moss from the last quarter of 2025", "papers on moss", "2025-10-01", "2025-12-31"),
    ],
)
def test_bounds_on_papers(question: str, left: str, since: str | None, until: str | None) -> None:
    assert bounds(question) == (left, since, until)


@pytest.mark.parametrize(
    "question",
    [
        "Has accuracy improved since 2012?",
        "What changed after 2020 in translation?",
        "Who won the challenge in 2012?",
        "How did attention replace recurrence in 2017?",
        "Which models trained since 2020 scale better?",
        "models trained on data from 2021",
        "a knowledge cutoff of September 2021",
        "Which papers study events before 2021?",
        "tweets collected between 2016 and 2020",
        "Sepsis has risen from 2009 to 2014.",
        "There was an estimated rise worldwide in 2010.",
        "weather forecasting of the last 7 days",
        "attention over the last 3 days of input",
        "Quillset was published in 2021.",
        "Was Quillset published in 2018?",
        "Quillset came out in 2018",
        "What can models do today?",
        "Limits today, potential tomorrow",
        "papers on the 2024 challenge",
        "What did the early 2020 lockdown change?",
        "the fall of Rome",
        "before dec and after sep",
        "papers on the moons of Mars",
        "How did the last march of the penguins end?",
        "since 2.0 is out",
        "trained from 10 to 20",
        "since the last layer is linear",
    ],
)
def test_dates_of_other_things(question: str) -> None:
    assert bounds(question) == (question, None, None)
