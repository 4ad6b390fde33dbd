"""The server's edges: who is answered, under which names, how much is taken in, and what is said to browsers."""

import http.client
import json
import re
import socket
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from assistant.config import load_settings
from assistant.errors import ConfigurationError
from assistant.web.edges import LARGEST_BODY, Names, names
from assistant.web.server import listening
from tests.support.papers import ALL
from tests.support.prefix_proxy import prefix_proxy

JOIN = json.dumps({"data": [], "fn_index": 0, "session_hash": "a"}).encode()
JSON = {"Content-Type": "application/json"}
ROUTES = [
    *[
        ("GET", path)
        for path in ("/", "/ask", "/compare", "/library", "/paper?id=x", "/settings", "/healthz", "/metrics", "/config")
    ],
    *[("GET", path) for path in ("/look/icon.svg", "/theme.css", "/robots.txt", "/favicon.ico", "/nothing/here")],
    *[
        ("GET", f"/gradio_api/{path}")
        for path in ("queue/data?session_hash=a", "heartbeat/x", "info", "file=x", "app_id")
    ],
    *[("POST", f"/gradio_api/{path}") for path in ("queue/join", "component_server", "upload", "run/x", "cancel")],
    *[("HEAD", "/"), ("OPTIONS", "/gradio_api/queue/join"), ("PUT", "/"), ("DELETE", "/config")],
    *[
        ("GET", path)
        for path in ("/api/papers", "/api/docs", "/api/openapi.json", "/api/feed.xml", "/v1/models", "/mcp")
    ],
    *[("POST", path) for path in ("/api/ask", "/v1/chat/completions", "/v1/responses", "/mcp")],
    ("DELETE", f"/api/papers/{ALL[0].id}"),
]


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str


def asked(url: str, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
    """Ask as no browser would; `Host` may be anything."""
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=20)
    try:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, given)
        reply = connection.getresponse()
        more = {name.lower(): value for name, value in reply.getheaders()}
        streams = "event-stream" in more.get("content-type", "")
        return Answer(reply.status, more, "" if streams else reply.read().decode("utf-8", "replace"))
    finally:
        connection.close()


@pytest.fixture(scope="module")
def url(serve: Any) -> str:
    return serve(list(ALL))


@pytest.fixture(scope="module")
def public(serve: Any) -> str:
    return serve(list(ALL), allowed_hosts=("papers.example.org",), root_path="/papers")


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_route_is_closed_to_other_names_and_sites(url: str, method: str, path: str) -> None:
    assert asked(url, method, path, JOIN, Host="evil.example", **JSON).status == 400
    answer = asked(url, method, path, JOIN, Origin="null", Access_Control_Request_Method="POST", **JSON)
    assert answer.status == 403
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert asked(url, method, path, JOIN, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors").status == 403


@pytest.mark.parametrize(
    "host",
    ["evil.example:PORT", "127.0.0.1.evil.example", "127.0.0.1.evil.example:PORT", "192.0.2.7", "a@127.0.0.1", ""],
)
def test_other_name_is_refused(url: str, host: str) -> None:
    named = host.replace("PORT", str(urlsplit(url).port))
    assert asked(url, "POST", "/gradio_api/queue/join", JOIN, Host=named, **JSON).status == 400


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://127.0.0.1:1", "http://localhost", "file://", "http://["]
)
def test_page_of_another_site_is_refused(url: str, origin: str) -> None:
    assert asked(url, "POST", "/gradio_api/queue/join", JOIN, Origin=origin, **JSON).status == 403


def test_own_pages_are_answered_and_no_origin_is_let_read(url: str) -> None:
    answer = asked(url, "POST", "/gradio_api/queue/join", JOIN, Origin=url.rstrip("/"), **JSON)
    assert answer.status == 200
    assert "access-control-allow-origin" not in answer.headers
    local = f"localhost:{urlsplit(url).port}"
    assert asked(url, "GET", "/healthz", Host=local).status == 200
    assert asked(url, "GET", "/healthz", Host=f"[::1]:{urlsplit(url).port}", Origin="").status == 403


