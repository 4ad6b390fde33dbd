"""Our own static token embeddings, trained on arXiv titles and abstracts; the weights come with the package.

A text is the weighted mean of its tokens' vectors: thousands of abstracts a second on one core. How they were made and
how good they are stands in `static_arxiv/README.md`; the files have Model2Vec's format.
"""

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from importlib import resources
from itertools import chain

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load
from threadpoolctl import ThreadpoolController
from tokenizers import Tokenizer

from index.embedders.base import Vectors, unit

Tokens = npt.NDArray[np.uint16]

_FOLDER = "static_arxiv"
_BATCH = 64  # texts a matrix product is made for: they have some 3,000 different tokens; fewer are converted too often
_MOST_TOKENS = 512  # of a text; what is behind them hardly moves a mean
# What `tokenizers` does with ASCII: words are runs of letters and digits, every other mark stands alone. A control
# character vanishes, which is left to it.
_WORD = re.compile(r"[a-z0-9]+|[^a-z0-9\s]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MOST_WORDS = 200_000  # remembered; some 30 MB


class WordPiece:
    """A tokenizer of the `tokenizers` library, with lower case and Bert's way to find words, that remembers words.

    That is three times as fast, with the same tokens. Those of a text beyond `most` are left out.
    """

    def __init__(self, description: str, most: int) -> None:
        self._tokenizer, self._most = Tokenizer.from_str(description), most
        self._words: dict[str, tuple[int, ...]] = {}

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """The tokens by name; a word in lower case that is one is a single token."""
        return dict(self._tokenizer.get_vocab())

    def encode(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the numbers of each text's tokens."""
        plain = [text for text in texts if text.isascii() and not _CONTROL.search(text)]
        known = dict(zip(plain, self._looked_up([_WORD.findall(text.lower()) for text in plain]), strict=True))
        others = [text for text in texts if text not in known]
        known |= zip(others, map(self._cut, self._split(others)), strict=True)
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


class Table:
    """The tokens and their vectors, as shipped: one vector of int8 and one weight a token."""

    def __init__(self) -> None:
        folder = resources.files("index.embedders") / _FOLDER
        tensors = load((folder / "model.safetensors").read_bytes())
        self.vectors: npt.NDArray[np.int8] = tensors["embeddings"]
        self.weights: npt.NDArray[np.float32] = tensors["weights"].astype(np.float32)
        self.version = json.loads((folder / "config.json").read_text(encoding="utf-8"))["version"]
        self._pieces = WordPiece((folder / "tokenizer.json").read_text(encoding="utf-8"), _MOST_TOKENS)
        self.encode = self._pieces.encode
        self.vocabulary = self._pieces.vocabulary  # tokens, the commonest first, each with its row

    def length(self, word: str) -> float:
        """Return the length of the vector of a word in lower case, the mean of its tokens', 0.0 if it has none."""
        whole = self.vocabulary.get(word)
        if whole is not None:
            return float(self._every_length[whole])
        tokens = self.encode([word])[0]
        return float(self._every_length[tokens].mean()) if len(tokens) else 0.0

    @cached_property
    def _every_length(self) -> npt.NDArray[np.float32]:
        return self.lengths(np.arange(len(self.weights), dtype=np.uint16))

    def lengths(self, tokens: Tokens) -> npt.NDArray[np.float32]:
        """Return the lengths of tokens' vectors: rare words that tell much are long, shape (len(tokens),)."""
        return np.asarray(np.linalg.norm(self.vectors[tokens].astype(np.float32), axis=1) * self.weights[tokens])


@cache
def table() -> Table:
    """Return the shipped vectors, read once: 0.15 s."""
    return Table()


@cache
def one_thread() -> ThreadpoolController:
    """Return what holds NumPy's products to one thread, with `limit(limits=1)`.

    They are small, and threads that wait for each other on a busy machine cost more than they save: 24 ms for 6.
    """
    return ThreadpoolController().select(user_api="blas")


class StaticEmbedder:
    """The embeddings in the package."""

    batch = 2000  # papers written at once; fewer are committed too often

    @property
    def fingerprint(self) -> str:
        """Name, version and dimensions of the weights."""
        return f"static-arxiv-{table().version}-{table().vectors.shape[1]}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length a text, shape (len(texts), dimensions); zeros for one without a token."""
        rows = np.zeros((len(texts), table().vectors.shape[1]), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            self._sum_tokens(texts[start : start + _BATCH], rows[start : start + _BATCH])
        return unit(rows)

    @staticmethod
    def _sum_tokens(texts: Sequence[str], rows: Vectors) -> None:
        """Write the weighted sum of each text's token vectors into its row.

        A product of a matrix of counts with the vectors that occur is twice as fast as gathering one a token.
        """
        encoded = table().encode(texts)
        lengths = [len(tokens) for tokens in encoded]
        if not any(lengths):
            return
        used, place = np.unique(np.concatenate(encoded), return_inverse=True)
        cells = np.repeat(np.arange(len(texts)), lengths) * len(used) + place
        counts = np.bincount(cells, minlength=len(texts) * len(used)).reshape(len(texts), len(used))
        vectors = table().vectors[used].astype(np.float32) * table().weights[used, None]
        with one_thread().limit(limits=1):
            np.matmul(counts.astype(np.float32), vectors, out=rows)
