"""MCP by its own client: over HTTP in both of its protocols, and over stdio."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp_types import CallToolResult

from assistant.config import Settings
from assistant.engine import Assistant
from assistant.types import Brief, Comparison
from tests.api.conftest import SAVES, Serve, asked
from tests.support import loops
from tests.support.openai_server import OpenAIServer, says
from tests.support.papers import ALL

ROOT = Path(__file__).parents[2]
TOOLS = {"search", "ask", "compare", "brief", "get_paper", "check_claim"}
_LARGEST = 4_500  # characters of a tool with its schemas, some 1,200 tokens


def _within(url: str, use: Callable[[Client], Awaitable[Any]], mode: Any = "auto") -> Any:
    async def run() -> Any:
        async with Client(f"{url}/mcp", mode=mode) as client:
            return await use(client)

    return loops.run(run())


def _called(url: str, tool: str, mode: Any = "auto", **arguments: Any) -> CallToolResult:
    return _within(url, lambda client: client.call_tool(tool, arguments), mode)


def _text(result: CallToolResult) -> str:
    return result.content[0].text  # type: ignore[union-attr]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_tools_are_few_and_small(url: str, mode: str) -> None:
    listed = _within(url, lambda client: client.list_tools(), mode).tools
    assert {tool.name for tool in listed} == TOOLS
    for tool in listed:
        assert tool.description
        assert len(json.dumps(tool.input_schema)) < 600
        assert len(tool.model_dump_json(exclude_none=True)) < _LARGEST, tool.name
        assert tool.output_schema


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_answer_is_structured_and_readable(url: str, mode: str) -> None:
    result = _called(url, "ask", mode, question=SAVES)
    assert not result.is_error
    assert result.structured_content
    whole = asked(url, "POST", "/api/ask", {"question": SAVES}).json
    shared = ("status", "text", "claims", "sources", "nearest", "notice")
    assert result.structured_content == {name: whole[name] for name in shared}
    assert _text(result).startswith("On Quillset, Zebrafold reduces")
    assert "https://arxiv.org/abs/2401.00001" in _text(result)


def test_every_tool_answers(url: str) -> None:
    found = _called(url, "search", query="moss images", k=1).structured_content
    assert found
    assert found["papers"][0]["id"] == "arxiv:2402.00002"
    shown = _called(url, "get_paper", name="Mossgate")
    assert "S3 Mossgate finds the right species in 88 of 100 queries." in _text(shown)
    compared = _called(url, "compare", papers=["Zebrafold", "Mossgate"], columns=["idea"])
    assert Comparison.model_validate(compared.structured_content).columns == ("idea",)
    assert "| [1] Zebrafold" in _text(compared)
    brief = _called(url, "brief", date="2024-01-02")
    assert Brief.model_validate(brief.structured_content).papers == 1
    checked = _called(url, "check_claim", text="Zebrafold reduces the training time by 56%.", papers=["Zebrafold"])
    assert "(not supported: 56%" in _text(checked)


def test_what_a_person_can_mend_is_an_error_of_the_tool(url: str) -> None:
    for tool, arguments, said in (
        ("get_paper", {"name": "Nothing Here"}, "No paper 'Nothing Here' is in the library."),
        ("ask", {"question": "why " * 6000}, "characters"),
        ("ask", {"question": SAVES, "papers": ["x:none"]}, "x:none"),
        ("compare", {}, "Name papers, or a topic"),
        ("search", {"query": "moss", "k": 1000}, "less than or equal to 50"),
    ):
        result = _called(url, tool, **arguments)
        assert result.is_error
        assert said in _text(result)


def test_sentences_are_told_as_progress(url: str) -> None:
    told: list[str | None] = []

    async def heard(done: float, of: float | None, message: str | None) -> None:
        told.append(message)

    _within(url, lambda client: client.call_tool("ask", {"question": SAVES}, progress_callback=heard))
    assert any(message and message.startswith("On Quillset") for message in told)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_caller_who_leaves_frees_the_connection_of_the_model(serve: Serve, mode: str) -> None:
    with OpenAIServer() as server:
        url = serve(base_url=server.url, model="tiny")
        server.script(says(*[{"reasoning_content": "hm "}] * 600, "Yes.", delay=0.05))

        async def leave(client: Client) -> None:
            call = asyncio.create_task(client.call_tool("ask", {"question": SAVES}))
            while not server.asked:
                await asyncio.sleep(0.05)
            call.cancel()
            await asyncio.sleep(0.5)

        _within(url, leave, mode)
        assert server.asked[0].hung_up.wait(30)


def test_it_stands_at_exactly_one_path(url: str) -> None:
    head = {"Accept": "application/json, text/event-stream"}
    assert asked(url, "POST", "/mcp", {}, **head).status == 400
    assert asked(url, "POST", "/mcp/", {}, **head).status in (404, 405)
    assert asked(url, "POST", "/mcp", {}, Host="evil.example", **head).status == 400
    assert asked(url, "POST", "/mcp", {}, Origin="http://evil.example", **head).status == 403


def test_it_is_served_over_stdio(tmp_path: Path) -> None:
    Assistant.open(Settings(home=tmp_path)).library.upsert(list(ALL))
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "assistant", "--home", str(tmp_path), "mcp"], cwd=ROOT
    )

    async def use() -> tuple[set[str], str]:
        async with Client(stdio_client(command)) as client:
            tools = {tool.name for tool in (await client.list_tools()).tools}
            return tools, _text(await client.call_tool("ask", {"question": SAVES}))

    tools, said = loops.run(use())
    assert tools == TOOLS
    assert said.startswith("On Quillset, Zebrafold reduces")
