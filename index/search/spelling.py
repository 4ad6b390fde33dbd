"""Words that no paper has, set right against the words that the library and our embedder know.

A word is mended only if neither the library nor an English dictionary (pyspellchecker's, 160,000 words) has it, and
only into a word that papers have, one slip away (optimal string alignment: a swap of neighbours is one slip): an
English one before others, then the one that most papers have. Candidates are the whole words that our embedder learned
from arXiv. Where a common English word is a swap of neighbours away, that one is meant ("realy" is no "relay").
"""

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.dictionary import english_words, occurrences
from index.embedders.static import table
from index.language import is_english
from index.terms import stop_words, terms

_WORD = re.compile(r"(?<![\w'-])[^\W\d_]{4,24}(?![\w'-])")
_COMMON = 100_000  # occurrences in the dictionary's corpus, as "really" and "different" have
_OURS = frozenset(
    {"upvote", "upvotes", "upvoted", "haha", "hehe", "alot", "langs", "smth"}
)  # of records, and of who chats
_NEAREST = 30  # candidates that are looked at


class Mended(NamedTuple):
    """A text with its slips set right, and each word that was with what it was taken for."""

    text: str
    words: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """What the reader is told: "read as “speculative”, “decoding”"; nothing if nothing was mended."""
        return "read as " + ", ".join(f"“{meant}”" for _, meant in self.words) if self.words else ""


def mended(text: str, papers_with: Callable[[str], int]) -> Mended:
    """Return `text` with misspelt words set right; `papers_with` tells how many papers have a word in some form.

    A word with a capital is a name unless it opens the text, and stays, as does a text in another language.
    """
    found = {}
    for word in dict.fromkeys(_WORD.findall(text)):
        is_name = any(letter.isupper() for letter in word[1:]) or (word[0].isupper() and not text.startswith(word))
        low = word.lower()
        if is_name or low in _OURS or not word.isascii() or papers_with(low) or _is_known(low):
            continue
        meant = _nearest(low, papers_with)
        if meant and meant not in stop_words() and not _is_common_slip(low):  # "wich" is no "with"
            found[word] = meant
    if not found:
        return Mended(text)
    mend = re.compile(rf"(?<![\w'-])(?:{'|'.join(map(re.escape, found))})(?![\w'-])")
    if not is_english(mend.sub("", text)):
        return Mended(text)
    return Mended(mend.sub(lambda one: found[one[0]], text), tuple(found.items()))


def _is_known(word: str) -> bool:
    """Tell whether a word is there, or what it is the plural of: "xrays", "followups"."""
    return any(one in table().vocabulary or one in english_words() for one in (word, word.removesuffix("s")))


def _nearest(word: str, papers_with: Callable[[str], int]) -> str:
    near = [
        one for one, *_ in process.extract(word, _candidates(), scorer=OSA.distance, score_cutoff=1, limit=_NEAREST)
    ]
    same, english = sorted(word), english_words()
    ranked = sorted(near, key=lambda one: (sorted(one) != same, one not in english, -papers_with(one)))
    return next(
        (one for one in ranked if papers_with(one) and not word.endswith(one)), ""
    )  # no slip makes "bit" "kbit"


def _is_common_slip(word: str) -> bool:
    """Tell whether a word is a common English one but for a letter left out or two swapped."""
    plain = {word[:n] + word[n] + word[n:] for n in range(len(word))}
    plain |= {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)}
    return any(occurrences(one) >= _COMMON for one in plain) or f"{word[:-1]}'{word[-1]}" in english_words()


@cache
def _candidates() -> list[str]:
    words = [word for word in table().vocabulary if word.isalpha() and len(word) > 2]
    stems = {term for word in words for term in terms(word) if term != word}
    return [word for word in words if word not in stems or word in english_words()]
