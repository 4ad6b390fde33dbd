"""Which phrases of a sentence name a task, a method, a material (data sets, benchmarks), a metric, or another term.

A linear-chain conditional random field (Lafferty et al., Conditional Random Fields, 2001) over words, their shapes and
affixes, the nearest plain words on both sides, and clusters of words. The kinds are those of SciERC (Luan et al.,
Multi-Task Identification of Entities, Relations, and Coreference for Scientific Knowledge Graph Construction,
arXiv:1808.09602), which has no licence and therefore only measures; `tests/bench/train_entities.py` trains on sentences
of daily papers labelled for this project. `tests/bench/measure_entities.py` measures it.
"""

import json
import re
from functools import cache, lru_cache
from itertools import chain
from typing import Literal, NamedTuple, cast, get_args

import numpy as np
import numpy.typing as npt

from index.models.entity_features import rows
from index.models.linear import Token, likeliest_sequence, shipped, tokens_of

Kind = Literal["task", "method", "metric", "material", "other", "generic"]
KINDS: tuple[Kind, ...] = get_args(Kind)
LABELS: tuple[str, ...] = ("O", *(f"{place}-{kind}" for kind in KINDS for place in "BI"))
NAME = "entity_tagger"
_TOKEN = re.compile(r"[^\W_]+(?:[-_.'@^+][^\W_]+)*|\S")
_REACH = 1200  # characters of a sentence that are looked at
_IS = re.compile(r"\)?\s*,\s+(?:an?|the)\s+(?:[\w-]+\s+){0,5}")
_DATA = re.compile(r"(?:benchmark|data ?set|corpus|corpora|test ?bed)s?$", re.I)
Scores = npt.NDArray[np.float32]
_BEGINS = np.array([-1e4 if label[0] == "I" else 0.0 for label in LABELS], np.float32)  # no `I` begins a sentence


class Entity(NamedTuple):
    """A phrase of a sentence: `sentence[start:end] == text`."""

    kind: Kind
    text: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def tag(sentence: str) -> tuple[Entity, ...]:
    """Return the entities of a sentence, in order; none overlaps another."""
    words = tokens(sentence[:_REACH])
    if not words:
        return ()
    weights, follows = _model()
    seen = rows([word.text for word in words])
    starts = np.cumsum([0, *map(len, seen[:-1])])
    scores = np.add.reduceat(weights[list(chain.from_iterable(seen))], starts, axis=0)  # (tokens, labels)
    labels = [LABELS[n] for n in likeliest_sequence(scores, _BEGINS, follows)]
    found: list[Entity] = []
    for word, label in zip(words, labels, strict=True):
        if label[0] == "B":
            found.append(Entity(cast(Kind, label[2:]), *word))
        elif label[0] == "I":
            start = found[-1].start
            found[-1] = found[-1]._replace(text=sentence[start : word.end], end=word.end)
    return _said_to_be_data(sentence, found)


def tokens(sentence: str) -> list[Token]:
    """Return the tokens of a sentence; what is joined by hyphens, points or `@` is one."""
    return tokens_of(_TOKEN, sentence)


def _said_to_be_data(sentence: str, found: list[Entity]) -> tuple[Entity, ...]:
    """Return the entities, and as materials the names that are said to be one: `Fire (FR), a large benchmark`.

    Of 153 such names in 1,200 abstracts the model alone takes 50 for methods, all but one wrongly.
    """
    said = False  # of the entity behind this one
    for n in range(len(found) - 2, -1, -1):
        each, after = found[n : n + 2]
        between = sentence[each.end : after.start]
        said = not each.text.islower() and (
            bool(_DATA.search(after.text) and _IS.fullmatch(between)) or (said and between == " (")
        )
        if said:
            found[n] = each._replace(kind="material")
    return tuple(found)


@cache
def _model() -> tuple[Scores, Scores]:
    """Return the weights as shipped, (rows, labels), and what each label behind another adds, (labels, labels)."""
    about, tensors = shipped(NAME)
    return tensors["weights"].astype(np.float32), np.array(json.loads(about["follows"]), np.float32)
