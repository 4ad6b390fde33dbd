"""From what somebody typed, in a conversation, to a query that stands alone.

Without a model: see `assistant.reading.reference` for how a further question is told. It is then asked about the papers
that the last answer cited, or put together with the last question, or it asks for other papers than those.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.abstention import is_talk
from assistant.errors import QuestionTooLong
from assistant.reading.listed import asks_within, compares_list, others_by_date, picked, told_of_list
from assistant.reading.phrases import asks_for_papers, lists_papers
from assistant.reading.reference import Reference, own_content, reference, subjects
from assistant.state import Talk
from index.dictionary import occurrences
from index.lexical import terms
from index.names import names
from index.query import Filters, Query
from index.unseen import visible

_CARRIED = 400  # characters of an earlier question that are carried on; a longer one is a text that was pasted
_QUESTIONS, _LISTS, _SEEN = 4, 8, 100  # of what was talked about, as much is kept
_RARE = 0.05  # share of papers; a term that more of them have tells no subject
_PLAIN = 100_000  # occurrences in the word list from which a word is plain English
_TELLING = 2  # terms of its own with which a further question stands alone
_LEAST = 2  # content words without names with which a question says what papers are wanted
_PREPOSITION = re.compile(
    r"(?:on|for|in|with|at|of|to|by|from|under|using|without|against|over|than|about)\b", re.IGNORECASE
)
_LONGEST = 20_000  # characters; ten times as many as the page takes, and room for a pasted abstract
_OTHER = re.compile(r"\b(?:else|other|others|similar|further|more)\b", re.IGNORECASE)  # stands in no paper sought
_MOST_LISTED = 9  # papers in a list of which one is picked
_ARE_THERE = re.compile(r"^\W*(?:which|what)\b.*\b(?:are\s+there|exist|do\s+you\s+have)\b", re.IGNORECASE)
# Questions of a word or two ask for a record.
_BARE = {
    "when": "When was it published?",
    "who": "Who wrote it?",
    "by whom": "Who wrote it?",
    "where": "Where was it published?",
    "authors": "Who wrote it?",
    "the authors": "Who wrote it?",
    "its authors": "Who wrote it?",
    "date": "When was it published?",
    "its date": "When was it published?",
    "which year": "When was it published?",
    "in which year": "When was it published?",
    "in what year": "When was it published?",
    "what year": "When was it published?",
}
_JOINS = re.compile(r"^\W*(?:(?:and|but|so|ok|okay)\b[\s,]*)+", re.IGNORECASE)
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


def to_query(question: str, talk: Talk, filters: Filters, k: int = 10, *, called: Called = lambda _: ()) -> Query:
    """Return the query that a question means after what was talked about.

    `called` returns the name that the first of these papers has, "" for none, and its title without it.
    """
    asked = _BARE.get(" ".join(_JOINS.sub("", question).lower().strip(" ?.!,").split()), question.strip())
    points = reference(asked)
    topic = talk.wide if points.narrowed else talk.topic
    query = Query(text=asked, filters=filters, k=k)
    if filters.papers or not (points or points.joined or asks_within(asked)):
        return query
    if talk.papers and (points.others or (points.more and _lists(topic))):
        text = _wanted(asked, topic) or " ".join(called(talk.papers)[1:]) or topic
        return Query(text=text, filters=filters.model_copy(update={"others_than": talk.seen}), k=k)
    if points.anew and topic:
        return query.model_copy(update={"text": _joined(topic, asked)})
    if topic and (text := _changed(topic, points)):
        return Query(text=text, filters=filters, k=k)
    if asks_within(asked) and not talk.papers and topic:
        return query.model_copy(update={"text": _joined(topic, asked)})
    if asks_within(asked) and talk.papers:
        papers = talk.several or talk.papers
        return Query(text=asked, filters=filters.model_copy(update={"papers": papers}), k=k, context=topic)
    return _followed(query, points, topic, talk, called)


def _followed(query: Query, points: Reference, topic: str, talk: Talk, called: Called) -> Query:
    """Return the query of a question that leaves out what it is about."""
    asked = query.text
    last = talk.papers if points.is_plural or not talk.near else ()  # what only came near is not what "it" is
    within = points.is_plural and len(last) > 1
    subject = _subject(topic, last, called) if points.pointer and not within and (names(asked) or not last) else ""
    if points.pointer and subject and not re.search(rf"(?<![\w-]){re.escape(subject)}(?![\w-])", asked):
        return query.model_copy(update={"text": _filled(asked, points.pointer, subject)})
    if last and points:
        scope = query.filters.model_copy(update={"papers": last})
        return query.model_copy(update={"filters": scope, "context": topic})
    # Nothing was found on it: it is searched for again, with what is asked now.
    return query.model_copy(update={"text": _joined(topic, asked)}) if topic and points.bare else query


def leaning(query: Query, talk: Talk, share: Callable[[str], float]) -> Query | None:
    """Return a question that says little of its own subject with the topic before it; None for one that stands alone.

    `share` returns which share of the papers has a term. A word tells a subject if few papers have it and plain
    English hardly does.
    """
    if not talk.topic or query.filters.papers or query.text == talk.topic or subjects(query.text):
        return None
    words = {term: word for word in re.findall(r"[\w-]+", query.text.lower()) for term in terms(word)}
    telling = [term for term, word in words.items() if share(term) <= _RARE and occurrences(word) < _PLAIN]
    return query.model_copy(update={"text": _joined(talk.topic, query.text)}) if len(telling) < _TELLING else None


def _joined(topic: str, asked: str) -> str:
    """Return a topic with what is asked of it."""
    return f"{topic.rstrip(' ?.!')}: {asked}"


def after_turn(
    talk: Talk, asked: str, papers: Sequence[str], *, near: bool = False, alone: str = "", leans: bool = False
) -> Talk:
    """Return what is talked about after a turn.

    `asked` is what it asked without filters and wishes, "" for nothing; `papers` those of its answer, with `near` none
    that answers. `alone` is the question as a model has put it to stand alone, and with `leans` it was asked on the
    topic before, which goes on.
    """
    alone = "" if is_talk(alone) else alone
    topic, wide = (alone, alone) if alone else _topic(talk, asked.strip(), found=bool(papers) and not near)
    topic, wide = (talk.topic, talk.wide) if leans else (topic, wide)
    found = tuple(papers)
    if not found and not _is_subject(asked):
        found, near = talk.papers, talk.near
    lists = (found, *(each for each in talk.lists if each != found))[:_LISTS] if papers else talk.lists
    seen = (*papers, *(talk.seen if not papers or reference(asked) else ()))
    said = alone or _stand_alone(topic, asked)
    questions = (*(each for each in talk.questions if each != said), said[:_CARRIED]) if said else talk.questions
    return Talk(
        topic=topic,
        wide=wide,
        questions=questions[-_QUESTIONS:],
        named=tuple(dict.fromkeys((*subjects(topic)[:1], *talk.named)))[:2],
        papers=found,
        near=near,
        lists=lists,
        seen=tuple(dict.fromkeys(seen))[:_SEEN],
    )


def _topic(talk: Talk, asked: str, *, found: bool) -> tuple[str, str]:
    """Return the last question that stands alone with what a turn varies in it, narrowed and not."""
    topic, wide = talk.topic, talk.wide
    if len(asked) > _CARRIED:
        return (asked[:_CARRIED], asked[:_CARRIED]) if found else (topic, wide)
    points = reference(asked)
    if wide and points.narrowed:
        return _narrowed(wide, points.narrowed), wide
    if topic and (changed := _changed(topic, points)):
        return changed, changed
    if not (topic and _points_back(asked)) and terms(asked) and (found or not topic or _is_subject(asked)):
        return asked, asked
    return topic, wide


def _stand_alone(topic: str, asked: str) -> str:
    """Return a turn's question with the topic where it does not stand alone."""
    points = reference(asked)
    if not asked or not points or points.varied or points.narrowed or not topic:
        return topic if asked else ""
    return f"{topic} {asked}"


