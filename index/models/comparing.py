"""Whether a question sets things side by side, and in which respect: two logistic models, over words and a vector.

Names are read as one word, so that "how does X differ from Y" is the same question of all. Trained by
`tests/bench/train_comparing.py` on `tests/data/comparing.jsonl`, which was written for it, and on the questions of the
question types.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from index.models import question_types
from index.models.linear import load_model

Asks = Literal[
    "",  # something else
    "sides",  # sets things that it names, or that were told of, side by side
    "topic",  # sets what there is on a topic side by side
]
Respect = Literal["", "problem", "idea", "training", "data", "results", "cost", "limits", "code"]  # names of columns
Vector = npt.NDArray[np.float32]
ASKS: tuple[Asks, ...] = get_args(Asks)
RESPECTS: tuple[Respect, ...] = get_args(Respect)
NAME, RESPECT_NAME = "comparing", "compared_respect"
_NAMED = "Xy"  # stands for a name
_MOST = 3  # names that are told apart by number
_NAME = re.compile(
    r"(?<![\w-])(?:[A-Z]{2,}|[A-Z][a-z]*[A-Z0-9]|[a-z]+[A-Z]|[A-Za-z]+\d|\d{4}\.\d{4,5}|arxiv:)[\w.:/-]*(?<![.:/-])(?:\s\d[\d.]*(?![\w.]))?"
    r"|[\"“][^\"“”]{2,}[\"”]"
)


class Comparing(NamedTuple):
    """The probabilities that a question sets named things, or what there is on a topic, side by side."""

    sides: float
    topic: float


@lru_cache(maxsize=256)
def comparing(question: str, named: tuple[str, ...] = ()) -> Comparing:
    """Return how probably a question compares; `named` are the words in it that are known to be names."""
    model = load_model(NAME)
    found = model.probabilities([features(question, named)])[0]
    return Comparing(*(float(found[model.labels.index(label)]) for label in ("sides", "topic")))


def respect(vector: Vector) -> tuple[Respect, float]:
    """Return in which column a question about several papers is answered, "" for none, and how probable that is.

    `vector` is that of the question `without_names`, by `index.embedders.static`.
    """
    found = load_model(RESPECT_NAME).of_vectors(vector[None])[0]
    best = int(found.argmax())
    return RESPECTS[best], float(found[best])


def features(question: str, named: Sequence[str] = ()) -> list[str]:
    """Return what the models see of a question."""
    text = without_names(question, named, _NAMED)
    count = len(re.findall(rf"\b{_NAMED}\b", text))
    return [*question_types.features(text), f"names={min(count, _MOST)}"]


def without_names(question: str, named: Sequence[str] = (), instead: str = "") -> str:
    """Return a question with something else in the place of names, of those `named` and of what is written like one."""
    for name in sorted(filter(None, named), key=len, reverse=True):
        question = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", instead, question)
    return _NAME.sub(instead, question)


def other_names(question: str, named: Sequence[str] = ()) -> tuple[str, ...]:
    """Return what is written in a question as a name is, in order, but for what is `named`."""
    for name in sorted(filter(None, named), key=len, reverse=True):
        question = question.replace(name, " , ")
    return tuple(dict.fromkeys(found[0].strip('"“”') for found in _NAME.finditer(question)))
