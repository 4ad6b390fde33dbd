"""Adding papers step by step, to be watched and stopped, and removing some; what was stored before a stop stays."""

import datetime as dt
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event, Lock
from typing import NamedTuple

from assistant.config import Settings
from assistant.errors import AssistantError, SourceError, SourceUnreadable, UnknownPaper
from assistant.ingest.files import Tally
from assistant.ingest.sites import ArxivIngest, DayResult, arxiv_client, catch_up, hub_of, polite_client
from assistant.watched import watched
from index.identity import arxiv_id
from index.paper import Paper
from index.sources.arxiv import BadQuery, Search, category_name, identifiers, search_query
from index.sources.base import Skipped
from index.sources.files import read_file
from index.sources.pages import read_pages
from index.store.library import Library

_BATCH = 200  # papers between two looks at whether to stop
_PARTS = re.compile(r"[\s,;]+")  # between the ids that are typed
_KEPT = 50  # removals


class Step(NamedTuple):
    """How far it is: `done` of `of` (None where nobody knows) and what happened; the end says how it ended."""

    done: int
    of: int | None
    told: str
    is_end: bool = False
    error: AssistantError | None = None
    papers: int = 0
    failed: tuple[str, ...] = ()  # what could not be read, one line each


class Job(NamedTuple):
    """What adding needs: the library, where sources are, and the sign to stop."""

    library: Library
    settings: Settings
    stop: Event


def from_files(job: Job, files: Sequence[Path], saved: dt.date | None = None) -> Iterator[Step]:
    """Store the papers of files; text files may be pages of daily lists that were `saved` on a day, if it is known."""
    tally, failed, error = Tally(job.library), list[str](), None
    try:
        for file in files:
            yield Step(0, None, f"Reading {file.name}…")
            try:
                records = _read(file, saved)
            except SourceUnreadable as unreadable:
                failed.append(str(unreadable).replace(str(file), file.name))
                continue
            for start in range(0, len(records), _BATCH):
                if job.stop.is_set():
                    break
                tally.store(records[start : start + _BATCH])
                done = min(start + _BATCH, len(records))
                yield Step(done, len(records), f"{file.name}: {done:,} of {len(records):,} papers")
    except AssistantError as stopped:
        error = stopped
    yield _end(tally, job, (*failed, *_left_out(tally)), error)


def _read(file: Path, saved: dt.date | None) -> list[Paper | Skipped]:
    if file.suffix.lower() != ".txt":
        return list(read_file(file))
    try:
        return list(read_pages(file, crawled=saved))
    except SourceUnreadable as no_page:
        try:
            return list(read_file(file))
        except SourceUnreadable:
            raise no_page from None


def from_lists(job: Job, days: Sequence[dt.date]) -> Iterator[Step]:
    """Fetch Hugging Face's daily lists of days, in this order, and store their papers."""
    tally, results, error = Tally(job.library), list[DayResult](), None
    yield Step(0, len(days), "Asking for the first day…")
    try:
        with polite_client(job.settings) as client:
            for result in catch_up(days, hub=hub_of(job.settings, client), library=job.library, tally=tally):
                results.append(result)
                what = f"{result.papers} papers" if result.papers else result.reason
                yield Step(len(results), len(days), f"{result.date}: {what}")
                if job.stop.is_set():
                    break
    except AssistantError as stopped:
        error = stopped
    failed = [result for result in results if result.failed]
    told = [f"{result.date}: {result.reason.rstrip('.')}." for result in failed if "not asked for" not in result.reason]
    skipped = len(failed) - len(told)
    if skipped:
        told.append(f"{skipped} more days were not asked for.")
    yield _end(tally, job, told, error)


