"""Short values: where a sentence is cut, and that nothing is added to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.comparison.values import MOST, Span, cut

LONG = (
    "Experiments show that our pruned reader reduces the memory of a lantern network by 40%, and that it answers 3.2x "
    "faster, while the quality of its answers remains close to that of the unpruned one."
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            "To close this gap, we propose Fernfold, a folding layer for long streams, and train it on "
            "thousands of pages of moss.",
            "Fernfold, a folding layer for long streams",
        ),
        ("However, existing readers often fail on long streams.", "existing readers often fail on long streams"),
        ("We find that moss grows on both sides of a stone.", "moss grows on both sides of a stone"),
    ],
    ids=["what is made", "behind a connective", "what is found"],
)
def test_cut_begins_and_ends_with_a_phrase(text: str, value: str) -> None:
    assert cut(text, made=True) == value


def test_figures_are_shown_with_what_they_are_of() -> None:
    spans = [Span(LONG.index(text), LONG.index(text) + len(text)) for text in ("40%", "3.2x")]
    assert "40%" in cut(LONG, spans)
    assert "reduces the memory" in cut(LONG, spans)


@given(st.lists(st.sampled_from([*LONG.split(), "(", "x)", "of", ";", "—"]), max_size=40).map(" ".join))
def test_value_is_at_most_twelve_words_of_the_text(text: str) -> None:
    value = cut(text)
    assert len(value.split()) <= MOST
    assert all(part in text for part in value.split("; ")) or ";" in text
