"""How many tokens a model may write, by job; an answer's are a setting. `THINKING` is added for one that thinks."""

from __future__ import annotations

PARAGRAPH = 800
QUESTION = 250  # a question put into words that stand alone, as JSON
THINKING = 4000
_CELL = 70  # a phrase of 25 words, with the numbers of its column and its sentences
_JUDGEMENT = 120  # what is not stated, and a corrected sentence
_FRAME = 100  # what a model says around it


def for_cells(columns: int) -> int:
    """Return the tokens for a row of a table."""
    return _FRAME + _CELL * columns


def for_judgements(sentences: int) -> int:
    """Return the tokens for judging as many sentences."""
    return _FRAME + _JUDGEMENT * sentences
