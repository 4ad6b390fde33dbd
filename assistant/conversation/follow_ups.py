"""From a turn and its dialogue act to a query: on the papers of the last answer, or on what was talked about.

Nothing is put into other words: a turn that does not stand alone is searched behind the topic, "topic: turn", and only
a name takes the place of another one.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from assistant.conversation.context import asks_for_papers
from assistant.conversation.listed import Called, compared, name_of, only_picks, picked, points_back, two_subjects
from assistant.conversation.state import Spot, Talk
from index.models.turns import Act, Kind
from index.names import names
from index.query import Filters, Query
from index.terms import terms

_CARRIED = 400  # characters of an earlier question that are carried on; a longer one is a text that was pasted
_QUESTIONS, _LISTS, _SEEN, _SPOTS, _EARLIER = 4, 8, 100, 4, 3  # of what was talked about, as much is kept
RETOLD: frozenset[Act] = frozenset({"recap", "table", "check"})  # tell again what was told
_LEAST = 2  # content words with which a turn says itself what is compared, or what papers are wanted
_OTHER = frozenset(
    "other els similar relat further addit newer older anyth someth show maybe ani cite along line".split()
)  # stems that say no subject
_CAPITAL = re.compile(r"(?<=[\w,;:(] )(?!I\b)[A-Z]\w+(?:-\w+)*")
_PREPOSITION = re.compile(r"\b(?:on|for|in|with|at|of|to|by|from|under|using|without|against|over|than)\s+$", re.I)
_LIKE = re.compile(
    r"\b(?:like|similar\s+to|close\s+to|near)\b", re.I
)  # before the one paper that others are to be like
_ABOUT = re.compile(r"^\W*and\s+(?=(?:about|on)\b)", re.I)  # a list is followed by one on another subject
_BARE = re.compile(
    r"^\W*(?:and\s+|any\s+)?(?:(?P<figures>numbers|figures|scores|metrics)"
    r"|(?P<date>(?:its\s+)?date|when|(?:in\s+)?wh(?:at|ich)\s+year)"
    r"|(?P<code>(?:the\s+)?(?:code|repo(?:sitory)?|github))|(?P<who>who|by\s+whom|(?:its\s+|the\s+)?authors?))\W*$",
    re.IGNORECASE,
)


def to_query(act: Act, text: str, talk: Talk, filters: Filters, k: int = 10, *, called: Called = lambda _: ()) -> Query:
    """Return the query that a turn with this act means; `called` returns a paper's name and its title without it."""
    query = Query(text=text, filters=filters, k=k)
    if filters.papers or act in ("new", "talk") or not (talk.topic or talk.papers):
        return query
    match act:
        case "others":
            beyond = filters.since or filters.until
            seen = filters if beyond else filters.model_copy(update={"others_than": talk.seen})
            return query.model_copy(update={"text": _wanted(text, talk, called), "filters": seen})
        case "vary" | "narrow":
            return query.model_copy(update={"text": varied(act, text, talk)})
        case "compare":
            return _compared(query, talk, called)
        case "about" | "within" | "pick":
            return _of_papers(act, query, talk, called)
        case _:
            return query.model_copy(update={"text": joined(talk.topic, text)})


def joined(topic: str, text: str) -> str:
    """Return a topic with what is asked of it."""
    return f"{topic.rstrip(' ?.!')}: {text}" if topic else text


def varied(act: Act, text: str, talk: Talk) -> str:
    """Return the last question with what a turn changes in it: "and on GSM8K?" after "How good is X on MATH?"."""
    new, old = _named(f", {text}"), _named(talk.topic)
    if len(new) == 1 and old and len(terms(text)) <= len(terms(new[0])) + (act == "narrow"):
        before = _PREPOSITION.search(text[: text.find(new[0])])
        behind = [one for one in old if before and talk.topic[: talk.topic.find(one)].endswith(before[0])]
        alike = [one for one in old if one.isupper() == new[0].isupper()]  # a dataset for a dataset
        if behind or (not before and act == "vary") or act == "narrow":
            return re.sub(
                rf"(?<!\w){re.escape((behind or alike or old)[0])}(?!\w)", lambda _: new[0], talk.topic, count=1
            )
    if _ABOUT.match(text) and asks_for_papers(talk.base):
        return _ABOUT.sub("", text)
    return joined(talk.base, text)


def _of_papers(act: Act, query: Query, talk: Talk, called: Called) -> Query:
    """Return a question about papers of the last answer: those picked, the list, or all."""
    papers = talk.papers if act == "about" else talk.several
    places = picked(query.text, len(talk.several), sure=act == "pick")
    if places:
        papers = tuple(talk.several[place] for place in places)
    elif not papers or (act == "about" and talk.near):  # what only came near is not what "it" is
        return query.model_copy(update={"text": joined(talk.topic, query.text)})
    text = query.text
    if act == "pick" and places and only_picks(text):
        text = talk.which or f"What is {' and '.join(name_of(paper, called) for paper in papers)}?"
    elif bare := _BARE.match(text):
        told = {
            "figures": "How much does it improve, in numbers?",
            "date": "When was it published?",
            "who": "Who wrote it?",
            "code": "Where is its code?",
        }
        text = told[str(bare.lastgroup)]
    scope = query.filters.model_copy(update={"papers": papers})
    k = 1 if act == "pick" and not places else query.k
    return query.model_copy(update={"text": text, "filters": scope, "context": talk.topic, "k": k})


