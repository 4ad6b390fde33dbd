"""The REST server that is mounted at `/api`: its routes, its OpenAPI document, and the pages that show it.

Swagger UI is served from this machine: nothing is loaded from elsewhere, and no script stands in the page.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles

from assistant.api import kept, papers, questions
from assistant.api.problems import MEDIA, Problem, told_as_problems
from assistant.engine import Assistant

_HERE = Path(__file__).parent
_ABOUT = "Cited answers, comparisons and briefs over research papers: every sentence cites a sentence of an abstract."


def rest(assistant: Assistant) -> FastAPI:
    """Return the server."""
    server = FastAPI(
        title="Daily Papers Assistant",
        version=version("daily-papers-assistant"),
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        root_path_in_servers=False,
        servers=[{"url": "."}],  # under whatever prefix a proxy shows
        responses={"4XX": {"model": Problem, "description": "A problem document (RFC 9457).", "content": {MEDIA: {}}}},
    )
    told_as_problems(server)
    for each in (questions, papers, kept):
        server.include_router(each.router(assistant))
    _pages(server)
    return server


def _pages(server: FastAPI) -> None:
    """Add the pages of the documentation, and what tells coding agents how to use this."""
    server.mount("/ui", StaticFiles(packages=[("fastapi_offline", "static")]), name="ui")
    for path, file, media in (
        ("/docs", "static/docs.html", "text/html"),
        ("/docs.js", "static/docs.js", "text/javascript"),
        ("/SKILL.md", "SKILL.md", "text/markdown"),
    ):
        server.add_api_route(path, _file(file, media), include_in_schema=False)


def _file(name: str, media: str) -> Callable[[], FileResponse]:
    def page() -> FileResponse:
        return FileResponse(_HERE / name, media_type=media)

    return page
