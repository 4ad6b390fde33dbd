"""Short values: where a sentence is cut, and that nothing is added to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.comparison.values import LONGEST, MOST, Span, cut

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


def test_value_is_short_where_its_sentence_has_borders() -> None:
    text = (
        "Lanterns consume moss in wide circles of light, and they cost more oil than anybody thought before the winter."
    )
    assert cut(text) == "Lanterns consume moss in wide circles of light"
    assert len(cut(text).split()) <= MOST


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            "We present Reedmap, a reader of reeds, rushes, and sedges in ponds across seven countries of the north.",
            "Reedmap, a reader of reeds, rushes, and sedges in ponds across seven countries of the north",
        ),
        (
            "Reeds are read with great success, but reading sedges remains hard for every reader.",
            "Reeds are read with great success, but reading sedges remains hard for every reader",
        ),
        (
            "Ponds, where most of the reeds stand, have been mapped for decades by boat and by plane, yet maps of the "
            "rushes that grow in deeper water are scarce and costly to make in every one of the seven countries.",
            "maps of the rushes that grow in deeper water are scarce and costly to make in every one of the seven "
            "countries",
        ),
        (
            "Experiments on two ponds and on four lakes of the north demonstrate that reeds grow faster than rushes.",
            "reeds grow faster than rushes",
        ),
    ],
    ids=["not within a list", "whole clause", "clause that says the contrary", "what experiments show"],
)
def test_cut_is_never_made_within_a_phrase(text: str, value: str) -> None:
    shows = [
        Span(text.index(word), text.index(word) + len(word)) for word in ("hard", "scarce", "grow") if word in text
    ]
    assert cut(text, shows[:1], made=not shows) == value


@given(st.lists(st.sampled_from([*LONG.split(), "(", "x)", "of", ";", "—"]), max_size=60).map(" ".join))
def test_value_is_a_part_of_the_text_and_never_long(text: str) -> None:
    value = cut(text)
    assert len(value.split()) <= LONGEST
    assert all(part in text for part in value.split("; ")) or ";" in text
