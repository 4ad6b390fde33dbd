from __future__ import annotations

import pytest

from index import cues
from index.names import mentions, names
from tests.support.papers import LANTERN, MOSSGATE, ZEBRAFOLD

QUANTITIES = {
    "It saves 46\\% of time.": True,
    "A speed-up of 1.75-2.39x is reached.": True,
    "It gains 3 points.": True,
    "It halves the cost.": True,
    "Costs fall twofold, or by 12.5.": True,
    "We compare with GPT-4.": False,
    "Since 2018 much was written.": False,
    "It is much faster.": False,
}


@pytest.mark.parametrize(("sentence", "expected"), QUANTITIES.items())
def test_figure_is_told_from_a_name_or_a_year(sentence: str, expected: bool) -> None:
    assert cues.has_quantity(sentence) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How much faster is it?", True),
        ("What accuracy does it reach?", True),
        ("and by how much?", True),
        ("What is it?", False),
        ("How does it work?", False),
    ],
)
def test_question_for_a_figure(question: str, expected: bool) -> None:
    assert cues.wants_quantity(question) is expected


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("what about its limitations?", "limits"),
        ("What results does it get?", "results"),
        ("Why was it made?", "problem"),
        ("What is the idea?", "idea"),
        ("moss images", None),
    ],
)
def test_aspect_of_a_question(question: str, aspect: str | None) -> None:
    assert cues.wanted_aspect(question) == aspect


def test_abstract_is_read_by_its_parts() -> None:
    sentences = ZEBRAFOLD.sentences
    assert cues.sentences_on("problem", sentences) == (1,)
    assert cues.sentences_on("idea", sentences) == (2,)
    assert cues.sentences_on("results", sentences)[0] == 3
    assert cues.sentences_on("limits", sentences) == (4,)
    assert cues.sentences_on("limits", MOSSGATE.sentences) == ()
    assert cues.sentences_on("results", LANTERN.sentences) == ()


def test_summary_that_names_its_method_has_an_idea() -> None:
    assert cues.idea_sentence(["Plants differ.", "MossNet keeps the weights of all leaves frozen."]) == 2


def test_names_are_told_by_their_writing() -> None:
    assert names("Does RaLMSpec beat GPT-4, mBLIP or Med-PaLM on LLMs?") == ["RaLMSpec", "GPT-4", "mBLIP", "Med-PaLM"]
    assert names("Which paper is it? The first.") == []


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("We use retrieval-augmented generation.", "RAG", True),
        ("We use RAG.", "RAG", True),
        ("A fragment of paragraphs.", "RAG", False),
        ("We beat GPT4.", "GPT-4", True),
        ("Code is at Med-Process.", "Med-PaLM", False),
        ("Large language models speak.", "LLMs", True),
    ],
)
def test_name_is_recognised_however_it_is_written(text: str, name: str, expected: bool) -> None:
    assert mentions(text, name) is expected


@pytest.mark.parametrize(
    "text",
    ["57 tasks", "$351$ kinds", "14,322 stones", "2200 pictures", "three walls", "two orders of magnitude", "by half"],
)
def test_bare_count_is_a_number(text: str) -> None:
    assert cues.has_number(f"It covers {text}.")


@pytest.mark.parametrize("text", ["MossBot-4 is good", "A 2D map", "in 2021", "since 2023", "like Fern 2 and Fern 3"])
def test_version_or_year_is_no_number(text: str) -> None:
    assert not cues.has_number(text)


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("How many tasks does it cover?", "tasks"),
        ("How many attention heads are there?", "attention heads"),
        ("How much does it cost?", ""),
    ],
)
def test_what_is_counted(question: str, what: str) -> None:
    assert cues.counted(question) == what


@pytest.mark.parametrize(
    "text",
    [
        "To address this, we dig.",
        "Based on these stones, we dig.",
        "In this setting, moss grows.",
        "Given such rain, it grows.",
    ],
)
def test_sentence_that_points_to_the_one_before_leans_back(text: str) -> None:
    assert cues.leans_back(text)


@pytest.mark.parametrize(
    "text", ["To this end, we dig.", "In this paper, we dig.", "With this study, we dig.", "For moss, we dig."]
)
def test_sentence_that_stands_alone_does_not_lean_back(text: str) -> None:
    assert not cues.leans_back(text)
