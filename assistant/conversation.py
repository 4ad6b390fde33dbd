"""What a turn means in its conversation: a query, or what is told in place of an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from assistant import metadata
from assistant.abstention import is_talk
from assistant.answer import understood
from assistant.listing import listed_papers, to_listed, told
from assistant.question import after_turn, leaning, readable, to_query
from assistant.reader import Reader
from assistant.reading.constraints import ANYTHING, InForce, in_force, merged
from assistant.reading.filters import Understood
from assistant.reading.listed import others_by_date
from assistant.rewrite import Rewritten, rewrite
from assistant.state import State
from assistant.types import Answer, Miss, Turn
from assistant.writers.base import Writer
from assistant.writers.extractive import NAME as EXTRACTIVE
from index.library import Library
from index.models.question_types import question_type
from index.query import Filters, Query, Retriever

_LESS = 0.1  # relevance, by which a question may lose with the topic before it and still mean it
_MOST = 10  # papers that are read for a question
_BY_HAND = 50  # turns without a state that are read
ONLY_ENGLISH = "Only English is searched without a model: names, numbers and words that English shares were looked for."


class Meant(NamedTuple):
    """The query of a turn, what was understood of it in words, and what the reader is to know.

    With a `text`, that is said and nothing is searched; `told` are the papers that it is about. `alone` is the question
    as a model has put it to stand alone, "" if none has; with `leans`, it is asked on the topic before.
    """

    query: Query
    understood: str
    notice: str = ""
    text: str = ""
    told: tuple[Miss, ...] = ()
    alone: str = ""
    leans: bool = False

    def of(self, papers: tuple[str, ...]) -> Meant:
        """Return it asked of these papers (ids) alone."""
        filters = self.query.filters.model_copy(update={"papers": papers})
        return self._replace(query=self.query.model_copy(update={"filters": filters}))


class Conversation:
    """Turns with a library at hand, in which names are looked up and records are read."""

    def __init__(self, library: Library, reader: Reader, writer: Writer, retriever: Retriever) -> None:
        self._library, self._reader, self._writer, self._retriever = library, reader, writer, retriever

    def state(self, history: Sequence[Turn]) -> State:
        """Return what holds after these turns: the state of the last one.

        Turns made by hand have none; those behind the last state are read in order.
        """
        known = next((place for place in reversed(range(len(history))) if history[place].state), -1)
        state = (history[known].state if history else None) or State()
        for turn in history[known + 1 :][-_BY_HAND:]:
            asked = self.in_force(readable(turn.question), state)
            talk = after_turn(state.talk, asked.new, turn.papers)
            state = asked.state.model_copy(update={"talk": talk})
        return state

    def in_force(self, question: str, state: State) -> InForce:
        """Return what a question asks, and what holds for it."""
        return in_force(question, state, self._understand, self._reader.is_title)

    def translated(self, question: str, state: State) -> tuple[InForce, str]:
        """Return what a question that is not English asks, in English if a model says it, and that question."""
        new = self._rewritten(question, state)
        asked = self.in_force(new.text or question, state)
        if not new.text:
            return asked._replace(notice=" ".join(filter(None, (asked.notice, ONLY_ENGLISH)))), ""
        manner = asked.manner if asked.manner.language else asked.manner._replace(language=new.language)
        held = {name: merged(new.filters, getattr(asked.state, name)) for name in ("here", "last")}
        after = asked.state.model_copy(update=held)
        return asked._replace(filters=merged(new.filters, asked.filters), manner=manner, state=after), new.text

    def turn(self, question: str, asked: InForce, meant: Meant, answer: Answer) -> Turn:
        """Return the turn that an answer makes."""
        near = not (answer.sources or meant.text)
        talk = after_turn(asked.state.talk, asked.new, answer.papers, near=near, alone=meant.alone, leans=meant.leans)
        if answer.choices:
            talk = talk.model_copy(update={"which": meant.query.text})
        return Turn(question=question, papers=answer.papers, state=asked.state.model_copy(update={"talk": talk}))

    def meant(self, asked: InForce, filters: Filters, alone: str = "") -> Meant:
        """Return what a turn means, under the filters that hold for it; `alone` if a model has put it so already."""
        if asked.reply:
            return Meant(Query(text=asked.text, filters=filters), _said(asked, filters), "", asked.reply)
        text = asked.text.strip()
        if side := self._beyond(text, asked, filters):
            text, filters = asked.talk.topic, side
        listed = listed_papers(text, asked.talk) if not filters.papers else None
        if listed:
            what, ids = listed
            answer, papers = told(what, self._library.get(ids))
            query = Query(text=text, filters=filters)
            return Meant(query, asked.manner.said(), "", answer, papers)
        query, alone = self._query(text, asked, filters, alone)
        on_topic = None if alone or asked.most or query.text != text else self._on_topic(query, asked)
        query = on_topic or query
        undated = "" if query.filters.papers else self._reader.undated(query.filters)
        simply = asked.manner.simply and self._writer.name == EXTRACTIVE
        plain = "The abstracts' own sentences are shown as they are; for simpler words, set a model." if simply else ""
        notice = " ".join(filter(None, (undated, plain)))
        return Meant(query, _said(asked, filters, query), notice, alone=alone, leans=bool(on_topic))

    def _query(self, text: str, asked: InForce, filters: Filters, alone: str) -> tuple[Query, str]:
        """Return the query, and the question as a model has put it to stand alone, "" if none has."""
        many, talk = _MOST if asked.latest else min(asked.most or _MOST, _MOST), asked.talk
        if asked.others and talk.papers:
            filters = filters.model_copy(update={"others_than": talk.papers})
        if alone or text == ANYTHING:
            return Query(text=text, filters=filters, k=many), alone
        if picked := to_listed(text, talk, filters, many, called=self._reader.called):
            return picked, ""
        query = self._titled(to_query(text, talk, filters, many, called=self._reader.called))
        new = self._rewritten(text, asked.state) if asked.new and asked.state.talk.questions else Rewritten()
        if not new.text:
            return query, ""
        bounds = merged(new.filters, filters).model_copy(update={"others_than": query.filters.others_than})
        return Query(text=new.text, filters=bounds, k=many), new.text

    def _on_topic(self, query: Query, asked: InForce) -> Query | None:
        """Return a question that says little of its own with the topic, unless alone it finds what is more relevant."""
        joined = leaning(query, asked.talk, self._share) if asked.new else None
        named = self._reader.is_title(query.text) or self._library.resolver.mentioned(query.text)
        if not joined or named or is_talk(query.text) or question_type(query.text).type == "collection":
            return None
        alone, on_topic = (
            max((item.relevance for item in self._retriever.search(each)), default=0.0) for each in (query, joined)
        )
        return joined if on_topic and on_topic >= alone - _LESS else None

    def _share(self, term: str) -> float:
        return self._library.lexical.frequency(term) / max(1, self._library.count())

    def _rewritten(self, question: str, state: State) -> Rewritten:
        titles = [paper.heading for paper in self._library.get(state.talk.papers)]
        return rewrite(question, state.talk.questions, titles, writer=self._writer, knows_author=self._reader.knows)

    def _understand(self, text: str) -> Understood:
        return self._reader.understand(text, Filters())

    def _beyond(self, text: str, asked: InForce, filters: Filters) -> Filters | None:
        """Return the filters of who asks for papers newer or older than the last ones; None if nobody does."""
        side = others_by_date(text)
        papers = self._library.get(asked.talk.papers) if side else []
        days = [paper.published for paper in papers if paper.published]
        if not days or not asked.talk.topic:
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


def _said(asked: InForce, filters: Filters, query: Query | None = None) -> str:
    """Return in words what was understood."""
    whole = understood(query or Query(text=asked.text), filters, asked.manner)
    many = f"at most {asked.most} {'paper' if asked.most == 1 else 'papers'}" if asked.most else ""
    return "; ".join(filter(None, (whole, many, "newest first" if asked.latest else "")))
