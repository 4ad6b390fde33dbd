"""What a question about the collection asks: which figure, of which papers, and how many are to be shown.

The dates, authors and categories of the question are filters and are taken out of it before. A question is read whole
or not at all: what is left beside the patterns must be a topic behind a word such as "on", or before "papers".
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Measure = Literal["count", "newest", "oldest", "authors", "votes", "comments", "months", "list"]


class Asked(NamedTuple):
    """A question about the collection.

    `topic` is free words, "" for all papers, and `in_title` looks for it in titles alone. The bounds are inclusive.
    `fewest` turns the order of authors, votes and comments round, `per` counts by year in place of months, `first` is
    how many papers are wanted, `author` one that is named in a form that is no filter, and `new` is set where what
    came in is asked for, so that the day on a daily list counts too.
    """

    measure: Measure
    topic: str = ""
    least_authors: int | None = None
    most_authors: int | None = None
    least_comments: int | None = None
    most_comments: int | None = None
    least_votes: int | None = None
    most_votes: int | None = None
    per: bool = False
    fewest: bool = False
    first: int | None = None
    in_title: bool = False
    author: str = ""
    new: bool = False


_LONGEST = 400  # characters of a question
_NUMBERS = "no one two three four five six seven eight nine ten".split()
_N = rf"\d{{1,4}}|{'|'.join(_NUMBERS)}|zero|an?\s+single|single"
_PAPERS = r"(?:papers?|works?|articles?|stud(?:y|ies)|abstracts?|records?|preprints?|publications?|submissions?|ones?)"
_PLACE = r"(?:library|collection|database|corpus|index|archive|catalogue)"
_DATUM = r"(?:(?:co-?)?(?P<authors>authors?)|(?P<comments>comments?)|(?P<votes>(?:up)?votes?|likes?))"
_WITH = r"(?:(?:that|which|with|w/|has|have|had|having|got|received?|gets?|written|by)\s+)*"
_BOUND = re.compile(
    rf"{_WITH}(?P<how>more\s+than|over|above|>|at\s+least|>=|≥|fewer\s+than|less\s+than|under|<|at\s+most|up\s+to"
    rf"|no\s+more\s+than|<=|≤|exactly|only|just|between)?\s*(?:(?P<from>{_N})\s*(?:-|–|\bto\b|\band\b)\s*)?"
    rf"\b(?P<n>{_N})(?P<more>\s*\+|\s+or\s+more)?(?P<less>\s+or\s+(?:fewer|less))?[\s-]*{_DATUM}(?:ed)?\b",
    re.IGNORECASE,
)
_MOST = r"(?:(?P<least>fewest|least|lowest|smallest)|most|highest|largest|top|biggest)"
# Each is taken out of the question, in this order; the first measure that is found is the one that is asked for.
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("place", rf"\b(?:how\s+(?:big|large)\s+is|size\s+of)\s+(?:the|your|this|my|our)\s+{_PLACE}\b"),
    ("span", rf"\b(?:time\s*span|date\s+range|years|period)\s+does\s+(?:the|your|this)\s+{_PLACE}\s+(?:cover|span)\b"),
    ("place", rf"\b(?:in|of|from)\s+(?:the|this|your|my|our)\s+(?:whole\s+|entire\s+)?{_PLACE}\b|\bin\s+here\b"),
    ("text", r"\bin\s+(?:the|its|their)\s+(?:titles?\s+(?:or|and)\s+)?(?:abstracts?|(?P<in_title>titles?))\b"),
    ("author", r"\b(?:did|has|have)\s+(?P<person>(?-i:[A-Z])[\w'’-]*(?:\s+(?-i:[A-Z])[\w.'’-]*){0,3})\s+(?:co-?)?"
     r"(?:writ|wro|author|publish)\w*"),
    ("first", rf"(?:(?:^|\b(?:the|me|show|list|give|top))\s*)(?P<n1>{_N})\s+(?=most|newest|latest|oldest|{_PAPERS}\b)"
     rf"|(?<=top|est)\s+(?P<n2>{_N})\b|(?<=recent)\s+(?P<n3>{_N})\b"),
    ("months", r"(?:\bgrow\w*\s+)?\b(?:per|by|each|every|from)\s+(?:month|(?P<year>year))s?(?:\s+to\s+year)?\b"
     r"|\bmonthly\b|\bover\s+time\b|\b(?:histogram|timeline|breakdown)\b"
     r"|\b(?:month|(?P<year2>year))\s+(?:had|has|saw)\s+the\s+most\b"),
    ("datum", rf"{_WITH}(?:the\s+)?\b{_MOST}\s+(?:number\s+of\s+)?{_DATUM}\b"),
    ("votes", rf"(?:{_MOST}|more)[- ](?:up)?(?:voted|liked)\b|\b(?P<unpopular>least\s+)?(?:most\s+)?popular\b"
     r"|\btrending\b|\b(?:top|biggest|best)\b(?=.*\bby\b)|\bby\s+(?:number\s+of\s+)?(?:up)?(?:votes|likes|popularity)\b"),
    ("comments", rf"{_MOST}[- ](?:commented|discussed)(?:\s+on)?\b|\bby\s+(?:number\s+of\s+)?comments\b"),
    ("newest", r"\b(?:newest|latest|most\s+recent(?:ly)?(?:\s+published)?|by\s+date|last(?=\s+paper))\b"),
    ("oldest", r"\b(?:oldest|earliest|first(?=\s+paper))\b"),
    ("new", r"\bwhat(?:['’]?s|\s+(?:is|was|has|have|got))*\s+(?:been\s+)?(?:new|added|came|come|arrived)\b"
     r"(?:\s+(?:in|out)\b)?|\banything\s+new\b|\b(?:additions|arrivals)\b"),
    ("all", r"\b(?:everything|anything)\b"),
    ("count", r"^.*?\bhow\s+many\b|\b(?:number|nr|count|share|percentage|proportion|fraction)\b"),
)  # fmt: skip
_TAKEN = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)
_MEASURES: dict[str, Measure] = {
    "months": "months",
    "span": "months",
    "authors": "authors",
    "votes": "votes",
    "comments": "comments",
    "newest": "newest",
    "oldest": "oldest",
    "new": "newest",
}
_GLUE = (
    r"(?:which|what|is|are|was|were|there|do|does|did|you|we|i|have|has|had|got|hold|list|show|give|tell|name|find|sort"
    r"|me|us|please|can|could|know|the|an?|all|any|of|these|those|them|your|my|this|total|in|new|recent|different|more"
    r"|from|and|be|been|published|written|released|added|appeared|out|that|it|altogether|roughly|now)(?:['’]?(?:s|ve|re))?"
    r"(?![\w'’-])"
)
_LINK = (
    r"(?:(?:that|which|to|are|is)\s+)*(?:on|about|regarding|concerning|around|for|in|with|using|uses?|mention(?:s|ing)?"
    r"|discuss(?:es|ing)?|address(?:es|ing)?|cover(?:s|ing)?|stud(?:y|ies|ying)|treat(?:s|ing)?|propos(?:e|es|ing)"
    r"|deal(?:s|ing)?\s+with|related\s+to)"
)
_REST = re.compile(
    rf"^\W*(?:{_GLUE}\W+)*(?:(?P<kind>(?:(?!{_GLUE}|(?:authors?|per)\b)[\w'’./+-]+[\s,]+){{1,6}})?(?P<papers>{_PAPERS})\b)?"
    rf"(?:\W*\b{_GLUE})*(?:\W*\b{_LINK}\s+(?P<topic>\S.*?))?(?:[\s,]+{_GLUE})*\W*$",
    re.IGNORECASE,
)
# A topic with one of these has parts of which not every one is wanted.
_PARTS = re.compile(r"\b(?:or|vs|versus|not|than|besides|except|without)\b", re.IGNORECASE)


def read(question: str) -> Asked | None:
    """Return what a question asks of the collection, from the question without its filters; None if that is not read.

    Of several sentences the last one asks that can be read.
    """
    if len(question) > _LONGEST:
        return None
    sentences = re.split(r"(?<=[.?!])\s+", question.strip())
    return next((asked for text in reversed(sentences) if (asked := _read(text))), None)


def _read(text: str) -> Asked | None:
    bounds: dict[str, int | None] = {}
    for found in _BOUND.finditer(text):
        bounds |= _bounds(found)
    rest, kinds, groups = _BOUND.sub(" ", text), dict[str, str](), dict[str, str]()
    for kind, pattern in _TAKEN:
        for found in pattern.finditer(rest):
            kinds.setdefault(kind, found[0])
            groups |= {name: value for name, value in found.groupdict().items() if value}
        rest = pattern.sub(" papers " if kind in {"all", "new"} else " ", rest)
    left = _REST.match(rest)
    measure = _measure(kinds, groups, bounds, left["papers"] if left else None)
    if not left or not measure:
        return None
    topic = (left["topic"] or left["kind"] or "").strip(" \t\n\"“”'‘’.,;:?!")
    if left["topic"] and left["kind"]:
        topic = f"{left['kind'].strip()} {topic}"
    return None if _PARTS.search(topic) else _asked(measure, topic, {**kinds, **groups}, bounds)


def _measure(
    kinds: dict[str, str], groups: dict[str, str], bounds: dict[str, int | None], papers: str | None
) -> Measure | None:
    """Return the figure that is asked for; where none is, papers are to be listed."""
    if "datum" in kinds:
        return next(measure for name, measure in _MEASURES.items() if name in groups)
    if named := next((measure for kind, measure in _MEASURES.items() if kind in kinds), None):
        return named
    if "count" in kinds:
        return "count" if papers or "place" in kinds else None
    if not papers and re.match(r"how|size", kinds.get("place", ""), re.IGNORECASE):
        return "count"
    return "list" if bounds or "place" in kinds or (papers and papers.lower().endswith("s")) else None


def _asked(measure: Measure, topic: str, said: dict[str, str], bounds: dict[str, int | None]) -> Asked:
    number = next((said[name] for name in ("n1", "n2", "n3") if name in said), "")
    return Asked(
        measure,
        topic,
        per=not said.keys().isdisjoint({"year", "year2"}),
        fewest=not said.keys().isdisjoint({"least", "unpopular"}),
        first=_number(number) if number else None,
        in_title="in_title" in said,
        author=said.get("person", ""),
        new="new" in said,
        least_authors=bounds.get("least_authors"),
        most_authors=bounds.get("most_authors"),
        least_comments=bounds.get("least_comments"),
        most_comments=bounds.get("most_comments"),
        least_votes=bounds.get("least_votes"),
        most_votes=bounds.get("most_votes"),
    )


def _bounds(found: re.Match[str]) -> dict[str, int | None]:
    """Return what a phrase such as "at least 3 comments" asks, by the fields of `Asked`."""
    name = next(name for name in ("authors", "comments", "votes") if found[name])
    how, n = " ".join((found["how"] or "").lower().split()), _number(found["n"])
    low: int | None = _number(found["from"]) if found["from"] else n
    high: int | None = n
    if how in {"more than", "over", "above", ">"}:
        low, high = n + 1, None
    elif found["more"] or how in {"at least", ">=", "≥"}:
        low, high = n, None
    elif how in {"fewer than", "less than", "under", "<"}:
        low, high = None, n - 1
    elif found["less"] or how in {"at most", "up to", "no more than", "<=", "≤"}:
        low, high = None, n
    return {f"least_{name}": low, f"most_{name}": high}


def _number(text: str) -> int:
    words = text.lower().split()
    if words[-1].isdigit():
        return int(words[-1])
    return {"single": 1, "zero": 0}[words[-1]] if words[-1] in {"single", "zero"} else _NUMBERS.index(words[-1])
