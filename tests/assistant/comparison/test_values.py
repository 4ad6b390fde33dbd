"""Short values: which words of a sentence they are, and that nothing is added to it or torn apart."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.comparison import values
from assistant.comparison.columns import ABSTRACT
from assistant.comparison.values import MOST, Span, piece_with
from index.paper import Paper
from index.text import plain
from tests.support.papers import paper

FERNFOLD = paper(
    "Fernfold: Folding Long Streams",
    "Existing readers of streams suffer from high memory on long pages. "
    "To close this gap, we propose Fernfold, a folding layer that keeps what is rare in a stream. "
    "Experiments on MossBench and Fern Arena 2 show that Fernfold reduces the memory of a reader by 40%, "
    "and that it answers 3.2x faster, while the quality of its answers does not fall. "
    "The code is available at https://example.org/fernfold.",
)
SHREDS = "Moss GPT-4 Turbo 91.2 points not without (ours) [a b] reduces by 40% , ; — of".split()
COLUMNS = [column.name for column in ABSTRACT]


def pieces(column: str, one: Paper, number: int, room: int = MOST, *, several: bool = False) -> list[str]:
    return [piece.text for piece in values.pieces(column, one, number, room, several=several)]


@pytest.mark.parametrize(
    ("column", "number", "shows"),
    [
        ("problem", 1, "high memory"),
        ("idea", 2, "folding layer"),
        ("cost", 3, "3.2x faster"),
        ("data", 3, "MossBench"),
    ],
)
def test_value_is_what_its_column_asks_for(column: str, number: int, shows: str) -> None:
    found = pieces(column, FERNFOLD, number, several=column in ("data", "cost"))
    assert shows in " ".join(found)
    assert not re.match("(?:we|experiments|to close)", found[0], re.IGNORECASE)


def test_several_pieces_have_no_more_words_than_there_is_room_for() -> None:
    for column in COLUMNS:
        found = pieces(column, FERNFOLD, 3, 9, several=True)
        assert 0 < sum(len(each.split()) for each in found) <= 9


def test_no_name_of_a_list_stands_there_twice() -> None:
    one = paper(
        "Fernpot: Ferns in Pots",
        "Ferns die in pots. We present Fernpot, a pot that drains. Experiments on the MossBench and MMLU datasets show "
        "state-of-the-art performance on MossBench (57.5%) and competitive performance on MMLU (74.1%).",
    )
    assert pieces("data", one, 3, several=True) == ["MossBench", "MMLU"]


def test_value_keeps_its_negation() -> None:
    one = paper(
        "Moss Without Labels", "We find that Moss does not improve the recall of readers on long streams of text."
    )
    value = pieces("results", one, 1)[0]
    assert "not" in value or "improve" not in value


@pytest.mark.parametrize("margin", ["by 41%", "by as much as 41%", "by more than a full 41%"])
def test_value_says_what_a_margin_is_one_of(margin: str) -> None:
    one = paper("Moss With Labels", f"Experiments show that Moss cuts the memory of readers {margin} on long streams.")
    assert all("cuts" in value or margin not in value for value in pieces("results", one, 1, several=True))
    assert not any(value.startswith("by ") for column in COLUMNS for value in pieces(column, one, 1, several=True))


@pytest.mark.parametrize("further", [" and 80% on recall", ", 60% on lists, and 80% on recall"])
def test_further_figure_of_a_margin_stands_in_no_value_without_what_it_is_a_margin_of(further: str) -> None:
    one = paper(
        "Moss With Labels", f"Moss can shrink the stream cache by 40% on reading tasks{further} without losses."
    )
    values = [value for column in COLUMNS for value in pieces(column, one, 1, several=True)]
    assert all("shrink" in value for value in values if "%" in value)


def test_piece_has_the_words_that_are_wanted() -> None:
    text = plain(FERNFOLD.sentences[2])
    spans = [Span(text.index(word), text.index(word) + len(word)) for word in ("answers", "faster")]
    assert "answers 3.2x faster" in piece_with(FERNFOLD, 3, spans)
    assert piece_with(FERNFOLD, 3, []) == ""


@given(st.lists(st.sampled_from(SHREDS), min_size=1, max_size=40), st.sampled_from(COLUMNS))
def test_piece_is_a_part_of_any_text_and_leaves_whole_what_belongs_together(words: list[str], column: str) -> None:
    one = paper("Shreds of Moss", " ".join(words))
    text = plain(one.sentences[0])
    for value in pieces(column, one, 1):
        assert value in text
        assert 0 < len(value.split()) <= MOST
        assert value.count("(") == value.count(")")
        assert value.count("[") == value.count("]")
        before, after = text.split(value, 1)
        assert not (before.endswith("GPT-4 ") and value.startswith("Turbo"))
        assert not re.search(r"\b(?:not|without) $", before) or text.count(value) > 1
        assert not (value.endswith("91.2") and after.startswith(" points")) or text.count(value) > 1
