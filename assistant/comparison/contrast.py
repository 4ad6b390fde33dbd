"""Where papers differ: what each is, and what each found, told in the third person, two or three in one sentence."""

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.comparison.naming import PATTERNS, entities_of
from assistant.types import Row
from assistant.writers.retelling import Telling, tellings
from assistant.writers.telling_features import points_back
from index.cues import has_quantity, leans_back
from index.labels import attributed
from index.names import mentions
from index.paper import Paper
from index.terms import terms
from index.text import plain

_LEAST, _LONGEST, _IDEAL = 6, 32, 18  # words of a part
_CLAUSE = 22  # words of what is lacking
_UNNAMED = 6  # words that it counts not to name the work

Part = tuple[str, int]  # what is told of a paper, and the number of its sentence
_LEAST_TOLD, _LONGEST_TOLD = 2, 5  # words of what is told
_GENERIC = frozenset(
    "approach baselin model method framework system techniqu algorithm task problem paper work result experi "
    "perform solut strategi novel new propos exist previou differ simpl effect larg languag".split()
)  # stems that tell nothing of a paper
_ARTICLE = re.compile(r"^(?:an?|the|our|its|their|this|these)\s+", re.IGNORECASE)
_COLUMNS = ("idea", "problem", "results")


def parts(
    column: str, rows: Mapping[int, Row], papers: Mapping[int, Paper], said: Mapping[int, str]
) -> dict[int, Part]:
    """Return what the lead of a cell tells of each paper, by its place, without its stop, where an edit frees it."""
    found = dict[int, Part]()
    for place, row in rows.items():
        cell = row.cell(column)
        if cell and cell.sentences and (part := _part(papers[place], said[place], cell.sentences[0])):
            found[place] = part
    return found


def sentences(
    found: Mapping[int, Part], papers: Sequence[Paper], opening: str
) -> Iterator[tuple[str, dict[int, tuple[int, ...]]]]:
    """Yield parts two by two, an odd one with the last two; paired by the ids of papers, so that no order matters."""
    places = sorted(found, key=lambda place: papers[place].id)
    while len(places) > 1:
        many = 3 if len(places) == 3 else 2  # not a lone one behind
        here, places = sorted(places[:many]), places[many:]
        first, *rest = (found[place][0] for place in here)
        told = [_lowered(first) if opening else first, *map(_lowered, rest)]
        yield f"{opening}{'; '.join(told)}.", {place: (found[place][1],) for place in here}
        opening = ""


def problems(rows: Mapping[int, Row], papers: Mapping[int, Paper], said: Mapping[int, str]) -> dict[int, Part]:
    """Return what papers say that is lacking, by place, as `X says that …`, if it is told in few words."""
    found = dict[int, Part]()
    for place, row in rows.items():
        cell = row.cell("problem")
        for number in cell.sentences[:1] if cell else ():
            told = [each.text for each in _told(papers[place], number) if each.words <= _CLAUSE]
            if short := [text for text in told if not _is_named(text, said[place])]:
                found[place] = f"{said[place]} says that {in_words(min(short, key=len).rstrip('.'))}", number
    return found


def in_words(text: str) -> str:
    """Return a text as it stands within a sentence: without the capital of a first word that has no other."""
    first, _, rest = text.partition(" ")
    return f"{first.lower()} {rest}" if first.istitle() and rest[:1].islower() else text


def _told(paper: Paper, number: int) -> list[Telling]:
    """Return the tellings of a sentence that stand alone."""
    told = [each for each in tellings(paper, opens=True, only=frozenset({number})) if _LEAST <= each.words <= _LONGEST]
    return [each for each in told if _stands_alone(each.text)]


def _part(paper: Paper, name: str, number: int) -> Part | None:
    told = _told(paper, number)
    if not told:
        return None
    text = min(told, key=lambda each: _cost(each, name)).text.rstrip(".")
    if _is_named(text, name):
        return text, number
    return None if name.startswith("“") else (attributed(name, text), number)


def _stands_alone(text: str) -> bool:
    """Return whether a telling needs no sentence before it, and says more than that something was shown to be good."""
    leans = PATTERNS["linked"].match(text) or leans_back(text) or points_back(text)
    return not leans and ";" not in text and not PATTERNS["void"].search(text)


def _cost(told: Telling, name: str) -> float:
    """Return how ill a telling serves: words too many, or without the name of the work, or without its figures."""
    unnamed = 0 if _is_named(told.text, name) else _UNNAMED
    return max(told.words, _IDEAL / 2) + unnamed - _UNNAMED * (told.defines + has_quantity(told.text))


def _is_named(text: str, name: str) -> bool:
    return mentions(text, name.strip("“”")) or " et al. " in text


def _lowered(text: str) -> str:
    return text[0].lower() + text[1:] if PATTERNS["lowered"].match(text) else text


def spoken_of(rows: Mapping[int, Row]) -> list[tuple[str, dict[int, int]]]:
    """Return the phrases that quotes of several rows have, the commonest first, and the sentence of each, by row."""
    quotes = {
        place: {
            number: plain(quote)
            for cell in filter(None, map(row.cell, _COLUMNS))
            for number, quote in zip(cell.sentences, cell.quotes, strict=True)
        }
        for place, row in rows.items()
    }
    phrases = {
        " ".join(terms(phrase)): phrase
        for texts in quotes.values()
        for text in texts.values()
        for entity in entities_of(text)
        if entity.kind in ("task", "method") and _tells(phrase := _ARTICLE.sub("", entity.text))
    }
    found = ((phrase, _where(phrase, quotes)) for phrase in phrases.values())
    several = ((phrase, places) for phrase, places in found if len(places) > 1)
    return sorted(several, key=lambda one: (-len(one[1]), -len(one[0]), one[0]))


def _where(phrase: str, quotes: Mapping[int, Mapping[int, str]]) -> dict[int, int]:
    has = re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)", re.IGNORECASE)
    numbers = {place: [n for n, text in texts.items() if has.search(text)] for place, texts in quotes.items()}
    return {place: min(here) for place, here in numbers.items() if here}


def _tells(phrase: str) -> bool:
    stems = terms(phrase)
    whole = phrase.count("(") == phrase.count(")")
    return (
        _LEAST_TOLD <= len(phrase.split()) <= _LONGEST_TOLD and len(stems) > 1 and whole and not _GENERIC & set(stems)
    )
