"""What a sentence shows by its form: that it leans on the one before it, that it has a figure."""

import re

from index.patterns import patterns

_REACH = 1500  # characters of a sentence that are looked at: none is longer, but a hostile one, and that would be slow
_QUANTITY, _NUMBER, _LEANS_BACK = (
    re.compile(patterns("cues")[name], re.IGNORECASE) for name in ("quantity", "number", "leans_back")
)


def has_quantity(sentence: str) -> bool:
    """Tell whether a sentence reports a figure: a percentage, a factor, a decimal, an amount."""
    return bool(_QUANTITY.search(sentence, 0, _REACH))


def quantities(sentence: str) -> int:
    """Return how many figures a sentence reports."""
    return len(_QUANTITY.findall(sentence[:_REACH]))


def leans_back(sentence: str) -> bool:
    """Tell whether a sentence begins with what only the sentence before it explains: "However", "It", "These"."""
    return bool(_LEANS_BACK.match(sentence))


def has_number(sentence: str) -> bool:
    """Tell whether a sentence has any number: "57 tasks", "three datasets"; not the 4 of GPT-4, not a year."""
    return has_quantity(sentence) or bool(_NUMBER.search(sentence, 0, _REACH))
