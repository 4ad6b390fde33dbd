"""A question that sets papers side by side is answered with the table of them, and its paragraph."""

import shlex
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context

from assistant.comparison.table import WIDER, distinct
from assistant.comparison.writing import as_evidence
from assistant.jobs import records
from assistant.jobs.claims import text_of
from assistant.jobs.sides import LEAST, MOST, Sides
from assistant.types import Answer, AnswerEvent, Claimed, Comparison, Finished, Miss, Noticed, Retrieved, Turn, Waited
from assistant.writers.extractive import NAME as EXTRACTIVE
from index.labels import label
from index.names import mentions as speaks_of
from index.paper import Paper
from index.query import Filters, Query, Retriever
from index.search.relevance import FLOOR
from index.statements import heading_of
from index.store.library import Library

_NEAREST = 3  # papers that are named for one that is missing
_FETCHED = 5  # papers
TOPIC = 5  # papers of a topic
_STEP = 0.5  # seconds between two signs of life

Compare = Callable[[Sequence[Paper], str, Sequence[str]], Comparison]  # papers, topic, columns


def ask(sides: Sides, most: int | None, compare: Compare) -> Iterator[AnswerEvent]:
    """Yield the events of a comparison in `most` sentences; `Waited` lets a reader stop it while a model is at work."""
    missing = f"No paper called {_quoted(sides.missing)} is in the library." if sides.missing else ""
    notices = tuple(filter(None, (*sides.notices, missing)))
    yield Retrieved(evidence=tuple(map(as_evidence, sides.papers)))
    yield from (Noticed(text=text) for text in notices)
    threads = ThreadPoolExecutor(1)
    try:
        # With who acts: the model is paid from their budget.
        making = threads.submit(copy_context().run, compare, sides.papers, sides.topic, sides.columns)
        while not wait([making], _STEP).done:
            yield Waited()
    finally:
        threads.shutdown(wait=False)  # who stops listening need not wait for a model
    result = _with_cells(making.result(), sides)
    if most:
        claims = result.claims[:most]
        result = result.model_copy(update={"claims": claims, "text": text_of(claims)})
    yield from (Claimed(claim=claim) for claim in result.claims)
    if result.notice:
        yield Noticed(text=result.notice)
    listed = ", ".join(row.title or row.id for row in result.rows)
    yield Finished(
        answer=Answer(
            status="answered",
            text=result.text or f"Side by side: {listed}.",
            claims=result.claims,
            sources=result.sources,
            engine=result.engine,
            usage=result.usage,
            seconds=0.0,
            notice=" ".join(filter(None, (*notices, result.notice))),
            comparison=result,
            missing=sides.missing,
        )
    )


def lacking(sides: Sides, library: Library, retriever: Retriever) -> Iterator[AnswerEvent]:
    """Return the events of an answer that names what is missing, with the nearest there is."""
    near = {miss.id: miss for name in reversed(sides.missing) for miss in _nearest(name, library, retriever)}
    near = near or {miss.id: miss for miss in _like(sides.papers, retriever)}
    there = " and ".join(f"“{heading_of(paper) or paper.id}”" for paper in sides.papers)
    beside = f" to be set beside {there}" if there else ""
    names = _quoted(sides.missing)
    text = f"No paper called {names} is in the library{beside}." + (" The nearest are listed." if near else "")
    return records.said(text, tuple(near.values()), missing=sides.missing, notice=" ".join(sides.notices))


def on_topic(query: Query, k: int, library: Library, retriever: Retriever) -> list[Paper]:
    """Return so many papers that are relevant to a topic, and not too like each other."""
    many = min(max(k, LEAST), MOST)
    found = retriever.search(query.model_copy(update={"k": WIDER * many, "is_topic": True}))
    papers = [item for item in found if item.relevance >= FLOOR and not item.paper.withdrawn]
    return distinct(papers, library.vectors([item.paper.id for item in papers]), many)


def fetching(name: str) -> str:
    """Return the command that fetches what arXiv has on a name."""
    return f"assistant ingest arxiv --query {shlex.quote(name)} --max {_FETCHED}"


def as_list(turn: Turn, topic: str) -> Turn:
    """Return a turn whose papers are a list to pick from, which is talked about as the `topic` if that is not ""."""
    if turn.state is None:
        return turn
    update = {"kind": "list", **({"topic": topic, "base": topic} if topic else {})}
    talk = turn.state.talk.model_copy(update=update)
    return turn.model_copy(update={"state": turn.state.model_copy(update={"talk": talk})})


def _with_cells(result: Comparison, sides: Sides) -> Comparison:
    """Return a comparison in a column that was asked for, if no model wrote of it, with its firm cells as its text."""
    if result.engine != EXTRACTIVE or not sides.columns:
        return result
    called = {paper.id: label(paper.title, paper.sentences) for paper in sides.papers}
    asked = result.columns[0]
    rows = [(row, tuple(cell for cell in row.cells if cell.firm and cell.column == asked)) for row in result.rows]
    told = result.model_copy(update={"rows": tuple(row.model_copy(update={"cells": cells}) for row, cells in rows)})
    claims = tuple(
        one.model_copy(update={"text": f"{called[one.citations[0].paper]}: {one.text}"}) for one in told.quoting
    )
    return result.model_copy(update={"claims": claims, "text": text_of(claims)}) if claims else result


def _quoted(names: Sequence[str]) -> str:
    return " or ".join(f"“{name}”" for name in names)


def _nearest(name: str, library: Library, retriever: Retriever) -> Iterator[Miss]:
    """Yield the papers whose titles are like a name, else those that speak of it or are on what it is about."""
    titled = library.lexical.titled(library.resolver.nearest(name))
    ids = dict.fromkeys(key for keys in titled.values() for key in keys)
    if papers := library.get(list(ids)[:_NEAREST]):
        yield from (Miss.of(paper, f"its title is like “{name}”") for paper in papers)
        return
    for item in retriever.search(Query(text=name, k=_NEAREST, is_topic=True)):
        if speaks_of(item.paper.abstract, name):
            yield Miss.of(item.paper, f"its abstract speaks of “{name}”")


def _like(papers: Sequence[Paper], retriever: Retriever) -> Iterator[Miss]:
    """Yield papers that are near those which are there, of which one may be meant."""
    known = tuple(paper.id for paper in papers)
    for paper in papers[:1]:
        query = Query(text=heading_of(paper), filters=Filters(others_than=known), k=_NEAREST, is_topic=True)
        for item in retriever.search(query):
            if item.relevance > 0 and not item.paper.withdrawn:
                yield Miss.of(item.paper, f"it is nearest to “{heading_of(paper)}”")
