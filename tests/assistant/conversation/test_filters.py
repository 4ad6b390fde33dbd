"""What is a filter in a question and what is not."""

import datetime as dt
import json
from pathlib import Path

import pytest

from assistant.conversation.filters import There, understand
from index.query import Filters
from tests.support.runaway import ends

TODAY = dt.date(2026, 11, 20)  # a Friday
AUTHORS = {"asai", "akari asai", "hajishirzi", "smith"}


def read(question: str) -> tuple[str, Filters, str]:
    return understand(question, TODAY, There(author=lambda name: name.lower() in AUTHORS))


@pytest.mark.parametrize(
    ("question", "left", "since", "until"),
    [
        ("papers on moss since 2025", "papers on moss", "2025-01-01", None),
        ("What is new since March?", "What is new?", "2026-03-01", None),
        ("moss since December", "moss", "2025-12-01", None),
        ("RLHF from 2024 to 2025", "RLHF", "2024-01-01", "2025-12-31"),
        ("between Jan 2024 and March 2025 what papers on moss", "what papers on moss", "2024-01-01", "2025-03-31"),
        ("moss before 2023", "moss", None, "2022-12-31"),
        ("papers until June 2025 on moss", "papers on moss", None, "2025-06-30"),
        ("after 2024-05-01 which papers study moss", "which papers study moss", "2024-05-02", None),
        ("moss from March 2026", "moss", "2026-03-01", "2026-03-31"),
        ("moss in March 2026?", "moss?", "2026-03-01", "2026-03-31"),
        ("papers in 2024 about moss", "papers about moss", "2024-01-01", "2024-12-31"),
        ("papers published on 5 March 2026 about moss", "papers about moss", "2026-03-05", "2026-03-05"),
        ("papers of last week on moss", "papers on moss", "2026-11-13", "2026-11-20"),
        ("papers last month on moss", "papers on moss", "2026-10-01", "2026-10-31"),
        ("what's new this week?", "what's new?", "2026-11-16", "2026-11-20"),
        ("moss this year", "moss", "2026-01-01", "2026-11-20"),
        ("papers from yesterday", "papers", "2026-11-19", "2026-11-19"),
        ("papers from the past 3 months on moss", "papers on moss", "2026-08-20", "2026-11-20"),
        ("moss in the last two weeks", "moss", "2026-11-06", "2026-11-20"),
        ("only papers since 2024", "only papers", "2024-01-01", None),
    ],
)
def test_dates(question: str, left: str, since: str | None, until: str | None) -> None:
    text, filters, said = read(question)
    assert text == left
    assert filters == Filters(
        since=dt.date.fromisoformat(since) if since else None, until=dt.date.fromisoformat(until) if until else None
    )
    assert said.startswith("published")


@pytest.mark.parametrize(
    ("question", "left", "filters", "said"),
    [
        ("moss in cs.cl or cs.LG", "moss", {"categories": ("cs.CL", "cs.LG")}, "in cs.CL or cs.LG"),
        ("category stat.ML moss", "moss", {"categories": ("stat.ML",)}, "in stat.ML"),
        ("papers by Asai", "papers", {"authors": ("Asai",)}, "by Asai"),
        ("work by smith on moss", "work on moss", {"authors": ("smith",)}, "by smith"),
        ("moss by Akari Asai and Smith", "moss", {"authors": ("Akari Asai", "Smith")}, "by Akari Asai and Smith"),
        ("papers by Nobody Known", "papers", {"authors": ("Nobody Known",)}, "by Nobody Known"),
        ("papers about moss but not wet moss", "papers about moss", {"without": ("wet moss",)}, "without “wet moss”"),
        (
            "moss papers except those on ferns or oaks",
            "moss papers",
            {"without": ("ferns", "oaks")},
            "without “ferns” or “oaks”",
        ),
    ],
)
def test_other_filters(question: str, left: str, filters: dict, said: str) -> None:
    assert read(question) == (left, Filters(**filters), said)


