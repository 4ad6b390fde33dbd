"""A comparison as its address asks for it, at both widths."""

from typing import Any

import pytest

from tests.support.papers import ALL, MOSSGATE, ZEBRAFOLD

pytestmark = pytest.mark.browser
BOTH = f"?papers={ZEBRAFOLD.id},{MOSSGATE.id}"


@pytest.fixture(scope="module")
def url(serve: Any) -> str:
    return serve(list(ALL))


@pytest.mark.parametrize("width", [1280, 390])
def test_comparison_is_a_table_that_fits_the_page(visit: Any, url: str, width: int) -> None:
    page = visit(url, path="compare", query=f"{BOTH}&columns=problem,idea,results,limits", width=width)
    page.tab.wait_for_selector("#comparison table")
    table = page.tab.locator("#comparison table")
    assert table.locator("tbody tr").count() == 2
    assert table.locator("thead .name").all_text_contents() == ["Problem", "Idea", "Results", "Limits"]
    assert "not stated in the abstract" in table.text_content()
    assert not page.scrolls_sideways()
    if width < 700:
        label = table.locator("td").first.evaluate("cell => getComputedStyle(cell, '::before').content")
        assert "Problem" in label
    opened = table.locator("details.cell").first
    assert not opened.locator("blockquote").first.is_visible()
    opened.locator("summary").focus()
    page.tab.keyboard.press("Enter")
    assert opened.locator("blockquote").first.is_visible()
    assert ZEBRAFOLD.sentences[0] in opened.text_content()
    assert not page.scrolls_sideways()
    opened.locator(".cite").first.click()
    page.tab.wait_for_selector("mark:target")
    assert page.tab.locator("mark:target").text_content() == ZEBRAFOLD.sentences[0]


def test_reader_adds_a_column_in_words(visit: Any, url: str) -> None:
    page = visit(url, path="compare", query=f"{BOTH}&columns=year")
    page.tab.wait_for_selector("#comparison table")
    page.tab.fill("#compare-own", "Does it fail on short streams?")
    page.tab.keyboard.press("Enter")
    page.tab.get_by_role("columnheader", name="Does it fail on short streams?").wait_for()
    table = page.tab.locator("#comparison table")
    assert table.locator("thead .name").all_text_contents() == ["Year", "Does it fail on short streams?"]
    assert table.locator("tbody tr").first.locator("td").first.text_content() == "2024"


def test_comparison_of_nothing_says_what_to_give(visit: Any, url: str) -> None:
    page = visit(url, path="compare")
    page.tab.get_by_text("Two to eight papers side by side").wait_for()
    assert page.tab.locator("#compare-add").is_visible()
