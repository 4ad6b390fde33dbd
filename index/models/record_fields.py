"""Which fields of a paper's record somebody asks for, if any: who wrote it, when, where, how many votes it has.

One logistic model a field, over words and their letters, trained by `tests/bench/train_record_fields.py` on the first
part of `tests/data/record_questions.jsonl`; it forgives slips. What stands in quotation marks is a title, and says
nothing.
"""

import re
from functools import lru_cache
from typing import Literal, cast, get_args

from index.models.linear import load_model, words_of
from index.models.question_types import letters_of, rows_of

RecordField = Literal[
    "authors",
    "date",
    "organisation",
    "venue",
    "citations",
    "votes",
    "comments",
    "stars",
    "code",
    "project",
    "link",
    "title",
]
FIELDS: tuple[RecordField, ...] = get_args(RecordField)
LINKS: frozenset[RecordField] = frozenset({"code", "project", "link"})  # which abstracts often tell of as well
NAME = "record_fields"
UNTOLD = "x"  # what stands for a title in a question
_LEAST = -0.5  # log-odds from which a field is asked for; see `tests/bench/train_record_fields.py`
_NEAR = 6.0  # log-odds behind the likeliest field, from which another one is asked for as well
_TITLE = re.compile(r'["“„][^"”“]+["”“]')
_LETTERS = (3, 4, 5)
_REACH = 400  # characters of a question that are looked at


@lru_cache(maxsize=256)
def fields_asked(question: str) -> tuple[RecordField, ...]:
    """Return what a question asks for, in the order of `FIELDS`; nothing if abstracts or counts answer it."""
    model = load_model(NAME)
    scores = model.scores([features(question)])[0]
    least = max(_LEAST, float(scores.max()) - _NEAR)
    return tuple(cast(RecordField, field) for field, score in zip(model.labels, scores, strict=True) if score >= least)


def features(question: str) -> list[str]:
    """Return what the models see of a question."""
    words = words_of(_TITLE.sub(f" {UNTOLD} ", question)[:_REACH])
    return [*rows_of(words), *(row for many in _LETTERS for row in letters_of(words, many))]
