"""An English dictionary, for who must know whether a word is one: pyspellchecker's, 160,000 words."""

from __future__ import annotations

from functools import cache


@cache
def english_words() -> frozenset[str]:
    """Return the words in lower case; read once, in 0.3 s, by the first who asks."""
    from spellchecker import SpellChecker  # noqa: PLC0415  seldom needed

    return frozenset(SpellChecker(language="en").word_frequency.words())
