"""What a turn does in its conversation, its dialogue act: a logistic model over its words and what was before it.

Trained by `tests/bench/train_turns.py` on the development half of `tests/data/turns.jsonl`, which people wrote who had
not seen the code, and on `tests/data/turns_written.jsonl`, which was written for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

from index.dictionary import asking_words
from index.models import question_types
from index.models.linear import load_model

Act = Literal[
    "new",  # a question that stands alone
    "about",  # asks something of the papers of the last answer
    "search",  # asks something on the topic that other papers may tell
    "others",  # asks for other papers on the topic
    "vary",  # the last question with something else in it
    "narrow",  # says which of several things the last question meant
    "pick",  # chooses among the papers listed
    "within",  # which of the papers listed
    "newest",
    "oldest",
    "links",
    "compare",  # sets papers or methods side by side
    "limit",  # from here on only papers that pass a filter
    "lift",  # takes a filter or a wish back
    "wish",  # how answers are to be given
    "again",  # wants the last answer once more
    "recap",  # wants what was said so far in short
    "table",  # wants the papers so far as a list or a table
    "check",  # doubts the last answer, or asks which sentence says so
    "authors",  # asks for other papers by the authors
    "successor",  # asks for a newer version of what was talked of
    "back",  # returns to an earlier subject
    "talk",  # greets, thanks, asks for help
]
Kind = Literal["", "answered", "related", "abstained", "list"]
ACTS: tuple[Act, ...] = get_args(Act)
OPENING: tuple[Act, ...] = ("new", "talk", "limit", "wish")  # what a first turn may do
# Acts that ask for the same: they are weighed together, and the likeliest of the weightiest is taken.
_ALIKE: tuple[frozenset[Act], ...] = (frozenset({"about", "within", "pick"}), frozenset({"search", "vary", "narrow"}))
NAME = "turns"
_WORD = re.compile(r"[^\W_]{2,}")
_STEM = 5  # letters by which words are alike
_LIKELY = 0.2  # probability, from which a question type is told
_SHORT, _STEP, _LONG = 4, 3, 8  # words: each number up to the first is told apart, then steps, up to so many


class Before(NamedTuple):
    """What was before a turn: how the last one was answered, "" before the first, and what was talked about.

    `stated`: a limit or a wish holds, which may be taken back.
    """

    kind: Kind = ""
    topic: str = ""
    stated: bool = False


class DialogueAct(NamedTuple):
    """The likeliest act of a turn, and the probability of each that is possible."""

    act: Act
    probabilities: dict[Act, float]


@lru_cache(maxsize=256)
def dialogue_act(turn: str, before: Before) -> DialogueAct:
    """Return what a turn does after what was before it."""
    model = load_model(NAME)
    found = model.probabilities([features(turn, before)])[0]
    possible = ACTS if before.kind else OPENING
    shares = {act: float(found[model.labels.index(act)]) for act in possible}
    return DialogueAct(likeliest(shares), shares)


def likeliest(shares: Mapping[Act, float]) -> Act:
    """Return the likeliest act of the kind of acts that is likeliest."""

    def weight(act: Act) -> tuple[float, float]:
        alike = next((acts for acts in _ALIKE if act in acts), frozenset({act}))
        return sum(shares.get(each, 0.0) for each in alike), shares[act]

    return max(shares, key=weight)


def features(turn: str, before: Before) -> list[str]:
    """Return what the model sees of a turn: its words and letters, the question types it may have, what was before."""
    typed = question_types.question_type(turn)
    own, topic = _content(turn), _content(before.topic)
    shared, new = min(len(own & topic), 3), min(len(own - topic), 5)
    words = len(_WORD.findall(turn))
    length = words if words < _SHORT else min(_SHORT + (words - _SHORT) // _STEP, _LONG)
    return [
        *question_types.features(turn),
        f"words={length}",
        f"before={before.kind}",
        f"stated={before.stated}",
        f"stated={before.stated} words={length}",
        f"words={length} before={before.kind}",
        f"shared={shared}",
        f"new={new}",
        f"shared={shared} new={new}",
        f"first={not before.kind} new={min(new, 3)}",
        f"type={typed.type}",
        *(f"perhaps={kind}" for kind, share in typed.probabilities.items() if share > _LIKELY),
    ]


def _content(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(text.lower()) if word not in asking_words()}
