"""A small transformer that reads a paper as a whole: all-MiniLM-L6-v2, rounded to 8 bits; it comes with the package.

Unlike a mean of token vectors it knows what a word means where it stands. It reads forty abstracts a second on a core,
so what it made of papers is kept (`index.store.encodings`). Origin and figures: `minilm_int8/README.md`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.embedders.base import Vectors
from index.paper import Paper

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

DIMENSIONS = 384
FINGERPRINT = "minilm-l6-asked-4"
_START, _END = 101, 102  # the tokens around a text
FOLDER = "index.embedders", "minilm_int8"  # the package, and the folder in it
_MOST_TOKENS = 512  # positions that the model knows
_QUESTIONS = 256  # that are remembered, 2 kB each
_TEXTS = 8  # whose tokens' states are remembered, 30 kB each
_LEAST = 1e-9


class Encoder:
    """Turns questions and papers into vectors of unit length. One text a run, so that none depends on its company."""

    def __init__(self) -> None:
        self._tokens, self._model = tokenizer(), session(*FOLDER)
        self.question = lru_cache(_QUESTIONS)(self._question)  # one is asked several times on its way to an answer
        self._states = lru_cache(_TEXTS)(self._read)  # its words are asked for before it is

    def _question(self, text: str) -> Vectors:
        """Return the vector of a text, shape (384,)."""
        return _unit(self._states(text)[0].mean(axis=0))

    def words(self, text: str, spans: Sequence[tuple[int, int]]) -> Vectors:
        """Return the mean state of the tokens of each span of a text, read with the text around it: (spans, 384)."""
        states, (starts, ends) = self._states(text)
        inside = [(starts < end) & (ends > start) for start, end in spans]
        return np.array([states[of].mean(axis=0) if of.any() else 0 * states[0] for of in inside], np.float32)

    def paper(self, paper: Paper) -> Vectors:
        """Return a row for the paper and then one for each sentence: shape (1 + sentences, 384).

        A sentence's is the mean of its tokens' states, read with the abstract around them ("late chunking": Günther et
        al., arXiv:2409.04701); one beyond the 512th token has the paper's.
        """
        text, spans = laid_out(paper)
        states, (starts, ends) = self._read(text)
        whole = states.mean(axis=0)
        rows = [whole]
        for start, end in spans:
            inside = (starts >= start) & (ends <= end) & (ends > starts)
            rows.append(states[inside].mean(axis=0) if inside.any() else whole)
        return _unit(np.array(rows))

    def _read(self, text: str) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """Return the last states of all tokens, the two that stand for start and end among them, and where they are."""
        read = self._tokens.encode(text)
        ids = np.array([read.ids], dtype=np.int64)
        (states,) = self._model.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return np.asarray(states[0], dtype=np.float32), np.array(read.offsets).T


def laid_out(paper: Paper) -> tuple[str, Sequence[tuple[int, int]]]:
    """Return a paper as one text, and where in it each sentence begins and ends."""
    text, spans = f"{paper.title}. ", []
    for sentence in paper.sentences:
        spans.append((len(text), len(text) + len(sentence)))
        text += f"{sentence} "
    return text, spans


def _unit(vectors: npt.NDArray[np.float32]) -> Vectors:
    return np.asarray(vectors / (np.linalg.norm(vectors, axis=-1, keepdims=True) + _LEAST), dtype=np.float32)


@cache
def encoder() -> Encoder:
    """Return the shipped encoder, read once: 0.3 s."""
    return Encoder()


@cache
def tokenizer() -> Tokenizer:
    """Return what cuts texts into the tokens of this encoder, at most 512 of them."""
    from tokenizers import Tokenizer  # noqa: PLC0415  only where something is read

    tokens = Tokenizer.from_str(resources.files(FOLDER[0]).joinpath(FOLDER[1], "tokenizer.json").read_text("utf-8"))
    tokens.no_padding()
    tokens.enable_truncation(_MOST_TOKENS)
    return tokens


@cache
def session(package: str, folder: str) -> InferenceSession:
    """Return what runs the `model.onnx` of a folder of a package, read once: 0.3 s."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # from 1.29 on it reports to its maker; read when it is imported
    import onnxruntime  # noqa: PLC0415  0.3 s, and only where something is read

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # more are no faster on texts this short, and wait for each other
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    weights = resources.files(package).joinpath(folder, "model.onnx").read_bytes()
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


def pair(first: Sequence[int], second: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the tokens of two texts as they are read together, and which of both each is of."""
    ids = [_START, *first, _END]
    return [*ids, *second, _END], [0] * len(ids) + [1] * (len(second) + 1)


def scores_of(folder: tuple[str, str], ids: Sequence[int], segments: Sequence[int]) -> npt.NDArray[np.float32]:
    """Return what the model of a folder makes of tokens, of which segment 1 is another text than segment 0."""
    given = {"input_ids": np.array([ids], dtype=np.int64), "token_type_ids": np.array([segments], dtype=np.int64)}
    (scores,) = session(*folder).run(None, given)
    return np.asarray(scores[0])


class MiniLMEmbedder:
    """Embeds with all-MiniLM-L6-v2, some thirty abstracts a second on a core."""

    batch = 128  # five seconds

    @property
    def fingerprint(self) -> str:
        """The model and its dimensions."""
        return f"{FINGERPRINT}-{DIMENSIONS}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length a text, shape (len(texts), 384); the first 512 tokens are read."""
        rows = [encoder().question(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(-1, DIMENSIONS)
