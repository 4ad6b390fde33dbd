"""Every page, in both schemes and at both widths, before axe-core: no serious or critical finding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.papers import ALL, ZEBRAFOLD

pytestmark = pytest.mark.browser

PAGES = {
    "": "#day h1",
    "ask": "#question textarea",
    "compare": "h1",
    "library": "h1",
    "settings": "h1",
    f"paper?id={ZEBRAFOLD.id}": "h1",
}


@pytest.fixture(scope="module")
def url(serve: Callable[..., str]) -> str:
    return serve(list(ALL))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_serious_finding(browser: Any, url: str, width: int, dark: bool) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme="dark" if dark else "light", reduced_motion="reduce"
    )
    tab, found = context.new_page(), {}
    for page, ready in PAGES.items():
        tab.goto(url + page)
        tab.locator(ready).first.wait_for()
        tab.wait_for_timeout(400)  # what comes in a second step
        for each in Axe().run(tab).response["violations"]:
            if each["impact"] in {"serious", "critical"}:
                found[page, each["id"]] = [node["html"][:160] for node in each["nodes"][:3]]
        assert tab.locator("h1:visible").count() == 1, page
        assert not tab.evaluate("document.scrollingElement.scrollWidth > window.innerWidth + 1"), page
    context.close()
    assert not found
