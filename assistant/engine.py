"""The only place that builds the parts and joins them; every surface calls these methods.

`Assistant.open(settings)` opens the library. What is not needed for a question, such as an endpoint's
client, is made when it is.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assistant.browsing.rows import Shelves
from assistant.comparison import table
from assistant.comparison.cells import Asker
from assistant.comparison.columns import column_of
from assistant.comparison.paragraph import Crew, Hire
from assistant.comparison.table import WIDER, distinct
from assistant.config import Settings
from assistant.connections import embeddings_of, endpoint_judge, endpoint_of, server_at, server_of, spending_of
from assistant.conversation import metadata
from assistant.conversation.filters import Understood, merged, said
from assistant.conversation.follow_ups import RETOLD, joined
from assistant.conversation.listed import picked, points_at_list, points_back, share_untold
from assistant.conversation.lookup import Lookup
from assistant.conversation.turn import Conversation, Meant
from assistant.conversation.utterance import is_talk, readable, wanted
from assistant.errors import ConfigurationError, EmptyLibrary, NotComparable, SeveralPapers, UnknownPaper
from assistant.interests.interests import Interests
from assistant.interests.profile import record_name
from assistant.jobs import akin, answer, brief, check, collection, compared, records, retold, which
from assistant.jobs.abstention import GO_ON, TALKED_OF, Searched, help_text
from assistant.jobs.brief_days import Span
from assistant.jobs.brief_days import found as candidates_of
from assistant.jobs.compared import fetching
from assistant.jobs.notices import byline, is_judged
from assistant.jobs.retrieving import OfList, OnTopic, WithTalkedOf
from assistant.jobs.sides import LEAST, MOST
from assistant.jobs.sides import read as read_sides
from assistant.metrics import Metrics
from assistant.people.people import Limits, People
from assistant.people.person import FOLDER, LOCAL, NobodyActs, Person, current, keeper_only, kept_in
from assistant.store.database import FILE_NAME as MEMORY
from assistant.store.database import Database
from assistant.store.ledger import Deliveries, Ledger
from assistant.store.reader import Marks, Notes
from assistant.types import AnswerEvent, Brief, Claim, Comparison, Finished, Turn
from assistant.verification.judge import Judge
from assistant.writers.base import Writer
from assistant.writers.endpoint import EndpointWriter
from assistant.writers.extractive import NAME as EXTRACTIVE
from assistant.writers.extractive import ExtractiveWriter
from index.embedders import choose_embedder
from index.endpoint.models import Thinkers
from index.models.question_types import question_type
from index.paper import Paper
from index.query import Evidence, Filters, Query, Retriever
from index.search.relevance import FLOOR
from index.search.retriever import HybridRetriever
from index.statements import heading_of
from index.store.library import Library

if TYPE_CHECKING:
    from index.search.archived import WithArchive
    from index.store.chroma_archive import ChromaArchive

_TOPIC = 5  # papers of a topic
_MOST_WORDS = 0.5  # share of the telling words of a question for papers of a list, none of which has more of them
_SURELY = 0.5  # probability, from which a question is taken to be about the collection


class Found(NamedTuple):
    """What a search found, the filters that were understood, in words, and what the reader is to know of them."""

    evidence: tuple[Evidence, ...]
    understood: str
    notice: str


class Assistant:
    """The library with everything that is done with it.

    What a person asks can raise:
        EmptyLibrary: there is no paper.
        QuestionTooLong: it is no question, no name or no topic; NothingToCheck: a text has no sentence.
        UnknownPaper: a name means no paper; NotComparable: there are too few or too many to compare.
        UnknownInterest, InterestIsEmpty: an interest is named that is not there, or that no paper is near to.
        LimitReached: who asks has asked as much as one person may.
        StoreError: what was told cannot be read or kept.
    """

    def __init__(self, settings: Settings, library: Library) -> None:
        self.settings, self.library = settings, library
        self.people, self.is_served = People(settings.home), False
        self._thinkers = Thinkers()
        self._databases: dict[Path, Database] = {}
        self.metrics = Metrics(lambda: self.library.count())

    @classmethod
    def open(cls, settings: Settings, *, salvaging: bool = False) -> Assistant:
        """Open the library in the data directory, and make it if it is not there.

        With `salvaging` what can be read of a damaged one takes its place, to be reindexed.

        Raises:
            ConfigurationError: the embedder is an endpoint's, and no model is named.
            StorageError: the data directory cannot be made or read.
            LibraryDamaged: a store does not open.
            ServerUnreachable: a Chroma server has the papers, does not answer, and nothing of it is here yet.
            ServerRefused: it says no.
        """
        embedder = choose_embedder(settings.embedder, embeddings_of(settings))

        def renamed(replaced: Mapping[str, str]) -> None:
            for file in (settings.home / MEMORY, *settings.home.glob(f"{FOLDER}/*/{MEMORY}")):
                memory = Database(file)
                for kept in (Ledger(memory), Marks(memory), Notes(memory)) if file.exists() else ():
                    kept.renamed(replaced)

        server = server_of(settings)
        folder = settings.home / ("replica" if server else "library")
        library = Library(folder, embedder, renamed=renamed, allowed=keeper_only, salvaging=salvaging, server=server)
        return cls(settings, library)

    def go_by(self, settings: Settings, library: Library | None = None) -> None:
        """Go by other settings, and by another library if one is given, from the next job on; the home stays.

        The library that is open keeps its embedder, whatever the settings say, until another is given.

        Raises:
            KeepersOnly: who acts may not change them.
        """
        keeper_only()
        self.settings, self.library = settings, library or self.library
        for made in ("_retriever", "_lookup", "shelves"):
            self.__dict__.pop(made, None)

    @cached_property
    def shelves(self) -> Shelves:
        """The rows of the library, for who browses it."""
        return Shelves(self.library, self.settings.home)

    @property
    def archive(self) -> ChromaArchive:
        """The papers in Chroma's Cloud that no machine has a replica of.

        Raises:
            ConfigurationError: its address is not set.
        """
        from index.store.chroma_archive import ChromaArchive  # noqa: PLC0415  of no use without an archive

        if url := self.settings.chroma_archive_url:
            return ChromaArchive(server_at(url, self.settings), choose_embedder("static"))
        what = "There is no archive in Chroma's Cloud: its address is not set."
        raise ConfigurationError(what, "Set ASSISTANT_CHROMA_ARCHIVE_URL and ASSISTANT_CHROMA_TOKEN.")

    @cached_property
    def _retriever(self) -> HybridRetriever | WithArchive:
        hybrid = HybridRetriever(self.library)
        if not self.settings.chroma_archive_url:
            return hybrid
        from index.search.archived import WithArchive  # noqa: PLC0415  likewise

        return WithArchive(hybrid, self.archive)

    @cached_property
    def _lookup(self) -> Lookup:
        return Lookup(self.library, beyond=self.settings.chroma_archive_url is not None)

    def understand(self, text: str, filters: Filters | None = None) -> Understood:
        """Return the filters that are typed in a question, what is left of it, and how to tell the reader.

        Filters that are given win over those that are typed. A question that is a title is nothing but that.
        """
        return self._lookup.understand(text, filters or Filters())

    def search(self, text: str, *, k: int = 10, filters: Filters | None = None) -> tuple[Evidence, ...]:
        """Return the papers that match, best first, as `find`; counted neither for a person nor in the metrics."""
        return self._found(text, k, filters).evidence

    def find(self, text: str, *, k: int = 10, filters: Filters | None = None) -> Found:
        """Return the papers that match, best first, and which filters that are typed in the text were understood.

        If no paper passes all of them, some that are typed are dropped, and a notice says which.
        """
        with self.metrics.job("search") as done:
            self._count()
            found = self._found(text, k, filters)
            done(found.evidence)
        return found

    def _found(self, text: str, k: int, filters: Filters | None) -> Found:
        text = readable(text)
        self._filled(text)
        given = self._resolved(filters)
        asked = self.understand(text, given)
        known, notice = self._lookup.relax(asked.text, self._lookup.known(asked.filters), given)
        return Found(self._retriever.search(Query(text=asked.text, filters=known, k=k)), said(known), notice)

    def ask(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Iterator[AnswerEvent]:
        """Yield the events of an answer; see `jobs.answer.ask`. `Finished` has the turn to put into `history`.

        Filters that are typed in the question or hold from earlier ones are shown as what was understood. If no paper
        passes all of them, some are dropped, and the answer says which.
        """
        return self.metrics.streamed("ask", lambda: self._answered(question, history, filters))

    def _answered(self, question: str, history: Sequence[Turn], filters: Filters | None) -> Iterator[AnswerEvent]:
        self._count()
        typed = readable(question)
        searched, writers = Searched(self._filled(typed), self.library.span()), self._writers()
        talk = Conversation(self.library, self._lookup, writers[0])
        meant = talk.meant(typed, history, self._resolved(filters))
        by_turn = meant.text or meant.act in RETOLD
        name = None if by_turn else which.named(meant.query, self.library, meant.talk.cited)
        if name and len(name.papers) == 1:
            meant = meant.of((name.papers[0].id,))
            name = None
        frame = answer.Frame(meant.understood, meant.manner, meant.notice, self._drop)
        events = (
            self._of_conversation(meant, frame, writers[0])
            or self._ranked(meant, frame)
            or self._compared_in_chat(meant, frame)
            or (which.ask(name, typed if name.name in typed else meant.query.text, frame) if name else None)
            or self._by_records(meant, searched, frame)
            or self._by_abstracts(self._widened(meant), writers, searched, frame)
        )
        for event in events:
            if isinstance(event, Finished):
                done = event.answer
                usage = done.usage if done.usage.calls else writers[0].usage  # records cost nothing, a rewriting does
                done = done.model_copy(update={"usage": usage})
                turn = talk.turn(typed, meant, done)
                if done.comparison:
                    turn = compared.as_list(turn, "" if meant.query.filters.papers else meant.query.text)
                yield Finished(answer=done, turn=turn)
            else:
                yield event

    def _resolved(self, filters: Filters | None) -> Filters:
        """Return filters with the papers that their interests mean, as they are now."""
        if filters is None or not filters.interests:
            return filters or Filters()
        meant = dict.fromkeys(one for name in filters.interests for one in self.interests.members(name))
        return filters.model_copy(update={"within": tuple(meant)})

    def _of_conversation(self, meant: Meant, frame: answer.Frame, writer: Writer) -> Iterator[AnswerEvent] | None:
        """Return the events of what was told before, or of papers akin to one that is talked of; None for others."""
        if meant.text or (meant.act == "recap" and writer.name != EXTRACTIVE):
            return None
        if meant.act in RETOLD:
            return retold.ask(meant.act, meant.typed, meant.talk, self.library, frame)
        papers = self.library.get(meant.about[:1])
        if not papers or meant.act not in ("authors", "successor"):
            return None
        started = time.monotonic()
        one = papers[0]
        told = akin.successors(one, self.library) if meant.act == "successor" else None
        return records.of_told(told or akin.by_authors(one, meant.typed, self.library), frame, started)

    def _compared_in_chat(self, meant: Meant, frame: answer.Frame) -> Iterator[AnswerEvent] | None:
        """Return the events of an answer that sets papers side by side, or None if the question asks for none."""
        sides = read_sides(meant, self.library, self._retriever)
        if sides and sides.topic:
            found = self._on_topic(meant.query.model_copy(update={"text": sides.topic}), meant.most or _TOPIC)
            sides = sides._replace(papers=tuple(found)) if len(found) >= LEAST else None
        if not sides:
            return None
        if sides.missing and len(sides.papers) < LEAST:
            return compared.lacking(sides, self.library, self._retriever, frame)
        return compared.ask(sides, frame, self._compared)

    def _retriever_for(self, meant: Meant) -> Retriever:
        if meant.also:
            return WithTalkedOf(self._retriever, meant.also)
        if meant.act == "within" and len(meant.query.filters.papers) > 1:
            return OfList(self._retriever)
        if meant.act == "new" and meant.talk.topic:
            return OnTopic(self._retriever, meant.talk.questions[::-1])
        return self._retriever

    def _by_abstracts(
        self, meant: Meant, writers: Sequence[Writer], searched: Searched, frame: answer.Frame
    ) -> Iterator[AnswerEvent]:
        return answer.ask(
            meant.query,
            retriever=self._retriever_for(meant),
            writers=writers,
            searched=searched,
            judge=self._counted_judge(),
            frame=frame._replace(understood=meant.understood),
        )

    def _widened(self, meant: Meant) -> Meant:
        """Return a question of papers talked of that none of them answers as one on their subject, if it names its own.

        What is asked of "it" or of "them" stays with them: other papers do not tell of these.
        """
        query = meant.query
        asks = meant.new == query.text and bool(query.context) and meant.act in ("about", "within", "pick")
        if not asks or points_back(meant.new) or picked(meant.new, len(meant.talk.several), sure=meant.act == "pick"):
            return meant
        untold = share_untold(meant.new, self.library.get(query.filters.papers))
        if not untold or points_at_list(meant.new):
            return meant
        if meant.act == "within" and untold > _MOST_WORDS:
            return meant.beyond(joined(meant.talk.topic, meant.new))
        found = self._retriever.search(query)
        if max((item.answers for item in found), default=0.0) >= TALKED_OF:
            return meant
        return meant.beyond(joined(meant.talk.topic, meant.new))

    def _by_records(self, meant: Meant, searched: Searched, frame: answer.Frame) -> Iterator[AnswerEvent] | None:
        """Return the events of an answer that needs no abstract, or None if the question needs some."""
        query = meant.query
        if meant.text:
            listed = records.of_list(meant.text, meant.told, frame) if meant.told else None
            return listed or records.said(meant.text, (), frame=frame)
        of_all = not (query.context or query.filters.papers)
        if meant.act == "talk" or (of_all and is_talk(query.text)):
            thanked = bool(meant.talk.topic) and "?" not in meant.typed
            return records.said(GO_ON if thanked else help_text(searched), (), frame=frame)
        asked_before = query.filters.others_than
        if of_all and not asked_before and meant.act != "others" and (asked := self._of_collection(meant)):
            return records.of_collection(asked, self.library, query.filters, frame)
        is_list = len(query.filters.papers) > 1 or (bool(query.filters.papers) and points_at_list(meant.typed))
        if is_list and (of_listed := self._of_listed(meant)):
            return records.of_collection(of_listed[0], self.library, of_listed[1], frame)
        fields = metadata.fields_asked(query.text, self.library.resolver)
        return records.of_papers(query, fields, self._retriever, frame) if fields else None

    def _of_collection(self, meant: Meant) -> collection.Asked | None:
        """Return what is asked of the library as a whole or for all papers of an author, None for other questions."""
        rest = wanted(self.understand(meant.typed))
        asked = collection.read(rest if any(map(str.isalpha, rest)) else "papers")
        asked = asked or collection.list_of(rest, self.library, meant.query.filters)
        if asked and asked.measure == "exists" and asked.topic:  # "Is there a paper about moss?" wants to read of it
            return None
        if asked and not asked.sure and not question_type(meant.typed).surely("collection", _SURELY):
            return None
        if asked and collection.is_of_paper(rest, self.library.resolver.mentioned(rest)):
            return None
        return asked._replace(first=asked.first or meant.most) if asked else None

    def _ranked(self, meant: Meant, frame: answer.Frame) -> Iterator[AnswerEvent] | None:
        """Return the events of an answer that sorts the papers named; None if that is not asked."""
        if meant.text or meant.query.filters.others_than:
            return None
        mentions = [one for one in self.library.resolver.mentioned(meant.typed) if one.how != "author"]
        papers = {one.papers[0].id: one for one in mentions if len(one.papers) == 1}
        asked = collection.read_of_named(meant.typed, mentions) if len(papers) > 1 else None
        filters = meant.query.filters.model_copy(update={"papers": tuple(papers)})
        return records.of_collection(asked, self.library, filters, frame) if asked else None

    def _of_listed(self, meant: Meant) -> tuple[collection.Asked, Filters] | None:
        """Return what the records of the papers of a list are asked for, and the filters that these papers pass."""
        filters = meant.query.filters
        asked = collection.read(self.understand(meant.typed).text)
        whole = merged(meant.state.last, filters.model_copy(update={"papers": ()}))
        if asked and asked.measure == "count" and not asked.topic and (on := collection.topic_of(meant.talk.topic)):
            return asked._replace(topic=on), whole
        if not (asked and collection.ranks(asked)):
            return None
        return collection.uncut(asked, meant.talk.topic, filters, whole)

    def check(self, text: str, papers: Sequence[str] = ()) -> Iterator[AnswerEvent]:
        """Return the events of a check of a pasted text, against papers named or found; see `jobs.check.check`."""
        return self.metrics.streamed("check", lambda: self._checked(text, papers))

    def _checked(self, text: str, papers: Sequence[str]) -> Iterator[AnswerEvent]:
        self._count()
        sentences = check.sentences_of(text)
        if not self.library.count():
            raise EmptyLibrary.checking()
        named = {paper.id: paper for paper in map(self.library.resolve, map(readable, papers))}
        return check.check(
            sentences,
            library=self.library,
            retriever=self._retriever,
            papers=tuple(named.values()),
            judge=self._counted_judge(),
        )

    @property
    def reader(self) -> Person:
        """Who acts: for whom things are remembered and counted.

        Raises:
            NobodyActs: it is served, people have logins, and it is not known which of them acts.
        """
        if person := current():
            return person
        if self.is_served and self.people.any():
            raise NobodyActs("It is not known who asks.", "Log in.")
        return LOCAL

    @cached_property
    def limits(self) -> Limits:
        """How much each person has asked lately."""
        return Limits()

    def _count(self) -> None:
        reader = self.reader
        if not reader.is_local:
            self.limits.question(reader, self.settings.person_questions)

    @property
    def database(self) -> Database:
        """What is remembered of the reader, in the data directory."""
        file = kept_in(self.settings.home, self.reader) / MEMORY
        return self._databases.setdefault(file, Database(file))

    @property
    def ledger(self) -> Ledger:
        """Which briefs were told."""
        return Ledger(self.database)

    @property
    def deliveries(self) -> Deliveries:
        """Which briefs were sent."""
        return Deliveries(self.database)

    @property
    def interests(self) -> Interests:
        """What the reader wants to read of."""
        return Interests(kept_in(self.settings.home, self.reader), self.library)

    def _brief(self, span: Span, *, again: bool, interest: str, ledger: brief.Ledger | None) -> Brief:
        span = span._replace(topic=readable(span.topic) if span.topic else span.topic)
        desk = brief.Desk(self.library, self._retriever, self._writers(), self._counted_judge(), self._drop)
        told = ledger or Ledger(self.database, wanted=self.interests.get(interest).digest)
        audience = brief.Audience(record_name(interest), self.interests.taste(interest), told)
        return brief.brief(span, desk, audience, again=again)

    def brief(
        self, span: Span, *, again: bool = False, interest: str = "", ledger: brief.Ledger | None = None
    ) -> Brief:
        """Return a brief for an interest; an empty one says why it is. With `again` one that was told is written anew.

        So is one that was told when the interest asked for something else. What was told before stands in the data
        directory, or in `ledger` if one is given.
        """
        with self.metrics.job("brief") as done:
            self._count()
            written = self._brief(span, again=again, interest=interest, ledger=ledger)
            done(written)
        return written

    def listed(self, day: dt.date) -> int:
        """Return how many papers a brief of a day chooses from."""
        return len(candidates_of(Span(day, day), self.library, self._retriever).papers)

    def compare(self, names: Sequence[str], *, columns: Sequence[str] = ()) -> Comparison:
        """Return papers, named by id or title, side by side, in these columns; see `column_of`."""
        with self.metrics.job("compare") as done:
            self._count()
            papers = list({paper.id: paper for paper in map(self._named, map(readable, names))}.values())
            rows = self._compared(papers, "", columns)
            done(rows)
        return rows

    def _named(self, name: str) -> Paper:
        try:
            return self.library.resolve(name)
        except SeveralPapers:
            raise
        except UnknownPaper as error:
            if subject := self.library.resolver.meant(name).papers:
                return subject[0]
            raise UnknownPaper(error.what, f"{error.todo} To fetch it: {fetching(name)}") from error

    def compare_topic(self, topic: str, *, k: int = _TOPIC, columns: Sequence[str] = ()) -> Comparison:
        """Return papers that are relevant to a topic, and not too like each other, side by side."""
        with self.metrics.job("compare") as done:
            rows = self._topic_compared(topic, k, columns)
            done(rows)
        return rows

    def _topic_compared(self, topic: str, k: int, columns: Sequence[str]) -> Comparison:
        self._count()
        topic = readable(topic)
        self._filled(topic)
        asked = self.understand(topic)
        papers = self._on_topic(Query(text=asked.text, filters=self._lookup.known(asked.filters)), k)
        if len(papers) < LEAST:
            raise UnknownPaper(
                f"Only {len(papers)} papers in the library are about {topic!r}.",
                "Word the topic more widely, or name the papers to compare.",
            )
        return self._compared(papers, topic, columns)

    def _on_topic(self, query: Query, k: int) -> list[Paper]:
        many = min(max(k, LEAST), MOST)
        found = self._retriever.search(query.model_copy(update={"k": WIDER * many, "is_topic": True}))
        papers = [item for item in found if item.relevance >= FLOOR and not item.paper.withdrawn]
        return distinct(papers, self.library.vectors([item.paper.id for item in papers]), many)

    def _compared(self, papers: Sequence[Paper], topic: str, columns: Sequence[str]) -> Comparison:
        if not LEAST <= len(papers) <= MOST:
            raise NotComparable(
                f"{len(papers)} different papers were named.", f"Name {LEAST} to {MOST} papers to compare."
            )
        subject = topic or "; ".join(filter(None, (heading_of(paper) for paper in papers)))
        asker = Asker(self.library.lexical.weights)
        asked = [column_of(words) for words in columns]
        return table.compare(subject, papers, columns=asked, asker=asker, hire=self._hire(), drop=self._drop)

    def _hire(self) -> Hire | None:
        """Return who makes a model and its judge for each row of a table; None without an endpoint."""
        if not self.settings.has_endpoint:
            return None
        endpoint, spending = replace(endpoint_of(self.settings), thinkers=self._thinkers), spending_of(self.settings)
        return lambda: Crew(EndpointWriter(endpoint, spending=spending), self._counted_judge())

    def judge(self) -> Judge | None:
        """Return who judges the sentences of one job; None if nobody is to, or there is no endpoint."""
        return endpoint_judge(self.settings, self._thinkers) if self.is_judged else None

    def _counted_judge(self) -> Judge | None:
        return self.metrics.counted(self.judge())

    @property
    def is_judged(self) -> bool:
        """Whether somebody is to read what a model writes against what it cites."""
        return is_judged(self.settings)

    def writer_note(self, engine: str = "", claims: Sequence[Claim] = ()) -> str:
        """Say who writes, or with `engine` and `claims` who has written and confirmed them; see `byline`."""
        model = endpoint_of(self.settings).model or "the first model listed"
        return byline(self.settings, model, engine, claims)

    def _writers(self) -> tuple[Writer, ...]:
        """Return the writers of one job, the second to go on where the first fails."""
        if not self.settings.has_endpoint:
            return (ExtractiveWriter(),)
        endpoint = replace(endpoint_of(self.settings), thinkers=self._thinkers)
        return EndpointWriter(endpoint, spending=spending_of(self.settings)), ExtractiveWriter()

    @property
    def _drop(self) -> bool:
        return self.settings.unsupported == "drop"

    def _filled(self, question: str) -> int:
        papers = self.library.count()
        if not papers:
            raise EmptyLibrary.asked(question)
        return papers


def last(events: Iterable[AnswerEvent]) -> Finished:
    """Return the last event of an answer, for who does not stream."""
    *_, event = events
    assert isinstance(event, Finished)  # noqa: S101  `ask` ends with it
    return event
