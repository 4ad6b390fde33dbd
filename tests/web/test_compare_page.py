"""The page of a comparison in a browser: the table, its columns and rows, the picker, the address."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.papers import ALL, MOSSGATE, ZEBRAFOLD, paper

pytestmark = pytest.mark.browser
BOTH = f"?papers={ZEBRAFOLD.id},{MOSSGATE.id}"
OAKS = [paper(f"Oak{n}: Oaks", f"Oaks grow. We count. Oak{n} reaches {n}0% accuracy on Quillset.") for n in (4, 5)]


@pytest.fixture(scope="module")
def url(serve: Any) -> str:
    return serve([*ALL, *OAKS])


def opened(visit: Any, url: str, query: str, **how: Any) -> Any:
    page = visit(url, path="compare", query=query, **how)
    page.tab.wait_for_selector(".compare[data-whole]")
    return page


def heads(page: Any) -> Any:
    return page.tab.locator("#comparison thead .name").all_text_contents()


def gone_on(page: Any, press: Any) -> None:
    """Press what leads to another comparison, and wait until that is there."""
    page.tab.evaluate("document.querySelector('.compare').dataset.before = ''")
    press()
    page.tab.wait_for_selector(".compare[data-whole]:not([data-before])")


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_table_fits_the_page_and_its_cells_open_their_quotes(visit: Any, url: str, width: int, dark: bool) -> None:
    page = opened(visit, url, f"{BOTH}&columns=problem,idea,results,limits", width=width, dark=dark)
    table = page.tab.locator("#comparison table")
    assert heads(page) == ["Problem", "Idea", "Results", "Limits"]
    assert table.locator("tbody tr").count() == 2
    assert "not stated in the abstract" in table.text_content()
    assert not page.scrolls_sideways()
    cell = table.locator("details.cell").first
    assert not cell.locator("blockquote").first.is_visible()
    cell.locator("summary").focus()
    page.tab.keyboard.press("Enter")
    assert ZEBRAFOLD.sentences[0] in cell.locator("blockquote").first.text_content()
    cell.locator(".cite").first.click()
    page.tab.wait_for_selector("mark:target")
    assert page.tab.locator("mark:target").text_content() == ZEBRAFOLD.sentences[0]
    assert not page.scrolls_sideways()
    assert page.tab.locator("h1").count() == 1


def test_columns_move_go_and_come_and_back_brings_them_back(visit: Any, url: str) -> None:
    page = opened(visit, url, f"{BOTH}&columns=problem,idea,results")
    gone_on(page, lambda: page.tab.get_by_label("Move Results left").press("Enter"))
    assert heads(page) == ["Problem", "Results", "Idea"]
    assert page.tab.evaluate("document.activeElement.ariaLabel") == "Move Results left"
    gone_on(page, lambda: page.tab.keyboard.press("Enter"))
    assert heads(page) == ["Results", "Problem", "Idea"]
    assert page.tab.evaluate("document.activeElement.ariaLabel") == "Move Results right"
    gone_on(page, lambda: page.tab.get_by_label("Remove the column Problem").click())
    gone_on(page, lambda: page.tab.get_by_label("Add the column Year").click())
    assert heads(page) == ["Results", "Idea", "Year"]
    gone_on(page, page.tab.go_back)
    assert heads(page) == ["Results", "Idea"]
    gone_on(page, page.tab.reload)
    assert heads(page) == ["Results", "Idea"]


@pytest.mark.parametrize("width", [1280, 390])
def test_reader_adds_columns_of_their_own(visit: Any, url: str, width: int) -> None:
    page = opened(visit, url, f"{BOTH}&columns=year,own,idea&own=Is+it+slow", width=width)
    page.tab.fill("#compare-own", "Does it fail on short streams?")
    gone_on(page, lambda: page.tab.press("#compare-own", "Enter"))
    assert heads(page) == ["Year", "Is it slow", "Idea", "Does it fail on short streams?"]
    assert "2024" in page.tab.locator("#comparison tbody tr").first.text_content()
    assert not page.scrolls_sideways()
    page.tab.fill("#compare-own", "=nothing")
    gone_on(page, lambda: page.tab.press("#compare-own", "Enter"))
    page.tab.get_by_role("button", name="Change it").click()
    assert page.tab.evaluate("document.activeElement.value") == "=nothing"


@pytest.mark.parametrize("width", [1280, 390])
def test_rows_are_found_while_one_types_and_go(visit: Any, url: str, width: int) -> None:
    page = opened(visit, url, BOTH, width=width)
    page.tab.keyboard.press("/")
    page.tab.keyboard.type("oak")
    page.tab.wait_for_selector("#compare-found [role=option]")
    assert page.tab.locator("#compare-found [role=option]").count() == 2
    page.tab.keyboard.press("ArrowDown")
    chosen = page.tab.locator("#compare-found [aria-selected=true] .title").text_content()
    assert not page.scrolls_sideways()
    gone_on(page, lambda: page.tab.keyboard.press("Enter"))
    assert page.tab.locator("h1").text_content() == "3 papers side by side"
    assert chosen in page.tab.locator("#comparison tbody tr").last.text_content()
    gone_on(page, lambda: page.tab.get_by_label(f"Remove {ZEBRAFOLD.title}").click())
    assert page.tab.locator("#comparison tbody tr").count() == 2
    assert ZEBRAFOLD.id not in page.tab.url


def test_on_a_phone_the_table_comes_first_and_what_changes_it_when_asked_for(visit: Any, url: str) -> None:
    page = opened(visit, url, BOTH, width=390)
    assert page.tab.locator("#comparison tbody th").first.bounding_box()["y"] < 320
    fields = page.tab.locator(".compare-tools")
    assert fields.bounding_box()["height"] <= 1
    change = page.tab.get_by_role("button", name="Change")
    change.click()
    assert change.get_attribute("aria-expanded") == "true"
    assert fields.bounding_box()["height"] > 60
    change.click()
    assert fields.bounding_box()["height"] <= 1
    assert not page.scrolls_sideways()


def test_page_begins_with_ticks_a_name_or_a_topic(visit: Any, url: str) -> None:
    page = opened(visit, url, "")
    assert page.tab.locator("h1").text_content() == "Compare"
    boxes = page.tab.locator(".starters input")
    boxes.nth(0).check()
    boxes.nth(1).check()
    gone_on(page, lambda: page.tab.get_by_role("button", name="Compare the ticked").click())
    assert page.tab.locator("#comparison tbody tr").count() == 2
    page.tab.get_by_role("link", name="New comparison").click()
    page.tab.wait_for_selector(".starters")
    page.tab.fill("#compare-add", MOSSGATE.title)
    gone_on(page, lambda: page.tab.press("#compare-add", "Enter"))
    assert page.tab.locator("h1").text_content() == "Compare it with what?"
    page.tab.fill("#compare-add", "Oak4")
    gone_on(page, lambda: page.tab.get_by_role("button", name="Add", exact=True).click())
    assert page.tab.locator("#comparison tbody tr").count() == 2
    page.tab.goto(f"{url}compare?topic=kettles&k=2")
    page.tab.wait_for_selector(".compare[data-whole]")
    assert "Too few papers" in page.tab.locator(".notice").text_content()
    page.tab.fill("#compare-topic", "accuracy on Quillset")
    gone_on(page, lambda: page.tab.press("#compare-topic", "Enter"))
    assert page.tab.locator("h1").text_content() == "2 papers on accuracy on Quillset"


def test_plot_stands_beside_and_files_are_saved(visit: Any, url: str, tmp_path: Path) -> None:
    page = opened(visit, url, f"?papers={','.join(one.id for one in OAKS)}")
    assert page.tab.locator(".plots .bar").count() == 2
    for name, sign in (("Markdown", "| paper"), ("BibTeX", "@"), ("Plot (SVG)", "<svg")):
        with page.tab.expect_download() as download:
            page.tab.get_by_role("button", name=name).click()
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        assert sign in file.read_text(encoding="utf-8")
        assert re.fullmatch(r"comparison-\d{4}-\d\d-\d\d\.(md|bib|svg)", file.name)