@pytest.mark.parametrize(
    ("site", "mode", "destination", "status"),
    [
        ("cross-site", "no-cors", "image", 403),
        ("cross-site", "no-cors", "script", 403),
        ("same-site", "no-cors", "script", 403),
        ("cross-site", "navigate", "iframe", 403),
        ("cross-site", "navigate", "document", 200),
        ("same-origin", "cors", "empty", 200),
        ("none", "navigate", "document", 200),
    ],
)
def test_other_sites_may_link_here_and_nothing_else(
    url: str, site: str, mode: str, destination: str, status: int
) -> None:
    told = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": destination}
    assert asked(url, "GET", "/", **told).status == status


def test_public_name_works_behind_a_proxy(public: str) -> None:
    for host in ("papers.example.org", "PAPERS.example.org:8443", "127.0.0.1"):
        told = {"Host": host, "Origin": "https://papers.example.org"}
        assert asked(public, "POST", "/gradio_api/queue/join", JOIN, **told, **JSON).status == 200, host
    forwarded = {"X-Forwarded-Host": "papers.example.org", "X-Forwarded-Proto": "https"}
    assert asked(public, "GET", "/ask", **forwarded).status == 200
    assert asked(public, "GET", "/ask", X_Forwarded_Host="evil.example").status == 400
    assert asked(public, "GET", "/ask", Host="other.example.org").status == 400
    assert asked(public, "GET", "/ask", Host="papers.example.org", Origin="http://127.0.0.1:1").status == 403


def test_proxy_that_takes_a_prefix_off_does_not_open_it(public: str) -> None:
    with prefix_proxy(public.rstrip("/"), "/papers") as url:
        assert asked(url, "GET", "/papers/ask").status == 200
        assert asked(url, "GET", "/papers/ask", Host="evil.example").status == 400
        assert asked(url, "POST", "/papers/gradio_api/upload", b"", Origin="http://evil.example").status == 403


def test_names_in_a_network() -> None:
    ours = names((), "https://papers.example.org/p", network=True)
    assert all(ours.own(name) for name in ("192.0.2.7:7860", "[2001:db8::1]:80", "papers.example.org"))
    assert ours.own(f"{socket.gethostname()}:7860")
    assert not any(ours.own(name) for name in ("evil.example", "", "192.0.2.7.evil.example", "[::1", "a b", "1/2"))
    assert not Names().own("192.0.2.7")


def test_allowed_hosts_are_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASSISTANT_ALLOWED_HOSTS", "papers.example.org, lab.example:8080")
    assert load_settings(home=tmp_path).allowed_hosts == ("papers.example.org", "lab.example:8080")
    for wrong in ("https://papers.example.org", "*", "a/b"):
        with pytest.raises(ConfigurationError, match=r"The setting allowed_hosts is not valid.* name of a host"):
            load_settings(home=tmp_path, allowed_hosts=(wrong,))


