"""What a question about the collection asks: which figure, of which papers, and how many are to be shown.

The dates, authors and categories of the question are filters and are taken out of it before. What is asked and on which
topic is told by `index.models.collection_questions`; in what is left beside the topic the numbers are read here.
"""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple, get_args

from index.models import collection_questions
from index.models.collection_questions import HELD, RANKS, SURE, Measure
from index.paper import Paper
from index.query import Filters
from index.store.resolver import Mention

Datum = Literal["authors", "comments", "votes", "stars"]
Bound = tuple[Datum, int | None, int | None]  # the least and the most, both of them inclusive
Empty = Literal["", "date", "abstract", "author", "organisation", "code", "venue"]  # what a record has not


class Asked(NamedTuple):
    """A question about the collection.

    `topic` is free words, "" for all papers, `others` are the topics that it is compared with, and `in_title` looks for
    it in titles alone. `fewest` turns the order of authors, votes, comments and stars round,
    `per` counts by year in place of months, `first` is how many papers are wanted, `author` one that is named in a form
    that is no filter, and `new` is set where what came in is asked for, so that the day on a daily list counts too.
    `linked` are the links that a record must have: to code, to a project. `claimed` is the paper (id) of which it is
    asked whether it is the first. `sure` is not set of papers on a topic that need not all be listed: which there are
    is rather told by what they say. `empty` is what the records are to lack, `listed` counts by the day on a daily
    list, `least` is how many papers who is asked for has at least, `nth` the place in an order: "second newest". With
    `share` a count is told in hundredths of all papers, too. `unread` are words that no question in training has.
    """

    measure: Measure
    topic: str = ""
    others: tuple[str, ...] = ()
    bounds: tuple[Bound, ...] = ()
    linked: tuple[str, ...] = ()
    per: bool = False
    fewest: bool = False
    first: int | None = None
    in_title: bool = False
    author: str = ""
    new: bool = False
    claimed: str = ""
    sure: bool = True
    empty: Empty = ""
    listed: bool = False
    least: int | None = None
    nth: int = 1
    share: bool = False
    unread: tuple[str, ...] = ()


