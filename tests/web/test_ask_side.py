"""The list of conversations: searched, renamed, exported, deleted and taken back, and a drawer on a phone."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.papers import ALL

pytestmark = pytest.mark.browser
SAVES = "How much training time does Zebrafold save on Quillset?"
MOSS = "How does Mossgate retrieve images of moss?"


@pytest.fixture(scope="module")
def url(serve: Any) -> str:
    return serve(list(ALL))


def titles(page: Any) -> list[str]:
    return [text.strip() for text in page.tab.locator(".side li > a").all_text_contents()]


def test_conversations_are_kept_found_renamed_exported_and_deleted(visit: Any, url: str) -> None:
    page = visit(url)
    page.tab.get_by_text("What you ask is kept here.").wait_for()
    page.ask(SAVES)
    page.tab.click("#clear")
    page.tab.locator(".welcome").wait_for()
    page.ask(MOSS)
    assert titles(page) == [MOSS, SAVES]
    assert page.tab.locator(".side h2").all_text_contents() == ["Today"]
    assert page.tab.locator(".side [aria-current]").text_content().strip() == MOSS

    page.tab.locator("#side-search input, #side-search textarea").fill("quillset")
    page.tab.wait_for_function("document.querySelectorAll('.side li').length === 1")
    assert titles(page) == [SAVES]
    page.tab.locator("#side-search input, #side-search textarea").fill("")
    page.tab.wait_for_function("document.querySelectorAll('.side li').length === 2")
    page.tab.set_viewport_size({"width": 1280, "height": 200})  # the list is longer than the window
    page.tab.locator("#side-search textarea, #side-search input").click()
    page.tab.set_viewport_size({"width": 1280, "height": 900})

    menu = page.tab.locator(".side li").nth(1).locator("details")
    menu.locator("summary").click()
    menu.locator("input").fill("<b>Folding</b>")
    page.tab.keyboard.press("Enter")
    page.tab.get_by_text("<b>Folding</b>", exact=True).first.wait_for()

    menu.locator("summary").click()
    with page.tab.expect_download() as download:
        menu.get_by_role("button", name="Export as Markdown").click()
    assert download.value.suggested_filename == "b-Folding-b.md"
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert text.startswith("# \\<b\\>Folding")
    assert SAVES in text

    if not menu.locator("button").last.is_visible():
        menu.locator("summary").click()
    menu.get_by_role("button", name="Delete").click()
    undo = page.tab.locator(".undo")
    undo.wait_for()
    assert titles(page) == [MOSS]
    assert undo.evaluate("node => getComputedStyle(node).animationDelay") == "10s"
    undo.get_by_role("button", name="Undo").click()
    page.tab.wait_for_function("document.querySelectorAll('.side li').length === 2")
    page.tab.locator(".side li > a", has_text="Folding").click()
    page.tab.get_by_role("heading", name=SAVES).wait_for()


def test_menu_and_undo_low_in_a_long_list_are_seen_whole(visit: Any, url: str) -> None:
    page = visit(url)
    for question in (SAVES, MOSS) * 3:
        page.tab.click("#clear")
        page.tab.locator(".welcome").wait_for()
        page.ask(question)
    page.tab.set_viewport_size({"width": 1280, "height": 330})
    side = page.tab.locator("#side")
    assert side.evaluate("node => (node.scrollTop = 1e6, node.scrollTop)") > 100
    menu = page.tab.locator(".side li details").last
    menu.locator("summary").click()
    delete = menu.get_by_role("button", name="Delete")
    in_sight = """node => {
        const [own, list] = [node, document.querySelector("#side")].map((each) => each.getBoundingClientRect());
        return own.top >= list.top - 1 && own.bottom <= Math.min(list.bottom, innerHeight) + 1;
    }"""
    page.tab.wait_for_function(in_sight, arg=delete.element_handle())
    delete.click()
    undo = page.tab.locator(".undo")
    undo.wait_for()
    assert side.evaluate("node => node.scrollTop") > 50
    assert undo.evaluate(in_sight)


def test_conversation_that_is_open_and_deleted_leaves_a_new_one(visit: Any, url: str) -> None:
    page = visit(url)
    page.ask(MOSS)
    page.tab.locator(".side li.open summary").click()
    page.tab.locator(".side li.open").get_by_role("button", name="Delete").click()
    page.tab.locator(".welcome").wait_for()
    page.tab.wait_for_function("!location.search.includes('conversation')")
    page.tab.locator(".undo").get_by_role("button", name="Undo").click()
    page.tab.locator(".question", has_text=MOSS).wait_for()
    page.tab.wait_for_function("location.search.includes('conversation')")
    page.tab.wait_for_function(f"document.title.startsWith({MOSS!r})")
    page.tab.get_by_role("button", name="Branch").click()
    page.tab.locator(".side li.open small", has_text="Branch · 1 question").wait_for()


def test_on_a_phone_the_list_opens_by_a_button_and_closes_by_escape(visit: Any, url: str) -> None:
    page = visit(url, width=390)
    page.ask(MOSS)
    side, toggle = page.tab.locator("#side"), page.tab.locator("#side-toggle")
    assert not side.is_visible()
    toggle.click()
    page.tab.locator(".side li > a").first.wait_for(state="visible")
    assert toggle.get_attribute("aria-expanded") == "true"
    box = side.bounding_box()
    assert box["x"] >= 0
    assert box["width"] < 390
    page.tab.keyboard.press("Escape")
    side.wait_for(state="hidden")
    assert page.tab.evaluate("document.activeElement.id") == "side-toggle"
    toggle.click()
    page.tab.locator(".side li > a").first.click()
    page.tab.wait_for_url(re.compile("conversation="))
    page.tab.locator(".question").first.wait_for()
    assert not side.is_visible()
    assert not page.scrolls_sideways()


def test_what_is_printed_is_the_conversation_and_its_sources(visit: Any, url: str) -> None:
    page = visit(url)
    page.ask(MOSS)
    page.tab.emulate_media(media="print")
    assert page.tab.locator(".reply .claim").first.is_visible()
    assert page.tab.locator(".source mark").first.is_visible()
    for gone in ("#side", "#asking", ".actions", "#header .header"):
        assert not page.tab.locator(gone).first.is_visible(), gone
