"""From what somebody typed, in a conversation, to a query that stands alone.

Without a model: see `assistant.reference` for how a further question is told. It is then asked about the papers that
the last answer cited, or put together with the last question, or it asks for other papers than those.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.errors import QuestionTooLong
from assistant.reference import own_content, reference, subjects
from assistant.types import Turn
from index.lexical import terms
from index.names import names
from index.query import Filters, Query
from index.unseen import visible

_CARRIED = 400  # characters of an earlier question that are carried on; a longer one is a text that was pasted
_TURNS = 20  # as many earlier questions are looked at for what is talked about
_LEAST = 2  # content words without names with which a question says what papers are wanted
_PREPOSITION = re.compile(
    r"(?:on|for|in|with|at|of|to|by|from|under|using|without|against|over|than|about)\b", re.IGNORECASE
)
_LONGEST = 20_000  # characters; ten times as many as the page takes, and room for a pasted abstract
_OTHER = re.compile(r"\b(?:else|other|others|similar|further|more)\b", re.IGNORECASE)  # stands in no paper sought
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)

Called = Callable[[Sequence[str]], Sequence[str]]


def readable(text: str) -> str:
    """Return what somebody typed without the signs that are no text.

    Raises:
        QuestionTooLong: it is no question.
    """
    if len(text) > _LONGEST:
        raise QuestionTooLong(f"The question has {len(text):,} characters.", f"Ask in at most {_LONGEST:,}.")
    return visible(text)


def follows_up(question: str) -> bool:
    """Tell whether a question cannot be understood without the one before it."""
    return bool(reference(question))


def to_query(
    question: str, history: Sequence[Turn], filters: Filters, k: int = 10, *, called: Called = lambda _: ()
) -> Query:
    """Return the query that a question means after these turns.

    `called` returns the name that the first of these papers has, "" for none, and its title without it.
    """
    asked = question.strip()
    last = next((turn for turn in reversed(history) if turn.papers), None)
    points = reference(asked) if last and not filters.papers else None
    if last is None or not points:
        return Query(text=asked, filters=filters, k=k)
    topic = _topic(history)
    if points.others:
        text = _wanted(asked, topic) or " ".join(called(last.papers)[1:]) or topic
        return Query(text=text, filters=filters.model_copy(update={"others_than": _cited(history)}), k=k)
    if points.varied and topic:
        return Query(text=_varied(topic, points.varied), filters=filters, k=k)
    subject = _subject(topic, last, called) if points.pointer and names(asked) else ""
    if points.pointer and subject and subject not in asked:
        return Query(text=_filled(asked, points.pointer, subject), filters=filters, k=k)
    scope = filters.model_copy(update={"papers": last.papers})
    return Query(text=asked, filters=scope, k=k, context=topic)


def _cited(history: Sequence[Turn]) -> tuple[str, ...]:
    """Return the papers that were cited on what is talked about, the last ones first."""
    found: list[str] = []
    for turn in reversed(history[-_TURNS:]):
        found += turn.papers
        if found and not reference(turn.question):
            break
    return tuple(dict.fromkeys(found))


def _topic(history: Sequence[Turn]) -> str:
    """Return what is talked about, as a question that stands alone: the last such, with what later ones varied."""
    topic = ""
    for turn in history[-_TURNS:]:
        asked = turn.question.strip()
        if len(asked) > _CARRIED:
            topic = asked[:_CARRIED] if turn.papers else topic
            continue
        points = reference(asked)
        if points.varied and topic:
            topic = _varied(topic, points.varied)
        elif (turn.papers or not topic) and terms(asked) and not (points and topic):
            topic = asked
    return topic


def _varied(topic: str, thing: str) -> str:
    """Return the last question with this in it: "and on GSM8K?" after "How good is X on MATH?"."""
    preposition, named = _PREPOSITION.match(thing), subjects(topic)
    alternatives = "|".join(map(re.escape, named))
    new = thing if preposition else _ARTICLE.sub("", thing)
    if not named:
        place = None
    elif preposition:
        place = re.search(rf"\b{preposition[0]}\s+(?:the\s+)?(?:{alternatives})(?!\w)", topic, re.IGNORECASE)
    else:
        alike = next((name for name in named if name.isupper() == new.isupper()), named[0])  # a dataset for a dataset
        place = re.search(rf"(?<!\w){re.escape(alike)}(?!\w)", topic)
    if place:
        return f"{topic[: place.start()]}{new}{topic[place.end() :]}"
    end = len(topic.rstrip(" ?.!"))
    return f"{topic[:end]} {new}{topic[end:]}"


def _subject(topic: str, last: Turn, called: Called) -> str:
    """Return the name of what is talked about: the first one of the last question, or the cited paper's own."""
    named = subjects(topic)
    return named[0] if named else next(iter(called(last.papers[:1])), "")


def _filled(asked: str, pointer: re.Match[str], subject: str) -> str:
    own = f"{subject}'s" if pointer["whose"] else subject
    return f"{asked[: pointer.start()]}{own}{asked[pointer.end() :]}"


def _wanted(asked: str, topic: str) -> str:
    """Return which other papers are wanted, if one of the questions says so without the name of the papers found."""
    if own_content(asked) and not reference(asked).pointer:
        return " ".join(_OTHER.sub(" ", asked).split())
    text = _unnamed(topic)
    return text if len(terms(text)) >= _LEAST else ""


def _unnamed(text: str) -> str:
    """Return a text without the names in it: other papers have other names."""
    for name in subjects(text):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text)
    return " ".join(text.split()).strip(" :;,-")
