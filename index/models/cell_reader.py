"""A small transformer that reads an abstract as a whole, and tells what fills the columns of a comparison.

Of every column it says whether the paper states it, which sentences do, and how well each word begins a value, ends
one and stands inside one; `assistant.comparison.values` cuts the value by them. It takes some 25 ms a paper on one
core. `tests/bench/train_cell_reader.py` trains it; where it begins, and on what it was trained, stands in
`cell_reader_int8/README.md`.
"""

import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.embedders.encoder import pair, scores_of, session, tokenizer
from index.models.linear import softmax
from index.models.sentence_roles import ROLES
from index.text import plain

COLUMNS = ("problem", "idea", "training", "data", "results", "cost", "limits", "code")
SPANS = (*COLUMNS, "any")  # what values are cut for: a column, or whichever it may be
FOLDER = "index.models", "cell_reader_int8"
MOST = 512  # tokens of a title and an abstract
_TITLE = 64  # tokens
_AT_ONCE = 2  # papers; each by a thread of its own
_UNREAD = -20.0  # log-odds of what stands behind the last token that is read
# What the model gives of a token: of words (begins, ends, inside) by span, of sentences, of the paper, and roles of
# sentences.
WIDTHS = (3 * len(SPANS), len(COLUMNS), len(COLUMNS), len(ROLES))
Scores = npt.NDArray[np.float32]


class Word(NamedTuple):
    """A word as it stands in a plain sentence, in lower case without the signs around it, and where it stands."""

    text: str
    low: str
    start: int
    end: int


class Reading(NamedTuple):
    """Log-odds that a column is stated, by the paper, (columns,), and by each sentence, (sentences, columns).

    `words` has for each sentence how well its words begin a value, end one, and stand inside one: (words, spans, 3);
    `roles` how probable each role of a sentence is: (sentences, roles).
    """

    stated: Scores
    sentences: Scores
    words: tuple[Scores, ...]
    roles: Scores


class Tokens(NamedTuple):
    """The tokens of a paper, their segments, and by sentence the first token of each word and that behind its last."""

    ids: list[int]
    segments: list[int]
    words: tuple[tuple[tuple[int, int], ...], ...]


def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a plain text: what stands between spaces."""
    return tuple(
        Word(each[0], each[0].strip("([{\"'“)]}”,;:.!?").lower(), each.start(), each.end())
        for each in re.finditer(r"\S+", text)
    )


def laid_out(title: str, sentences: tuple[str, ...]) -> Tokens:
    """Return what the model reads of a paper; words behind the last token that is read are left out."""
    first = tokenizer().encode(title, add_special_tokens=False).ids[:_TITLE]
    ids, words = list[int](), list[tuple[tuple[int, int], ...]]()
    for text in map(plain, sentences):
        read = tokenizer().encode(text, add_special_tokens=False)
        at, places = len(first) + 2 + len(ids), list[tuple[int, int]]()
        starts = [start for start, _ in read.offsets]
        for word in words_of(text):
            begin, end = np.searchsorted(starts, (word.start, word.end))
            if at + end < MOST and begin < end:
                places.append((at + int(begin), at + int(end)))
            elif at + end < MOST:  # of no token, as a lonely variation selector
                places.append((at + max(0, int(begin) - 1), at + max(1, int(begin))))
        words.append(tuple(places))
        ids = [*ids, *read.ids][: MOST - 3 - len(first)]
    return Tokens(*pair(first, ids), tuple(words))


@lru_cache(maxsize=1024)
def read(title: str, sentences: tuple[str, ...]) -> Reading:
    """Return what is made of a paper's title and the sentences of its abstract; "" for one is passed over."""
    told = laid_out(title, sentences)
    out = scores_of(FOLDER, told.ids, told.segments)
    of_words, of_sentences, of_paper, of_roles = np.split(out, np.cumsum(WIDTHS[:-1]), axis=1)
    spans = [slice(each[0][0], each[-1][1]) if each else slice(0) for each in told.words]
    return Reading(
        of_paper[0],
        np.array([_mean(of_sentences[span]) for span in spans], np.float32).reshape(-1, WIDTHS[1]),
        tuple(_of_words(of_words, places) for places in told.words),
        softmax(np.array([_mean(of_roles[span]) for span in spans], np.float32).reshape(-1, WIDTHS[3])),
    )


def _mean(rows: Scores) -> Scores:
    return np.asarray(rows.mean(axis=0)) if len(rows) else np.full(rows.shape[1], _UNREAD, np.float32)


def _of_words(rows: Scores, places: tuple[tuple[int, int], ...]) -> Scores:
    """Return of each word what its first token says of beginnings, its last of ends, and all of them of insides."""
    found = np.zeros((len(places), len(SPANS), 3), np.float32)
    for n, (first, behind) in enumerate(places):
        shaped = rows[first:behind].reshape(-1, len(SPANS), 3)
        found[n] = np.stack([shaped[0, :, 0], shaped[-1, :, 1], shaped[:, :, 2].mean(axis=0)], axis=1)
    return found


def read_ahead(papers: Iterable[tuple[str, tuple[str, ...]]]) -> None:
    """Read several papers at once, titles and sentences, so that `read` has them."""
    session(*FOLDER)  # by one thread only
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="cell-reader") as threads:
        list(threads.map(lambda paper: read(*paper), papers))
