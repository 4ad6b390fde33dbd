"""What the words of a sentence of an abstract say of how well it can be told, by a linear model over hashed pairs.

It stands behind the trees of `assistant.writers.telling_worth`, which see forms and places but no words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.models.linear import load_model

WORDS = "telling_words"
_PIECE = re.compile(r"[a-z]+|\d|[%,:]")
_FIRST = 3  # words that count at their place as well: `by redefining`


def pieces(text: str) -> list[str]:
    """Return the features of a sentence: its words, the pairs of them, and which are the first."""
    found = ["<", *_PIECE.findall(text.lower())]
    return [*found, *map("_".join, pairwise(found)), *(f"1_{word}" for word in found[1 : 1 + _FIRST])]


def said(texts: Sequence[str]) -> list[list[float]]:
    """Return for each sentence its grades by its words, in the order of the model's labels."""
    scores: list[list[float]] = load_model(WORDS).scores([pieces(text) for text in texts]).tolist()
    return scores
