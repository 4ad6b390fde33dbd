"""A turn put by a model as an English question that stands alone, and believed only as far as it can be checked.

"And on which data?" becomes "On which data does Zebrafold train faster?". A model may also answer the question, invent
a new one, or talk; then the turn stays what `assistant.conversation.follow_ups` made of it.
"""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from assistant.conversation.wishes import language_named
from assistant.errors import WriterError
from assistant.parsing.objects import objects
from assistant.writers.base import Rewriter, Writer
from assistant.writers.model import newest
from index.language import is_english
from index.names import mentions, names
from index.query import Filters
from index.terms import terms
from index.unseen import visible

_HISTORY_TOKENS = 400  # of earlier questions
_LONGEST = 400  # characters of a question and of what is made of it; a longer one says itself what it means
_LONGEST_REPLY, _MOST_STARTS = 20_000, 100  # characters, and opening braces that are tried
_KNOWN = 0.6  # share of the content words that must stand in the conversation; the rest is "limitations" for "limits"
_FEW = 3  # words, with fewer of which the language of a text cannot be told
_MOST = 3  # authors, and things left out
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W_]+")
_LABEL = re.compile(
    r"^[\s>*#\"'“”`-]*(?:(?:sure|certainly|of course|okay|ok)\s*[!,.]\s*)?"
    r"(?:(?:[\w'’ -]{0,40}\b(?:question|query|version|rewrite|rewritten|follow-up)\b[\w ]{0,30}"
    r"|here(?:['’]s| is)[^:?]{0,60})\s*\**:)?[\s*\"'“”`]*",
    re.IGNORECASE,
)


class Rewritten(NamedTuple):
    """A question that stands alone, "" if it was not believed, the filters in it, and the language of the answer."""

    text: str = ""
    filters: Filters = Filters()
    language: str = ""


def rewrite(
    asked: str,
    earlier: Sequence[str],
    titles: Sequence[str],
    *,
    writer: Writer,
    knows_author: Callable[[str], bool] = lambda _: False,
) -> Rewritten:
    """Return a turn as the writer's model puts it behind the `earlier` questions; nothing where it is not believed."""
    if not isinstance(writer, Rewriter) or len(asked) > _LONGEST:
        return Rewritten()
    earlier = newest(list(earlier), _HISTORY_TOKENS)
    try:
        read = read_rewritten(writer.rewrite(asked, earlier, titles))
    except WriterError:
        return Rewritten()
    foreign = not is_english(asked)
    text = " ".join(visible(str(read.get("question") or "")).split())
    if not (_is_translated(text, asked) if foreign else _is_sound(text, asked, (*earlier, *titles))):
        return Rewritten()
    language = language_named(str(read.get("language") or ""))
    told = language if foreign or len(_WORD.findall(asked)) < _FEW else ""
    return Rewritten(text, _filters(read, asked, knows_author, foreign=foreign), told)


def read_rewritten(reply: str) -> dict[str, Any]:
    """Return the object in a reply, also one in a fence or with text around it; of a line of words, the question."""
    reply = visible(reply[:_LONGEST_REPLY])
    found = next((each for each in objects(reply, _MOST_STARTS) if isinstance(each.get("question"), str)), None)
    if found is not None:
        return found
    line = next((line for line in reply.splitlines() if terms(_LABEL.sub("", line))), "")
    text = " ".join(_LABEL.sub("", line).split()).strip("\"'“”`* ")
    return {} if text.startswith(("{", "[")) or '":' in text else {"question": text}


def _is_sound(text: str, asked: str, conversation: Sequence[str]) -> bool:
    """Tell whether a rewritten question keeps what was asked, says more of it, and hardly anything that nobody said."""
    words, own = set(terms(text)), set(terms(asked))
    said = {word for line in conversation for word in terms(line)}
    return (
        0 < len(text) <= _LONGEST
        and set(_FIGURE.findall(asked)) <= set(_FIGURE.findall(text))
        and all(mentions(text, name) for name in names(asked))
        and bool((words - own) & said)
        and 2 * len(own & words) >= len(own)
        and len(words & (own | said)) >= _KNOWN * len(words)
    )


def _is_translated(text: str, asked: str) -> bool:
    """Tell whether a text is an English question with the figures and the names ("LoRA") of the one asked."""
    kept = {word.lower().removesuffix("s") for word in _WORD.findall(text)}
    named = (word for word in _WORD.findall(asked) if len(word) >= _FEW and any(map(str.isupper, word[1:])))
    return (
        0 < len(text) <= _LONGEST
        and is_english(text)
        and bool(terms(text))
        and set(_FIGURE.findall(asked)) <= set(_FIGURE.findall(text))
        and all(name.lower().removesuffix("s") in kept for name in named)
    )


def _filters(read: dict[str, Any], asked: str, knows_author: Callable[[str], bool], *, foreign: bool) -> Filters:
    """Return the filters that a model read and the question bears out: its years, its words, authors of the library."""
    since, until = (_day(read.get(name), asked) for name in ("since", "until"))
    if since and until and since > until:
        since = until = None
    said = set(terms(asked))
    authors = [name for name in _listed(read.get("authors")) if set(terms(name)) & said and knows_author(name)]
    without = [words for words in _listed(read.get("without")) if foreign or set(terms(words)) <= said]
    return Filters(since=since, until=until, authors=tuple(authors[:_MOST]), without=tuple(without[:_MOST]))


def _day(value: object, asked: str) -> dt.date | None:
    """Return a date whose year stands in the question."""
    try:
        day = dt.date.fromisoformat(str(value))
    except ValueError:
        return None
    return day if str(day.year) in _FIGURE.findall(asked) else None


def _listed(value: object) -> list[str]:
    every = value if isinstance(value, list) else []
    return [
        " ".join(visible(each).split()) for each in every if isinstance(each, str) and 0 < len(each) <= _LONGEST // 8
    ]
