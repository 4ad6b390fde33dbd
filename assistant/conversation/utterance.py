"""One turn, read: its dialogue act, and the filters, wishes and liftings in it.

A turn is read clause by clause: what is said beside a question ("Hi", "in one sentence please", "any year") is told by
its own dialogue act, and the rest is what is asked.
"""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from assistant.conversation.context import PAPERS
from assistant.conversation.filters import MOST, Understood, merged
from assistant.conversation.listed import calls_by_place
from assistant.conversation.lookup import Lookup
from assistant.conversation.state import Manner, State
from assistant.conversation.wishes import LAST, length_wish, lifted, number, readmitted, wished, words_of
from assistant.errors import QuestionTooLong
from index.dictionary import asking_words
from index.entities import names as entity_names
from index.models.question_types import QuestionType, question_type
from index.models.turns import Act, Before, dialogue_act, likeliest, stands_alone
from index.names import names
from index.query import Filters
from index.terms import terms
from index.unseen import visible
from index.verbs import is_verb

ANYTHING = "papers"  # what is searched where nothing but filters was typed
_LONGEST = 20_000  # characters; ten times as many as the page takes, and room for a pasted abstract
_SURE = 0.6  # probability, from which a clause is set aside, and from which a turn is talk
_SURELY = 0.5  # probability, from which papers akin to one are asked for
_OF_LIBRARY = 0.97  # probability of the question's type, from which a list is not of what was shown
_ALONE: frozenset[QuestionType] = frozenset({"collection", "definition"})  # "What is LoRA?" changes the subject
_TALK = 0.6  # probability of the question's type, from which nothing is looked up
_ASIDE: frozenset[Act] = frozenset({"talk", "wish", "lift", "limit", "back"})
_CLAUSE = re.compile(
    r"(?<=[.?!;:,])(?<!\b\d\.)(?<!\b\d\d\.)(?<!\b[A-Z]\.)\s+(?!(?:19|20)\d\d\b)|\s+[–—-]+\s+|\s+and\s+(?=(?:show|tell|give|list|find)\b)"
)
_QUOTES = re.compile(r"[\"“”]")
_THIS_ONCE = re.compile(r"\b(?:ones|those|these|them|about)\b", re.IGNORECASE)  # limits the last question only
_STANDS = re.compile(r"\b(?:only|always|never|don['’]?t|do\s+not|from\s+now\s+on)\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"(?P<cut>(?:\bthe\s+)?\b(?:top\s+|best\s+)?(?P<count>two|three|four|five|six|seven|eight|nine|ten|[1-9]\d?)\s+)"
    rf"(?=(?:[\w-]+\s+){{0,2}}?{PAPERS}\b)",
    re.IGNORECASE,
)
_AT_MOST = 100  # papers
_ONLY_ONE = re.compile(
    rf"\b(?:only|just|single|exactly|most)\b.*\b(?:one|1)\b|\b(?:one|1)\s+{PAPERS}\b|^\W*(?:one|1)\W*$", re.I
)
_OF_THEM = re.compile(rf"\W*{PAPERS}\b", re.IGNORECASE)
_SHOWS = re.compile(r"\b(?:give|show|find|list|name|recommend|suggest|get|want|need|are)\b|^\W*$", re.IGNORECASE)
_ONE_WORD = re.compile(r"\w+\W*$(?<!\?)")
_OPENS = re.compile(r"^\W*(?:(?:hm+|ok(?:ay)?|and|so|but|well|oh|now|also)\b[\s,.]*)+", re.IGNORECASE)
_ASKS_WHICH = re.compile(rf"\W*(?:(?:what|which|all|any|the|new|{PAPERS})\W*)*$", re.IGNORECASE)


class Utterance(NamedTuple):
    """A turn, read. `text` is what is left of it to search for, "" if it only changes what holds.

    `lifted` are the names of filters and wishes that it takes back, and `readmits` words that were left out. `holds`:
    its filters are meant for what comes after, too. `most` papers are wanted. `back` are the words that return to an
    earlier subject.
    """

    act: Act
    text: str
    manner: Manner
    filters: Filters = Filters()
    lifted: tuple[str, ...] = ()
    readmits: tuple[str, ...] = ()
    holds: bool = False
    most: int | None = None
    back: str = ""


