"""A browser, and the app as it is served."""

import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from assistant.config import Settings
from assistant.engine import Assistant
from index.paper import Paper
from tests.support.loops import run
from tests.support.papers import ALL

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run"
).split()

PATIENCE = 60_000  # milliseconds, of a busy machine; who waits in vain is the only one to wait so long

Serve = Callable[..., str]
_THERE = {"ask": "#question textarea"}  # by the path of a page


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed, and in CI the browser tests must run.")
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


def launched(assistant: Assistant, port: int = 0) -> tuple[Any, str]:
    from assistant.web.app import launch

    async def made() -> tuple[Any, str]:  # gradio makes a loop that it never closes where none is running
        return launch(assistant, host="127.0.0.1", port=port, block=False)

    return run(made())


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Serve papers, with these settings, and return the address."""
    running = []

    def start(papers: list[Paper], **settings: Any) -> str:
        assistant = Assistant.open(Settings(home=tmp_path_factory.mktemp("web"), **settings))
        assistant.library.upsert(papers)
        app, url = launched(assistant)
        running.append(app)
        return url

    yield start
    for app in running:
        app.close()


@pytest.fixture
def start() -> Iterator[Callable[..., Any]]:
    """Serve the usual papers from a data directory, with these settings, and return what runs."""
    running = []

    def started(home: Path, *, port: int = 0, **settings: Any) -> Any:
        assistant = Assistant.open(Settings(home=home, **settings))
        assistant.library.upsert(list(ALL))
        running.append(launched(assistant, port)[0])
        return running[-1]

    yield started
    for each in running:
        each.close()


def plain(text: str) -> str:
    """Return a text of a paper as a page shows it where its TeX stands for one sign."""
    return text.replace("\\%", "%")


class Page:
    """A page with what a test asks of it again and again."""

    def __init__(
        self, browser: Any, url: str, *, path: str = "ask", width: int = 1280, query: str = "", dark: bool = False
    ) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
        )
        self.tab = self.context.new_page()
        self.tab.set_default_timeout(PATIENCE)
        self.requests: list[str] = []
        self.tab.on("request", lambda request: self.requests.append(request.url))
        self.url = url
        self.open(path, query)

    def open(self, path: str, query: str = "") -> None:
        """Go to the page at a path, and wait until what one types in is there."""
        self.tab.goto(self.url + path + query)
        self.tab.wait_for_selector(_THERE.get(path, "#header .header"))

    def ask(self, question: str) -> Any:
        """Ask and wait for the end of the answer; return its element."""
        before = self.tab.locator(".reply").count()
        self.send(question)
        reply = self.tab.locator(".reply").nth(before)
        reply.locator(".engine").wait_for()
        return reply

    def send(self, question: str) -> None:
        """Type a question and press Enter, once: it is sent when its turn comes."""
        field = self.tab.locator("#question textarea")
        field.fill(question)
        field.press("Enter")

    def fill(self, name: str, text: str) -> None:
        """Fill a field and see that it stays: in its first moment a page sets its fields once more."""
        field = self.tab.locator(f"#{name} textarea, #{name} input")
        for _ in range(20):
            field.fill(text)
            self.tab.wait_for_timeout(150)
            if field.input_value() == text:
                return
        raise AssertionError(f"{name} does not keep {text!r}")

    def strangers(self) -> list[str]:
        """Return the requests to any other host."""
        return [url for url in self.requests if not url.startswith(("http://127.0.0.1", "data:", "blob:"))]

    def scrolls_sideways(self) -> bool:
        return bool(self.tab.evaluate("document.scrollingElement.scrollWidth > window.innerWidth + 1"))


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Page]]:
    pages: list[Page] = []

    def open_page(url: str, **how: Any) -> Page:
        pages.append(Page(browser, url, **how))
        return pages[-1]

    yield open_page
    for page in pages:
        assert page.strangers() == []
        page.context.close()


@pytest.fixture(scope="module")
def trap() -> Iterator[Any]:
    """A server that counts who is lured to it."""

    class Counting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.server.hits.append(self.path)  # type: ignore[attr-defined]
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    server.hits = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
