"""How the page shows verdicts: nothing where all is well, a ring where nobody confirmed, and loudly what is false."""

import re
import threading
from typing import Any

import pytest

from assistant.types import Brief, Cell, Citation, Claim, Comparison, Row, Support, Verdict
from assistant.web import render
from assistant.web.pages import compare
from tests.support.judging_server import JudgingServer
from tests.support.openai_server import OpenAIServer, says
from tests.support.papers import ALL, ZEBRAFOLD
from tests.support.turns import turn as turn_of

SAVES = "How much training time does Zebrafold save on Quillset?"
QUOTED = ZEBRAFOLD.sentences[1]
RETOLD = "Zebrafold stacks a stream in several layers, and that makes training cheap."
FALSE = "Zebrafold saves 73% of the training time."
WRITTEN = (f"{QUOTED[:-1]} [P1.S2]. ", f"{RETOLD[:-1]} [P1.S2]. ", f"{FALSE[:-1]} [P1.S3].")
CITED = Citation(number=1, paper=ZEBRAFOLD.id, sentences=(2,))
HOSTILE = '"><img src=x onerror=alert(1)>'


def claim(support: Support, reason: str = "") -> Claim:
    return Claim(text=f"It is {support}.", citations=(CITED,), verdict=Verdict(support=support, reason=reason))


CLAIMS = (claim("quoted"), claim("supported"), claim("unverified", HOSTILE), claim("unsupported", HOSTILE))


def chat() -> str:
    turns = [turn_of(n, claims=CLAIMS, papers=(ZEBRAFOLD,)) for n in (1, 2)]
    return render.render("conversation.html", turns=turns, papers=1)


def brief() -> str:
    made = Brief(since=None, until=None, topic=None, text="", claims=CLAIMS, papers=1, engine="tiny", seconds=1.0)
    return render.brief(made, [ZEBRAFOLD])


def comparison() -> str:
    cells = tuple(
        Cell(column=aspect, value=each.text, quotes=("Q.",), sentences=CITED.sentences, verdict=each.verdict)
        for aspect, each in zip(("problem", "idea", "results", "limits"), CLAIMS, strict=True)
    )
    row = Row(number=1, id=ZEBRAFOLD.id, title="Zebrafold", cells=cells)
    made = Comparison(topic="", rows=(row,), text="", claims=CLAIMS, engine="tiny", seconds=1.0)
    return compare.comparison(made, [ZEBRAFOLD])


@pytest.mark.parametrize(("page", "texts"), [(chat, 2), (brief, 1), (comparison, 2)])
def test_only_doubts_are_marked_wherever_sentences_stand(page: Any, texts: int) -> None:
    shown = page()
    assert shown.count('class="ring"') == shown.count('class="verdict unsupported"') == texts
    assert shown.count("Not verified: &#34;&gt;&lt;img") == texts
    assert shown.count("<b>not supported</b>: &#34;&gt;&lt;img") == texts
    described, names = (re.findall(pattern, shown) for pattern in (r'describedby="([^"]+)"', r'\bid="([^"]+)"'))
    assert len(set(described)) == texts  # each ring has its own explanation
    assert set(described) <= set(names)
    assert len(set(names)) == len(names)


@pytest.fixture(scope="module")
def url(serve: Any) -> Any:
    with OpenAIServer() as server:
        server.default = says(*WRITTEN)
        yield serve(list(ALL), base_url=server.url, model="tiny", judge="off", unsupported="mark")


CONTRAST = """nodes => nodes.map(node => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  canvas.fillStyle = getComputedStyle(document.body).backgroundColor; canvas.fillRect(0, 0, 1, 1);
  const above = []; for (let at = node; at; at = at.parentElement) above.unshift(at);
  for (const at of above) { canvas.fillStyle = getComputedStyle(at).backgroundColor; canvas.fillRect(0, 0, 1, 1); }
  const pixel = () => [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const under = pixel(), style = getComputedStyle(node);
  canvas.fillStyle = node.matches('.ring') ? style.borderTopColor : style.color; canvas.fillRect(0, 0, 1, 1);
  const over = pixel();
  return (Math.max(over, under) + .05) / (Math.min(over, under) + .05); })"""


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_marks_can_be_read_in_light_and_dark(visit: Any, url: str, dark: bool) -> None:
    page = visit(url, dark=dark, query="?__theme=dark" if dark else "?__theme=light")
    reply = page.ask(SAVES)
    for marks in (".ring", ".why", ".claim.unsupported", ".verdict, .verdict b"):
        ratios = reply.locator(marks).evaluate_all(CONTRAST)
        assert ratios
        assert min(ratios) >= 4.5, marks


