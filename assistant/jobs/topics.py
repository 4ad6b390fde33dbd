"""A topic in words as what must stand in a title or an abstract, and how that is told.

Its parts beside "and" and most prepositions must all stand there, those beside "or" need one. A part of several words
must stand as a phrase, each word in some form: on twelve topics judged by reading, one word more between two was wrong
half the time ("world generation model"), but right between three or more ("large language model (LLM) agents"). An
acronym counts as its long form, too, where the library means one thing by it. What is in quotation marks is meant
exactly.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.store.acronyms import senses
from index.store.lexical import Phrase, Wanted
from index.store.library import Library
from index.terms import analyzer, terms

_QUOTED = re.compile(r"[\"“”]([^\"“”]+)[\"“”]")
_EVERY = re.compile(
    r"\s*(?:[,;&]|(?<![\w-])(?:and|in|for|with|using|from|on|at|by|about|into)(?![\w-]))\s*", re.IGNORECASE
)
_EITHER = re.compile(r"\s+or\s+", re.IGNORECASE)
_SMALL = frozenset("a an and any at by for from in into is are of on or the their to via with".split())
_ACRONYM = re.compile(r"(?P<short>[A-Z][A-Za-z]{0,4}[A-Z])s?")
_HELD = "\ufffc"  # stands for a quotation
_LOOSE = 3  # words, from which another one may stand between
_LONG = 4  # letters, from which an acronym in a title may be part of a longer name
_READ = 40  # papers in which an acronym's long form is sought


class Part(NamedTuple):
    """What of a topic must stand there: one of these phrases. `words` are as they are told."""

    phrases: tuple[Phrase, ...]
    words: str


def parts(topic: str, library: Library, *, in_title: bool = False) -> tuple[Part, ...]:
    """Return what must stand in a title or an abstract, all of it, that a paper is on a topic.

    Of a part that no paper has as a phrase, the words may stand anywhere.
    """
    quoted = [found[1] for found in _QUOTED.finditer(topic)]
    rest, found = _QUOTED.sub(f" {_HELD} ", topic), list[Part]()
    for said in _EVERY.split(rest):
        either = [each.strip(" .?!'‘’\"“”") for each in _EITHER.split(said)]
        spelled = [(quoted.pop(0), True) if each == _HELD else (each, False) for each in either]
        phrases = [one for text, exact in spelled for one in _phrases(text, library, exact=exact, in_title=in_title)]
        if phrases:
            told = list(dict.fromkeys(words for words, _ in phrases))
            part = Part(tuple(phrase for _, phrase in phrases), " or ".join(f"“{each}”" for each in told))
            apart = len(spelled) == 1 and not spelled[0][1]
            apart = apart and not library.lexical.total(Wanted(phrases=(part.phrases,), in_title=in_title))
            found += _apart(spelled[0][0]) if apart else [part]
    return tuple(found)


def _apart(text: str) -> list[Part]:
    """Return the words of a text, wherever they stand."""
    stems = [stem for stem in dict.fromkeys(analyzer().analyze(text)) if stem not in _SMALL]
    words = f"every word of “{text}”" if len(stems) > 1 else f"“{text}”"
    return [Part((Phrase((stem,)),), "" if n else words) for n, stem in enumerate(stems)]


def _phrases(text: str, library: Library, *, exact: bool, in_title: bool) -> Iterator[tuple[str, Phrase]]:
    """Yield the phrases that are as good as a text, as they are told."""
    words = analyzer().analyze(text)
    content = [word for word in words if word not in _SMALL]
    if not content:
        return
    if not exact:
        words = words[words.index(content[0]) :]
    within = in_title and len(words) == 1 and len(text) >= _LONG and bool(_ACRONYM.fullmatch(text))
    yield text, Phrase(tuple(words), 0 if exact or len(content) < _LOOSE else 1, within)
    if not exact and (other := _long(text, library) or _short(text, library)):
        yield other, Phrase(tuple(analyzer().analyze(other)), 1 if len(terms(other)) >= _LOOSE else 0)


def _long(text: str, library: Library) -> str:
    """Return a text with the long form of the one acronym in it, "" if it has none, or it may mean several things."""
    found = [one for one in _ACRONYM.finditer(text) if re.fullmatch(r"[\w-]+", one[0]) and _is_word(text, one)]
    if len(found) != 1:
        return ""
    meaning = _meaning(found[0]["short"], library)
    return f"{text[: found[0].start()]}{meaning}{text[found[0].end() :]}" if meaning else ""


def _short(text: str, library: Library) -> str:
    """Return the acronym by which the library calls what a text names, "" for none."""
    words = re.findall(r"[^\W_]+", text)
    short = "".join(word[0] for word in words if word.lower() not in _SMALL).upper()
    if len(short) < _LOOSE or not _ACRONYM.fullmatch(short):
        return ""
    return short if terms(_meaning(short, library)) == terms(text) else ""


def _meaning(short: str, library: Library) -> str:
    """Return the one thing that an acronym stands for in the library, "" for none or several."""
    ids = [key for key, _ in library.lexical.search(analyzer().analyze(short), _READ)]
    found = senses(short, library.get(ids))
    return found[0][0].lower() if len(found) == 1 else ""


def _is_word(text: str, found: re.Match[str]) -> bool:
    return not (text[: found.start()][-1:].isalnum() or text[found.end() :][:1].isalnum())