def readable(text: str) -> str:
    """Return what somebody typed without the signs that are no text; raise `QuestionTooLong` if it is no question."""
    if len(text) > _LONGEST:
        raise QuestionTooLong(f"The question has {len(text):,} characters.", f"Ask in at most {_LONGEST:,}.")
    return visible(text)


def read(turn: str, state: State, lookup: Lookup) -> Utterance:
    """Read one turn; a title is nothing but that, and a text that was pasted says nothing to us."""
    if len(turn) > MOST or lookup.is_title(turn):
        return Utterance("new", turn, state.manner)
    before = Before(state.talk.kind, state.talk.topic, bool(state.stated))
    rest, aside = _apart(turn.strip(), before, state, lookup)
    without, wish = length_wish(rest) if not _QUOTES.search(turn) else (rest, "")
    if wish and dialogue_act(without, before).act == "new" and _asks(rest, without, before):
        rest, aside = without, [*aside, ("wish", wish)]
    typed = lookup.understand(rest)
    act = _act(rest, typed, before, state, lookup)
    if aside and act in ("search", "vary", "narrow") and dialogue_act(turn, before).act == "new":
        act = "new"  # "Unrelated: is there anything on moss?"
    if act in _ASIDE:
        aside = [*aside, (act, rest)]
    if act == "talk" or (_ONE_WORD.match(rest) and not terms(rest)):  # "Only since 2026, please"
        act = next((told for told, _ in aside if told != "talk"), act)
    changed = _changed(Utterance(act, "", state.manner), aside, state, lookup)
    asked = changed._replace(holds=_holds(act, aside))
    if act in _ASIDE or act == "again":
        return asked
    text, counted = _counted(wanted(typed))
    if act == "new" and before.kind:
        text = _OPENS.sub("", text) or text
    filters = merged(asked.filters, typed.filters)
    if act in ("table", "recap") and filters and not filters.papers:  # "list those of 2026" has papers not shown before
        return asked._replace(act="limit", filters=filters)
    return asked._replace(text=text, filters=filters, most=counted or asked.most)


def _asks(turn: str, without: str, before: Before) -> bool:
    """Tell whether a turn with a wish asks of something, and is no wish alone, as a first "say it in one line"."""
    said = (word for word in words_of(without) if terms(word) and not (word in asking_words() or is_verb(word)))
    return bool(before.kind) or dialogue_act(turn, before).act != "wish" or any(said)


def wanted(typed: Understood) -> str:
    """Return what is searched: what was typed, or `ANYTHING` where it is nothing but filters: "What in May 2025?"."""
    says = re.search(r"\w", typed.text) and not (typed.filters and _ASKS_WHICH.match(typed.text))
    return typed.text if says else ANYTHING


def _act(rest: str, typed: Understood, before: Before, state: State, lookup: Lookup) -> Act:
    """Return the dialogue act of what is asked in a turn; `typed` are the filters in it, and what else it says."""
    if typed.filters.papers and not re.search(r"\w", typed.text):  # an id is no more than the paper
        return "new"
    told = dialogue_act(typed.text if typed.filters.papers else rest, before)  # an id says nothing of the act
    if told.act == "back" and state.asked and not state.talk.earlier and not rest.endswith("?"):
        return "again"  # to the one subject that there was
    shares = told.probabilities
    act = _possible(shares, rest, state, lookup)
    asks_on = before.topic and not typed.filters and question_type(rest).type not in _ALONE
    if act == "new" and asks_on and not stands_alone(shares["new"], len(set(terms(rest)))):
        act = _possible({each: share for each, share in shares.items() if each != "new"}, rest, state, lookup)
    if act == "table" and question_type(rest).surely("collection", _OF_LIBRARY):  # "list all papers in the library"
        return "new"
    if act == "limit" and not before.kind and _OF_THEM.match(rest):  # "papers by Hill" are asked for
        return "new"
    return "talk" if not before.kind and is_talk(rest) else act


def _possible(shares: Mapping[Act, float], text: str, state: State, lookup: Lookup) -> Act:
    """Return the likeliest act of which a text has what it needs; the others are not looked at, which takes long."""
    left = dict(shares)
    while not _may_be(act := likeliest(left), left[act], text, state, lookup):
        del left[act]
    return act


