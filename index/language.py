"""Whether a text is English: told by our embedder's tokenizer where that is sure, else by py3langid.

The tokenizer was made from English abstracts, so nearly every English word but a rare term is one token: 99 % of
English sentences about papers on computing have fewer than 1.12 tokens a word, while of 48 German, French, Spanish and
Chinese ones none has fewer than 1.15. What is not sure (terms of medicine are cut as well) is asked of py3langid, which
takes 0.6 s to load and 0.1 ms a sentence.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.dictionary import english_words
from index.embedders.static import table

_WORD = re.compile(r"(?<![\w-])[^\W\d_A-Z][^\W\d_A-Z]+(?![\w-])")  # no names
_PIECES = 1.12  # tokens a word, below which a text is English
_FEW = 3  # words
_ENGLISH = 0.8  # share of words in an English dictionary, from which a text is English
_LAST_LATIN = "\u024f"  # the end of Latin Extended-B; mathematics puts a Greek letter among Latin ones


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