def test_filters_stand_together() -> None:
    text, filters, said = read("papers on moss by Asai in cs.CL since 2024, excluding ferns")
    assert text == "papers on moss"
    assert filters == Filters(since=dt.date(2024, 1, 1), authors=("Asai",), categories=("cs.CL",), without=("ferns",))
    assert said == "published since 1 January 2024; in cs.CL; by Asai; without “ferns”"


@pytest.mark.parametrize(
    "question",
    [
        "by how much does it improve?",
        "improves by 40%",
        "by training a model",
        "models improved by OpenAI",
        "compare papers by size",
        "results by task",
        "papers by Transformer models",
        "in 2017 a team proposed Transformers",
        "SQuAD in 2016 was released",
        "since moss is slow",
        "before training",
        "after fine-tuning",
        "until convergence",
        "How good is LongBench v2 2025?",
        "GPT-4 without tools",
        "a benchmark for many languages, not only python",
        "the biggest set of signs, more than just ASL",
        "methods without labels",
        "it works in theory but not in practice",
        "Why is it accurate but not fast?",
        "approaches that scale but not only in vision",
        "last layer of models",
        "the last 2 layers",
        "this year's model",
        "recent papers on moss",
        "since 2024-02-31",
        "what is 2312.10997?",
        'What does "Since 2020: papers by Asai in cs.CL" say?',
        "“Moss but not ferns, since 2020”",
        "",
    ],
)
def test_what_is_no_filter_stays_in_the_question(question: str) -> None:
    assert read(question) == (question, Filters(), "")


def test_quotation_stays_beside_a_filter() -> None:
    text, filters, _ = read('papers like "Since 2020: Moss" since 2024')
    assert (text, filters) == ('papers like "Since 2020: Moss"', Filters(since=dt.date(2024, 1, 1)))


def test_what_is_negated_is_never_read_as_wanted() -> None:
    for question in ("papers not by Asai", "moss, but not in cs.CL", "papers except those from 2024", "not since 2024"):
        _, filters, _ = read(question)
        assert (filters.authors, filters.categories, filters.since) == ((), (), None)


def test_papers_of_an_author_may_be_left_out() -> None:
    assert read("papers on moss, not by Asai") == ("papers on moss", Filters(not_from=("Asai",)), "not from Asai")


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("papers on moss (in cs.CL)", "papers on moss"),
        ("Since 2024: what is moss?", "what is moss?"),
        ("which papers are on moss and in cs.CL?", "which papers are on moss?"),
        ("papers on moss that are in cs.CL", "papers on moss"),
        ("papers from 2024 onwards", "papers"),
    ],
)
def test_no_loose_ends_are_left(question: str, left: str) -> None:
    assert read(question)[0] == left


@pytest.mark.parametrize("archive", ["physics.optics", "quant-ph", "hep-th", "cond-mat.mes-hall", "q-bio.NC"])
def test_categories_of_all_archives(archive: str) -> None:
    assert read(f"light in {archive}") == ("light", Filters(categories=(archive,)), f"in {archive}")


def test_hardly_a_question_that_limits_nothing_is_limited() -> None:
    lines = (Path(__file__).parents[2] / "data" / "asked_of_abstracts.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line)["question"] for line in lines[::40]]
    nobody = There(author=lambda _: False)
    assert sum(bool(understand(question, TODAY, nobody).filters) for question in asked) <= 0.01 * len(asked)


def test_hostile_question_is_read_to_its_end() -> None:
    repeated = (
        "since ",
        "by A and ",
        "cs.CL, ",
        "papers but not ",
        "papers but not a a a a",
        "from 2024 to ",
        "x",
        " ",
    )
    with ends():
        for piece in (*repeated, "Van de ", "\n", "in the last ", "published that were ", "2024 papers ", "not the "):
            read((piece * 2000)[:2000])
        for piece in ("papers since 2024 ", " ", "\n", '"', "but not "):
            read((piece * 1_000_000)[:1_000_000])
