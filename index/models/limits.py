"""Which papers a message wants: what it leaves out, whose papers, and of when.

Each word is told to be a part of the topic, of what a limit names (a subject, an organisation, an author, a time), or
of the words that go away with it: of "retrieval, but none with graphs" `graphs` is left out, and `, but none with` goes
too. And of what a limit names it is told how: that it is wanted or not, and of a time which days are meant by it. So a
limit is told from what is said of the world, as "training without labels" and "trained by NVIDIA" are.

The mean of some bidirectional LSTMs (Graves and Schmidhuber, Framewise Phoneme Classification with Bidirectional LSTM,
2005) over what the encoder makes of each word where it stands (`index.embedders.encoder`), its letters and its shape.
Trained by `tests/bench/train_limits.py` on `tests/data/limits.jsonl`, which was written for it.
"""

import re
import zlib
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from index.embedders.encoder import encoder
from index.embedders.static import one_thread
from index.models.linear import likeliest_sequence, shipped, sigmoid

Kind = Literal[
    "without",
    "organisation",
    "not_organisation",
    "author",
    "not_author",
    "date",  # papers are of these days
    "listed",  # they stood on a daily list then
    "since",
    "after",
    "before",
    "until",
]
TAGS = ("O", "cue", *(f"{place}-{what}" for what in ("without", "organisation", "author", "date") for place in "BI"))
WAYS = ("date", "listed", "since", "after", "before", "until", "wanted", "not")
NAME = "limits"
# What is added to the scores of names and times, which records and the calendar confirm, and to those of any limit
# where a message is known to set one.
NAMED, LIKELY = 1.0, 3.0
HASHED = 2**12  # rows of the vectors of words, of their ends and of their shapes
_OF_DATES = slice(0, 6)  # of the ways
_TOKEN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]|[^\W_\u3040-\u30ff\u4e00-\u9fff]+|[^\w\s]|_")
_YEAR = re.compile(r"\s*,\s*(?:19|20)\d\d")
_MOST = 200  # tokens that are looked at
Scores = npt.NDArray[np.float32]


class Limit(NamedTuple):
    """What a limit names, how it limits papers, where that stands, and where the words do that go away with it."""

    kind: Kind
    value: str
    at: int
    start: int
    end: int


@lru_cache(maxsize=512)
def limits(message: str, *, sure: bool = False) -> tuple[Limit, ...]:
    """Return the limits that a message sets, in order."""
    spans = tokens(message)
    tags, ways = scores(message, spans, sure=sure) if spans else ([], np.empty(0))
    values: list[list[int]] = []  # the first token of each, and the one behind it
    for n, tag in enumerate(tags):
        if tag[0] == "B":
            values.append([n, n + 1])
        elif tag[0] == "I":
            values[-1][1] = n + 1
    values = _with_years(message, spans, values, tags)
    found = []
    for first, behind in values:
        start, end = first, behind
        while start and tags[start - 1] == "cue":
            start -= 1
        while end < len(tags) and tags[end] == "cue":
            end += 1
        end = behind if end < len(tags) and tags[end] != "O" else end  # cues between two go with the second
        kind = _kind(tags[first][2:], ways[first:behind].sum(axis=0))
        at = spans[first][0]
        found.append(Limit(kind, message[at : spans[behind - 1][1]], at, spans[start][0], spans[end - 1][1]))
    return tuple(found)


def _with_years(
    message: str, spans: Sequence[tuple[int, int]], values: list[list[int]], tags: Sequence[str]
) -> list[list[int]]:
    """Return the values with a year behind the comma of a date as a part of it: "March 12, 2026"."""
    found: list[list[int]] = []
    for first, behind in values:
        dates = found and tags[first] == tags[found[-1][0]] == "B-date"
        if dates and _YEAR.fullmatch(message[spans[found[-1][1] - 1][1] : spans[behind - 1][1]]):
            found[-1][1] = behind
        else:
            found.append([first, behind])
    return found


