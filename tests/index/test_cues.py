"""What a sentence shows by its form."""

import pytest

from index import cues

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
    "text",
    ["57 tasks", "$351$ kinds", "14,322 stones", "2200 pictures", "three walls", "two orders of magnitude", "by half"],
)
def test_bare_count_is_a_number(text: str) -> None:
    assert cues.has_number(f"It covers {text}.")


@pytest.mark.parametrize("text", ["MossBot-4 is good", "A 2D map", "in 2021", "since 2023"])
def test_version_or_year_is_no_number(text: str) -> None:
    assert not cues.has_number(text)


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


def test_figures_are_counted_one_by_one() -> None:
    assert cues.quantities("With 135K echoes, recall in 2024 rises by 4.65% to 61.8%, twofold that of GPT-4.") == 4