def _compared(query: Query, talk: Talk, called: Called) -> Query:
    """Return a comparison: of papers picked, of the last ones, or of what the turn names, on the topic."""
    several = talk.several
    places = picked(query.text, len(several), sure=True)
    if len(places) > 1:
        return compared([several[place] for place in places], query.filters, query.k, called)
    named = _named(query.text)
    if len(named) > 1 and not points_back(query.text):
        return query
    if named or len(terms(query.text)) > _LEAST:
        return query.model_copy(update={"text": joined(talk.topic, query.text)})
    papers = talk.papers if len(talk.papers) > 1 else two_subjects(talk)
    if len(papers) > 1:
        return compared(papers, query.filters, query.k, called)
    return query.model_copy(update={"text": joined(" ".join(talk.questions[-2:]), query.text)})


def _wanted(text: str, talk: Talk, called: Called) -> str:
    """Return which other papers are wanted: those on the topic, or, where it has a name, on the paper's title."""
    if len([term for term in terms(text) if term not in _OTHER]) >= _LEAST:
        return joined(talk.topic, text)
    places = picked(text, len(talk.several), sure=False)
    alone = talk.cited if len(talk.cited) == 1 and _LIKE.search(text) else ()
    if like := tuple(talk.several[place] for place in places) or alone:
        return " ".join(called(like)) or talk.topic
    title = " ".join(called(talk.papers)[1:])
    return title if _named(talk.topic) and title and not asks_for_papers(talk.topic) else talk.topic


def _named(text: str) -> list[str]:
    """Return the names in a text, in order: also those with no more than a capital within a sentence."""
    found = {text.find(name): name for name in names(text)} | {one.start(): one[0] for one in _CAPITAL.finditer(text)}
    return [name for _, name in sorted(found.items())]


class Outcome(NamedTuple):
    """What an answer found: its papers (ids), whether they only came near, and how the turn was answered.

    `alone` is the question as a model has put it to stand alone, "" if none has, and `told` what its sentences rest on.
    It `goes_on` with the subject if its papers are near those before.
    """

    papers: tuple[str, ...] = ()
    near: bool = False
    kind: Kind = "answered"
    alone: str = ""
    told: tuple[Spot, ...] = ()
    goes_on: bool = False


def after_turn(talk: Talk, act: Act, text: str, outcome: Outcome) -> Talk:
    """Return what is talked about after a turn; `text` is what it asked without filters and wishes, "" for nothing."""
    found, near, kind, alone, told, goes_on = outcome
    if act == "talk":
        return talk
    if act in RETOLD:
        return talk.model_copy(update={"lists": _lists(found, talk)}) if act == "table" else talk
    topic, base = talk.topic, talk.base
    asked = text[:_CARRIED]
    if alone:
        topic = base = alone
    elif act in ("vary", "narrow") and topic:
        topic = varied(act, asked, talk)
        base = base if topic == joined(base, asked) else topic
    elif act == "new" and terms(asked) and ((found and not near) or not topic or len(text) <= _CARRIED):
        topic = base = asked
    subject = act in ("new", "vary", "narrow")
    if not (found or subject):
        papers, near = talk.papers, talk.near
    else:
        papers = found
    said = topic if alone or subject else joined(topic, asked) if asked else ""
    is_new = act == "new" and bool(found) and not goes_on
    earlier = (*talk.earlier, _left(talk)) if is_new and talk.papers else talk.earlier
    spots = (*(() if is_new else talk.told), *([told[:_SPOTS]] if told else []))
    questions = (*(each for each in talk.questions if each != said), said[:_CARRIED]) if said else talk.questions
    return Talk(
        topic=topic,
        base=base,
        questions=questions[-_QUESTIONS:],
        papers=papers,
        near=near,
        lists=_lists(found, talk),
        seen=tuple(dict.fromkeys((*found, *(() if is_new else talk.seen))))[:_SEEN],
        told=spots[-_QUESTIONS:],
        kind=kind,
        earlier=earlier[-_EARLIER:],
    )


def _lists(found: tuple[str, ...], talk: Talk) -> tuple[tuple[str, ...], ...]:
    """Return the last lists with the papers that were found, if any, as the newest."""
    return (found, *(each for each in talk.lists if each != found))[:_LISTS] if found else talk.lists


def _left(talk: Talk) -> Talk:
    """Return what is kept of a subject that is left: what it is about, and its last papers."""
    return Talk(topic=talk.topic, base=talk.base, questions=talk.questions[-1:], papers=talk.papers, kind=talk.kind)


def returned(clause: str, talk: Talk, titles: Callable[[Sequence[str]], str]) -> Talk:
    """Return the earlier subject that "back to the agents" names, or the last; `titles` are those of papers (ids)."""
    if not talk.earlier:
        return talk
    wanted = set(terms(clause))

    def nearness(place: int) -> tuple[int, int]:
        known = talk.earlier[place]
        return len(wanted & set(terms(f"{' '.join(known.questions)} {titles(known.papers)}"))), place

    best = max(range(len(talk.earlier)), key=nearness)
    left = (*talk.earlier[:best], *talk.earlier[best + 1 :], _left(talk))
    return talk.earlier[best].model_copy(update={"earlier": left})
