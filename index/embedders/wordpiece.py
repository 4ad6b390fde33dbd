"""The tokens of a text, with the words that were seen before remembered.

The `tokenizers` library splits every word of every text anew, and that took most of the time of embedding. Abstracts
repeat their words, so a text of plain ASCII is cut into words here and each is looked up: three times as fast, with
the same tokens. Any other text goes to the library whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

Tokens = npt.NDArray[np.uint16]

# What the library does with ASCII: words are runs of letters and digits, every other mark stands alone, and a control
# character vanishes, which is left to the library, as is a word that is too long for it.
_WORD = re.compile(r"[a-z0-9]+|[^a-z0-9\s]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MOST_WORDS = 200_000  # remembered; some 30 MB
_RECENT = 4096  # texts, some 5 MB


class WordPiece:
    """A tokenizer as the `tokenizers` library describes it, with lower case and Bert's way to find words.

    A text's tokens beyond `most` are left out.
    """

    def __init__(self, description: str, most: int) -> None:
        self._tokenizer, self._most = Tokenizer.from_str(description), most
        self._words: dict[str, tuple[int, ...]] = {}
        self._recent: dict[str, Tokens] = {}

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """The tokens by name; a word in lower case that is one is a single token."""
        return dict(self._tokenizer.get_vocab())

    def encode(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the numbers of each text's tokens.

        The latest texts are remembered whole: a paper is embedded, and its tokens are stored, from one text.
        """
        known = {text: self._recent[text] for text in texts if text in self._recent}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        plain = [text for text in new if text.isascii() and not _CONTROL.search(text)]
        known |= zip(plain, self._looked_up([_WORD.findall(text.lower()) for text in plain]), strict=True)
        others = [text for text in new if text not in known]
        known |= zip(others, map(self._cut, self._split(others)), strict=True)
        if len(self._recent) + len(new) > _RECENT:
            self._recent = {}
        self._recent = {**self._recent, **{text: known[text] for text in new[:_RECENT]}}
        return [known[text] for text in texts]

    def _looked_up(self, texts: list[list[str]]) -> Iterable[Tokens]:
        words = self._words
        unknown = list({word for text in texts for word in text if word not in words})
        if unknown:
            if len(words) + len(unknown) > _MOST_WORDS:
                self._words = words = {}
                unknown = list({word for text in texts for word in text})
            words.update(zip(unknown, map(tuple, self._split(unknown)), strict=True))
        return [self._cut(chain.from_iterable([words[word] for word in text])) for text in texts]

    def _cut(self, tokens: Iterable[int]) -> Tokens:
        return np.fromiter(tokens, dtype=np.uint16)[: self._most]

    def _split(self, texts: list[str]) -> list[list[int]]:
        encoded = self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        return [text.ids for text in encoded]
