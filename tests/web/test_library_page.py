"""The page of the library in a browser: search, filters, ticks, marks, removal, adding, the bars and the map."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.paper import Paper
from tests.support.hub_server import HubServer, item
from tests.support.hub_server import hub_server as hub_server
from tests.support.papers import ALL, MOSSGATE, ZEBRAFOLD, paper
from tests.web.conftest import PATIENCE

pytestmark = pytest.mark.browser

HOSTILE = paper(
    "Sly <img src=x onerror=window.hit=1> ${window.hit=2} {{hit}} of $x^2$ Lamps",
    "A sly title is tried. It does nothing at all.",
    "2403.00009",
    published="2024-03-09",
    authors=("<script>window.hit=3</script>", 'Eve "onmouseover=window.hit=4'),
    upvotes=3,
)
LAMPS = [
    paper(
        f"Lamp {n}: Lighting the {place} by {kind}",
        f"{place} are dark. We light them by {kind}. Lamp {n} burns long.",
        f"2402.{n + 100:05}",
        published=f"2024-02-{n % 28 + 1:02}",
        authors=("Cy Example",),
    )
    for n, (place, kind) in enumerate((p, k) for p in ("Caves", "Seas", "Roads", "Halls") for k in "abcdefghijklmno")
]


@pytest.fixture(scope="module")
def hub() -> Iterator[HubServer]:
    with HubServer() as server:
        yield server


@pytest.fixture(scope="module")
def url(serve: Any, hub: HubServer) -> str:
    papers: list[Paper] = [*ALL, HOSTILE, *LAMPS]
    return str(serve(papers, hf_endpoint=hub.url))


@pytest.fixture
def tab(browser: Any, url: str) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    strangers: list[str] = []
    page.on("request", lambda request: strangers.append(request.url) if not _is_ours(request.url) else None)
    page.goto(f"{url}library")
    page.wait_for_selector("article.row")
    yield page
    assert strangers == []
    context.close()


def _is_ours(url: str) -> bool:
    return url.startswith(("http://127.0.0.1", "data:", "blob:"))


def search(tab: Any, words: str, expected: str) -> None:
    tab.fill("#library-q", words)
    told(tab, expected)


def told(tab: Any, expected: str) -> None:
    tab.locator(".rows-top p", has_text=re.compile(expected)).wait_for()


def show_alone(tab: Any, words: str, title: str) -> None:
    """Search, and wait for the one paper that is found."""
    search(tab, words, "^1 paper$")
    tab.locator("article.row a.title", has_text=title).wait_for()


def titles(tab: Any) -> list[str]:
    return [text.strip() for text in tab.locator("article.row a.title").all_inner_texts()]


def test_typing_finds_and_the_address_goes_back_to_it(tab: Any, url: str) -> None:
    told(tab, "^64 papers · page 1 of 2$")
    search(tab, "zebraf", "^1 paper$")
    assert titles(tab) == [ZEBRAFOLD.title]
    assert tab.url == f"{url}library?q=zebraf"
    search(tab, "lamp", "^60 papers|^61 papers")
    tab.locator(".bars button").first.click()
    tab.wait_for_url("**since=2024-02-01&until=2024-02-29*")  # what is told may be what was told before
    told(tab, "papers · page 1 of 2")
    tab.locator(".bars a.bar").first.wait_for()  # a short time is shown by its days
    assert tab.locator(".bars a.bar").first.get_attribute("href") == "./?day=2024-02-01"
    tab.locator("[rel=next]").click()
    told(tab, "page 2 of 2")
    tab.go_back()
    told(tab, "page 1 of 2")
    tab.go_back()
    tab.locator(".bars button").first.wait_for()
    assert tab.input_value("#library-q") == "lamp"
    tab.goto(f"{url}library?q=moss&sort=title")
    told(tab, "^1 paper$")
    assert (tab.input_value("#library-q"), tab.input_value("#library-sort")) == ("moss", "title")
    tab.fill("[name=when]", "January 2024")
    tab.press("[name=when]", "Enter")
    tab.get_by_text("No paper has all of “moss” with these filters.").wait_for()
    assert tab.input_value("[name=until]") == "2024-01-31"
    assert tab.locator(".offers a").get_attribute("href") == "./ask?q=moss"
    tab.get_by_role("button", name="Clear words and filters").click()
    told(tab, "^64 papers")
    tab.fill("[name=when]", "purple")
    tab.press("[name=when]", "Enter")
    tab.get_by_text("“purple” is no time that is understood here.").wait_for()


def test_what_a_paper_says_is_text_and_its_mathematics_is_set(tab: Any) -> None:
    search(tab, "sly", "^1 paper$")
    tab.locator("article.row .katex").wait_for()
    assert "<img src=x" in tab.inner_text("article.row")
    tab.hover("article.row")
    assert tab.evaluate("window.hit") is None
    tab.fill("#library-q", "<b>zz</b>")
    tab.get_by_text("No paper has all of “<b>zz</b>”.").wait_for()
    assert tab.evaluate("window.hit") is None


def test_ticked_papers_are_asked_compared_exported_and_removed_with_undo(tab: Any) -> None:
    show_alone(tab, "zebraf", "Zebrafold")
    tab.check("[data-tick]")
    assert tab.locator("[data-go=compare]").get_attribute("href") is None
    show_alone(tab, "mossg", "Mossgate")
    tab.check("[data-tick]")
    assert tab.inner_text(".library-chosen .many") == "2 papers ticked"
    ids = f"{ZEBRAFOLD.id},{MOSSGATE.id}".replace(":", "%3A")
    assert tab.locator("[data-go=compare]").get_attribute("href") == f"./compare?papers={ids}"
    assert tab.locator("[data-go=ask]").get_attribute("href") == f"./ask?papers={ids}"
    with tab.expect_download() as download:
        tab.select_option("[data-export=ticked]", "ris")
    assert download.value.path().read_text().count("TY  - ") == 2
    tab.get_by_text("Wrote 2 papers as RIS.").wait_for()
    tab.click("[data-act=remove]")
    tab.get_by_text("Removed 2 papers.").wait_for()
    assert not tab.locator(".library-chosen").is_visible()
    search(tab, "", "^62 papers")
    tab.get_by_text("Removed 2 papers.").wait_for(state="detached")  # who goes on has made up their mind
    show_alone(tab, "2402.00107", "Lamp 7:")
    tab.check("[data-tick] >> nth=0")
    tab.click("[data-act=remove]")
    tab.get_by_role("button", name="Undo").click()
    tab.get_by_text("1 paper is back.").wait_for()


def test_marks_stay_and_are_a_filter(tab: Any, url: str) -> None:
    show_alone(tab, "2402.00112", "Lamp 12:")
    save = tab.locator("article.row [data-mark=saved]").first
    title = titles(tab)[0]
    with tab.expect_response("**/component_server/"):
        save.click()
    assert save.get_attribute("aria-pressed") == "true"
    assert save.inner_text().strip() == "Saved"
    tab.goto(f"{url}library?mark=saved")
    told(tab, "^1 paper$")
    assert titles(tab) == [title]


def test_all_of_it_goes_by_keys(tab: Any) -> None:
    tab.locator("h1").focus()
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.id") == "library-q"
    tab.keyboard.press("Escape")
    tab.keyboard.press("j")
    tab.keyboard.press("j")
    tab.keyboard.press("x")
    assert tab.locator("[data-tick]").nth(1).is_checked()
    tab.locator(".bars button").first.focus()
    tab.keyboard.press("End")
    assert tab.evaluate("document.activeElement.dataset.since") == "2024-03-01"
    tab.keyboard.press("Enter")
    told(tab, "^1 paper$")


def test_papers_are_added_from_files_and_lists(tab: Any, hub: HubServer, tmp_path: Path) -> None:
    rows = [{"title": f"Quokkaform {n}", "abstract": "Quokkas hop. They hop far."} for n in range(3)]
    good, bad = tmp_path / "quokkas.jsonl", tmp_path / "x<img src=x onerror=window.hit=6>.csv"
    good.write_text("\n".join(map(json.dumps, rows)))
    bad.write_text("a,b\n1,2\n")
    tab.click("[data-act=add]")
    tab.set_input_files("#add-files input[type=file]", [str(good), str(bad)])
    tab.locator("#add-files").get_by_text("quokkas.jsonl").wait_for()
    tab.click("#add-from-files")
    tab.get_by_text("3 papers came, 3 of them new.").wait_for()
    assert "has no column" in tab.inner_text("#add-told li")
    assert "/" not in tab.inner_text("#add-told li")
    hub.today = dt.date(2026, 3, 31)
    hub.days = {"2026-03-30": [item(1), item(2)]}
    tab.fill("#add-days textarea, #add-days input", "2026-03-30")
    tab.click("#add-from-lists")
    tab.get_by_text("2 papers came, 2 of them new.").wait_for()
    tab.fill("#add-arxiv textarea", "lamps")
    tab.fill("#add-category textarea, #add-category input", "!!")
    tab.click("#add-from-arxiv")
    tab.get_by_text("is no category of arXiv").wait_for()
    tab.click("#add-close")
    assert tab.evaluate("document.activeElement.textContent") == "Add papers"
    search(tab, "quokkaf", "^3 papers")
    assert tab.evaluate("window.hit") is None


def test_the_map_is_drawn_and_a_group_is_ticked(tab: Any) -> None:
    tab.get_by_role("link", name="Map").click()
    tab.locator("#map .js-plotly-plot .annotation").first.wait_for(state="attached")
    assert "view=map" in tab.url
    assert not tab.locator("article.row").first.is_visible()
    tab.locator(".groups summary").first.click()
    tab.locator(".groups [data-map=group]").first.click()
    assert "papers ticked" in tab.inner_text(".library-chosen .many")
    box = tab.locator("#map").bounding_box()
    tab.get_by_role("button", name="Untick all").click()
    tab.get_by_role("button", name="Draw around papers").click()
    tab.locator("#map").scroll_into_view_if_needed()
    box = tab.locator("#map").bounding_box()
    corners = [(0.02, 0.02), (0.98, 0.02), (0.98, 0.98), (0.02, 0.98), (0.02, 0.03)]
    for number, (x, y) in enumerate(corners):
        tab.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=4)
        if not number:
            tab.mouse.down()
    tab.mouse.up()
    tab.locator(".library-chosen").wait_for()
    assert int(tab.inner_text(".library-chosen .many").split()[0]) > 10


def test_on_a_phone_and_in_the_dark_nothing_is_cut_off(browser: Any, url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    tab = context.new_page()
    tab.goto(f"{url}library")
    tab.wait_for_selector("article.row")
    assert not tab.locator("[name=since]").is_visible()
    tab.get_by_role("button", name="Filters").click()
    assert tab.locator("[name=since]").is_visible()
    tab.check("[data-tick] >> nth=0")
    tab.click("[data-act=add]")
    assert tab.locator("#adding").is_visible()
    assert not tab.evaluate("document.scrollingElement.scrollWidth > window.innerWidth + 1")
    context.close()
