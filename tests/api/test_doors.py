"""What holds at every door for programs: who is answered, how much is taken in, problems, and the pages of the API."""

from typing import Any

import pytest

from assistant.api.problems import problem_of
from assistant.errors import BudgetSpent, EmptyLibrary, LibraryBusy, MissingExtra, UnknownPaper, WriterError
from assistant.web.edges import LARGEST_BODY
from index.errors import ServerRefused, ServerUnreachable
from tests.api.conftest import SAVES, Serve, asked
from tests.faults.processes import Processes


@pytest.mark.parametrize("path", ["/api/ask", "/api/papers", "/v1/chat/completions", "/v1/responses", "/mcp"])
def test_body_has_an_end(url: str, path: str) -> None:
    large = '{"question": "' + "a" * LARGEST_BODY + '"}'
    accepted = {"Accept": "application/json, text/event-stream"}
    try:
        reply = asked(url, "POST", path, large, Content_Type="application/json", **accepted)
    except (BrokenPipeError, ConnectionResetError):  # it does not hear us out
        return
    assert reply.status == 413
    if path.startswith("/api"):
        assert reply.json["status"] == 413
    elif path.startswith("/v1"):
        assert reply.json["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "kind"),
    [
        ("GET", "/api/papers/nothing", None, 404, "urn:assistant:unknown-paper"),
        ("POST", "/api/ask", {"question": "why " * 6000}, 422, "urn:assistant:question-too-long"),
        ("POST", "/api/ask", {"question": "why " * 6000, "stream": True}, 422, "urn:assistant:question-too-long"),
        ("POST", "/api/ask", {"question": ""}, 422, "about:blank"),
        ("POST", "/api/ask", {"question": SAVES, "k": 3}, 422, "about:blank"),
        ("POST", "/api/ask", {"question": SAVES, "conversation": "x"}, 404, "urn:assistant:unknown-conversation"),
        ("POST", "/api/check", {"text": "..."}, 422, "urn:assistant:nothing-to-check"),
        ("POST", "/api/compare", {"papers": ["Zebrafold"]}, 422, "urn:assistant:not-comparable"),
        ("POST", "/api/compare", {}, 422, "urn:assistant:not-comparable"),
        ("POST", "/api/compare", {"papers": ["Zebrafold", "none"]}, 404, "urn:assistant:unknown-paper"),
        ("POST", "/api/brief", {"interest": "none"}, 404, "urn:assistant:unknown-interest"),
        ("GET", "/api/search", None, 422, "about:blank"),
        ("GET", "/api/nothing", None, 404, "about:blank"),
        ("PUT", "/api/ask", None, 405, "about:blank"),
    ],
)
def test_errors_are_problems(url: str, method: str, path: str, body: Any, status: int, kind: str) -> None:
    reply = asked(url, method, path, body)
    assert reply.status == status
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json
    assert (problem["status"], problem["type"]) == (status, kind)
    assert problem["title"]
    assert problem["detail"]


def test_method_that_there_is_not_is_told_with_those_that_there_are(url: str) -> None:
    for path in ("/api/ask", "/v1/responses"):
        assert asked(url, "PUT", path).headers["allow"] == "POST"


def test_refusals_have_the_form_of_their_door(url: str) -> None:
    reply = asked(url, "GET", "/api/papers", Host="evil.example")
    assert (reply.headers["content-type"], reply.json["status"]) == ("application/problem+json", 400)
    error = asked(url, "GET", "/v1/models", Origin="http://evil.example").json["error"]
    assert error["type"] == "invalid_request_error"
    assert "another site" in error["message"]


def test_place_of_a_mistake_is_told(url: str) -> None:
    problem = asked(url, "POST", "/api/ask", {"question": SAVES, "filters": {"since": "soon"}}).json
    assert [error["place"] for error in problem["errors"]] == ["body.filters.since"]


def test_empty_library_is_a_conflict_with_its_state(serve: Serve) -> None:
    assert asked(serve([]), "POST", "/api/ask", {"question": SAVES, "stream": True}).status == 409


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UnknownPaper("a", "b"), 404),
        (EmptyLibrary("a", "b"), 409),
        (LibraryBusy("a", "b"), 503),
        (ServerUnreachable("a", "b"), 503),
        (ServerRefused("a", "b"), 502),
        (BudgetSpent("a", "b"), 429),
        (WriterError("a", "b"), 502),
        (MissingExtra("a", "b"), 501),
    ],
)
def test_each_kind_of_error_has_its_status(error: Any, status: int) -> None:
    assert problem_of(error).status == status


def test_document_describes_the_routes(url: str) -> None:
    document = asked(url, "GET", "/api/openapi.json").json
    assert {"/ask", "/search", "/compare", "/brief", "/check", "/papers", "/collection"} <= set(document["paths"])
    assert "text/event-stream" in document["paths"]["/ask"]["post"]["responses"]["200"]["content"]
    assert document["servers"] == [{"url": "."}]
    problem = document["paths"]["/papers/{name}"]["get"]["responses"]["default"]["content"]
    assert {"type", "title", "status", "detail"} <= set(problem["application/problem+json"]["schema"]["properties"])
    assert "application/atom+xml" in document["paths"]["/feed.xml"]["get"]["responses"]["200"]["content"]
    assert not [path for path in document["paths"] if "ui" in path or "docs" in path]


def test_pages_name_no_other_host(url: str) -> None:
    shown = asked(url, "GET", "/api/docs")
    page = shown.text
    assert "script-src 'self';" in shown.headers["content-security-policy"]
    assert "http" not in page
    assert "<script>" not in page
    for file in ("docs.js", "ui/swagger-ui-bundle.js", "ui/swagger-ui.css"):
        assert asked(url, "GET", f"/api/{file}").status == 200
    assert asked(url, "GET", "/api/SKILL.md").text.startswith("---\nname: daily-papers-assistant\n")
    assert asked(url, "GET", "/api/ui/../rest.py").status == 404


def test_starting_costs_nothing_of_it(processes: Processes) -> None:
    script = "import sys, assistant.api.door\nsys.exit(str({'mcp', 'mcp_types'} & set(sys.modules)))"
    assert processes.script(script).err.strip() == "set()"
