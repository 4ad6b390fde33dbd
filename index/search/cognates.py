"""What a question in another language shares with English abstracts: names, numbers, and words that are the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from index.embedders.static import table

_WORD = re.compile(r"[A-Za-zÀ-ÿ0-9][\wÀ-ÿ.+-]*")
_LEAST = 4  # letters; shorter words are the same by chance
_OFTEN = 20  # papers; a word of another language is in a few as a name
_FEW = 2  # words without a name among them say little


def cognates(text: str, papers_with: Callable[[str], int]) -> str:
    """Return the names of a text and the words that many papers have, accents aside; "" where that says too little.

    `papers_with` tells how many papers have a word.
    """
    words, named = list[str](), False
    for word in _WORD.findall(text):
        plain = "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
        is_name = any(letter.isupper() for letter in plain[1:])
        known = len(plain) >= _LEAST and plain.lower() in table().vocabulary and papers_with(plain) >= _OFTEN
        if is_name or known:
            words.append(plain)
            named = named or is_name
    return " ".join(words) if named or len(words) >= _FEW else ""
