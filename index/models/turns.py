"""What a turn does in its conversation, its dialogue act: told by a small transformer that reads it behind its topic.

Which act it is shows only beside what was before: "and on phones?" asks of the paper that was cited, or for others,
and what looks like a follow-up may be on another subject. Trained by `tests/bench/train_turns.py` on conversations of
people who had seen neither the code nor an answer (`tests/data/turns.jsonl`), and on turns that were written for it;
where it begins stands in `turns_int8/README.md`.
"""

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

from index.embedders.encoder import pair, scores_of, tokenizer
from index.models.linear import softmax

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
# What the log-odds of a later turn that it stands alone count, each of its terms, and from which sum on it does.
# Logistic regression on 1,629 turns that the network was not trained on: of 119 that it called new 68 were, of the 91
# that are left 62, for few people change the subject in three words.
_NEW, _TERM, _ALONE = 0.81, 0.36, 2.5
FOLDER = "index.models", "turns_int8"
_LEAST = 1e-3  # probability
_TOPIC, _TURN = 40, 64  # tokens of each that are read


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


def laid_out(turn: str, before: Before) -> tuple[list[int], list[int]]:
    """Return the tokens of what was before a turn and of the turn, and which of both each is of."""
    told = f"{before.kind or 'first'} {'limit' if before.stated else ''} : {before.topic}"
    known = tokenizer().encode(told, add_special_tokens=False).ids[:_TOPIC]
    said = tokenizer().encode(turn, add_special_tokens=False).ids[:_TURN]
    return pair(known, said)


@lru_cache(maxsize=256)
def dialogue_act(turn: str, before: Before) -> DialogueAct:
    """Return what a turn does after what was before it."""
    shares = softmax(scores_of(FOLDER, *laid_out(turn, before))[None, :])[0]
    told = {act: float(shares[ACTS.index(act)]) for act in (ACTS if before.kind else OPENING)}
    return DialogueAct(likeliest(told), told)


def stands_alone(share: float, terms: int) -> bool:
    """Tell whether a later turn that is "new" with this probability, and has so many terms, is on another subject."""
    odds = min(max(share, _LEAST), 1 - _LEAST)
    return _NEW * math.log(odds / (1 - odds)) + _TERM * terms > _ALONE


def likeliest(shares: Mapping[Act, float]) -> Act:
    """Return the likeliest act of the kind of acts that is likeliest."""

    def weight(act: Act) -> tuple[float, float]:
        alike = next((acts for acts in _ALIKE if act in acts), frozenset({act}))
        return sum(shares.get(each, 0.0) for each in alike), shares[act]

    return max(shares, key=weight)
