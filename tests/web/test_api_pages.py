"""The pages of the API in a browser: they work under our policy, and load nothing from elsewhere."""

from typing import Any

import pytest

from tests.support.papers import ALL


@pytest.mark.browser
def test_route_is_tried_out(visit: Any, serve: Any) -> None:
    page = visit(serve(list(ALL)))
    said: list[str] = []
    page.tab.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.tab.goto(f"{page.url}api/docs")
    route = page.tab.locator(".opblock", has_text="/collection")
    route.click()
    route.get_by_role("button", name="Try it out").click()
    route.get_by_role("button", name="Execute").click()
    route.locator(".live-responses-table", has_text='"papers": 3').wait_for()
    assert not [line for line in said if "Security Policy" in line], said
    page.tab.goto("about:blank")