SHOWN = 25  # papers listed, at most
# Probability from which a question is read though it has words that no question in training has: of 348 by three
# writers that were put aside 38 more are read rightly so and 11 wrongly, of 2,400 that ask what papers say 4 are taken.
_CERTAIN = 0.9
_LONGEST = 400  # characters of a question
_NUMBERS = "no one two three four five six seven eight nine ten".split()
_VALUES = {word: number for number, word in enumerate(_NUMBERS)} | {"single": 1, "zero": 0}
_N = rf"\d{{1,4}}|{'|'.join(_NUMBERS)}|zero|an?\s+single|single"
_PAPERS = r"(?:papers?|works?|articles?|stud(?:y|ies)|abstracts?|records?|preprints?|publications?|submissions?|ones?)"
_DATUM = (
    r"(?:(?:co-?)?(?P<authors>authors?)|(?P<comments>comments?)|(?P<votes>(?:up)?votes?|likes?)"
    r"|(?:git\s?hub\s+)?(?P<stars>stars?))"
)
_WITH = r"(?:(?:that|which|with|w/|has|have|had|having|got|received?|gets?|written|by)\s+)*"
_BOUND = re.compile(
    rf"{_WITH}(?P<how>more\s+than|over|above|>|at\s+least|>=|≥|fewer\s+than|less\s+than|under|<|at\s+most|up\s+to"
    rf"|no\s+more\s+than|<=|≤|exactly|only|just|between)?\s*(?:(?P<from>{_N})\s*(?:-|–|\bto\b|\band\b)\s*)?"
    rf"\b(?P<n>{_N})(?P<more>\s*\+|\s+or\s+more)?(?P<less>\s+or\s+(?:fewer|less))?[\s-]*{_DATUM}(?:ed)?\b",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"\b(?:no|without(?:\s+an?y?)?|lack(?:s|ing)?|miss(?:es|ing))\s+(?:publication\s+|known\s+)?"
    r"(?P<what>date|abstract|author|organi[sz]ation|code|venue)s?\b",
    re.IGNORECASE,
)
_DAILY_LIST = re.compile(r"\bdaily\s+(?:list|papers)\b", re.IGNORECASE)
_OUTPUT = re.compile(
    rf"\b(?:(?P<more>more\s+than|over)|at\s+least)?\s*\b(?P<n>\d{{1,4}})(?P<plus>\s*\+|\s+or\s+more)?\s+{_PAPERS}",
    re.IGNORECASE,
)
_NTH = re.compile(r"\b(?P<n>second|third|fourth|fifth)[\s-]+(?:most|new|lat|old|earl|high|best)", re.IGNORECASE)
ORDINALS = "first second third fourth fifth".split()
_AUTHOR = re.compile(
    r"\b(?:did|does|has|have)\s+(?P<person>[A-Z][\w'’-]*(?:\s+[A-Z][\w.'’-]*){0,3})\s+(?:(?:co-?)?(?:writ|wro|author|publish)\w*|have\b)"
)
# What is said beside the topic.
_FIRST = re.compile(rf"(?<![\w.-])(?P<n>\d{{1,2}}|{'|'.join(_NUMBERS[2:])})(?![\w.-])", re.IGNORECASE)
_IN_TITLE = re.compile(r"\b(?:titles?|titled|entitled|called|named)\b", re.IGNORECASE)
_FEWEST = re.compile(r"\b(?:fewest|least|lowest|smallest|shortest|unpopular)\b", re.IGNORECASE)
_SHARE = re.compile(
    r"\b(?:per\s?cent|percentage|(?:what|which|the|a)\s+(?:share|proportion|fraction))\b|%", re.IGNORECASE
)
_YEARS = re.compile(r"\b(?:year|annual)", re.IGNORECASE)
_CAME_IN = re.compile(
    rf"\bnew\b(?!\s+(?:\w+\s+)?{_PAPERS})|\b(?:added|arriv\w+|additions|came|come)\b(?!\s+out)", re.IGNORECASE
)
_LINKS = {
    "code": re.compile(r"\b(?:code|git\s?hub|repo\w*|implementations?)\b", re.IGNORECASE),
    "project": re.compile(r"\bproject\b", re.IGNORECASE),
}
_NO_TOPIC = frozenset("available code public open".split())
_WHOLE = re.compile(r"\b(?:list|all|every|everything|each|full|whole|complete|entire|enumerate)\b", re.IGNORECASE)
_ALTERNATIVES = re.compile(r"\s+(?:or|vs\.?|versus|than)\s+(?:on\s+|about\s+)?", re.IGNORECASE)
# A topic with one of these has parts of which not every one is wanted.
_PARTS = re.compile(r"\b(?:not|than|besides|except|without|vs|versus)\b", re.IGNORECASE)
_MANY = re.compile(r"\b(?:papers|articles|works?|preprints|publications)\b", re.IGNORECASE)  # no two, but those on them
# A second count behind the first: "and how many in 2025?", "compared to May 2025".
_HOW_MANY = re.compile(r"\bhow\s+many\b", re.IGNORECASE)
_AND_HOW_MANY = re.compile(r"[,;?]?\s+(?:and\s+)?(?=how\s+many\b)", re.IGNORECASE)
_AGAINST = re.compile(
    r",?\s+(?:compared\s+(?:to|with)|versus|vs\.?|against)\s+(?:in\s+)?(?=.*\b20\d\d\b)", re.IGNORECASE
)
_YEAR = re.compile(r"\b20\d\d\b")
# What the first of an order is asked for is what it says.
_TELLS = re.compile(
    r"\bwhat\s+(?:do|does|did)\b|\bsummar|\bexplain|\bdescribe|\bpropose|\bgist\b|\babout\W*$", re.IGNORECASE
)
_TOLD = re.compile(r"^\W*(?:please\s+)?(?:summari[sz]e|explain|describe|tell\s+me\s+about)\b", re.IGNORECASE)
_WHETHER = re.compile(r"\W*(?:is|are|was|were|did|do|does|has|have)\b", re.IGNORECASE)


