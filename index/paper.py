"""A paper as the rest of the program sees it: a record, and the sentences of its abstract.

A sentence is the unit of evidence: nothing downstream may split an abstract again.
"""

import datetime as dt
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, Field

from index.sentences import split


class Paper(BaseModel, frozen=True, extra="forbid"):
    """One paper, known by its abstract.

    `published` is the day of the first version and `featured` the day it stood on a daily list; `version` is
    the arXiv version that title and abstract are of, and `updated` its day. Unknown is `None`, never "" or 0; a
    date is never guessed. Where a source leaves out the year of a date, the year is inferred and `year_inferred`
    says so. `raw_title` and `raw_abstract` are the source's own text where cleaning changed it. `provenance` says
    which source a field was taken from, where several knew the paper.
    """

    id: str
    title: str = Field(min_length=1)
    abstract: str = Field(min_length=1)
    abstract_kind: Literal["abstract", "summary"] = "abstract"  # "summary": in our words, not the authors'
    authors: tuple[str, ...] = ()
    author_count: int | None = None
    organisation: str | None = None
    published: dt.date | None = None
    year_inferred: bool = False
    featured: dt.date | None = None
    categories: tuple[str, ...] = ()
    url: str | None = None
    doi: str | None = None
    venue: str | None = None
    note: str | None = None  # what the authors say beside the abstract, such as "12 pages, accepted at ..."
    version: int | None = None
    updated: dt.date | None = None
    withdrawn: bool = False
    keywords: tuple[str, ...] = ()
    code_url: str | None = None
    project_url: str | None = None
    stars: int | None = None  # of the code's repository
    sources: tuple[str, ...] = ()
    upvotes: int | None = None
    comments: int | None = None
    raw_title: str | None = None
    raw_abstract: str | None = None
    provenance: tuple[tuple[str, str], ...] = ()  # field, source

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The abstract, split once; sentence n is `sentences[n - 1]`."""
        return tuple(split(self.abstract))

    def sentence(self, number: int) -> str | None:
        """Return sentence `number`, counted from 1, or None when there is no such sentence."""
        return self.sentences[number - 1] if 0 < number <= len(self.sentences) else None


def web_link(url: str | None) -> str | None:
    """Return a link that is safe to follow: `javascript:` and other schemes come with imported papers, too."""
    return url if url and url.startswith(("https://", "http://")) else None
