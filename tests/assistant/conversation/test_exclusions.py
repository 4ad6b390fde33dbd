"""What papers must not be about, and where "but not" says something else."""

import datetime as dt

import pytest

from assistant.conversation.filters import There, understand


def read(question: str) -> tuple[str, tuple[str, ...]]:
    text, filters, _ = understand(question, dt.date(2026, 11, 20), There(author=lambda _: False))
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
        ("Which papers are not about moss?", "Which papers?", ("moss",)),
        ("What is RetGen, without moss-gates?", "What is RetGen?", ("moss-gates",)),
        ("could you find papers about moss, but not ferns?", "could you find papers about moss?", ("ferns",)),
        ("I don't want anything", "I don't want anything", ()),
    ],
)
def test_topics_to_leave_out(question: str, left: str, without: tuple[str, ...]) -> None:
    assert read(question) == (left, without)


@pytest.mark.parametrize(
    "question",
    [
        "methods that work on moss but not ferns",
        "papers on methods for excluding outliers",
        "papers on models that memorise but not generalise",
        "papers on moss but not those since 2024",
        "papers without attention",
        "Teaching models to read (but not write) papers",
        "papers on moss, but not “ferns”",
        "Why is the paper about moss but not ferns?",
        "what works on moss but not on ferns?",
        "What can moss not do?",
        "training without labels",
        "Which papers study training without labels?",
        "Can models sort moss, without labels?",
        "Do models prefer GPT-4, not GPT-3?",
        "Skip Connections Matter",
        "Skip connections in moss networks",
        "Don't stop pretraining",
        "not all moss is green",
        "no, the benchmark",
        "but moss is faster?",
        "and not on MATH?",
    ],
)
def test_topics_that_stay(question: str) -> None:
    assert read(question)[1] == ()


@pytest.mark.parametrize(
    ("question", "left", "without"),
    [
        ("moss agents without RL", "moss agents", ("RL",)),
        ("moss gates without ferns or RL", "moss gates", ("ferns", "RL")),
        ("moss, no ferns please", "moss", ("ferns",)),
        ("moss excluding oaks", "moss", ("oaks",)),
        ("combine moss with gates, but not for oaks", "combine moss with gates", ("oaks",)),
        ("How do mosses grow, excluding oaks?", "How do mosses grow?", ("oaks",)),
        (
            "how many papers on moss without fern growth are there?",
            "how many papers on moss are there?",
            ("fern growth",),
        ),
        ("papers on moss that are not about oaks", "papers on moss", ("oaks",)),
    ],
)
def test_subjects_are_left_out_of_any_question(question: str, left: str, without: tuple[str, ...]) -> None:
    assert read(question) == (left, without)


@pytest.mark.parametrize(
    "question",
    [
        "training without labels",
        "Does moss grow without ferns?",
        "moss models that need no ferns",
        "models that can do without ferns",
    ],
)
def test_what_is_done_without_is_sought(question: str) -> None:
    assert read(question)[1] == ()


@pytest.mark.parametrize(
    ("limit", "without"),
    [
        ("Please never mention quillset-v3.", ("quillset-v3",)),
        ("Never show me papers on ferns again", ("ferns",)),
        ("leave ferns out please", ("ferns",)),
        ("exclude surveys and reviews", ("surveys", "reviews")),
        ("Apart from RetGen,", ("RetGen",)),
        ("without surveys", ("surveys",)),
        ("but not RetGen-2.5", ("RetGen-2.5",)),
        ("no surveys please", ("surveys",)),
        ("everything but surveys", ("surveys",)),
        ("surveys out please", ("surveys",)),
        ("ohne Umfragen", ("Umfragen",)),
    ],
)
def test_turn_that_sets_a_limit_needs_no_papers_in_it(limit: str, without: tuple[str, ...]) -> None:
    assert understand(limit, dt.date(2026, 11, 20), There(author=lambda _: False), sure=True).filters.without == without