def read(question: str) -> Asked | None:
    """Return what the last sentence that can be read asks of the collection, filters taken out; None if none can."""
    if len(question) > _LONGEST:
        return None
    sentences = re.split(r"(?<=[.?!])\s+", question.strip())
    return next((asked for text in reversed(sentences) if (asked := _read(text))), None)


def framed(text: str) -> str:
    """Return a question without bounds, as "with at least 3 comments" or "no date", and with `HELD` for an author."""
    if person := _AUTHOR.search(text):
        text = f"{text[: person.start('person')]}{HELD}{text[person.end('person') :]}"
    text = _EMPTY.sub(" ", _BOUND.sub(" ", _OUTPUT.sub(_bare, _TOLD.sub("", text))))
    return " ".join(text.split())


def _bare(found: re.Match[str]) -> str:
    """Return the papers of "more than 80 papers", and "10 papers" as they are."""
    return " papers " if _least(found) else found[0]


def _least(found: re.Match[str]) -> int:
    """Return how many papers "more than 80 papers" are at least; 0 for "80 papers"."""
    is_least = found["more"] or found["plus"] or "least" in found[0].lower()
    return int(found["n"]) + bool(found["more"]) if is_least else 0


def _read(text: str) -> Asked | None:
    last = {bound[0]: bound for bound in map(_bound, _BOUND.finditer(text))}
    bounds = tuple(last[name] for name in get_args(Datum) if name in last)
    told = collection_questions.reading(framed(text))
    measure = told.measure if told.share >= SURE else "none"
    if measure == "none" and bounds and re.search(rf"\b(?:{_PAPERS}|them|these|those)\b", text, re.IGNORECASE):
        measure = "list"
    topics = [each for topic in told.topics if (each := topic.strip(" \t.,;:?!")).lower() not in _NO_TOPIC]
    if measure == "more":
        topics = [part for topic in topics for part in _ALTERNATIVES.split(topic)]
        measure = measure if len(topics) > 1 else "count"
    if measure == "none" or (told.strange and told.share < _CERTAIN) or any(map(_PARTS.search, topics)):
        return None
    asked = _asked(measure, topics, text, told.frame)._replace(bounds=bounds, unread=told.strange)
    sifts = not topics or asked.in_title or asked.linked or bounds or _WHOLE.search(told.frame)
    return asked._replace(sure=measure != "list" or bool(sifts))


def _asked(measure: Measure, topics: list[str], text: str, frame: str) -> Asked:
    """Return what is asked on these topics; `frame` is the question without them and without bounds."""
    said = re.sub(rf"\b{HELD}\b", " ", frame)
    person, number, place = _AUTHOR.search(text), _FIRST.search(said), _NTH.search(said)
    more, output = measure == "more", _OUTPUT.search(text)
    return Asked(
        measure,
        topics[0] if more else " and ".join(topics),
        tuple(topics[1:]) if more else (),
        linked=tuple(name for name, sign in _LINKS.items() if measure in {"count", "list"} and sign.search(said)),
        per=bool(_YEARS.search(said)),
        fewest=bool(_FEWEST.search(said)),
        first=_number(number["n"]) if number else None,
        in_title=bool(topics and _IN_TITLE.search(said)),
        author=person["person"] if person else "",
        new=bool(_CAME_IN.search(said)),
        empty=empty_of(text),
        listed=bool(_DAILY_LIST.search(text)),
        least=(_least(output) if output else 0) or None,
        nth=ORDINALS.index(place["n"].lower()) + 1 if place else 1,
        share=bool(_SHARE.search(said)),
    )


def empty_of(text: str) -> Empty:
    """Return what records are to lack, as in "without an abstract", "" for nothing."""
    found = _EMPTY.search(text)
    return next((name for name in get_args(Empty) if found and name[:5] == found["what"][:5].lower()), "")


