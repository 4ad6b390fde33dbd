"""How an answer is to be given, and which limits are taken back: "in one sentence", "simpler", "any year is fine".

Only turns, and clauses of them, that `index.models.turns` takes for a wish or a lifting are read here, so a word is
enough; the words are those of `data/words.toml`.
"""

import re
from collections.abc import Iterable
from functools import cache

from assistant.conversation.context import words
from assistant.conversation.filters import DATES
from assistant.conversation.state import Manner, State
from index.query import Filters
from index.terms import stop_words, terms
from index.verbs import is_verb

LAST = "last"  # whatever was stated last
WISHES = Manner._fields
BRIEF = 2  # sentences of an answer that is to be brief
_EVERY_FILTER = tuple(Filters.model_fields)
_NEAR = 3  # words from a number to what it counts
_IN = frozenset({"in", "within", "with", "using"})  # before so many sentences
_ARTICLES = frozenset({"a", "an"})  # are numbers as well
_SPACE_BEFORE = re.compile(r"\s+([?.!])")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_CATEGORY_OR_YEAR = {
    "categories": re.compile(r"\b[a-z-]+\.[A-Za-z-]{2,}\b|\b[a-z]+-[a-z]{2,}\b"),
    "since": re.compile(r"\b(?:19|20)\d\d\b"),
}


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, in order."""
    return _WORD.findall(text.lower())


def said(table: str, text: str) -> list[tuple[int, str]]:
    """Return what of a table stands in a text, in order, with the number of the word at which it does."""
    return [
        (place, name)
        for place, word in enumerate(words_of(text))
        for name, (whole, within) in _entries(table).items()
        if word in whole or any(entry in word for entry in within)
    ]


@cache
def _entries(table: str) -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    """Return the entries of a table, by name, and those of them that stand within words: of scripts without spaces."""
    return {
        name: (frozenset(entries), tuple(one for one in entries if not one.isascii() and not one[0].islower()))
        for name, entries in words(table).items()
    }


def number(text: str, before: Iterable[int] | None = None) -> int | None:
    """Return the first number of a text, a word or a figure, with `before` one that stands just before such words."""
    figures = [(place, word) for place, word in enumerate(words_of(text)) if word.isdecimal()]
    found = sorted([*said("numbers", text), *figures])
    near = list(before) if before is not None else None
    return next((int(n) for place, n in found if near is None or any(0 <= at - place <= _NEAR for at in near)), None)


def wished(text: str, manner: Manner) -> Manner:
    """Return the manner with what a text wishes in the place of what held."""
    found = said("wishes", text)
    names = {name for _, name in found}
    count = number(text, (place for place, name in found if name == "sentence"))
    if "sentence" in names and count:
        manner = manner._replace(sentences=count)
    elif "long" in names or "short" in names:
        manner = manner._replace(sentences=None if "long" in names and "short" not in names else BRIEF)
    language = next((name for _, name in said("languages", text)), None)
    if language:
        manner = manner._replace(language="" if language == "English" else language)
    return manner._replace(simply=True) if "simply" in names else manner


def length_wish(question: str) -> tuple[str, str]:
    """Return a question without the words at its beginning or end that say how long its answer is to be, and these.

    "What is LoRA in two sentences?", "briefly explain LoRA"; of one that says no such thing "" are these words. Without
    a number nothing is said: what happens "in a sentence" may be what is asked.
    """
    words = list(_WORD.finditer(question))
    low = [word[0].lower() for word in words]
    counts = {place for place, _ in said("numbers", question) if low[place] not in _ARTICLES}
    counts |= {place for place, word in enumerate(low) if word.isdecimal()}
    small = [word in stop_words() or place in counts for place, word in enumerate(low)]
    for place, name in said("wishes", question):
        first, is_last = place, place == len(words) - 1
        if name == "sentence":
            first = max((n for n in range(place) if low[n] in _IN), default=place)
            is_apart = (first == 0 or is_last) and all(small[first:place]) and bool(counts & {*range(first, place)})
        else:
            is_apart = name == "short" and low[place].endswith("ly")
            is_apart = is_apart and (all(small[:place]) or (is_last and is_verb(low[0])))
        start, end = words[first].start(), words[place].end()
        rest = " ".join(f"{question[:start].rstrip(' ,;:')} {question[end:].lstrip(' ,;:')}".split())
        if is_apart and terms(rest):
            return _SPACE_BEFORE.sub(r"\1", rest), question[start:end]
    return question, ""


def language_named(text: str) -> str:
    """Return the language that a text is the name of, "" for English and for any other text."""
    named = [name for _, name in said("languages", text)] if len(text.split()) == 1 else []
    return "" if not named or named[0] == "English" else named[0]


def lifted(text: str, state: State) -> tuple[str, ...]:
    """Return the names of the filters and wishes that a turn takes back; `LAST` if it does not say which."""
    names = [name for _, name in said("lifts", text) if name not in ("filters", "everything")]
    names += [name for name, sign in _CATEGORY_OR_YEAR.items() if sign.search(text)]
    people = {part.lower() for author in state.last.authors for part in author.split()}
    if people & set(words_of(text)):
        names.append("authors")
    if state.last.without and not names and "again" in text:
        names = ["without"]
    if names:
        return tuple(dict.fromkeys(each for name in names for each in _together(name)))
    general = {name for _, name in said("lifts", text)}
    if "everything" in general and not re.search(r"\bpapers\b", text, re.IGNORECASE):
        return (*_EVERY_FILTER, *WISHES)
    return _EVERY_FILTER if general else (LAST,)


def _together(name: str) -> tuple[str, ...]:
    """Return the filters that are lifted with one of this name."""
    return next((names for names in (DATES, ("organisations", "not_from")) if name in names), (name,))


def readmitted(text: str, filters: Filters) -> tuple[str, ...]:
    """Return what of the words to leave out a text names."""
    own = set(terms(text))
    return tuple(one for one in filters.without if set(terms(one)) & own)