def from_arxiv(job: Job, fetch: Callable[[ArxivIngest], None]) -> Iterator[Step]:
    """Fetch from arXiv what `fetch` asks for, and store it."""
    begun, error = list[ArxivIngest](), None

    def work(report: Callable[[Step], None]) -> None:
        def progress(done: int, of: int | None) -> None:
            known = of if of and of >= done else None
            report(Step(done, known, f"{done:,} of {known:,} papers" if known else f"{done:,} papers"))

        with arxiv_client(job.settings, lambda text: report(Step(0, None, text))) as client:
            begun.append(ArxivIngest(client, job.settings, job.library, progress=progress))
            fetch(begun[0])

    yield Step(0, None, "Asking arXiv…")
    try:
        yield from watched(work, job.stop)
    except AssistantError as stopped:
        error = stopped
    tally, notes = (begun[0].tally, begun[0].notes) if begun else (Tally(job.library), [])
    yield _end(tally, job, (*notes, *_left_out(tally)), error)


def _left_out(tally: Tally) -> list[str]:
    left = [f"{error.file}{f', line {error.line}' if error.line else ''}: {error.reason}" for error in tally.errors]
    return [*left[:5], f"{len(left) - 5:,} more entries could not be read."] if len(left) > 5 else left


def _end(tally: Tally, job: Job, failed: Sequence[str], error: AssistantError | None) -> Step:
    done = tally.result()
    came = f"{done.papers:,} {'paper' if done.papers == 1 else 'papers'} came, {done.new:,} of them new."
    told = f"Stopped. {came}" if job.stop.is_set() else came if done.papers else "No papers came."
    return Step(1, 1, told, is_end=True, error=error, papers=done.papers, failed=tuple(failed))


def wish(text: str, category: str = "", since: dt.date | None = None, most: int = 100) -> Callable[[ArxivIngest], None]:
    """Return what is to be fetched: papers by id if the text has nothing else, or what a search finds."""
    parts = [part for part in _PARTS.split(text.strip()) if part]
    try:
        if parts and all(map(arxiv_id, parts)):
            named = identifiers(parts)
            return lambda ingest: ingest.by_id(named)
        categories = tuple(dict.fromkeys(map(category_name, filter(None, _PARTS.split(category.strip())))))
        if not parts and not categories:
            raise SourceError(
                "There is nothing to look for.", "Type identifiers, words or a category, and press Fetch."
            )
        search = Search(search_query(text, categories), since=since, most=most, by_relevance=bool(parts and not since))
    except BadQuery as error:
        raise SourceError(f"{str(error)[:1].upper()}{str(error)[1:]}.", "Change it, and press Fetch again.") from error
    return lambda ingest: ingest.search(search)


class Bin:
    """What was removed from a library. Marks and notes stay in the store, so that they are there again afterwards."""

    def __init__(self, library: Library) -> None:
        self._library, self._lock = library, Lock()
        self._removed: dict[str, list[Paper]] = {}

    def remove(self, ids: Sequence[str]) -> tuple[int, str]:
        """Remove papers, and return how many they are, and the token with which they are put back."""
        papers = self._library.get(ids)
        if not papers:
            raise UnknownPaper("These papers are not in the library any more.", "Load the page anew to see what is.")
        self._library.remove([paper.id for paper in papers])
        token = secrets.token_urlsafe(9)
        with self._lock:
            self._removed[token] = papers
            while len(self._removed) > _KEPT:
                del self._removed[next(iter(self._removed))]
        return len(papers), token

    def get(self, key: str) -> Paper | None:
        """Return the paper that was removed under an id, None if none was or it is too long ago."""
        with self._lock:
            return next((one for papers in reversed(self._removed.values()) for one in papers if one.id == key), None)

    def restore(self, key: str) -> Paper | None:
        """Put one paper back and return it, None if none was removed under this id."""
        if paper := self.get(key):
            self._library.upsert([paper])
            with self._lock:
                left = {token: [one for one in papers if one.id != key] for token, papers in self._removed.items()}
                self._removed = {token: papers for token, papers in left.items() if papers}
        return paper

    def undo(self, token: str) -> int:
        """Put the papers of a removal back, and return how many they are."""
        with self._lock:
            papers = self._removed.get(token)
        if papers is None:
            raise UnknownPaper(
                "This removal cannot be undone any more.", "Add the papers again with the button “Add papers”."
            )
        for start in range(0, len(papers), self._library.batch):
            self._library.upsert(papers[start : start + self._library.batch])
        with self._lock:
            self._removed.pop(token, None)
        return len(papers)