def _bound(found: re.Match[str]) -> Bound:
    """Return what a phrase such as "at least 3 comments" asks."""
    name: Datum = next(name for name in get_args(Datum) if found[name])
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
    return name, low, high


def _number(text: str) -> int:
    word = text.lower().split()[-1]
    return int(word) if word.isdigit() else _VALUES[word]


def value_of(paper: Paper, datum: Datum) -> int | None:
    """Return how many authors, comments, votes or stars a paper has, None if its record does not say."""
    if datum == "authors":
        return max(paper.author_count or 0, len(paper.authors)) or None  # a source may count more than it names
    return {"comments": paper.comments, "votes": paper.upvotes, "stars": paper.stars}[datum]


def span_of(datum: Datum, low: int | None, high: int | None) -> str:
    """Return bounds in words: "a single author", "at least 3 comments", "2 to 5 authors"."""
    if low == high:
        return f"a single {datum[:-1]}" if low == 1 else f"{'no' if low == 0 else f'{low:,}'} {datum}"
    if high is None:
        return f"at least {low:,} {datum if low != 1 else datum[:-1]}"
    return f"at most {high:,} {datum}" if low is None else f"{low:,} to {high:,} {datum}"


def two_counts(text: str) -> tuple[str, str] | None:
    """Return the two questions in one that counts twice, the second as it would follow the first; None for others."""
    first, *rest = _AND_HOW_MANY.split(text) if len(_HOW_MANY.findall(text)) == 2 else _AGAINST.split(text)
    if len(rest) != 1 or not _HOW_MANY.search(first):
        return None
    if _HOW_MANY.search(rest[0]):
        return first, rest[0]
    return (first, f"how many in {rest[0]}") if _YEAR.search(first) else None


def of_same(second: str, first: str) -> str:
    """Return the second count of a question as one of papers, on the topic of the first where that has one."""
    on = topic_of(first) if first else ""
    return _HOW_MANY.sub(f"how many papers on {on}" if on else "how many papers", second, count=1)


def tells(asked: Asked, text: str) -> bool:
    """Tell whether what the first paper of an order says is asked for, and not only which one it is."""
    return asked.measure in RANKS and bool(_TELLS.search(text))


def ranks(asked: Asked) -> bool:
    """Tell whether a question without a topic sorts papers, or sifts them by what their records say."""
    return not asked.topic and (asked.measure in RANKS or bool(asked.bounds or asked.linked))


def topic_of(question: str) -> str:
    """Return the topic of a question, for counting what there is on it; "" if it has none."""
    topics = collection_questions.reading(question).topics
    return topics[0] if topics else ""


def read_of_named(question: str, named: Sequence[Mention]) -> Asked | None:
    """Return which of the papers that a question names it wants, by what their records say; None if it asks no such."""
    question = _held(question, named)
    asked = None if _MANY.search(question) else read(question)
    if not asked or not ranks(asked) or asked.measure not in RANKS:
        return None
    first = next((one.papers[0].id for one in named if one.papers), "")
    return asked._replace(claimed=first if _WHETHER.match(question) else "")


def is_of_paper(question: str, named: Sequence[Mention]) -> bool:
    """Tell whether a question is about a paper that it names, and not about papers on what has that name."""
    named = [one for one in named if one.papers and one.how != "author"]
    return bool(named) and not read(_held(question, named))


def _held(question: str, named: Sequence[Mention]) -> str:
    """Return a question with `HELD` for each paper that it names."""
    for one in sorted(named, key=lambda each: -each.start):
        question = f"{question[: one.start]}{HELD}{question[one.end :]}"
    return question


def uncut(asked: Asked, topic: str, filters: Filters, whole: Filters) -> tuple[Asked, Filters]:
    """Return a question about listed papers and their filters; of a cut list it is asked of the `whole` topic."""
    before = read(topic) if len(filters.papers) == SHOWN else None
    if not before or before.measure not in {"count", "list"} or before.bounds or before.linked:
        return asked, filters
    return asked._replace(topic=before.topic, in_title=before.in_title, author=before.author), whole
