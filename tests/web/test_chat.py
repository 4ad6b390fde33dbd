from typing import Any

import pytest

from tests.support.openai_server import OpenAIServer, says
from tests.support.papers import ALL, MOSSGATE, ZEBRAFOLD
from tests.web.conftest import plain

pytestmark = pytest.mark.browser
FOLDED, MOSSY = (tuple(map(plain, one.sentences)) for one in (ZEBRAFOLD, MOSSGATE))
SAVES = "How much training time does Zebrafold save on Quillset?"


@pytest.fixture(scope="module")
def url(serve: Any) -> str:
    return serve(list(ALL))


def shown_target(page: Any) -> str:
    return page.tab.evaluate(
        """() => { const mark = document.querySelector('mark:target'); if (!mark) return '';
           const box = mark.getBoundingClientRect();
           return box.bottom > 0 && box.top < innerHeight ? mark.textContent : ''; }"""
    )


@pytest.mark.parametrize("query", ["", "?__theme=dark"])
def test_click_on_a_citation_shows_the_sentence_in_its_abstract(visit: Any, url: str, query: str) -> None:
    page = visit(url, query=query)
    reply = page.ask(SAVES)
    assert "46%" in reply.text_content()
    reply.locator(".cite").last.click()
    page.tab.wait_for_selector("mark:target")
    assert shown_target(page) in FOLDED
    assert page.tab.locator(".source").count() == 1
    assert page.tab.locator(".reply").count() == 1  # the page was not loaded anew
    assert page.tab.locator(".source h3 a").get_attribute("href") == "./paper?id=arxiv%3A2401.00001"
    link = page.tab.locator(".source .outside")
    assert link.get_attribute("href") == ZEBRAFOLD.url
    assert link.get_attribute("target") == "_blank"
    assert "noopener" in link.get_attribute("rel")


def test_follow_up_and_earlier_sources(visit: Any, url: str) -> None:
    page = visit(url)
    page.ask(SAVES)
    further = page.ask("what about its limitations?")
    assert ZEBRAFOLD.sentences[3] in further.text_content()
    page.ask("How does Mossgate retrieve images of moss?")
    assert not page.tab.locator(".sources .source").last.is_visible()  # those of earlier answers are folded
    page.tab.locator(".reply").first.locator(".cite").first.click()
    page.tab.wait_for_selector("mark:target", state="visible")
    assert shown_target(page) in FOLDED
    page.tab.locator(".reply").last.locator(".cite").first.click()
    page.tab.wait_for_function("document.querySelector('mark:target')?.id.startsWith('t3-')")
    assert shown_target(page) in MOSSY


def test_question_on_another_subject_is_told_so_and_no_paper_is_shown(visit: Any, url: str) -> None:
    page = visit(url)
    reply = page.ask("Who won the 2018 football world cup?")
    assert "another subject" in reply.text_content()
    assert reply.locator(".claim, .nearest li, .related").count() == page.tab.locator(".source").count() == 0


def test_new_conversation_forgets_the_old_one(visit: Any, url: str) -> None:
    page = visit(url)
    page.ask(SAVES)
    page.tab.click("#clear")
    page.tab.wait_for_selector(".welcome")
    assert page.tab.locator(".source, .question").count() == 0
    page.ask("what about its limitations?")
    assert "limitations" not in (page.tab.locator("mark").all_text_contents() or [""])[0]


def test_two_readers_do_not_see_each_other(visit: Any, url: str) -> None:
    one, other = visit(url), visit(url)
    one.ask(SAVES)
    assert other.tab.locator(".question").count() == 0
    other.ask("what about its limitations?")
    assert other.tab.locator(".reply").count() == 1


def test_page_says_who_writes_and_counts_the_papers(visit: Any, url: str) -> None:
    page = visit(url)
    page.tab.locator(".welcome").wait_for()
    assert "Settings · no model" in page.tab.locator("#header .writer").text_content()
    assert "Ask about 3 papers" in page.tab.locator(".welcome").text_content()


CONTRAST = """() => [...document.querySelectorAll('.engine, .meta, .reply p, .source .abstract, .cite')].map(node => {
  const numbers = (text) => text.match(/[\\d.]+/g).map(Number);
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const paint = (over, under) => { canvas.fillStyle = under; canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = over; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  let back = null;
  for (let at = node; at && !back; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor; if (!/, 0\\)$|transparent/.test(colour)) back = colour; }
  back = back || getComputedStyle(document.body).backgroundColor;
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const [a, b] = [light(paint(getComputedStyle(node).color, back)), light(paint(back, back))];
  return (Math.max(a, b) + .05) / (Math.min(a, b) + .05); })"""


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_text_can_be_read_at_any_width_and_theme(visit: Any, url: str, width: int, dark: bool) -> None:
    page = visit(url, width=width, dark=dark, query="?__theme=dark" if dark else "?__theme=light")
    page.ask(SAVES)
    assert not page.scrolls_sideways()
    ratios = page.tab.evaluate(CONTRAST)
    assert len(ratios) >= 5
    assert min(ratios) >= 4.5


def test_model_streams_is_checked_and_can_be_stopped(visit: Any, serve: Any) -> None:
    with OpenAIServer() as server:
        url = serve(list(ALL), base_url=server.url, model=server.models[0], judge="off")
        page = visit(url)
        page.tab.fill("#question textarea", SAVES)
        words = [
            "Zebrafold saves 46% of the training time [P1.S3]. ",
            "It also won a great prize on Quillset [P9.S9]. ",
        ]
        server.script(says(*words, "And on it goes", *([" and on"] * 400), delay=0.4))
        page.tab.press("#question textarea", "Enter")
        page.tab.locator(".claim.unverified").first.wait_for()
        assert page.tab.locator(".engine").count() == 0  # it is still being written
        page.tab.locator(".claim.unsupported").first.wait_for()
        assert "cites no sentence that exists" in page.tab.locator(".verdict.unsupported").first.text_content()
        page.tab.get_by_role("button", name="Stop").click()
        assert server.asked[-1].hung_up.wait(60)
        server.script(says("?"), says("Zebrafold saves 46% of the training time [P1.S3]."))  # a rewriting comes first
        assert "46%" in page.ask(SAVES).text_content()


def test_model_that_dies_is_finished_and_the_page_says_so(visit: Any, serve: Any) -> None:
    with OpenAIServer() as server:
        url = serve(list(ALL), base_url=server.url, model=server.models[0], judge="off")
        server.script(says("Zebrafold saves 46% of the training time [P1.S3]. ", "It is", cut_at=1))
        reply = visit(url).ask(SAVES)
    assert "broke the connection" in reply.locator(".notice").text_content()
    assert ZEBRAFOLD.sentences[1] in reply.text_content()


def test_newest_answer_is_in_view_on_a_phone(visit: Any, url: str) -> None:
    page = visit(url, width=390)
    for question in (SAVES, "How does Mossgate retrieve images of moss?", "List all papers in the library."):
        last = page.ask(question)
    box, field = last.locator(".engine").bounding_box(), page.tab.locator("#question").bounding_box()
    assert 0 <= page.tab.locator(".question").last.bounding_box()["y"] < box["y"] < field["y"] < 900
    assert last.locator("li").count() == 3  # one paper a line
