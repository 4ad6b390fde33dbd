"""What of a paper may be read, quoted and cited: its own text, without what the guard takes for an instruction."""

import datetime as dt
from typing import NamedTuple

from index.guard import Guarded, guarded, is_no_name
from index.paper import Paper


class Readable(NamedTuple):
    """What of a paper is put before a model; "" in place of what is withheld."""

    title: str
    authors: tuple[str, ...]
    published: dt.date | None
    statements: tuple[str, ...]


def readable(paper: Paper) -> Readable:
    """Return what of a paper is put before a model."""
    return Readable(heading_of(paper), paper.authors, paper.published, statements_of(paper))


def guarded_of(paper: Paper) -> Guarded:
    """Return which sentences of a paper are instructions to a reader; 0 is the title."""
    return guarded(paper.title, paper.sentences)


def statements_of(paper: Paper) -> tuple[str, ...]:
    """Return the sentences, "" in place of each that is no statement of the paper."""
    left_out = guarded_of(paper).withheld
    return tuple("" if n in left_out else text for n, text in enumerate(paper.sentences, start=1))


def statement_of(paper: Paper, number: int) -> str | None:
    """Return sentence `number`, counted from 1, if it may be cited, or None."""
    return None if number in guarded_of(paper).withheld else paper.sentence(number)


def heading_of(paper: Paper) -> str:
    """Return the title if it may be repeated to a writer, or ""."""
    return "" if 0 in guarded_of(paper).withheld else paper.title


def warning_of(paper: Paper) -> str:
    """Return what a reader must be told: a withdrawal, and text that is not the paper's own; "" if nothing."""
    return "; ".join(filter(None, ("it was withdrawn" if paper.withdrawn else "", _foreign(paper))))


def _foreign(paper: Paper) -> str:
    told = guarded_of(paper).told
    where = ["title"] if 0 in told else []
    where += ["abstract"] if told - {0} else []
    where += ["organisation"] if paper.organisation and is_no_name(paper.organisation) else []
    where += ["venue"] if paper.venue and is_no_name(paper.venue) else []
    where += ["list of authors"] if any(map(is_no_name, paper.authors)) else []
    what = "contains text that addresses the assistant; that text is not used"
    return f"its {' and '.join(where)} {what}" if where else ""
