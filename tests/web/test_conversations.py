"""What was said is there after a reload, a stop, a kill and a restart, and two tabs do not mix."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from assistant.config import Settings
from assistant.engine import Assistant
from tests.support.openai_server import OpenAIServer, says
from tests.support.papers import ALL, ZEBRAFOLD
from tests.web.conftest import plain

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
SAVES = "How much training time does Zebrafold save on Quillset?"
MOSS = "How does Mossgate retrieve images of moss?"


def conversation_of(page: Any) -> str:
    page.tab.wait_for_url(re.compile(r"conversation="))
    found = re.search(r"conversation=(\w+)", page.tab.url)
    assert found
    return found[1]


def reload(page: Any) -> None:
    page.tab.reload()
    page.tab.locator(".question").first.wait_for()


def test_reload_shows_the_same_answer_and_calls_no_model(visit: Any, start: Any, tmp_path: Path) -> None:
    with OpenAIServer() as server:
        page = visit(start(tmp_path, base_url=server.url, model=server.models[0], judge="off").url)
        server.script(says("Zebrafold saves 46% of the training time [P1.S3]."))
        reply = page.ask(SAVES)
        page.tab.locator(".follow-ups").wait_for()  # what may be asked next is sought once the answer stands
        before, calls = reply.text_content(), len(server.asked)
        conversation_of(page)
        reload(page)
        assert page.tab.locator(".reply").text_content() == before
        page.tab.locator(".reply .cite").click()
        page.tab.wait_for_selector("mark:target")
        assert page.tab.locator("mark:target").text_content() == plain(ZEBRAFOLD.sentences[2])
        assert len(server.asked) == calls


def test_restart_goes_on_where_it_was(visit: Any, start: Any, tmp_path: Path) -> None:
    running = start(tmp_path)
    page = visit(running.url)
    page.ask(SAVES)
    other = visit(running.url)
    other.ask(MOSS)
    keys = [conversation_of(each) for each in (page, other)]
    assert keys[0] != keys[1]
    port = int(running.url.rsplit(":", 1)[1].rstrip("/"))
    running.close()
    again = start(tmp_path, port=port)
    reload(page)
    assert "46%" in page.tab.locator(".reply").text_content()
    further = page.ask("what about its limitations?")  # of what was talked about before the restart
    assert ZEBRAFOLD.sentences[3] in further.text_content()
    assert conversation_of(page) == keys[0]
    link = visit(again.url, query=f"?conversation={keys[1]}")
    link.tab.locator(".question").wait_for()
    assert link.tab.locator(".question").all_text_contents() == [MOSS]


def test_page_that_was_open_meanwhile_goes_on(visit: Any, start: Any, tmp_path: Path) -> None:
    running = start(tmp_path)
    page = visit(running.url)
    page.ask(SAVES)
    key, port = conversation_of(page), int(running.url.rsplit(":", 1)[1].rstrip("/"))
    running.close()
    start(tmp_path, port=port)
    further = page.ask("what about its limitations?")
    assert ZEBRAFOLD.sentences[3] in further.text_content()
    assert conversation_of(page) == key


def test_new_conversation_has_another_address(visit: Any, start: Any, tmp_path: Path) -> None:
    page = visit(start(tmp_path).url)
    page.ask(SAVES)
    first = conversation_of(page)
    page.tab.click("#clear")
    page.tab.wait_for_selector(".welcome")
    page.tab.wait_for_function("!location.search.includes('conversation')")
    page.ask(MOSS)
    assert conversation_of(page) != first
    reload(page)
    assert page.tab.locator(".question").all_text_contents() == [MOSS]


def test_unknown_conversation_is_told(visit: Any, start: Any, tmp_path: Path) -> None:
    page = visit(start(tmp_path).url, query="?conversation=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    page.tab.get_by_text("There is no conversation").wait_for()
    assert page.tab.locator("#conversation img").count() == 0
    page.ask(SAVES)
    assert re.fullmatch(r"\w{16}", conversation_of(page))


def test_stored_question_is_no_markup(visit: Any, start: Any, tmp_path: Path) -> None:
    question = "<img src=x onerror=document.title='gone'> {{7*7}} ${1} How does Mossgate retrieve moss?"
    page = visit(start(tmp_path).url)
    page.ask(question)
    conversation_of(page)
    reload(page)
    assert page.tab.locator(".question").text_content() == question
    assert page.tab.title() != "gone"


def test_stopped_answer_is_there_as_far_as_it_was_shown(visit: Any, start: Any, tmp_path: Path) -> None:
    with OpenAIServer() as server:
        page = visit(start(tmp_path, base_url=server.url, model=server.models[0], judge="off").url)
        server.script(says("Zebrafold saves 46% of the training time [P1.S3]. ", *["And on "] * 600, delay=0.3))
        page.tab.fill("#question textarea", SAVES)
        page.tab.press("#question textarea", "Enter")
        page.tab.locator(".claim").first.wait_for()
        page.tab.get_by_role("button", name="Stop").click()
        assert server.asked[-1].hung_up.wait(60)
        reload(page)
        page.tab.get_by_text("This answer was stopped.").wait_for()
        assert "saves 46%" in page.tab.locator(".reply").text_content()
        server.script(says("Zebrafold saves 46% of the training time [P1.S3]."))
        page.tab.get_by_role("button", name="Go on").click()
        page.tab.locator(".reply .engine").wait_for()
        reload(page)
        assert page.tab.locator(".question").count() == 1
        assert "was stopped" not in page.tab.locator(".reply").text_content()


def test_quotes_stay_when_a_paper_is_gone(visit: Any, start: Any, tmp_path: Path) -> None:
    running = start(tmp_path)
    page = visit(running.url)
    page.ask(SAVES)
    conversation_of(page)
    Assistant.open(Settings(home=tmp_path)).library.remove([ZEBRAFOLD.id])
    reload(page)
    page.tab.locator(".reply .cite").last.click()
    page.tab.wait_for_selector("mark:target")
    assert page.tab.locator("mark:target").text_content() in map(plain, ZEBRAFOLD.sentences)
    assert page.tab.locator(".source .outside").get_attribute("href") == ZEBRAFOLD.url


def test_store_that_fails_costs_no_answer(visit: Any, start: Any, tmp_path: Path) -> None:
    page = visit(start(tmp_path).url)
    (tmp_path / "app.sqlite").write_bytes(b"This is no database." * 500)
    reply = page.ask(SAVES)
    assert "This conversation is not kept" in reply.text_content()
    assert "46%" in reply.text_content()


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def served(home: Path, port: int, *settings: tuple[str, str]) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "assistant", "--home", str(home), "serve", "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **dict(settings)}, stdout=subprocess.PIPE, text=True
    )
    with process:
        try:
            assert process.stdout
            assert "is at" in process.stdout.readline()
            yield process
        finally:
            process.kill()  # else a failure would wait for it forever


def test_server_killed_in_the_middle_of_an_answer_loses_nothing_that_was_shown(visit: Any, tmp_path: Path) -> None:
    Assistant.open(Settings(home=tmp_path)).library.upsert(list(ALL))
    port = free_port()
    with OpenAIServer() as server:
        settings = ("ASSISTANT_BASE_URL", server.url), ("ASSISTANT_MODEL", server.models[0]), ("ASSISTANT_JUDGE", "off")
        with served(tmp_path, port, *settings) as process:
            page = visit(f"http://127.0.0.1:{port}/")
            server.script(says("Zebrafold saves 46% of the training time [P1.S3]. ", *["And on "] * 900, delay=0.3))
            page.tab.fill("#question textarea", SAVES)
            page.tab.press("#question textarea", "Enter")
            page.tab.locator(".claim").first.wait_for()
            conversation_of(page)
            process.kill()
        with served(tmp_path, port, *settings) as process:
            reload(page)
            assert page.tab.locator(".question").all_text_contents() == [SAVES]
            assert "saves 46%" in page.tab.locator(".reply").text_content()
            assert "This answer was not finished." in page.tab.locator(".reply").text_content()
            page.tab.goto("about:blank")
            process.kill()
    assert Assistant.open(Settings(home=tmp_path)).library.count() == len(ALL)
