"""Whether a text is English, and what one that is not shares with English abstracts.

Our embedder's tokenizer was made from English abstracts: 99 % of English sentences on computing have fewer than 1.12
tokens a word, and none of 48 in other languages has fewer than 1.15. What is not sure is asked of py3langid (0.6 s).
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from index.dictionary import english_words
from index.embedders.static import table

_WORD = re.compile(r"(?<![\w-])[^\W\d_A-Z][^\W\d_A-Z]+(?![\w-])")  # no names
_PIECES = 1.12  # tokens a word, below which a text is English
_FEW = 3  # words
_ENGLISH = 0.8  # share of words in an English dictionary, from which a text is English
_LAST_LATIN = "\u024f"  # the end of Latin Extended-B; mathematics puts a Greek letter among Latin ones
# Of what is shared with another language:
_NAME_OR_WORD = re.compile(r"[A-Za-zÀ-ÿ0-9][\wÀ-ÿ.+-]*")
_LEAST = 4  # letters; shorter words are the same by chance
_OFTEN = 20  # papers; a word of another language is in a few as a name
_FEW_SHARED = 2  # words without a name among them say little


@lru_cache(maxsize=4096)
def is_english(text: str) -> bool:
    """Return whether a text is English; one of names and a word or two is taken to be."""
    letters = [sign for sign in text if sign.isalpha()]
    if sum(sign > _LAST_LATIN for sign in letters) > len(letters) / 3:
        return False
    words = _WORD.findall(text)
    if len(words) < _FEW and text.isascii():
        return True
    pieces = sum(len(found) for found in table().encode([word.lower() for word in words]))
    if words and pieces < _PIECES * len(words):
        return True
    if words and sum(word.lower() in english_words() for word in words) >= _ENGLISH * len(words):
        return True
    import py3langid  # noqa: PLC0415  0.6 s, and seldom asked

    return str(py3langid.classify(text)[0]) == "en"


def cognates(text: str, papers_with: Callable[[str], int]) -> str:
    """Return the names of a text and the words that many papers have, accents aside; "" where that says too little.

    `papers_with` tells how many papers have a word.
    """
    words, named = list[str](), False
    for word in _NAME_OR_WORD.findall(text):
        plain = "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
        is_name = any(letter.isupper() for letter in plain[1:])
        known = len(plain) >= _LEAST and plain.lower() in table().vocabulary and papers_with(plain) >= _OFTEN
        if is_name or known:
            words.append(plain)
            named = named or is_name
    return " ".join(words) if named or len(words) >= _FEW_SHARED else ""
