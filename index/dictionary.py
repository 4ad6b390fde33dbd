"""An English dictionary, for who must know whether a word is one: pyspellchecker's, 160,000 words."""

from functools import cache
from importlib import resources


@cache
def english_words() -> frozenset[str]:
    """Return the words in lower case."""
    return frozenset(_frequencies())


def occurrences(word: str) -> int:
    """Return how often a word in lower case stands in the corpus of the dictionary."""
    return _frequencies().get(word, 0)


@cache
def asking_words() -> frozenset[str]:
    """Return words that say how somebody asks and not about what: those that questions have and abstracts hardly do."""
    return frozenset((resources.files("index.data") / "asking_words.txt").read_text(encoding="utf-8").split())


@cache
def _frequencies() -> dict[str, int]:
    """Return the dictionary; read once, in 0.3 s, by the first who asks."""
    from spellchecker import SpellChecker  # noqa: PLC0415  seldom needed

    return {str(word): int(count) for word, count in SpellChecker(language="en").word_frequency.items()}
