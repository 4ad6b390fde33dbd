from __future__ import annotations

from typing import Any

import pytest

from tests.support.papers import ALL, MOSSGATE, ZEBRAFOLD

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def url(serve: Any) -> str:
    return serve(list(ALL))


def write_brief(page: Any, date: str, topic: str = "") -> Any:
    page.open_tab("Brief")
    page.fill("brief-date", date)
    page.fill("brief-topic", topic)
    page.tab.click("#brief-write")
    return page.tab.locator("#brief")


def test_brief_is_a_cited_paragraph(visit: Any, url: str) -> None:
    page = visit(url)
    brief = write_brief(page, "2024-02-10")
    brief.locator(".paragraph").wait_for()
    assert brief.locator(".source").count() == 1
    brief.locator(".cite").first.click()
    page.tab.wait_for_selector("mark:target")
    assert page.tab.locator("mark:target").text_content() in MOSSGATE.sentences


@pytest.mark.parametrize(
    ("date", "why"),
    [("2019-01-01", "No paper in the library stood on a daily list or was published"), ("soon", "is no date")],
)
def test_empty_brief_says_why(visit: Any, url: str, date: str, why: str) -> None:
    brief = write_brief(visit(url), date)
    brief.locator(".notice").wait_for()
    assert why in brief.text_content()


@pytest.mark.parametrize("width", [1280, 390])
def test_comparison_is_a_table_that_fits_the_page(visit: Any, url: str, width: int) -> None:
    page = visit(url, width=width)
    page.open_tab("Compare")
    page.fill("compare-papers", f"{ZEBRAFOLD.id}\n{MOSSGATE.title}")
    choose_columns(page, "problem", "idea", "results", "limits")
    page.tab.click("#compare-write")
    page.tab.wait_for_selector("#comparison table")
    table = page.tab.locator("#comparison table")
    assert table.locator("tbody tr").count() == 2
    assert table.locator("thead th").all_text_contents() == ["Paper", "Problem", "Idea", "Results", "Limits"]
    assert "not stated in the abstract" in table.text_content()
    assert not page.scrolls_sideways()
    if width < 700:
        assert not table.locator("thead").is_visible()
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


def choose_columns(page: Any, *names: str) -> None:
    page.tab.locator("#compare-columns-panel button").first.click()
    for name in names:
        page.tab.locator("#compare-columns").get_by_label(name, exact=True).check()


def test_reader_adds_a_column_in_words(visit: Any, url: str) -> None:
    page = visit(url)
    page.open_tab("Compare")
    page.fill("compare-papers", f"{ZEBRAFOLD.id}\n{MOSSGATE.id}")
    choose_columns(page, "year")
    page.fill("compare-own", "Does it fail on short streams?")
    page.tab.click("#compare-write")
    page.tab.wait_for_selector("#comparison table")
    table = page.tab.locator("#comparison table")
    assert table.locator("thead th").all_text_contents() == ["Paper", "Year", "Does it fail on short streams?"]
    assert table.locator("tbody tr").first.locator("td").first.text_content() == "2024"


def test_comparison_of_nothing_says_what_to_give(visit: Any, url: str) -> None:
    page = visit(url)
    page.open_tab("Compare")
    page.tab.click("#compare-write")
    page.tab.locator("#comparison .notice").wait_for()
    assert "Give a topic, or name two to eight papers" in page.tab.locator("#comparison").text_content()
