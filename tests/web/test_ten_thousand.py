"""The pages with ten thousand papers of arXiv's daily listings, at both widths and in both schemes."""

import re
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from index.identity import normalised_title
from index.paper import Paper
from index.sources.files import read_file
from tests.web.conftest import Page

pytestmark = pytest.mark.browser

LISTED = Path(__file__).parents[3] / "shared" / "data" / "arxiv_daily" / "papers.jsonl.xz"
MANY = 10_000


@pytest.fixture(scope="module")
def papers() -> list[Paper]:
    if not LISTED.exists():
        pytest.skip("arXiv's daily listings are not here")
    read = (record for record in read_file(LISTED) if isinstance(record, Paper))
    return list({paper.id: paper for paper in islice(read, MANY)}.values())


@pytest.fixture(scope="module")
def url(serve: Any, papers: list[Paper]) -> str:
    return str(serve(papers))


def told(tab: Any, expected: str) -> None:
    tab.locator(".rows-top p", has_text=re.compile(expected)).wait_for()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_library_of_ten_thousand_is_searched_sorted_and_leafed_through(
    visit: Callable[..., Page], url: str, papers: list[Paper], width: int, dark: bool
) -> None:
    page = visit(url, path="library", width=width, dark=dark)
    tab = page.tab
    told(tab, f"^{len(papers):,} papers · page 1 of ")
    first = tab.locator("article.row a.title").first.inner_text()
    tab.locator("[rel=next]").click()
    told(tab, "page 2 of ")
    assert tab.locator("article.row a.title").first.inner_text() != first
    page.open("library", "?sort=title")
    told(tab, f"^{len(papers):,} papers")
    shown = tab.locator("article.row a.title").all_inner_texts()
    assert shown == sorted(shown, key=normalised_title)
    in_category = sum("cs.CL" in paper.categories for paper in papers)
    page.open("library", "?category=cs.CL")
    told(tab, f"^{in_category:,} papers")
    one = papers[len(papers) // 2]
    tab.goto(f"{url}library")
    tab.fill("#library-q", one.title)
    tab.locator("article.row a.title", has_text=one.title[:30]).first.wait_for()
    assert not page.scrolls_sideways()


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (390, False)])
def test_day_of_hundreds_of_papers_has_a_brief_and_its_first_cards(
    visit: Callable[..., Page], url: str, papers: list[Paper], width: int, dark: bool
) -> None:
    days = [paper.published for paper in papers if paper.published]
    day = max(set(days), key=days.count)
    page = visit(url, path="", query=f"?day={day.isoformat()}", width=width, dark=dark)
    page.tab.locator("#brief .paragraph").wait_for()
    page.tab.locator("article.paper").first.wait_for()
    assert not page.scrolls_sideways()
