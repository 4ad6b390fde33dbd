"""What a turn means in its conversation: a query, or what is told in place of an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant import metadata
from assistant.answer import Frame, understood
from assistant.condense import stand_alone
from assistant.listing import listed_papers, to_listed, told
from assistant.question import last_cited, to_query, topic_of
from assistant.reader import Reader
from assistant.reading.constraints import ANYTHING, InForce, merged
from assistant.reading.listed import others_by_date
from assistant.types import Answer, AnswerEvent, Finished, Miss, Retrieved
from assistant.writers.base import Writer
from assistant.writers.extractive import NAME as EXTRACTIVE
from index.library import Library
from index.query import Filters, Query

_MOST = 10  # papers that are read for a question


class Meant(NamedTuple):
    """The query of a turn, what was understood of it in words, and what the reader is to know.

    With a `text`, that is said and nothing is searched; `told` are the papers that it is about.
    """

    query: Query
    understood: str
    notice: str = ""
    text: str = ""
    told: tuple[Miss, ...] = ()


class Conversation:
    """Turns with a library at hand, in which names are looked up and records are read."""

    def __init__(self, library: Library, reader: Reader) -> None:
        self._library, self._reader = library, reader

    def meant(self, asked: InForce, filters: Filters, writer: Writer) -> Meant:
        """Return what a turn means, under the filters that hold for it."""
        if asked.reply:
            return Meant(Query(text=asked.text, filters=filters), _said(asked, filters), "", asked.reply)
        text = asked.text.strip()
        if side := self._beyond(text, asked, filters):
            text, filters = topic_of(asked.earlier), side
        listed = listed_papers(text, asked.earlier) if not filters.papers else None
        if listed:
            what, ids = listed
            answer, papers = told(what, self._library.get(ids))
            query = Query(text=text, filters=filters)
            return Meant(query, asked.manner.said(), "", answer, papers)
        query = self._query(text, asked, filters, writer)
        undated = "" if query.filters.papers else self._reader.undated(query.filters)
        simply = asked.manner.simply and writer.name == EXTRACTIVE
        plain = "The abstracts' own sentences are shown as they are; for simpler words, set a model." if simply else ""
        return Meant(query, _said(asked, filters, query), " ".join(filter(None, (undated, plain))))

    def _query(self, text: str, asked: InForce, filters: Filters, writer: Writer) -> Query:
        many = _MOST if asked.latest else min(asked.most or _MOST, _MOST)
        last = last_cited(asked.earlier)
        if asked.others and last:
            filters = filters.model_copy(update={"others_than": last.papers})
        if text == ANYTHING:
            return Query(text=text, filters=filters, k=many)
        picked = to_listed(text, asked.earlier, filters, many, called=self._reader.called)
        if picked:
            return picked
        query = self._titled(to_query(text, asked.earlier, filters, many, called=self._reader.called))
        if query.context or query.text != text:
            titles = [paper.heading for paper in self._library.get(last.papers if last else ())]
            return stand_alone(query, text, asked.earlier, filters, writer=writer, titles=titles)
        return query

    def _beyond(self, text: str, asked: InForce, filters: Filters) -> Filters | None:
        """Return the filters of who asks for papers newer or older than the last ones; None if nobody does."""
        side, last = others_by_date(text), last_cited(asked.earlier)
        papers = self._library.get(last.papers) if side and last else []
        days = [paper.published for paper in papers if paper.published]
        if not days or not topic_of(asked.earlier):
            return None
        day = dt.timedelta(days=1)
        bounds = Filters(since=max(days) + day) if side == "newer" else Filters(until=min(days) - day)
        return merged(filters, bounds)

    def _titled(self, query: Query) -> Query:
        """Return a question for the record of the one paper it is asked of with that paper's title in it."""
        papers = self._library.get(query.filters.papers) if metadata.wanted(query.text) else []
        if len(papers) != 1 or not papers[0].title:
            return query
        return query.model_copy(update={"text": f"{query.text.rstrip(' ?.')}: “{papers[0].title}”?"})


def in_place(text: str, papers: Sequence[Miss], *, engine: str, frame: Frame) -> Iterator[AnswerEvent]:
    """Yield the events of what is said where nothing is searched."""
    yield Retrieved(evidence=(), understood=frame.understood)
    yield Finished(
        answer=Answer(
            status="abstained",
            text=text,
            nearest=tuple(papers),
            engine=engine,
            seconds=0.0,
            notice=frame.notice,
            understood=frame.understood,
        )
    )


def _said(asked: InForce, filters: Filters, query: Query | None = None) -> str:
    """Return in words what was understood."""
    whole = understood(query or Query(text=asked.text), filters, asked.manner)
    many = f"at most {asked.most} {'paper' if asked.most == 1 else 'papers'}" if asked.most else ""
    return "; ".join(filter(None, (whole, many, "newest first" if asked.latest else "")))
