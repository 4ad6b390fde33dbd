"""The only place that builds the parts and joins them; every surface calls these methods.

`Assistant.open(settings)` opens the library. What is not needed for a question, such as an endpoint's
client, is made when it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assistant.browsing.rows import Shelves
from assistant.comparison import table
from assistant.comparison.cells import Asker
from assistant.comparison.columns import column_of
from assistant.comparison.paragraph import Crew, Hire
from assistant.config import Settings
from assistant.connections import embeddings_of, endpoint_judge, endpoint_of, server_at, server_of, spending_of
from assistant.conversation.filters import Understood, said
from assistant.conversation.lookup import Lookup
from assistant.conversation.utterance import readable
from assistant.errors import ConfigurationError, EmptyLibrary, NotComparable, SeveralPapers, UnknownPaper
from assistant.interests.interests import Interests
from assistant.interests.profile import record_name
from assistant.jobs import asking, brief, check
from assistant.jobs.asking import last as last
from assistant.jobs.brief_days import Span
from assistant.jobs.brief_days import found as candidates_of
from assistant.jobs.claims import Desk
from assistant.jobs.compared import TOPIC, fetching, on_topic
from assistant.jobs.notices import byline, is_judged
from assistant.jobs.sides import LEAST, MOST
from assistant.metrics import Metrics
from assistant.people.people import Limits, People
from assistant.people.person import FOLDER, LOCAL, NobodyActs, Person, current, keeper_only, kept_in
from assistant.store.database import FILE_NAME as MEMORY
from assistant.store.database import Database
from assistant.store.ledger import Deliveries, Ledger
from assistant.store.reader import Marks, Notes
from assistant.types import AnswerEvent, Brief, Claim, Comparison, Turn
from assistant.verification.judge import Judge
from assistant.writers.base import Writer
from assistant.writers.endpoint import EndpointWriter
from assistant.writers.extractive import ExtractiveWriter
from index.embedders import choose_embedder
from index.endpoint.models import Thinkers
from index.paper import Paper
from index.query import Evidence, Filters, Query
from index.search.retriever import HybridRetriever
from index.statements import heading_of
from index.store.library import Library

if TYPE_CHECKING:
    from index.search.archived import WithArchive
    from index.store.chroma_archive import ChromaArchive


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
        """The papers in Chroma's Cloud that no machine has a replica of; `ConfigurationError` without an address."""
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
        """Return the filters typed in a question, below those given, what is left of it, and how to tell the reader."""
        return self._lookup.understand(text, filters or Filters())

    def search(self, text: str, *, k: int = 10, filters: Filters | None = None) -> tuple[Evidence, ...]:
        """Return the papers that match, best first, as `find`; counted neither for a person nor in the metrics."""
        return self._found(text, k, filters).evidence

    def find(self, text: str, *, k: int = 10, filters: Filters | None = None) -> Found:
        """Return the papers that match, best first, and the filters understood; a notice says which were dropped."""
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
        """Yield the events of an answer; see `jobs.asking.ask`. `Finished` has the turn to put into `history`."""
        return self.metrics.streamed("ask", lambda: self._answered(question, history, filters))

    def _answered(self, question: str, history: Sequence[Turn], filters: Filters | None) -> Iterator[AnswerEvent]:
        self._count()
        typed = readable(question)
        self._filled(typed)
        yield from asking.ask(typed, history, self._resolved(filters), self._desk(), self._lookup, self._compared)

    def _desk(self) -> Desk:
        return Desk(self.library, self._retriever, self._writers(), self._counted_judge(), self._drop)

    def _resolved(self, filters: Filters | None) -> Filters:
        """Return filters with the papers that their interests mean, as they are now."""
        if filters is None or not filters.interests:
            return filters or Filters()
        meant = dict.fromkeys(one for name in filters.interests for one in self.interests.members(name))
        return filters.model_copy(update={"within": tuple(meant)})

    def check(self, text: str, papers: Sequence[str] = ()) -> Iterator[AnswerEvent]:
        """Return the events of a check of a pasted text, against papers named or found; see `jobs.check.check`."""
        return self.metrics.streamed("check", lambda: self._checked(text, papers))

    def _checked(self, text: str, papers: Sequence[str]) -> Iterator[AnswerEvent]:
        self._count()
        sentences = check.sentences_of(text)
        if not self.library.count():
            raise EmptyLibrary.checking()
        named = {paper.id: paper for paper in map(self.library.resolve, map(readable, papers))}
        return check.check(sentences, self._desk(), tuple(named.values()))

    @property
    def reader(self) -> Person:
        """Who acts, and is counted; raises `NobodyActs` where people have logins and it is not known who acts."""
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

    def brief(
        self, span: Span, *, again: bool = False, interest: str = "", ledger: brief.Ledger | None = None
    ) -> Brief:
        """Return a brief for an interest, anew if it was told for other wishes or `again`; an empty one says why."""
        with self.metrics.job("brief") as done:
            self._count()
            span = span._replace(topic=readable(span.topic) if span.topic else span.topic)
            told = ledger or Ledger(self.database, wanted=self.interests.get(interest).digest)
            audience = brief.Audience(record_name(interest), self.interests.taste(interest), told)
            written = brief.brief(span, self._desk(), audience, again=again)
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

    def compare_topic(self, topic: str, *, k: int = TOPIC, columns: Sequence[str] = ()) -> Comparison:
        """Return papers that are relevant to a topic, and not too like each other, side by side."""
        with self.metrics.job("compare") as done:
            self._count()
            topic = readable(topic)
            self._filled(topic)
            asked = self.understand(topic)
            query = Query(text=asked.text, filters=self._lookup.known(asked.filters))
            papers = on_topic(query, k, self.library, self._retriever)
            if len(papers) < LEAST:
                none = f"No paper in the library is about {topic!r}."
                what = f"Only one paper in the library is about {topic!r}." if papers else none
                raise UnknownPaper(what, "Word the topic more widely, or name the papers to compare.")
            rows = self._compared(papers, topic, columns)
            done(rows)
        return rows

    def _compared(self, papers: Sequence[Paper], topic: str, columns: Sequence[str]) -> Comparison:
        if not LEAST <= len(papers) <= MOST:
            what = "Only one paper was named." if len(papers) == 1 else f"{len(papers)} different papers were named."
            raise NotComparable(what, f"Name {LEAST} to {MOST} papers to compare.")
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
