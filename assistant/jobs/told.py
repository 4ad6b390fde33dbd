"""How an answer about the collection is told: its sentences, its table, and what is not listed."""

from collections.abc import Sequence
from typing import NamedTuple

from assistant.jobs.asked import Datum
from assistant.jobs.scope import joined
from index.paper import Paper
from index.statements import heading_of

SHOWN, FIRST, NAMED = 25, 10, 3  # papers listed, papers of an order, and papers named in a sentence, at most


class Told(NamedTuple):
    """An answer: one to three sentences, the papers they tell of (best first, at most 25), and a table where it is one.

    `months` are all months from the first to the last with their papers, as ("2025-03", 12).
    """

    text: str
    papers: tuple[Paper, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    columns: tuple[str, ...] = ()
    months: tuple[tuple[str, int], ...] = ()


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


def left(n: int, shown: int, order: str) -> str:
    """Return the sentence that says how many papers are not listed; "" if all are."""
    if n <= shown:
        return ""
    listed, more = "One is" if shown == 1 else f"{shown} are", "is" if n - shown == 1 else "are"
    return f" {listed} listed, {order} first; {n - shown:,} more {more} not."


def table(text: str, shown: Sequence[tuple[int, Paper]], datum: Datum) -> Told:
    """Return an answer with its papers and their numbers as a table."""
    rows = tuple((title_of(paper), f"{value:,}") for value, paper in shown)
    return Told(text, tuple(paper for _, paper in shown), rows, ("Paper", datum.capitalize()))


def titles(papers: Sequence[Paper], total: int) -> str:
    """Return the titles of a few papers, and how many more there are."""
    named = [f"“{title_of(paper)}”" for paper in papers[:NAMED]]
    return joined(named + ([f"{total - len(named):,} more"] if total > len(named) else []))


def title_of(paper: Paper) -> str:
    """Return a paper's title, or its id: a title that speaks to the assistant is not repeated."""
    return heading_of(paper) or paper.id
