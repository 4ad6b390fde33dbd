"""What is asked of the collection as a whole, and of the papers on what: two logistic models.

One tells of each word whether it belongs to the topic, by the words around it; the other what is asked, by the words
and letters that are left. Both were trained by `tests/bench/train_collection.py` on the first part of
`tests/data/collection_questions.jsonl`, which was written for it.
"""

import json
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Literal, NamedTuple, cast, get_args

from index.models.linear import Token, load_model, tokens_of, words_of
from index.models.question_types import letters_of, rows_of
from index.terms import stop_words, terms

Measure = Literal[
    "none",  # abstracts answer it, or the record of one paper
    "count",
    "list",  # all that there are
    "exists",  # whether there is any
    "more",  # on which of several topics there are more
    "newest",
    "oldest",
    "votes",
    "comments",
    "stars",
    "authors",  # how many a paper has
    "months",
    "writers",  # who has the most papers
    "organisations",  # which has the most papers
]
MEASURES: tuple[Measure, ...] = get_args(Measure)
RANKS: frozenset[Measure] = frozenset({"newest", "oldest", "votes", "comments", "stars", "authors"})  # sort papers
SURE = 0.5  # probability from which a question asks that
NAME, TOPICS = "collection_questions", "collection_topics"
HELD = "x"  # stands for a topic, and for a paper that is named
_TOKEN = re.compile(r"\"[^\"]+\"|“[^”]+”|[^\W_]+(?:[-.'’+/@][^\W_]+)*|[^\w\s]")
_JOINS = frozenset("of to in for and or with on from the a an by as via at".split())  # may stand within a topic
_REACH = 60  # tokens that are looked at
_LETTERS = (3, 4)


class Reading(NamedTuple):
    """What is asked with which probability, the phrases that are its topic, and the question with `HELD` for each.

    `strange` are words of that frame which no question that was learned from has there.
    """

    measure: Measure
    share: float
    topics: tuple[str, ...] = ()
    frame: str = ""
    strange: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def reading(question: str) -> Reading:
    """Return what a question asks of the collection."""
    words = tokens(question)
    spans = _spans(words, labels(words)) if words else []
    frame, topics = question, tuple(question[start:end] for start, end in spans)
    for start, end in reversed(spans):
        frame = f"{frame[:start]}{HELD}{frame[end:]}"
    model = load_model(NAME)
    shares = model.probabilities([features(frame)])[0]
    best = int(shares.argmax())
    strange = tuple(word for word in words_of(frame) if len(word) > 1 and word not in _known() and terms(word))
    return Reading(cast(Measure, model.labels[best]), float(shares[best]), topics, frame, strange)


@cache
def _known() -> frozenset[str]:
    return frozenset(json.loads(load_model(TOPICS).about["frames"]))


def tokens(question: str) -> list[Token]:
    """Return the first words and signs of a question; a quotation is one."""
    return tokens_of(_TOKEN, question)[:_REACH]


def labels(words: Sequence[Token]) -> list[bool]:
    """Return of each word whether the model takes it for a part of the topic."""
    scores = load_model(TOPICS).scores(topic_features([word.text for word in words]))[:, 0]
    return [bool(score > 0) for score in scores]


def features(frame: str) -> list[str]:
    """Return what the model of measures sees of a question without its topics."""
    words = words_of(frame)
    held = min(sum(word == HELD for word in words), 3)
    return [*rows_of(words), *(row for many in _LETTERS for row in letters_of(words, many)), f"held={held}"]


def topic_features(words: Sequence[str]) -> list[list[str]]:
    """Return what the model of topics sees of each word: itself, its neighbours, and the nearest plain words."""
    low = [word.lower() for word in words]
    plain = [word in stop_words() or not word[0].isalnum() for word in low]
    found = list[list[str]]()
    for n, (word, text) in enumerate(zip(low, words, strict=True)):
        near = {d: low[n + d] if 0 <= n + d < len(low) else "<>" for d in (-3, -2, -1, 1, 2, 3)}
        before = next((low[k] for k in range(n - 1, -1, -1) if plain[k]), "<>")
        after = next((low[k] for k in range(n + 1, len(low)) if plain[k]), "<>")
        found.append(
            [
                f"w={word}",
                f"s={word[-3:]}",
                f"p={word[:4]}",
                *(f"{d}={one}" for d, one in near.items()),
                f"-1,0={near[-1]} {word}",
                f"0,1={word} {near[1]}",
                f"-2,-1={near[-2]} {near[-1]}",
                f"1,2={near[1]} {near[2]}",
                f"b={before}",
                f"a={after}",
                f"b,a={before} {after}",
                f"plain={plain[n]}",
                f"b plain={before} {plain[n]}",
                f"shape={_shape(text)}",
                f"at={min(n, 3)}",
                f"left={min(len(low) - n, 3)}",
            ]
        )
    return found


def _shape(word: str) -> str:
    if word[0] in '"“':
        return "quoted"
    return "digit" if word[0].isdigit() else "caps" if word.isupper() and len(word) > 1 else str(word[0].isupper())


def _spans(words: Sequence[Token], told: Sequence[bool]) -> list[tuple[int, int]]:
    """Return where the topics stand: rows of words that belong to it, with small words between and none at the ends."""
    own = list(told)
    for n in range(1, len(own) - 1):
        own[n] = own[n] or (own[n - 1] and own[n + 1] and words[n].text.lower() in _JOINS)
    spans = []
    for belongs, row in groupby(zip(own, words, strict=True), key=itemgetter(0)):
        inner = [word for _, word in row if word.text.lower() not in _JOINS and word.text[-1:] not in ".,;:?!"]
        if belongs and inner:
            spans.append((inner[0].start, inner[-1].end))
    return spans
