"""A follow-up as a question that stands alone, written by a model and believed only as far as it can be checked.

"And on which data?" becomes "On which data does Zebrafold train faster?". A model may also answer the
question, invent a new one, or talk; then the follow-up stays what `assistant.question` made of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.budget import newest
from assistant.errors import WriterError
from assistant.types import Turn
from assistant.writers.base import Condenser, Writer
from index.lexical import terms
from index.query import Filters, Query

_HISTORY_TOKENS = 400  # of earlier questions
_LONGEST = 400  # characters of a follow-up and of what is made of it; a longer one says itself what it means
_KNOWN = 0.6  # share of the content words that must stand in the conversation; the rest is "limitations" for "limits"
_LABEL = re.compile(
    r"^[\s>*#\"'“”`-]*(?:(?:sure|certainly|of course|okay|ok)\s*[!,.]\s*)?"
    r"(?:(?:[\w'’ -]{0,40}\b(?:question|query|version|rewrite|rewritten|follow-up)\b[\w ]{0,30}"
    r"|here(?:['’]s| is)[^:?]{0,60})\s*\**:)?[\s*\"'“”`]*",
    re.IGNORECASE,
)


def stand_alone(
    query: Query, asked: str, history: Sequence[Turn], filters: Filters, *, writer: Writer, titles: Sequence[str]
) -> Query:
    """Return the query as one that stands alone, or unchanged if it is no follow-up or no good one came back.

    `asked` is the question that `assistant.question` made the query of. `filters` are the reader's own. They replace
    the bounds that the follow-up took from the last answer, because what is asked about now stands in the words; only
    who asks for other papers still gets others. `titles` are those of the papers that the last answer cited.
    """
    follows_up = bool(query.context) or query.text != asked
    if not follows_up or not isinstance(writer, Condenser) or len(asked) > _LONGEST:
        return query
    earlier = newest([turn.question for turn in history], _HISTORY_TOKENS)
    try:
        written = writer.condense(asked, earlier, titles)
    except WriterError:
        return query
    text = _question(written)
    if not _is_sound(text, asked, (*earlier, *titles)):
        return query
    return Query(text=text, filters=filters.model_copy(update={"others_than": query.filters.others_than}), k=query.k)


def _question(written: str) -> str:
    """Return the first line with words in it, without a label or quotes around it."""
    line = next((line for line in written.splitlines() if terms(_LABEL.sub("", line))), "")
    return " ".join(_LABEL.sub("", line).split()).strip("\"'“”`* ")


def _is_sound(text: str, asked: str, conversation: Sequence[str]) -> bool:
    """Tell whether a rewritten question keeps what was asked, says more of it, and hardly anything that nobody said."""
    words, own = set(terms(text)), set(terms(asked))
    said = {word for line in conversation for word in terms(line)}
    return (
        0 < len(text) <= _LONGEST
        and bool((words - own) & said)
        and 2 * len(own & words) >= len(own)
        and len(words & (own | said)) >= _KNOWN * len(words)
    )
