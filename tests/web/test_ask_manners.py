"""What is typed is never lost or cut, a server that is gone is told, and an answer is read and heard in order."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.openai_server import OpenAIServer, says
from tests.support.papers import ALL, ZEBRAFOLD, paper

pytestmark = pytest.mark.browser
SAVES = "How much training time does Zebrafold save on Quillset?"

HABITS = "baking mending singing fishing weaving sweeping carving sailing painting digging walking reading".split()
SAID = tuple(f"Our survey of village habits found {habit} in {n + 20} villages" for n, habit in enumerate(HABITS))

VILLAGE = paper("Larkspur: A Report of Village Habits", ". ".join((*SAID, "")).strip(), "2405.00005")


@pytest.fixture(scope="module")
def url(serve: Any) -> str:
    return serve(list(ALL))


def test_text_that_is_too_long_is_told_and_not_cut(visit: Any, url: str) -> None:
    page = visit(url)
    field, told = page.tab.locator("#question textarea"), page.tab.locator("#too-long")
    text = "moss " * 430
    page.tab.evaluate(
        """text => { const field = document.querySelector("#question textarea"); field.focus();
        document.execCommand("insertText", false, text); }""",
        text,
    )
    told.wait_for(state="visible")
    assert "2,149 characters" in told.text_content()
    assert "shorten it by 149" in told.text_content()
    field.press("Enter")
    page.tab.locator("#question button").click()
    page.tab.wait_for_timeout(500)
    assert page.tab.locator(".question").count() == 0
    assert field.input_value() == text
    field.fill("How does Mossgate retrieve images of moss?")
    told.wait_for(state="hidden")
    field.press("Enter")
    page.tab.locator(".engine").wait_for()


def test_what_is_typed_outlives_a_reload_until_it_is_asked(visit: Any, url: str) -> None:
    page = visit(url)
    field = page.tab.locator("#question textarea")
    page.fill("question", SAVES)
    page.tab.reload()
    page.tab.wait_for_function("document.querySelector('#question textarea')?.value.includes('Quillset')")
    field.press("Enter")
    page.tab.locator(".engine").wait_for()
    page.tab.reload()
    page.tab.locator(".question").wait_for()
    page.tab.wait_for_timeout(500)
    assert field.input_value() == ""


def test_server_that_is_gone_is_told_and_what_is_typed_is_asked_when_it_is_back(
    visit: Any, start: Any, tmp_path: Path
) -> None:
    running = start(tmp_path)
    port = int(running.url.rsplit(":", 1)[1].rstrip("/"))
    page = visit(running.url)
    field, gone = page.tab.locator("#question textarea"), page.tab.locator("#gone")
    page.fill("question", SAVES)
    noting = page.context.new_page()
    noting.goto(f"{running.url}paper?id={ZEBRAFOLD.id}")
    note = noting.locator("#note textarea")
    note.wait_for()
    noting.wait_for_timeout(500)
    running.close()
    note.press_sequentially("Ask the authors.")
    noting.locator("#gone").wait_for(state="visible")
    field.press("Enter")
    gone.wait_for(state="visible")
    assert "does not answer" in gone.text_content()
    assert field.input_value() == SAVES
    start(tmp_path, port=port)
    # It looks by itself, too, and may be gone already.
    page.tab.evaluate("[...document.querySelectorAll('#gone button')].at(-1)?.click()")
    page.tab.wait_for_function("document.querySelector('#ask')?.hasAttribute('data-gone') === false")
    page.tab.wait_for_function(f"document.querySelector('#question textarea')?.value === {SAVES!r}")
    page.tab.wait_for_timeout(500)
    field.press("Enter")
    page.tab.locator(".engine").wait_for()
    assert "46%" in page.tab.locator(".reply").text_content()
    noting.bring_to_front()
    noting.evaluate("() => { window.watched?.look(); }")  # which may be loading anew by itself
    noting.get_by_text("Kept.").wait_for()
    assert note.input_value() == "Ask the authors."
    assert not noting.locator("#gone").is_visible()


def test_start_of_a_growing_answer_stays_in_view_and_each_sentence_is_said_once(visit: Any, serve: Any) -> None:
    with OpenAIServer() as server:
        page = visit(serve([*ALL, VILLAGE], base_url=server.url, model="tiny", judge="off"), width=390)
        words = [f"{one} [P1.S{n}]. " for n, one in enumerate(SAID, start=1)]
        page.ask("How many papers are in the library?")
        server.script(says("?"), says(*words, delay=0.05))  # a rewriting comes first
        page.send("What does Larkspur report of village habits?")
        page.tab.locator(".claim").nth(6).wait_for()
        assert page.tab.locator("[aria-live] .claim").count() == 0
        page.tab.locator(".engine").nth(1).wait_for()
        page.tab.wait_for_timeout(300)
    first, newest = (page.tab.locator(".question").nth(place).bounding_box() for place in (0, 1))
    assert first["y"] < 0 <= newest["y"] < 100
    heard = page.tab.locator(".off-page[aria-live] p").all_text_contents()
    assert heard[-1] == "The answer is complete."
    said = [text for text in heard if text != heard[-1]]
    assert len(set(said)) == len(said) >= len(SAID)
    assert page.tab.locator("h1").count() == 1
    assert page.tab.locator("main").count() == 1


def test_two_tabs_of_one_reader_lose_nothing(visit: Any, start: Any, tmp_path: Path) -> None:
    running = start(tmp_path)
    one = visit(running.url)
    one.ask(SAVES)
    one.tab.wait_for_function("location.search.includes('conversation')")
    search = one.tab.evaluate("location.search")
    other = visit(running.url, query=search)
    other.tab.locator(".question").wait_for()
    one.send("How does Mossgate retrieve images of moss?")  # both at once
    other.send("what about its limitations?")
    for page in (one, other):
        page.tab.locator(".reply .engine").nth(1).wait_for()  # that of its own question
    for page in (one, other):
        page.open("ask", search)
        page.tab.locator(".reply .engine").nth(2).wait_for()
    assert other.tab.get_by_text("was not finished").count() == 0

    one.tab.locator(".side li.open summary").click()
    one.tab.locator(".side li.open").get_by_role("button", name="Delete").click()
    one.tab.locator(".welcome").wait_for()
    other.ask("When was it published?")  # who talks in it has it back
    one.open("ask", search)
    one.tab.locator(".reply .engine").nth(3).wait_for()

    both = (one, "ferns in caves"), (other, "lamps at sea")
    for page, _ in both:
        page.open("")
        page.tab.locator(".want input").wait_for()
    for page, words in both:  # each adds to what it has seen none of
        page.tab.locator(".want input").fill(words)
        page.tab.locator(".want button").click()
        page.tab.get_by_role("link", name=words).wait_for()
    other.tab.get_by_role("link", name="ferns in caves").wait_for()

    for page in (one, other):
        page.open("paper", f"?id={ZEBRAFOLD.id}")
        page.tab.locator("#note textarea").wait_for()
        page.tab.wait_for_timeout(500)
    for page, note in ((one, "Ask the authors."), (other, "Read it again.")):
        page.tab.locator("#note textarea").fill(note)
        page.tab.locator("#note-told", has_text="Kept").wait_for()
    other.tab.wait_for_function(
        "document.querySelector('#note textarea').value === 'Ask the authors.\\n\\nRead it again.'"
    )


def test_tabs_are_gone_along_by_arrows_and_no_field_cuts_what_is_pasted(visit: Any, url: str) -> None:
    page = visit(url, path="")
    page.tab.locator(".header nav a[aria-current]").focus()
    page.tab.keyboard.press("ArrowRight")
    assert page.tab.evaluate("document.activeElement.textContent.trim()") == "Ask"
    page.tab.keyboard.press("ArrowLeft")
    page.tab.keyboard.press("ArrowLeft")
    assert page.tab.evaluate("document.activeElement.textContent.trim()") == "Library"
    field = page.tab.locator(".want input")
    field.fill("moss")
    paste = """(field, text) => { const data = new DataTransfer(); data.setData("text", text);
        return field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true,
        cancelable: true })); }"""
    assert field.evaluate(paste, " and ferns") is True
    assert field.evaluate(paste, "x" * 197) is False
    assert field.evaluate("field => field.validationMessage") == "1 characters too long: nothing was pasted."
    assert field.input_value() == "moss"


def test_what_is_pressed_before_the_page_is_there_is_asked_in_its_conversation_and_once(visit: Any, url: str) -> None:
    page = visit(url)
    page.ask(SAVES)
    page.tab.wait_for_function("location.search.includes('conversation')")
    search, held = page.tab.evaluate("location.search"), list[Any]()
    page.context.route("**/queue/join*", lambda route: held.append(route))
    page.open("ask", search)
    page.send("How does Mossgate retrieve images of moss?")
    page.tab.keyboard.press("Enter")
    page.tab.wait_for_timeout(300)
    page.context.unroute("**/queue/join*")  # and all that was held goes on
    page.tab.locator(".engine").nth(1).wait_for()
    page.tab.locator(".starter, .follow-ups").first.wait_for()  # nothing is pressed once more by then
    assert page.tab.locator(".question").all_text_contents() == [SAVES, "How does Mossgate retrieve images of moss?"]
    assert page.tab.evaluate("location.search") == search
