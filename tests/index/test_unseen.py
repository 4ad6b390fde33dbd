"""What is printed on a terminal holds no orders to it, and what is searched no signs that nobody sees."""

import pytest

from index.unseen import visible

ORDERS = {
    "colour": "\x1b[31mfolds\x1b[0m",
    "link": "\x1b]8;;https://marmalade.example\x07folds\x1b]8;;\x07",
    "window title": "fo\x1b]0;marmalade\x1b\\lds",
    "one byte": "\x9b31mfolds",
    "half an order": "fo\x1blds",
    "direction": "\u202efolds\u202c",
    "nothing": "fo\x00ld\u200bs",
}


@pytest.mark.parametrize("text", ORDERS.values(), ids=ORDERS)
def test_only_what_is_seen_is_left(text: str) -> None:
    assert visible(text) == "folds"


@pytest.mark.parametrize("text", ["two\nlines\tand a tab", "Größe, 日本語, 👩\u200d💻", "3 < 5 [1]"])
def test_text_is_left_as_it_is(text: str) -> None:
    assert visible(text) == text
