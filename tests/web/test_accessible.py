"""Every page, in both schemes and at both widths, before axe-core: no serious or critical finding."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.papers import ALL, THISTLEDOWN, ZEBRAFOLD

pytestmark = pytest.mark.browser

PAGES = {
    "": "#day h1",
    "ask": "#question textarea",
    "ask?conversation=none": "#conversation .notice",  # there is none of this id
    "compare": "h1",
    f"compare?papers={ZEBRAFOLD.id},{THISTLEDOWN.id}": "#comparison .guess details.cell",
    "compare?add=no+such+paper": ".notice.problem",
    "library": "h1",
    "library?q=no+such+paper": ".offers",
    "settings": "h1",
    f"paper?id={ZEBRAFOLD.id}": "h1",
}
OF_AN_EMPTY_HOME = {"": "#day h1", "compare": "h1", "library": "h1"}


@pytest.fixture(scope="module")
def url(serve: Callable[..., str]) -> str:
    return serve([*ALL, THISTLEDOWN])


@pytest.fixture(scope="module")
def empty(serve: Callable[..., str]) -> str:
    return serve([])


def findings(tab: Any) -> dict[tuple[bool, str], list[str]]:
    """Return what axe-core finds in a page in both schemes, by whether it is dark and by rule."""
    from axe_playwright_python.sync_playwright import Axe

    found = {}
    for dark in (False, True):
        tab.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        tab.wait_for_function("dark => document.body.classList.contains('dark') === dark", arg=dark)
        tab.wait_for_timeout(100)
        for each in Axe().run(tab).response["violations"]:
            if each["impact"] in {"serious", "critical"}:
                found[dark, each["id"]] = [node["html"][:160] for node in each["nodes"][:3]]
    return found


@pytest.mark.parametrize("width", [1280, 390])
def test_no_serious_finding(browser: Any, url: str, empty: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844})
    tab, found = context.new_page(), {}
    shown = [(url + page, ready) for page, ready in PAGES.items()]
    shown += [(empty + page, ready) for page, ready in OF_AN_EMPTY_HOME.items()]
    for page, ready in shown:
        tab.goto(page)
        tab.locator(ready).first.wait_for()
        tab.wait_for_timeout(400)  # what comes in a second step
        tab.evaluate("document.querySelectorAll('details.cell').forEach(each => each.open = true)")
        found |= {(page, *key): nodes for key, nodes in findings(tab).items()}
        assert tab.locator("h1:visible").count() == 1, page
        assert not tab.evaluate("document.scrollingElement.scrollWidth > window.innerWidth + 1"), page
    context.close()
    assert not found
