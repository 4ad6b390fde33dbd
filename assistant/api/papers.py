"""The papers of the library: the list, one of them, files of them, adding and removing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from assistant.api.bodies import Collection, Exported, Papers, Record, Shelved
from assistant.api.streams import apart
from assistant.browsing.exports import FORMATS
from assistant.browsing.finding import Marked, found, paged
from assistant.browsing.rows import Row
from assistant.browsing.view import View
from assistant.engine import Assistant
from assistant.errors import SourceUnreadable, UnknownPaper
from assistant.ingest.files import ingest
from assistant.people.person import keeper_only
from assistant.types import Ingested
from index.paper import Paper
from index.sources.files import read_file

_MOST_EXPORTED = 2000  # papers: a file of some 4 MB
_NOT_IN_NAMES = re.compile(r"[^\w.-]")
_EXPORTS: dict[int | str, dict[str, Any]] = {200: {"content": {form.media: {} for form in FORMATS.values()}}}
_FILES = {media: {"schema": {"type": "string", "format": "binary"}} for media in ("application/json", "text/plain")}


def router(assistant: Assistant) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(tags=["papers"])

    @routes.get("/collection")
    def collection() -> Collection:
        """Tell what the library holds."""
        return Collection.of(assistant.shelves.shelf())

    @routes.get("/papers")
    def papers(asked: Annotated[Shelved, Query()]) -> Papers:
        """List papers, 50 a page, the newest first, or with words those that have all of them, best first."""
        page = paged(_rows(assistant, asked.view), asked.page)
        return Papers(papers=tuple(_papers(assistant, page.rows)), total=page.total, page=page.page, pages=page.pages)

    @routes.get("/papers/export", response_class=Response, responses=_EXPORTS)
    def export(asked: Annotated[Exported, Query()]) -> Response:
        """Return the papers that a list would show on all its pages, at most 2,000, as a file."""
        form = FORMATS[asked.format]
        text = form.write(_papers(assistant, _rows(assistant, asked.view)[:_MOST_EXPORTED]))
        name = {"Content-Disposition": f'attachment; filename="papers.{form.suffix}"'}
        return Response(text, media_type=f"{form.media}; charset=utf-8", headers=name)

    @routes.post("/papers", status_code=201, openapi_extra={"requestBody": {"required": True, "content": _FILES}})
    async def add(request: Request, name: Annotated[str, Query(max_length=100)] = "papers") -> Ingested:
        """Add the papers of a file: JSON, JSON Lines, CSV, BibTeX or RIS, of at most 4 MB, called `name`."""
        body = await request.body()
        return await apart(lambda: _added(assistant, body, _NOT_IN_NAMES.sub("_", name).strip(".") or "papers"))

    @routes.get("/papers/{name:path}")
    def get(name: str) -> Record:
        """Return a paper by its id, title, DOI or address, with its numbered sentences."""
        return record(assistant, name)

    @routes.delete("/papers/{id:path}", status_code=204)
    def remove(id: str) -> None:
        """Remove a paper by its id."""
        if not assistant.library.remove([paper.id for paper in assistant.library.get([id])]):
            raise UnknownPaper(f"There is no paper with the id {id[:100]!r}.", "Papers are removed by their ids alone.")

    return routes


def record(assistant: Assistant, name: str) -> Record:
    """Return a paper by any name."""
    paper = assistant.library.resolve(name)
    return Record(paper=paper, sentences=paper.sentences)


def _rows(assistant: Assistant, view: View) -> Sequence[Row]:
    return found(view, assistant.shelves.shelf(), assistant.library, Marked()).rows


def _papers(assistant: Assistant, rows: Sequence[Row]) -> list[Paper]:
    return assistant.library.get([row.id for row in rows])


def _added(assistant: Assistant, body: bytes, name: str) -> Ingested:
    """Store the papers of a file."""
    keeper_only()
    with TemporaryDirectory(prefix="assistant-") as folder:
        file = Path(folder) / name
        file.write_bytes(body)
        try:
            records = list(read_file(file))
        except SourceUnreadable as error:
            raise SourceUnreadable(error.what.replace(str(file), name), error.todo.replace(str(file), name)) from error
    return ingest([file], lambda _: iter(records), assistant.library)
