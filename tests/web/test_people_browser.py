"""Two people in their browsers: a page to log in, questions that do not mix, and logging out."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest

from assistant.people.people import People
from tests.api.conftest import SAVES
from tests.web.conftest import PATIENCE

pytestmark = pytest.mark.browser
ANNA, BEN = "lanterns in the rain", "rain in the lanterns"


class Visitor:
    """Somebody with a browser of their own."""

    def __init__(self, browser: Any, url: str, *, width: int = 1280, dark: bool = False) -> None:
        self.url = url
        scheme = "dark" if dark else "light"
        self.context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        self.tab = self.context.new_page()
        self.tab.set_default_timeout(PATIENCE)
        self.problems: list[str] = []
        self.tab.on("console", lambda message: self.problems.append(message.text) if message.type == "error" else None)

    def log_in(self, name: str, password: str) -> None:
        self.tab.get_by_label("Name").fill(name)
        self.tab.get_by_label("Password").fill(password)
        self.tab.get_by_role("button", name="Log in").click()

    def sees_well(self) -> None:
        """Ask axe-core, which finds nothing serious at either width and in either scheme."""
        from axe_playwright_python.sync_playwright import Axe

        before, found = self.tab.viewport_size, []
        for width, scheme in product((1280, 390), ("light", "dark")):
            self.tab.set_viewport_size({"width": width, "height": 900})
            self.tab.emulate_media(color_scheme=scheme)
            found += Axe().run(self.tab).response["violations"]
        self.tab.emulate_media(color_scheme=None)
        self.tab.set_viewport_size(before)
        assert [each["id"] for each in found if each["impact"] in {"serious", "critical"}] == []

    def ask(self, question: str) -> None:
        field = self.tab.locator("#question textarea")
        field.fill(question)
        field.press("Enter")
        self.tab.locator(".reply .engine").first.wait_for()


def test_two_people_and_what_each_sees(browser: Any, start: Any, tmp_path: Path) -> None:
    url = start(tmp_path).url
    people = People(tmp_path)
    people.add("anna", ANNA)
    people.add("ben", BEN)
    anna, ben = Visitor(browser, url), Visitor(browser, url, width=390, dark=True)
    try:
        anna.tab.goto(f"{url}ask?since=2020-01-01")
        anna.log_in("anna", "not " + ANNA)
        anna.tab.get_by_role("alert").get_by_text("Name or password is wrong").wait_for()
        anna.sees_well()
        anna.log_in("anna", ANNA)
        anna.tab.wait_for_selector("#question textarea")
        assert "since=2020-01-01" in anna.tab.url
        anna.tab.locator(".header .person", has_text="anna").wait_for()
        anna.ask(SAVES)
        anna.tab.locator("#side-list", has_text="Zebrafold").wait_for()
        anna.tab.wait_for_url("**conversation=*")

        ben.tab.goto(url)
        assert not ben.tab.evaluate("document.scrollingElement.scrollWidth > window.innerWidth")
        assert ben.tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 18, 16)"
        ben.sees_well()
        ben.log_in("ben", BEN)
        ben.tab.locator(".header.of-reader").wait_for()
        ben.tab.goto(anna.tab.url)
        ben.tab.get_by_text("There is no conversation").first.wait_for()
        assert SAVES not in ben.tab.inner_text("body")
        assert "Zebrafold" not in ben.tab.inner_text("#conversation")
        ben.tab.goto(f"{url}library")
        ben.tab.locator("#library .header, #library").first.wait_for()
        ben.tab.locator('#library [data-act="add"]').wait_for(state="hidden")
        assert "Only a keeper" in (ben.tab.goto(f"{url}settings") or pytest.fail("no reply")).text()

        anna.tab.goto(f"{url}library")
        anna.tab.locator('#library [data-act="add"]').wait_for(state="visible")
        anna.tab.goto(f"{url}settings")
        anna.tab.locator(".settings-form form, .settings-form fieldset").first.wait_for()
        anna.tab.locator(".header .person").click()
        anna.tab.get_by_role("heading", name="anna").wait_for()
        anna.sees_well()
        anna.tab.get_by_role("button", name="Log out").click()
        anna.tab.wait_for_url("**/login")
        anna.tab.goto(f"{url}ask")
        anna.tab.wait_for_url("**/login?next=/ask")
        assert not [line for line in (*anna.problems, *ben.problems) if "Content Security Policy" in line]
    finally:
        anna.context.close()
        ben.context.close()