def _points_back(asked: str) -> bool:
    """Tell whether a turn is about what was said before, as a question or as a list."""
    listed = (
        picked(asked, _MOST_LISTED)
        or told_of_list(asked)
        or compares_list(asked)
        or asks_within(asked)
        or others_by_date(asked)
    )
    return bool(reference(asked) or listed)


def _is_subject(asked: str) -> bool:
    """Tell whether a turn says itself what it is about."""
    asked = asked.strip()
    if len(asked) > _CARRIED or is_talk(asked) or _points_back(asked):
        return False
    return bool(subjects(asked)) or len(own_content(asked)) >= _LEAST


def _changed(topic: str, points: Reference) -> str:
    """Return the last question with what a further one changes in it, or "" if it changes nothing."""
    if points.varied:
        return _varied(topic, points.varied)
    if points.narrowed:
        return _narrowed(topic, points.narrowed)
    about = _PREPOSITION.match(points.joined)
    if points.joined and _lists(topic) and (not about or about[0].lower() in ("on", "about", "of")):
        return f"Which papers are about {points.joined[about.end() if about else 0 :].strip()}?"
    if about:  # "and for videos?"
        return f"{topic.rstrip(' ?.!')} {points.joined}?"
    return ""


def _lists(topic: str) -> bool:
    """Tell whether a question asks for whatever there is on a subject."""
    return asks_for_papers(topic) or lists_papers(topic) or bool(_ARE_THERE.search(topic))


def _narrowed(topic: str, meant: str) -> str:
    """Return the last question about what was meant by it: "the gated one" of several, or another name."""
    named = subjects(topic)
    if subjects(f", {meant}"):
        return _varied(topic, meant)
    if not named:
        return f"{topic.rstrip(' ?.!')} {meant}?"
    place = topic.find(named[0])
    return f"{topic[:place]}{meant} {topic[place:]}"


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


def _subject(topic: str, last: Sequence[str], called: Called) -> str:
    """Return the name of what is talked about: the first one of the last question, or the cited paper's own."""
    named = subjects(topic)
    own = next(iter(called(last[:1])), "") if last else ""
    if named and not (own and len(last) == 1 and asks_for_papers(topic)):
        return named[0]
    return own


def _filled(asked: str, pointer: re.Match[str], subject: str) -> str:
    own = f"{subject}'s" if pointer["whose"] else subject
    return f"{asked[: pointer.start()]}{own}{asked[pointer.end() :]}"


def _wanted(asked: str, topic: str) -> str:
    """Return which other papers are wanted, if one of the questions says so without the name of the papers found."""
    if own_content(asked) and not reference(asked).pointer:
        return " ".join(_OTHER.sub(" ", asked).split())
    text = topic if asks_for_papers(topic) or lists_papers(topic) else _unnamed(topic)
    return text if asks_for_papers(text) or len(terms(text)) >= _LEAST else ""


def _unnamed(text: str) -> str:
    """Return a text without the names in it: other papers have other names."""
    for name in subjects(text):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text)
    return " ".join(text.split()).strip(" :;,-")