def _kind(tag: str, how: Scores) -> Kind:
    """Return the kind of a limit by its tag and the scores of the ways."""
    if tag == "date":
        return cast(Kind, WAYS[int(how[_OF_DATES].argmax())])
    unwanted = how[WAYS.index("not")] > how[WAYS.index("wanted")]
    return cast(Kind, f"not_{tag}" if unwanted and tag != "without" else tag)


def tokens(message: str) -> list[tuple[int, int]]:
    """Return where the first words and signs of a message stand."""
    return [found.span() for found in _TOKEN.finditer(message)][:_MOST]


def hashed(message: str, spans: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the rows of what is seen of each token itself: the word, its last letters, and how it is written."""
    found = []
    for start, end in spans:
        word = message[start:end]
        low = re.sub(r"^(?:19|20)\d\d$", "2000", word.lower())
        low = low if low == "2000" or not low.isdigit() else "0"
        case = word.islower(), word.isupper(), len(word) > 1, word[:1].isupper(), word.isdigit()
        around = message[start - 1] if start else " ", message[end : end + 1] or " "
        near = around[0].isspace(), around[1].isspace()
        found.append([zlib.crc32(f"{seen}".encode()) % HASHED for seen in (f"w{low}", f"s{low[-3:]}", (case, near))])
    return found


def scores(message: str, spans: Sequence[tuple[int, int]], *, sure: bool) -> tuple[list[str], Scores]:
    """Return the tag of each token, and the scores of the ways: shape (tokens, ways)."""
    own, ways = np.split(_mean(message, tuple(spans)).copy(), [len(TAGS)], axis=1)
    follows = _models()["follows"].mean(axis=0)
    own[:, TAGS.index("B-organisation") :] += NAMED
    own[:, 0] -= LIKELY * sure
    likely = likeliest_sequence(own, follows[0], follows)  # it begins as behind a word of the topic
    return [TAGS[n] for n in likely], ways


@lru_cache(maxsize=64)
def _mean(message: str, spans: tuple[tuple[int, int], ...]) -> Scores:
    """Return the mean of the scores that the models give the tags and the ways: shape (tokens, tags + ways)."""
    states, rows, models = encoder().words(message, spans), np.array(hashed(message, spans)), _models()
    with one_thread().limit(limits=1):
        told = np.tanh(states @ models["states.weight"] + models["states.bias"])
        given = np.concatenate([told, models["own.weight"][:, rows].sum(axis=2)], axis=2)
        both = np.concatenate([_run(given, ""), _run(given[:, ::-1], "_reverse")[:, ::-1]], axis=2)
        return np.asarray((both @ models["head.weight"] + models["head.bias"]).mean(axis=0))


def _run(given: Scores, way: str) -> Scores:
    """Return the states of LSTMs (Hochreiter and Schmidhuber, 1997) in one direction: (models, tokens, hidden)."""
    models, found = _models(), list[Scores]()
    recurrent = models[f"lstm.weight_hh_l0{way}"]
    bias = models[f"lstm.bias_ih_l0{way}"] + models[f"lstm.bias_hh_l0{way}"]
    state = cell = np.zeros((len(recurrent), 1, recurrent.shape[1]), np.float32)
    for gates in np.split(given @ models[f"lstm.weight_ih_l0{way}"] + bias, given.shape[1], axis=1):
        into, keep, new, out = np.split(gates + state @ recurrent, 4, axis=2)
        cell = sigmoid(keep) * cell + sigmoid(into) * np.tanh(new)
        state = sigmoid(out) * np.tanh(cell)
        found.append(state)
    return np.concatenate(found, axis=1)


@cache
def _models() -> dict[str, Scores]:
    """Return the models as shipped, all in each tensor, (models, from, to): they began to learn from other numbers.

    Of one alone chance decides more.
    """
    found: dict[str, list[Scores]] = {}
    for name, tensor in shipped(NAME)[1].items():
        part = name.partition(".")[2]
        turned = tensor.T if "weight" in part and part != "own.weight" else np.atleast_2d(tensor)
        found.setdefault(part, []).append(np.ascontiguousarray(turned, np.float32))
    return {part: np.array(tensors) for part, tensors in found.items()}
