"""The tools of MCP (https://modelcontextprotocol.io): each result is a type of ours, and a short text for the model."""

import datetime as dt
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from threading import Event
from typing import Annotated, TypeVar

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BaseModel, Field

from assistant.api.answers import Events, apart, told
from assistant.api.bodies import Cited, Days, Hits, Record, Sides
from assistant.api.rest import briefed, compared
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.export.comparisons import markdown
from assistant.export.text import paragraph, reference
from assistant.ingest.reading import FollowingBeside
from assistant.types import AnswerEvent, Brief, Claimed, Comparison, Finished
from index.query import Filters
from index.storage import without_folders

_ABOUT = (
    "A library of research papers, known by their abstracts. `ask` answers with sentences that cite sentences of "
    "abstracts, `search` finds papers, `get_paper` shows one with its numbered sentences, `compare` sets papers side "
    "by side, `brief` sums up days, and `check_claim` checks a text. What is not in the library is not answered."
)
# A brief notes what it told of; nothing else is written.
_HINTS = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_Function = Callable[..., Awaitable[CallToolResult]]
_Result = TypeVar("_Result")
_Name = Annotated[str, Field(description="An id such as arxiv:2401.00001, a title, a DOI or an address.")]
_Names = Annotated[list[str], Field(description="Ids or titles.")]
_Since = Annotated[dt.date | None, Field(description="Only papers published on or after this day.")]
_Until = Annotated[dt.date | None, Field(description="Only papers published on or before this day.")]


def server_of(assistant: Assistant) -> MCPServer:
    """Return the server with its tools."""
    own = Tools(assistant)
    functions: tuple[_Function, ...] = (own.search, own.get_paper, own.ask, own.check_claim, own.compare, own.brief)
    return MCPServer(
        "daily-papers-assistant",
        instructions=_ABOUT,
        version=version("daily-papers-assistant"),
        tools=list(map(_tool, functions)),
        log_level="WARNING",
        subscriptions=False,
    )


def over_http(assistant: Assistant) -> StreamableHTTPSessionManager:
    """Return what serves the tools over HTTP, without sessions; who may ask, the edges of our server say."""
    anywhere = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    server = server_of(assistant)
    server.streamable_http_app(stateless_http=True, transport_security=anywhere)
    return server.session_manager


def over_stdio(assistant: Assistant) -> None:
    """Serve the tools over standard input and output, until the input ends."""
    FollowingBeside(lambda: assistant.library, Event()).start()
    server_of(assistant).run("stdio")


class Tools:
    """What an agent may call, with what is told of it."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    async def search(
        self, query: str, k: Annotated[int, Field(ge=1, le=50)] = 8, since: _Since = None, until: _Until = None
    ) -> Annotated[CallToolResult, Hits]:
        """Find papers by words, a title or a method's name; best first, each with its best sentences."""
        filters = Filters(since=since, until=until)
        hits = Hits.of(await _done(lambda: self._assistant.find(query, k=k, filters=filters)))
        lines = [
            f"- {hit.title} ({hit.id}, {hit.published or 'no date'}): {' '.join(hit.sentences)}" for hit in hits.papers
        ]
        return _result(hits, "\n".join([*filter(None, (hits.notice,)), *lines]) or "No paper matches.")

    async def get_paper(self, name: _Name) -> Annotated[CallToolResult, Record]:
        """Show a paper with its record and the numbered sentences of its abstract."""
        paper = await _done(lambda: self._assistant.library.resolve(name))
        lines = [f"S{number} {sentence}" for number, sentence in enumerate(paper.sentences, start=1)]
        record = Record(paper=paper, sentences=paper.sentences)
        return _result(record, "\n".join([f"{paper.title} ({paper.id})", *lines]))

    async def ask(
        self, question: str, context: Context, papers: _Names | None = None, since: _Since = None, until: _Until = None
    ) -> Annotated[CallToolResult, Cited]:
        """Answer a question from the abstracts with citations, or say that they do not answer it."""
        filters = Filters(papers=tuple(papers or ()), since=since, until=until)
        return await _answered(lambda: self._assistant.ask(question, filters=filters), context)

    async def check_claim(
        self, text: str, context: Context, papers: _Names | None = None
    ) -> Annotated[CallToolResult, Cited]:
        """Check a sentence or paragraph, sentence by sentence, against papers named or found."""
        return await _answered(lambda: self._assistant.check(text, tuple(papers or ())), context)

    async def compare(
        self,
        papers: _Names | None = None,
        topic: Annotated[str, Field(description="In place of papers.")] = "",
        columns: Annotated[list[str] | None, Field(description="Names or questions.")] = None,
    ) -> Annotated[CallToolResult, Comparison]:
        """Set two to eight papers, or those on a topic, side by side, with a quote for each cell."""
        sides = Sides(papers=tuple(papers or ()), topic=topic, columns=tuple(columns or ()))
        result = await _done(lambda: compared(self._assistant, sides))
        return _result(result, markdown(result))

    async def brief(
        self,
        date: Annotated[dt.date | None, Field(description="The last day; today.")] = None,
        days: Annotated[int, Field(ge=1, le=366)] = 1,
        topic: str = "",
    ) -> Annotated[CallToolResult, Brief]:
        """Sum up the papers of some days, or on a topic, in one cited paragraph."""
        written = await _done(lambda: briefed(self._assistant, Days(date=date, days=days, topic=topic or None)))
        lines = [*paragraph(written.claims), "", *map(reference, written.sources)]
        return _result(written, written.empty or "\n".join(lines))


def _tool(function: _Function) -> Tool:
    """Return a tool with small schemas: whoever is offered the tools reads all of them each time."""
    tool = Tool.from_function(function, annotations=_HINTS)
    results = _without(tool.fn_metadata.output_schema, "title", "description")
    metadata = tool.fn_metadata.model_copy(update={"output_schema": results})
    return tool.model_copy(update={"parameters": _without(tool.parameters, "title"), "fn_metadata": metadata})


def _without(schema: object, *names: str) -> object:
    """Return a JSON schema without texts of these names; a property may be called so."""
    match schema:
        case dict():
            kept = {name: part for name, part in schema.items() if name not in names or not isinstance(part, str)}
            return {name: _without(part, *names) for name, part in kept.items()}
        case list():
            return [_without(part, *names) for part in schema]
        case _:
            return schema


async def _answered(ask: Callable[[], Iterator[AnswerEvent]], context: Context) -> CallToolResult:
    """Return an answer; each sentence is told as progress, and a call that is cancelled ends it."""
    answer, count = None, 0
    with _told():
        events = await Events.begun(await apart(ask))
        try:
            async for event in events:
                count += 1
                if isinstance(event, Finished):
                    answer = event.answer
                await context.report_progress(count, message=event.claim.text if isinstance(event, Claimed) else None)
        finally:
            await events.close()
    assert answer  # noqa: S101  it is in the last event
    return _result(Cited.model_validate(answer, from_attributes=True), told(answer, "").text)


async def _done(work: Callable[[], _Result]) -> _Result:
    with _told():
        return await apart(work)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except AssistantError as error:
        raise ToolError(without_folders(str(error))) from error


def _result(value: BaseModel, text: str) -> CallToolResult:
    return CallToolResult(
        content=[TextContent(type="text", text=text)], structured_content=value.model_dump(mode="json")
    )