def _apart(turn: str, before: Before, state: State, lookup: Lookup) -> tuple[str, list[tuple[Act, str]]]:
    """Return what is asked in a turn, and the clauses at its beginning and its end that are no part of it."""
    if _QUOTES.search(turn):
        return turn, []
    ends = [0, *(found.end() for found in _CLAUSE.finditer(turn)), len(turn)]
    clauses = [turn[start:end] for start, end in pairwise(ends)]
    aside = list[tuple[Act, str]]()
    for end in (0, -1):
        while len(clauses) > 1:
            clause = clauses[end].strip()
            others = Before("answered", "".join(clauses).replace(clause, ""))
            told = dialogue_act(clause, before if before.kind else others)
            share = told.probabilities[told.act]
            if told.act == "wish" and names(clause):  # "On Chinese SimpleQA, who wins?"
                break
            goes_back = told.act == "back" and state.talk.lists and not calls_by_place(clause, len(state.talk.several))
            if told.act not in _ASIDE or share < _SURE:
                break
            if not (goes_back or _may_be(told.act, share, clause, state, lookup)):
                break
            aside.append((told.act, clause))
            clauses.pop(end)
    rest = "".join(clauses).strip(" ,;:–—-") if aside else turn
    asks = turn.endswith("?") and aside and not rest.endswith(("?", ".", "!"))
    return (f"{rest}?" if asks else rest), aside


def _may_be(act: Act, share: float, text: str, state: State, lookup: Lookup) -> bool:
    """Tell whether a text has what its act needs: a limit that can be read, an answer to be repeated."""
    match act:
        case "talk":
            return (share >= _SURE and not names(text)) or is_talk(text)
        case "limit":
            filters = lookup.understand(text, sure=True).filters
            return not filters.papers if filters else _many(text) is not None
        case "lift":  # "define LoRA" says nothing that held, and "just the ones from Google" limits
            if share >= _SURE or lifted(text, state) != (LAST,):
                return True
            return bool(state.stated) and not names(text) and not lookup.understand(text, sure=True).filters
        case "again":
            return bool(state.asked)
        case "authors" | "successor":
            return share >= _SURELY
        case "back":  # "back to the first paper" picks one of the list
            return bool(state.talk.earlier) and not calls_by_place(text, len(state.talk.several))
        case _:
            return True


def _changed(asked: Utterance, aside: list[tuple[Act, str]], state: State, lookup: Lookup) -> Utterance:
    """Return a turn with what the clauses that ask nothing change."""
    for act, text in aside:
        match act:
            case "wish":
                asked = asked._replace(manner=wished(text, asked.manner))
            case "lift":
                again = readmitted(text, state.last)
                fields = () if again else lifted(text, state)
                asked = asked._replace(lifted=(*asked.lifted, *fields), readmits=(*asked.readmits, *again))
            case "limit":
                typed = lookup.understand(text, sure=True).filters
                filters, most = merged(asked.filters, typed), asked.most if typed else _many(text)
                asked = asked._replace(filters=filters, most=most)
            case "back":
                asked = asked._replace(back=text)
            case _:
                pass
    named = tuple(name for name in asked.lifted if name != LAST)  # "never mind, use all papers" says what is meant
    return asked._replace(lifted=named or asked.lifted)


def _many(text: str) -> int | None:
    """Return the number of papers that a limit says: no year, and no "one" that stands for a noun."""
    count = number(text)
    is_said = count and count <= _AT_MOST and (count > 1 or _ONLY_ONE.search(text))
    return count if is_said else None


def _holds(act: Act, aside: list[tuple[Act, str]]) -> bool:
    """Tell whether filters are meant for what comes after: those of a turn of their own, or said to stand."""
    limits = [text for told, text in aside if told == "limit"]
    if act == "limit":
        return not any(map(_THIS_ONCE.search, limits))
    return any(map(_STANDS.search, limits))


def _counted(text: str) -> tuple[str, int | None]:
    """Return a question without the number of papers that it wants, and the number."""
    found = _COUNTED.search(text)
    if not found or not (_SHOWS.search(text[: found.start()]) or "top" in found["cut"].lower()):
        return text, None
    return " ".join(f"{text[: found.start()]} {text[found.end() :]}".split()), number(found["count"])


def is_talk(question: str) -> bool:
    """Tell whether somebody greets, thanks, asks for help, types signs or a sum: nothing to look up in abstracts."""
    words = re.findall(r"\w+", question)
    if not any(any(map(str.isalpha, word)) for word in words):
        return True
    return not entity_names(question) and question_type(question).surely("talk", _TALK)
