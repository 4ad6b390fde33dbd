"""Who is let in where people have logins, and what they may do; attempts of strangers and of readers."""

import json
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any

import gradio as gr
import httpx
import pytest
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client
from starlette.routing import Mount

from assistant.config import Settings
from assistant.engine import Assistant
from assistant.errors import ConfigurationError
from assistant.people.person import acting
from assistant.store.conversations import Conversations
from assistant.store.reader import Notes
from assistant.web.app import build, launch
from assistant.web.gate import COOKIE
from assistant.web.server import application, listening, start
from tests.api.conftest import SAVES
from tests.support.loops import run
from tests.support.papers import ALL

ANNA, BEN = "lanterns in the rain", "rain in the lanterns"  # their passwords
OPEN = {"/healthz", "/login"}
HTML = {"Accept": "text/html"}


class Served:
    """A server with a keeper, anna, and a reader, ben."""

    def __init__(self, home: Path, *, pages: bool = False, **settings: Any) -> None:
        self.assistant = Assistant.open(Settings(home=home, **settings))
        self.assistant.library.upsert(list(ALL))

        async def made() -> Any:
            self.blocks = build(self.assistant) if pages else gr.Blocks()
            return application(self.assistant, self.blocks)

        self.application = run(made())
        self.running = start(self.application, listening("127.0.0.1", 0), Event())
        self.url = self.running.url.rstrip("/")
        self.people = self.assistant.people
        self.anna, self.ben = self.people.add("anna", ANNA), self.people.add("ben", BEN)
        self.tokens = {name: self.people.make_token(name, "test") for name in ("anna", "ben")}

    def browser(self, **headers: str) -> httpx.Client:
        """Return what asks as a browser of nobody does."""
        given = {"Origin": self.url, **headers}
        return httpx.Client(base_url=self.url, headers=given, timeout=60, trust_env=False)

    def logged_in(self, name: str, password: str) -> httpx.Client:
        client = self.browser()
        assert _tried(client, name, password).status_code == 303
        return client

    def program(self, name: str) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.tokens[name]}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60, trust_env=False)


def _tried(client: httpx.Client, name: str, password: str, goes_on: str = "/") -> httpx.Response:
    return client.post("/login", data={"name": name, "password": password, "next": goes_on})


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    made = Served(tmp_path_factory.mktemp("gate"), pages=True)
    yield made
    made.running.close()


@pytest.fixture(scope="module")
def keeper(served: Served) -> httpx.Client:
    return served.logged_in("anna", ANNA)


@pytest.fixture(scope="module")
def reader(served: Served) -> httpx.Client:
    return served.logged_in("ben", BEN)


