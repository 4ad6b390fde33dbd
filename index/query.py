"""What is asked of the library, and what comes back: Query and Filters, Evidence, and the Retriever seam."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from pydantic import BaseModel

from index.paper import Paper


class Filters(BaseModel, frozen=True, extra="forbid"):
    """Which papers may be found at all; a paper passes when it passes every filter that is set.

    `since` and `until` are inclusive, and a paper without a date is outside every range. Of `papers` (ids) and
    `categories` (arXiv's, such as `cs.CL`) a paper needs one; of `authors` all: each is one or more words of one
    name, in their order, or several such names with " or " between, of which one is enough; so are `organisations`,
    which a record names as its organisation or among its authors; none of `not_from` it names. None of the words or
    phrases in `without` stands in its title or abstract, in any form, and it is none of `others_than` (ids). With
    `by_list` the days are those on which it stood on a daily list, and not the day on which it was published.
    It is one of `within` (ids), which are what `interests` mean, by their names: these say what a person set, and
    let no paper pass or not. Other than `papers`, those within are not what is talked about.
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
    """A question that stands alone: its words, what may be searched, and how many papers are wanted.

    In a follow-up `filters.papers` are the papers that the last answer cited, and `context` is the question
    that led to them: it stands for what `text` leaves out, such as what "it" is. A topic is no question:
    what is near it is relevant, in place of what answers it.
    """

    text: str
    context: str = ""
    filters: Filters = Filters()
    k: int = 10
    is_topic: bool = False


class Evidence(BaseModel, frozen=True, extra="forbid"):
    """A paper that was retrieved.

    `score` orders papers within one search. `relevance`, in [0, 1], is comparable between searches: it is how likely
    the paper is on what is asked, 0 where the query is off the subject of the library. `sentences` are the numbers of
    its best sentences, best first, and `strengths`, in the same order, say how well each answers the query, on a scale
    that compares sentences of different papers; empty where nobody asked. `answers`, in [0, 1], is how likely the
    abstract answers the query: 1 where nobody asked, 0 of a paper that came too far behind to be read closely. `part`
    is the question that it was found for when several were asked in one, and `sense` what an acronym of the query
    stands for in it when that differs between the papers found; otherwise empty. `named`: the query names this very
    paper.
    """

    paper: Paper
    score: float
    relevance: float
    sentences: tuple[int, ...] = ()
    strengths: tuple[float, ...] = ()
    answers: float = 1.0
    part: str = ""
    sense: str = ""
    named: bool = False


class Retriever(Protocol):
    """Whatever finds papers for a query, best first."""

    def search(self, query: Query) -> Sequence[Evidence]:
        """Return at most `query.k` papers that pass the filters, best first."""
        ...
