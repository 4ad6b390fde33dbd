"""From a sentence to its source and back: by pointer, by keyboard, and on a phone."""

from typing import Any

import pytest

from tests.support.papers import ALL, ZEBRAFOLD
from tests.web.conftest import plain

pytestmark = pytest.mark.browser
SAVES = "How much training time does Zebrafold save on Quillset?"
FOLDED = tuple(map(plain, ZEBRAFOLD.sentences))


@pytest.fixture(scope="module")
def url(serve: Any) -> str:
    return serve(list(ALL))


def test_quote_shows_at_its_mark_and_the_focus_comes_back(visit: Any, url: str) -> None:
    page = visit(url)
    answer = page.ask(SAVES)
    mark, card = answer.locator(".cite").first, page.tab.locator(".quote-card")
    page.tab.wait_for_timeout(400)  # until the page has been scrolled to the answer
    mark.hover()
    card.wait_for(state="visible")
    assert card.locator("blockquote").first.text_content() in FOLDED
    assert ZEBRAFOLD.title in card.text_content()
    page.tab.mouse.move(0, 0)
    card.wait_for(state="hidden")

    page.tab.locator("#q1").focus()
    page.tab.keyboard.press("n")
    card.wait_for(state="visible")
    assert mark.evaluate("node => node === document.activeElement")
    assert mark.get_attribute("aria-describedby") == card.get_attribute("id")
    page.tab.keyboard.press("Enter")
    page.tab.wait_for_selector("mark:target")
    assert page.tab.evaluate("document.activeElement.textContent") in FOLDED
    assert not card.is_visible()
    page.tab.keyboard.press("Escape")
    assert mark.evaluate("node => node === document.activeElement")

    page.tab.keyboard.press("Enter")
    page.tab.get_by_role("button", name="Back to the text").click()
    assert mark.evaluate("node => node === document.activeElement")


def test_quotes_come_first_and_the_abstract_is_folded(visit: Any, url: str) -> None:
    page = visit(url)
    page.ask(SAVES)
    source = page.tab.locator(".source")
    assert set(source.locator("blockquote").all_text_contents()) < set(FOLDED)
    abstract = source.locator(".abstract")
    assert not abstract.is_visible()
    source.get_by_text("Whole abstract").click()
    assert [text.strip() for text in abstract.locator("> *").all_text_contents()] == list(FOLDED)
    source.locator("h3 a").click()
    page.tab.wait_for_url("**/paper?id=arxiv%3A2401.00001")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_on_a_phone_a_source_is_a_sheet(visit: Any, url: str, dark: bool) -> None:
    page = visit(url, width=390, dark=dark)
    answer = page.ask(SAVES)
    mark, sheet = answer.locator(".cite").first, page.tab.get_by_role("dialog")
    assert not page.tab.locator("#sources .source").is_visible()
    mark.click()
    sheet.wait_for()
    assert sheet.locator("mark.here").text_content() in FOLDED
    box = sheet.bounding_box()
    assert box["x"] == 0
    assert box["width"] == 390
    assert box["y"] + box["height"] <= 900
    page.tab.keyboard.press("Escape")
    sheet.wait_for(state="detached")
    assert mark.evaluate("node => node === document.activeElement")

    answer.get_by_role("button", name="1 source").click()
    sheet.wait_for()
    assert ZEBRAFOLD.title in sheet.text_content()
    page.tab.go_back()
    sheet.wait_for(state="detached")
    assert page.tab.locator(".question").text_content() == SAVES
    assert not page.scrolls_sideways()
