"""What is asked of the library, and what comes back: Query and Filters, Evidence, and the Retriever seam."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from pydantic import BaseModel

from index.paper import Paper


class Filters(BaseModel, frozen=True, extra="forbid"):
    """Which papers may be found at all; a paper passes when it passes every filter that is set.

    `since` and `until` are inclusive, of the day published or, with `by_list`, of the day on a daily list; a paper
    without one is outside. Of `papers` (ids) and `categories` (such as `cs.CL`) a paper needs one, of `authors` all:
    each is words of one name in order, or several names with " or " between. So are `organisations`, which a record
    names as its own or among its authors, and `not_from`, which it does not. None of the words or phrases in `without`
    stands in title or abstract, in any form; it is none of `others_than` (ids), and one of `within` (ids). Those are
    what `interests` mean, by their names, which let no paper pass or not. Unlike `papers` they are not talked about.
    """

    by_list: bool = False  # before what it is of, so that the days are what was stated last
    since: dt.date | None = None
    until: dt.date | None = None
    papers: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    not_from: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    others_than: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    within: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in type(self).model_fields)


class Query(BaseModel, frozen=True, extra="forbid"):
    """A question that stands alone: its words, what may be searched, and how many papers are wanted."""

    text: str
    context: str = ""  # in a follow-up, the question before, which stands for what `text` leaves out
    filters: Filters = Filters()  # in a follow-up, `papers` are those that the last answer cited
    k: int = 10
    also: tuple[str, ...] = ()  # papers (ids) that are read whether found or not: those talked of
    goes_on: bool = False  # from what they say, and so on their subject
    is_topic: bool = False  # it is no question: what is near it is relevant


# What `Evidence.answers` is of the best paper, below which what is shown may not answer. Of the answerable questions of
# `unread_questions.jsonl` 79 in 100 are above it, 90 of those that a right paper leads, 65 of others; of those that
# nothing answers (held back in `asked_of_abstracts.jsonl`) 31.
SURE = 0.76


class Evidence(BaseModel, frozen=True, extra="forbid"):
    """A paper that was retrieved."""

    paper: Paper
    score: float  # orders papers within one search
    relevance: float  # how likely it is on what is asked, in [0, 1], comparable between searches
    sentences: tuple[int, ...] = ()  # the numbers of its best sentences, best first
    strengths: tuple[float, ...] = ()  # how well each answers, comparable between papers; empty where nobody asked
    answers: float = 1.0  # how likely the abstract does; 1 where nobody asked, 0 if it came too far behind to be read
    part: str = ""  # the day of a brief that it is of, where a brief is of several
    sense: str = ""  # what an acronym of the query stands for in it, when that differs between papers
    named: bool = False  # the query names this very paper


class Retriever(Protocol):
    """Whatever finds papers for a query, best first."""

    def search(self, query: Query) -> Sequence[Evidence]:
        """Return at most `query.k` papers that pass the filters, best first."""
        ...
