"""A small transformer that reads a question and a paper together, and tells which sentences answer it.

An encoder of both apart can only say what they are about; this one sees whether the abstract says what is asked (a
cross-encoder: Nogueira and Cho, arXiv:1901.04085). It takes some 25 ms a paper on one core, so it reads only the first
that a search finds. `tests/bench/train_cross_encoder.py` trains it; where it begins, and on what it was trained, stands
in `cross_encoder_int8/README.md`.
"""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.embedders.encoder import laid_out, pair, scores_of, session, tokenizer
from index.paper import Paper

FOLDER = "index.models", "cross_encoder_int8"
ASKED, MOST = 64, 400  # tokens of the question that are read, and of both together
_PAIRS = 256  # of a question and a paper that are remembered
_AT_ONCE = 2  # papers; each by a thread of its own


class Scores(NamedTuple):
    """Log-odds that a paper is on what is asked, that its abstract answers it, and that each sentence does."""

    relevant: float
    answers: float
    sentences: npt.NDArray[np.float32]


def begin(question: str, papers: Sequence[Paper]) -> list[Future[Scores]]:
    """Begin to read papers, and return what will be made of each, in their order."""
    return [_begun(question, paper) for paper in papers]


def scores(question: str, papers: Sequence[Paper]) -> list[Scores]:
    """Return what is made of each paper, in their order; a sentence that is not read counts as the least one."""
    return [future.result() for future in begin(question, papers)]


@lru_cache(maxsize=_PAIRS)  # what may be asked next is sought with the same question again
def _begun(question: str, paper: Paper) -> Future[Scores]:
    return _threads().submit(_read, question, paper)


@cache
def _threads() -> ThreadPoolExecutor:
    session(*FOLDER)  # before several ask for it
    return ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="cross-encoder")


def _read(question: str, paper: Paper) -> Scores:
    """Return what is made of one paper: one a run, so that none depends on its company."""
    asked = tokenizer().encode(question, add_special_tokens=False).ids[:ASKED]
    text, spans = laid_out(paper)
    read, room = tokenizer().encode(text, add_special_tokens=False), MOST - len(asked) - 3
    out = scores_of(FOLDER, *pair(asked, read.ids[:room]))
    starts, ends = np.array(read.offsets[:room]).reshape(-1, 2).T
    tokens = out[len(asked) + 2 : -1, 0]
    means = [tokens[(starts >= start) & (ends <= end)] for start, end in spans]
    least = float(tokens.min(initial=0.0))
    sentences = np.array([each.mean() if len(each) else least for each in means], dtype=np.float32)
    return Scores(float(out[0, 1]), float(out[0, 2]), sentences)