@pytest.mark.parametrize(
    "path",
    "info openapi.json file=/etc/passwd proxy=http://127.0.0.1 file/x queue/status vibe-code ../monitoring "
    "../manifest.json ../login call/x api/x runs process_recording stream/x token".split(),
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_routes_that_no_page_uses_are_closed(url: str, method: str, path: str) -> None:
    assert asked(url, method, f"/gradio_api/{path}".replace("/gradio_api/..", "")).status == 404


@pytest.mark.parametrize("told", [True, False])
def test_body_has_an_end(url: str, told: bool) -> None:
    large = JOIN.replace(b'"a"', b'"' + b"a" * LARGEST_BODY + b'"')
    headers = {**JSON, "Content-Length": str(len(large))} if told else JSON
    body: Any = large if told else iter([large[:100_000]] * 50)
    try:
        status = asked(url, "POST", "/gradio_api/queue/join", body, **headers).status
    except (BrokenPipeError, ConnectionResetError):  # it does not hear us out
        status = 413
    assert status == 413
    assert asked(url, "POST", "/gradio_api/queue/join", JOIN, **JSON).status == 200


@pytest.mark.parametrize(
    "path", ["/", "/paper?id=x", "/healthz", "/look/icon.svg", "/theme.css", "/api/papers", "/v1/models"]
)
def test_browsers_are_told_to_keep_to_this_site(url: str, path: str) -> None:
    headers = asked(url, "GET", path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'self'" in policy
    scripts = policy.split("script-src ")[1].split(";")[0]
    assert "unsafe-inline" not in scripts
    assert "http" not in policy
    assert asked(url, "GET", path, Host="evil.example").headers["x-content-type-options"] == "nosniff"


def test_what_never_changes_is_not_asked_for_again(url: str) -> None:
    page = asked(url, "GET", "/").text
    script = re.findall(r"assets/[\w./-]+\.js", page)[0]
    assert "immutable" in asked(url, "GET", f"/{script}").headers["cache-control"]
    assert "immutable" not in asked(url, "GET", "/assets/none.js").headers.get("cache-control", "")
    assert "immutable" not in asked(url, "GET", "/look/script/page.js").headers.get("cache-control", "")


def test_environment_of_gradio_changes_nothing(start: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {
        "SHARE": "True",
        "RUN_HISTORY": "True",
        "SERVER_NAME": "0.0.0.0",
        "ROOT_PATH": "/evil",
        "MCP_SERVER": "True",
    }
    more = {"ALLOWED_PATHS": "/", "SSR_MODE": "True", "ANALYTICS_ENABLED": "True", "LOCAL_DEV_MODE": "1", "DEBUG": "1"}
    for name, value in {**said, **more, "TEMP_DIR": str(tmp_path / "elsewhere"), "VIBE_MODE": "1"}.items():
        monkeypatch.setenv(f"GRADIO_{name}", value)
    running = start(tmp_path / "home")
    config = json.loads(asked(running.url, "GET", "/config").text)
    assert config["run_history"] is False
    assert config["root"] == running.url.rstrip("/")
    assert not config.get("vibe_mode")
    assert not config.get("mcp_server")
    assert asked(running.url, "GET", "/healthz", Host="192.0.2.7").status == 400
    assert asked(running.url, "POST", "/gradio_api/queue/join", JOIN, Origin="null", **JSON).status == 403
    assert asked(running.url, "GET", "/gradio_api/file=/etc/passwd").status == 404
    assert not (tmp_path / "elsewhere").exists()


def test_files_that_were_added_are_gone_when_it_stops(start: Any, tmp_path: Path) -> None:
    running = start(tmp_path)
    part = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\ntitle\r\n--x--\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    [file] = json.loads(asked(running.url, "POST", "/gradio_api/upload", part, **kind).text)
    assert Path(file).is_relative_to(tmp_path / "uploads")
    assert (tmp_path / "uploads").stat().st_mode & 0o077 == 0
    running.close()
    assert not Path(file).exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_network_is_let_in_only_when_that_is_said(host: str) -> None:
    with pytest.raises(ConfigurationError, match=r"there are no logins. Add --allow-network if that is meant"):
        listening(host, 0)
    with listening(host, 0, network=True) as listener:
        port = listener.getsockname()[1]
        socket.create_connection(("127.0.0.1", port), 5).close()


@pytest.mark.parametrize("host", ["", "a" * 300, "a..b", "\0", "http://localhost", "127.0.0.1:8000", "[::1]"])
def test_bad_name_is_told(host: str) -> None:
    with pytest.raises(
        ConfigurationError, match=r"is no address of this machine .* Choose another with --host"
    ) as told:
        listening(host, 0)
    assert str(told.value).isprintable()


@pytest.mark.browser
def test_policy_lets_pages_work_and_no_script_in(visit: Any, url: str) -> None:
    page = visit(url, path="")
    said: list[str] = []
    page.tab.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    for path in ("", "ask", "compare", "library", "paper?id=x", "settings"):
        page.tab.goto(url + path)
        page.tab.wait_for_selector("#header .header")
    page.open("ask")
    page.ask("How much training time does Zebrafold save on Quillset?")
    page.tab.locator(".tex .katex").first.wait_for()
    assert not [line for line in said if "Security Policy" in line], said
    page.tab.evaluate(
        "() => { const all = document.createElement('div'); document.body.append(all);"
        " all.innerHTML = '<img src=x onerror=\"window.got = 1\">';"
        " const one = document.createElement('script'); one.textContent = 'window.got = 2';"
        " document.body.append(one); }"
    )
    page.tab.wait_for_timeout(300)
    assert page.tab.evaluate("window.got ?? 0") == 0
    assert any("Security Policy" in line for line in said)
