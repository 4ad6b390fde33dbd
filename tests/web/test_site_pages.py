"""The pages of the static site, as a browser shows them."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from assistant.delivery.edition import Edition
from assistant.delivery.site import write_site
from assistant.types import Other
from tests.support.editions import MONDAY, edition

pytestmark = pytest.mark.browser


def long_edition() -> Edition:
    gist = "It lights rooms that no earlier lantern lit, at half the oil."
    titles = [f"Lanterns of the kind number {n} for seeing in the dark" for n in range(12)]
    others = tuple(
        Other(id=f"x:{n}", title=title, url=f"https://example.org/{n}", gist=gist, upvotes=n)
        for n, title in enumerate(titles)
    )
    return edition(MONDAY + dt.timedelta(days=1), others=others)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("dark", [False, True])
def test_a_page_reads_well_without_a_script(browser: Any, tmp_path: Path, width: int, dark: bool) -> None:
    write_site(tmp_path, [edition(), long_edition(), edition(MONDAY + dt.timedelta(days=2))])
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light")
    tab = context.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto((tmp_path / "2026-03-31.html").as_uri())
    assert tab.locator("h1").text_content() == "Papers of Tuesday, 31 March 2026"
    assert not tab.evaluate("document.scrollingElement.scrollWidth > window.innerWidth")
    ink, paper = (tab.evaluate(f"getComputedStyle(document.body).{what}") for what in ("color", "backgroundColor"))
    assert _contrast(ink, paper) > 7
    for link in tab.locator("nav a").all():
        assert link.bounding_box()["height"] >= 24
    tab.get_by_role("link", name="2026-04-01").click()
    assert tab.locator("h1").text_content() == "Papers of Wednesday, 1 April 2026"
    assert all(url.startswith("file:") for url in asked)
    context.close()


def _contrast(*colours: str) -> float:
    """Return the contrast of two colours by WCAG 2.2."""
    lights = []
    for colour in colours:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        lights.append(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    return (max(lights) + 0.05) / (min(lights) + 0.05)
