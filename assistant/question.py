"""From what somebody typed, in a conversation, to a query that stands alone.

Without a model: a follow-up is told by its pronouns or by having hardly any content of its own. It is then
asked about the papers that the last answer cited, and carries the names of that question with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.errors import QuestionTooLong
from assistant.types import Turn
from index.lexical import terms
from index.names import names
from index.query import Filters, Query

_REFERS = re.compile(
    r"\b(?:it|its|they|them|their|theirs|these|those|this|that|he|she|the (?:paper|method|approach|model|authors?|work|"
    r"system|framework|dataset|benchmark|study|first|second|former|latter)|both|same one)\b",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^\s*(?:and|but|so|also|what about|how about|why|how so|by how much|how much|tell me more|more)\b", re.IGNORECASE
)
# Control characters, halves of a character, and signs that cannot be seen or turn the direction of writing; line breaks
# and tabs stay.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    r"\U000e0000-\U000e007f]"
)
_LONGEST = 20_000  # characters; ten times as many as the page takes, and room for a pasted abstract
_OWN_CONTENT = 3  # a question with as many content words that opens with "and" still stands alone


def readable(text: str) -> str:
    """Return what somebody typed without the signs that are no text.

    Raises:
        QuestionTooLong: it is no question.
    """
    if len(text) > _LONGEST:
        raise QuestionTooLong(f"The question has {len(text):,} characters.", f"Ask in at most {_LONGEST:,}.")
    return _UNSEEN.sub("", text)


def follows_up(question: str) -> bool:
    """Tell whether a question cannot be understood without the one before it."""
    if names(question):
        return False  # it names what it is about
    content = len(terms(question))
    return bool(_REFERS.search(question)) or (bool(_OPENS.search(question)) and content < _OWN_CONTENT) or content == 0


def to_query(question: str, history: Sequence[Turn], filters: Filters, k: int = 10) -> Query:
    """Return the query that a question means after these turns."""
    asked = question.strip()
    last = next((turn for turn in reversed(history) if turn.papers), None)
    if last is None or filters.papers or not follows_up(asked):
        return Query(text=asked, filters=filters, k=k)
    scope = filters.model_copy(update={"papers": last.papers})
    return Query(text=asked, filters=scope, k=k, context=last.question)