def _walked(routes: Sequence[Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield each path of an application with a method, also of what is mounted or included."""
    for route in routes:
        if hasattr(route, "original_router"):
            prefix = getattr(route.include_context, "prefix", "") or ""
            yield from _walked(route.original_router.routes, before + prefix)
            continue
        path = before + re.sub(r"\{[^}]*\}", "x", route.path)
        if isinstance(route, Mount):
            inside = getattr(route.app, "routes", None)
            yield from _walked(inside, path) if inside else [("GET", f"{path}/x"), ("GET", path)]
        else:
            for method in getattr(route, "methods", None) or {"GET", "POST", "DELETE"}:
                yield method, path or "/"


def test_every_route_is_closed_to_strangers(served: Served) -> None:
    routes = set(_walked(served.application.routes))
    paths = {path for _, path in routes}
    known = (
        "/ /ask /settings /account /api/ask /api/feed.xml /api/conversations/x /api/docs /v1/responses /v1/models /mcp "
        "/look/x /theme.css /config /gradio_api/upload /gradio_api/queue/join /gradio_api/queue/data "
        "/gradio_api/component_server"
    )
    assert set(known.split()) <= paths
    stranger = served.browser()
    forged = ({"Authorization": "Bearer dpa_x"}, {"Cookie": "assistant_session=WyIxIl0.x.y"})
    for method, path in sorted(routes):
        asked = [(path, headers) for headers in ({}, HTML, *forged)]
        for wanted, headers in (*asked, (f"{path}/", {}), (f"//{path}", HTML)):
            reply = stranger.request(method, f"{served.url}{wanted}", headers=headers)
            if wanted in OPEN:
                assert reply.status_code in (200, 401, 405, 422), (method, wanted)
            elif reply.status_code == 303:
                assert reply.headers["location"].startswith("/login?next="), (method, wanted)
            else:  # 404 is what nobody is answered with
                assert reply.status_code in (401, 404), (method, wanted, reply.status_code)


def test_stranger_is_sent_to_log_in_and_back(served: Served) -> None:
    client = served.browser()
    reply = client.get("/paper?id=x:1", headers=HTML)
    assert (reply.status_code, reply.headers["location"]) == (303, "/login?next=/paper%3Fid%3Dx%3A1")
    shown = client.get(reply.headers["location"])
    assert 'name="next" value="/paper?id=x:1"' in shown.text
    assert shown.headers["content-security-policy"].startswith("default-src 'self'; script-src 'self';")
    assert _tried(client, "Anna", ANNA, "/paper?id=x:1").headers["location"] == "/paper?id=x:1"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\nb", "evil", ""]
)
def test_login_leads_nowhere_else(served: Served, elsewhere: str) -> None:
    assert _tried(served.browser(), "anna", ANNA, elsewhere).headers["location"] == "/"


def test_wrong_password_tells_nothing(served: Served) -> None:
    shown = [_tried(served.browser(), name, "wrong " + BEN) for name in ("ben", "nobody")]
    assert {reply.status_code for reply in shown} == {401}
    lines = {re.search(r'role="alert">([^<]+)', reply.text)[1] for reply in shown}  # type: ignore[index]
    assert len(lines) == 1
    assert not any("assistant_session" in reply.cookies for reply in shown)


def test_page_speaks_german_and_escapes(served: Served) -> None:
    client = served.browser(**{"Accept-Language": "de-DE,de"})
    assert "Anmelden" in client.get("/login").text
    assert 'value="&lt;b&gt;&#34;"' in _tried(client, '<b>"', BEN).text


def test_cookie_is_kept_from_scripts_and_other_sites(served: Served) -> None:
    cookie = _tried(served.browser(), "ben", BEN).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    proxied = served.browser(**{"X-Forwarded-Proto": "https"})
    assert "secure" in _tried(proxied, "ben", BEN).headers["set-cookie"].lower()


def test_forged_cookie_is_nobodys(served: Served, reader: httpx.Client) -> None:
    cookie = reader.cookies["assistant_session"]
    payload, rest = cookie.split(".", 1)
    for forged in (cookie[:-2], f"{payload}x.{rest}", served.tokens["anna"], served.anna.id):
        reply = httpx.get(f"{served.url}/api/papers", cookies={"assistant_session": forged}, trust_env=False)
        assert reply.status_code == 401


def test_other_site_cannot_log_a_browser_in(served: Served) -> None:
    typed = {"name": "ben", "password": BEN}
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {}):
        client = httpx.Client(base_url=served.url, headers=headers, trust_env=False, timeout=60)
        assert client.post("/login", data=typed).status_code == 403
        assert not client.cookies


def test_other_site_cannot_ask_with_the_cookie(served: Served, keeper: httpx.Client) -> None:
    paper = f"/api/papers/{ALL[0].id}"
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}):
        bare = httpx.Client(base_url=served.url, cookies=keeper.cookies, headers=headers, trust_env=False, timeout=60)
        assert bare.delete(paper).status_code == 403
        assert bare.post("/account", data={"do": "leave"}).status_code == 403
    assert keeper.get(paper).status_code == 200


def test_logging_out_ends_the_session_for_who_copied_it(served: Served) -> None:
    client = served.logged_in("ben", BEN)
    copied = client.cookies["assistant_session"]
    reply = client.post("/account", data={"do": "leave"})
    assert reply.headers["location"] == "/login"
    assert client.get("/api/papers").status_code == 401
    assert httpx.get(f"{served.url}/api/papers", cookies={"assistant_session": copied}, trust_env=False).is_error


def test_login_ends_what_the_same_browser_had_and_no_other(served: Served, reader: httpx.Client) -> None:
    client = served.logged_in("ben", BEN)
    copied = served.browser(Cookie=f"{COOKIE}={client.cookies[COOKIE]}")
    assert copied.get("/account").status_code == 200
    sent = {"name": "anna", "password": ANNA, "next": "/"}
    assert client.post("/login", data=sent).status_code == 303
    assert "anna" in client.get("/account").text
    assert copied.get("/account").status_code == 401
    assert reader.get("/account").status_code == 200


def test_account_changes_password_and_tokens(served: Served) -> None:
    served.people.add("cleo", BEN)
    client, other = served.logged_in("cleo", BEN), served.logged_in("cleo", BEN)

    def done(**typed: str) -> httpx.Response:
        return client.post("/account", data=typed)

    made = done(do="token", label="phone <b>")
    token = re.search(r'id="token">([^<]+)', made.text)[1]  # type: ignore[index]
    assert "phone &lt;b&gt;" in made.text
    assert token not in client.get("/account").text
    headers = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{served.url}/api/papers", headers=headers, trust_env=False).status_code == 200
    done(do="drop", label="phone <b>")
    assert httpx.get(f"{served.url}/api/papers", headers=headers, trust_env=False).status_code == 401
    new = "three small lamps"
    assert done(do="password", old="not " + BEN, new=new, again=new).status_code == 422
    assert done(do="password", old=BEN, new=new, again=new + "s").status_code == 422
    assert done(do="password", old=BEN, new="short", again="short").status_code == 422
    assert done(do="password", old=BEN, new=new, again=new).status_code == 303
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 401
    assert _tried(served.browser(), "cleo", BEN).status_code == 401
    assert _tried(served.browser(), "cleo", new).status_code == 303


def test_who_was_removed_is_out_at_once(served: Served) -> None:
    served.people.add("dora", BEN)
    client, token = served.logged_in("dora", BEN), served.people.make_token("dora", "x")
    assert client.get("/api/papers").status_code == 200
    served.people.remove("dora")
    assert client.get("/api/papers").status_code == 401
    headers = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{served.url}/v1/models", headers=headers, trust_env=False).status_code == 401


def test_token_opens_the_ways_for_programs_and_no_page(served: Served) -> None:
    program = served.program("ben")
    assert program.get("/api/papers").status_code == 200
    assert program.get("/v1/models").status_code == 200
    assert [program.get(path).status_code for path in ("/", "/account", "/look/icon.svg", "/config")] == [401] * 4
    assert program.post("/gradio_api/queue/join", json={}).status_code == 401
    refused = served.browser().get("/v1/models")
    assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.json()["error"]["type"] == "invalid_request_error"
    assert served.browser().get("/api/papers").json()["status"] == 401


def test_what_watches_over_the_server_reads_the_metrics_with_a_token(served: Served) -> None:
    assert served.browser().get("/metrics").status_code == 401
    shown = served.program("ben").get("/metrics")
    assert (shown.status_code, shown.headers["content-type"].partition(";")[0]) == (200, "text/plain")


def test_conversations_are_of_who_asked(served: Served, keeper: httpx.Client, reader: httpx.Client) -> None:
    asked = keeper.post("/api/ask", json={"question": SAVES, "conversation": ""})
    assert asked.status_code == 200
    id = asked.headers["location"].rpartition("/")[2]
    kept = f"/api/conversations/{id}"
    assert keeper.get(kept).status_code == 200
    for other in (reader, served.program("ben")):
        assert other.get("/api/conversations").json() == []
        assert other.get(kept).status_code == 404
        assert other.patch(kept, json={"title": "mine"}).status_code == 404
        assert other.delete(kept).status_code == 404
        assert other.post(f"{kept}/restore").status_code == 404
        assert other.post("/api/ask", json={"question": SAVES, "conversation": id}).status_code == 404
        assert other.get(f"/v1/responses/resp_{id}_1").status_code == 404
        assert "Zebrafold save" not in other.get("/ask", params={"conversation": id}).text
    assert "Zebrafold save" in keeper.get("/ask", params={"conversation": id}).text
    streamed = served.program("anna").post("/api/ask", json={"question": SAVES, "conversation": id, "stream": True})
    assert "event: finished" in streamed.text
    assert len(keeper.get(kept).json()["turns"]) == 2


def test_briefs_and_feeds_are_of_who_read_them(keeper: httpx.Client, reader: httpx.Client) -> None:
    day = {"date": "2024-02-03", "days": 1}
    assert keeper.post("/api/brief", json=day).status_code == 200
    assert len(keeper.get("/api/feed.json").json()["items"]) == 1
    assert reader.get("/api/feed.json").json()["items"] == []


def test_tools_know_who_calls_them(served: Served) -> None:

    async def called(name: str, day: str) -> None:
        headers = {"Authorization": f"Bearer {served.tokens[name]}"}
        async with (
            create_mcp_http_client(headers=headers) as http,
            Client(streamable_http_client(f"{served.url}/mcp", http_client=http)) as client,
        ):
            assert not (await client.call_tool("brief", {"date": day, "days": 300})).is_error

    for name, day in (("ben", "2024-03-01"), ("anna", "2024-04-01"), ("ben", "2024-05-01")):
        run(called(name, day))  # the server of the tools was started by the first of them
    told = {}
    for person in (served.anna, served.ben):
        with acting(person):
            told[person.name] = {str(each.until) for each in served.assistant.ledger.history()}
    assert {"2024-03-01", "2024-05-01"} <= told["ben"]
    assert "2024-04-01" in told["anna"]
    assert not told["ben"] & told["anna"]


def test_reader_changes_nothing_that_is_shared(served: Served, reader: httpx.Client) -> None:
    for client in (reader, served.program("ben")):
        assert client.delete(f"/api/papers/{ALL[0].id}").status_code == 403
        reply = client.post("/api/papers", content=b'[{"title": "A", "abstract": "B."}]')
        assert reply.status_code == 403
        assert reply.headers["content-type"] == "application/problem+json"
    for path in ("/settings", "/settings/", "/gradio_api/upload", "/gradio_api/upload/"):
        assert reader.get(path).status_code == 403
        assert reader.post(path, files={"files": ("a.jsonl", b"{}")}).status_code == 403
    assert served.assistant.library.count() == len(ALL)


def _ran(served: Served, client: httpx.Client, number: int, data: list[Any], event: Any = None) -> dict[str, Any]:
    """Run an event of a page as its script does, and return what it came to, with all that it sent as `sent`."""
    session = f"s{number}{id(client)}"
    body = {"data": data, "fn_index": number, "session_hash": session, "event_data": event, "trigger_id": None}
    sent = {"content": json.dumps(body), "headers": {"Content-Type": "application/json"}}  # escapes, as a browser's
    assert client.post("/gradio_api/queue/join", **sent).status_code == 200
    every = []
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as lines:
        for line in lines.iter_lines():
            message = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
            every.append(message)
            if message.get("msg") == "process_completed":
                return {**message, "sent": every}
    raise AssertionError("it never ended")


def _events(served: Served, page: str) -> list[tuple[int, Any]]:
    return [(number, each) for number, each in served.blocks.fns.items() if each.page == page and each.fn]


def test_reader_cannot_run_the_events_of_the_settings(
    served: Served, reader: httpx.Client, keeper: Any, caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    pressed = {"do": "save", "base_url": "http://192.0.2.1/v1"}
    events = _events(served, "settings")
    assert len(events) > 5
    for number, each in events:
        reply = _ran(served, reader, number, [None] * len(each.inputs), pressed)
        assert not reply["success"], each.name
        assert "Only a keeper may change" in reply["output"]["error"]
        assert str(served.assistant.settings.home) not in json.dumps(reply)
    assert served.assistant.settings.base_url is None
    told = [record for record in caplog.records if "Only a keeper may change" in record.message]
    assert len(told) == len(events)
    assert not any(record.exc_info for record in told)
    assert "Traceback" not in capfd.readouterr().err
    opened = next(number for number, each in events if each.name == "opened")
    shown = _ran(served, keeper, opened, [])
    assert shown["success"]
    assert "settings-head" in json.dumps(shown)


@pytest.fixture
def failures(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What the server logs of requests that fail."""
    logger = logging.getLogger("uvicorn.error")  # it hands nothing on to other loggers
    logger.addHandler(caplog.handler)
    yield caplog
    logger.removeHandler(caplog.handler)


@pytest.mark.parametrize("body", ['{"\\ud83d": 1}', '{"data": NaN, "fn_index": "x"}', '{"data": [1e999]'])
def test_event_that_is_none_is_refused_in_a_line(
    reader: httpx.Client, failures: pytest.LogCaptureFixture, body: str
) -> None:
    reply = reader.post("/gradio_api/queue/join", content=body, headers={"Content-Type": "application/json"})
    assert reply.status_code == 422
    assert reply.text.startswith("body")
    assert "\n" not in reply.text
    assert not failures.records


@pytest.mark.parametrize("data", [[], [["a", "b"]], [3]])
def test_event_without_what_its_page_sends_is_refused_in_a_line(
    served: Served, reader: httpx.Client, capsys: Any, data: list[Any]
) -> None:
    number = next(number for number, each in _events(served, "ask") if each.name == "opened")
    reply = _ran(served, reader, number, data)
    assert reply["output"]["error"] == "This is no event of a page of ours."
    assert "Traceback" not in capsys.readouterr().err
    assert _ran(served, reader, number, ["\ud83d"])["success"]  # half of a sign, as a browser may send it


def test_page_that_asks_for_a_stream_that_is_gone_is_told_and_leaves_no_traceback(
    reader: httpx.Client, failures: pytest.LogCaptureFixture
) -> None:
    told = ""
    with (
        suppress(httpx.RemoteProtocolError),  # it is cut
        reader.stream("GET", "/gradio_api/queue/data", params={"session_hash": "of another day"}) as lines,
    ):
        for line in lines.iter_lines():
            told += line
    assert '"session_not_found":true' in told
    assert not failures.records


def test_events_of_a_page_are_of_who_sent_them(served: Served, reader: httpx.Client, keeper: httpx.Client) -> None:
    with acting(served.anna):
        Conversations(served.assistant.database).begin("Only annas question")
    with acting(served.ben):
        Conversations(served.assistant.database).begin("Only bens question")
    number = next(number for number, each in _events(served, "ask") if each.name == "opened")
    for _ in range(2):
        for client, own, other in ((keeper, "annas", "bens"), (reader, "bens", "annas")):
            shown = json.dumps(_ran(served, client, number, [""]))
            assert f"Only {own} question" in shown
            assert f"Only {other} question" not in shown


def test_what_a_page_is_sent_is_read_and_ended_by_nobody_else(
    served: Served, reader: httpx.Client, keeper: httpx.Client
) -> None:
    number = next(number for number, each in _events(served, "ask") if each.name == "opened")
    body = {"data": [""], "fn_index": number, "session_hash": "annas-page", "event_data": None, "trigger_id": None}
    joined = keeper.post("/gradio_api/queue/join", json=body)
    assert joined.status_code == 200
    page, ended = {"session_hash": "annas-page"}, {"fn_index": number, **joined.json()}
    assert reader.get("/gradio_api/queue/data", params=page).status_code == 404
    assert reader.get("/gradio_api/heartbeat/annas-page").status_code == 404
    for path, sent in (("queue/join", body), ("run/opened", body), ("cancel", {**ended, **page})):
        assert reader.post(f"/gradio_api/{path}", json=sent).status_code == 404
    with keeper.stream("GET", "/gradio_api/queue/data", params=page) as lines:
        assert any('"process_completed"' in line for line in lines.iter_lines())


def test_functions_of_the_library_are_of_who_calls_them(served: Served, reader: httpx.Client, keeper: Any) -> None:
    with acting(served.anna):
        Notes(served.assistant.database).write(ALL[0].id, "annas note")
    block = next(each for each in served.blocks.blocks.values() if getattr(each, "elem_id", "") == "library")

    def called(client: httpx.Client, name: str, data: Any) -> Any:
        body = {"component_id": block._id, "fn_name": name, "session_hash": "s", "data": data}
        return client.post("/gradio_api/component_server", json=body).json()

    assert "Zebrafold" in called(keeper, "browse", {"mark": "noted"})["rows"]
    assert "Zebrafold" not in called(reader, "browse", {"mark": "noted"})["rows"]
    assert "keeper" in called(reader, "take_out", {"papers": [ALL[0].id]})["error"]
    assert served.assistant.library.count() == len(ALL)
    called(reader, "keep_search", {"q": "lanterns"})
    assert "lanterns" in called(reader, "browse", {})["saved"]
    assert "lanterns" not in called(keeper, "browse", {})["saved"]


def test_header_names_who_reads(served: Served, reader: httpx.Client, keeper: httpx.Client) -> None:
    number = next(number for number, each in _events(served, "") if "header" in str(each.outputs[0].elem_id))
    assert "of-reader" in json.dumps(_ran(served, reader, number, []))
    shown = json.dumps(_ran(served, keeper, number, []))
    assert "of-reader" not in shown
    assert "anna" in shown


def test_answers_are_kept_by_no_shared_cache(reader: httpx.Client) -> None:
    for path in ("/", "/api/papers", "/theme.css"):
        assert "public" not in reader.get(path).headers["cache-control"]


def test_too_many_tries_are_told(tmp_path: Path) -> None:
    made = Served(tmp_path, person_questions=1)
    try:
        client = made.browser()
        typed = {"name": "ben", "password": "x"}
        made.people.login = lambda *_: pytest.fail("it is not even looked at")  # type: ignore[method-assign]
        for _ in range(30):
            made.assistant.limits.attempt("x", "127.0.0.1")
        assert client.post("/login", data=typed).status_code == 429
        program = made.program("ben")
        assert program.get("/api/search", params={"q": "lanterns"}).status_code == 200
        refused = program.get("/api/search", params={"q": "lanterns"})
        assert (refused.status_code, refused.json()["type"]) == (429, "urn:assistant:limit-reached")
        assert made.program("anna").get("/api/search", params={"q": "lanterns"}).status_code == 200
    finally:
        made.running.close()


def test_people_that_cannot_be_read_let_nobody_in(tmp_path: Path) -> None:
    made = Served(tmp_path)
    try:
        for file in tmp_path.glob("people.sqlite*"):
            file.unlink()
        (tmp_path / "people.sqlite").write_text("no database at all " * 100)
        refused = made.browser().get("/api/papers")
        assert refused.status_code == 503
        assert str(tmp_path) not in refused.text
        assert made.browser().get("/healthz").status_code == 200
        assert made.program("anna").get("/api/papers").status_code == 503
    finally:
        made.running.close()


def test_logins_open_the_network_and_none_left_closes_it(tmp_path: Path) -> None:
    assistant = Assistant.open(Settings(home=tmp_path))

    async def launched() -> tuple[Any, str]:  # gradio makes a loop that it never closes where none is running
        return launch(assistant, host="0.0.0.0", port=0, block=False)

    with pytest.raises(ConfigurationError, match="assistant users add"):
        run(launched())
    assistant.people.add("anna", ANNA)
    running, url = run(launched())
    try:
        client = httpx.Client(base_url=url, headers={"Origin": url.rstrip("/")}, timeout=60, trust_env=False)
        assert client.get("/api/papers").status_code == 401
        assert _tried(client, "anna", ANNA).status_code == 303
        assert client.get("/api/papers").status_code == 200
        assistant.people.remove("anna")
        for path in ("/", "/api/papers", "/login", "/settings"):
            assert client.get(path).status_code == 403
        assert client.get("/healthz").status_code == 200
    finally:
        running.close()


async def _without_pages(assistant: Assistant) -> Any:
    return application(assistant, gr.Blocks())


def test_first_login_closes_a_server_that_runs_and_the_last_opens_it(tmp_path: Path) -> None:
    assistant = Assistant.open(Settings(home=tmp_path))
    running = start(run(_without_pages(assistant)), listening("127.0.0.1", 0), Event())
    try:
        client = httpx.Client(base_url=running.url, timeout=60, trust_env=False)
        assert [client.get(path).status_code for path in ("/api/papers", "/login", "/account")] == [200, 404, 404]
        assert client.post("/api/papers", content=b'[{"title": "Lanterns", "abstract": "They glow."}]').is_success
        assistant.people.add("anna", ANNA)
        assert [client.get(path).status_code for path in ("/api/papers", "/login", "/account")] == [401, 200, 401]
        assistant.people.remove("anna")
        assert client.get("/api/papers").status_code == 200
    finally:
        running.close()