@pytest.mark.browser
def test_ring_is_explained_to_pointer_keyboard_and_screen_reader(visit: Any, url: str) -> None:
    page = visit(url)
    reply = page.ask(SAVES)
    ring, why = reply.get_by_role("button", name="not verified"), reply.locator(".why")
    assert ring.count() == 1
    page.tab.mouse.move(0, 0)
    assert not why.is_visible()
    ring.hover()
    why.wait_for(state="visible")
    assert "its figures and names are there" in why.text_content()
    page.tab.mouse.move(0, 0)
    why.wait_for(state="hidden")
    reply.locator(".cite").nth(1).focus()
    page.tab.keyboard.press("Tab")
    why.wait_for(state="visible")
    assert ring.evaluate(
        "node => document.getElementById(node.getAttribute('aria-describedby')).textContent"
    ).startswith("Not verified")
    page.tab.keyboard.press("Escape")
    why.wait_for(state="hidden")


@pytest.mark.browser
def test_ring_is_quiet(visit: Any, url: str) -> None:
    reply = visit(url).ask(SAVES)
    lines = reply.locator("p").first.evaluate(
        "p => p.getBoundingClientRect().height / parseFloat(getComputedStyle(p).lineHeight)"
    )
    assert lines == pytest.approx(round(lines), abs=0.02)  # no line is higher than the others
    retold, quoted = reply.locator(".claim.unverified"), reply.locator(".claim.quoted")
    look = "node => (({color, backgroundColor, textDecorationLine}) => [color, backgroundColor, textDecorationLine])"
    assert retold.evaluate(f"{look}(getComputedStyle(node))") == quoted.evaluate(f"{look}(getComputedStyle(node))")
    assert retold.evaluate("node => getComputedStyle(node).textDecorationLine") == "none"


@pytest.mark.browser
def test_finger_finds_the_ring_and_sees_all_of_its_explanation(visit: Any, url: str) -> None:
    page = visit(url, width=390)
    reply = page.ask(SAVES)
    page.tab.mouse.move(0, 0)
    wide, high = reply.locator(".ring").evaluate(
        """ring => { const box = ring.getBoundingClientRect(), hit = (x, y) => document.elementFromPoint(x, y) === ring;
        const count = (test) => Array.from({length: 80}, (_, n) => n - 40).filter(test).length;
        const x = box.x + box.width / 2, y = box.y + box.height / 2;
        return [count(n => hit(x + n, y)), count(n => hit(x, y + n))]; }"""
    )
    assert min(wide, high) >= 24
    reply.locator(".ring").click()
    why = reply.locator(".why")
    why.wait_for(state="visible")
    box = why.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert not page.scrolls_sideways()


@pytest.mark.browser
def test_what_is_not_supported_is_loud(visit: Any, url: str) -> None:
    reply = visit(url).ask(SAVES)
    false, label = reply.locator(".claim.unsupported"), reply.locator(".verdict")
    assert false.text_content() == FALSE
    assert label.is_visible()
    assert label.text_content().startswith("not supported: 73% does not stand")
    line, back = false.evaluate(
        "node => (style => [style.textDecorationStyle, style.backgroundColor])(getComputedStyle(node))"
    )
    assert line == "wavy"
    assert not back.endswith(" 0)")


@pytest.mark.browser
def test_marks_change_in_place_when_the_judge_has_spoken(visit: Any, serve: Any) -> None:
    spoken = threading.Event()
    other = "Zebrafold sorts a stream in many layers, and that makes training dear."
    with JudgingServer() as server:
        honest = server.default
        server.false[other] = ("training is not dear", QUOTED, ["P1.S2"])
        server.script(says(f"{RETOLD[:-1]} [P1.S2]. ", f"{other[:-1]} [P1.S2]."))
        server.default = lambda body: spoken.wait(20) and honest(body)  # type: ignore[operator, return-value]
        page = visit(serve(list(ALL), base_url=server.url, model="tiny"))
        page.tab.fill("#question textarea", SAVES)
        page.tab.press("#question textarea", "Enter")
        page.tab.locator(".ring").nth(1).wait_for()
        assert page.tab.locator(".claim").all_text_contents() == [RETOLD, other]
        spoken.set()
        page.tab.locator(".engine").wait_for()
    assert page.tab.locator(".claim").all_text_contents() == [RETOLD, QUOTED]
    assert page.tab.locator(".claim.supported, .claim.quoted").count() == 2
    assert page.tab.locator(".ring, .verdict").count() == 0
