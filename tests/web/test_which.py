"""The buttons with which a reader says which of several papers is meant."""

from types import SimpleNamespace
from typing import Any

import pytest

from assistant.types import Choice
from assistant.web import render
from assistant.web.shown import Shown
from tests.assistant.jobs.test_which import CELLS, MOSS, SAVES, WIRES
from tests.support.turns import turn as turn_of

HOSTILE = '"><img src=x onerror=alert(1)>'


@pytest.fixture(scope="module")
def url(serve: Any) -> str:
    return serve([CELLS, WIRES, MOSS])


def test_titles_and_names_are_text() -> None:
    choice = Choice(id=HOSTILE, title=HOSTILE, author=HOSTILE, question=HOSTILE, flagged=HOSTILE)
    turn = turn_of(choices=(choice,))
    page = render.render("conversation.html", turns=[turn], papers=3)
    assert "<img" not in page
    assert 'type="button"' in page
    assert "disabled" not in page


def test_no_other_paper_is_chosen_while_an_answer_is_written() -> None:
    turn = turn_of(choices=(Choice(id="x:1", title="Moss", question="?"),))
    page = render.render("conversation.html", turns=[turn, Shown(number=2, question="?", waiting="…")], papers=3)
    assert " disabled>" in page


@pytest.mark.parametrize("event", [None, SimpleNamespace(), SimpleNamespace(_data=None), SimpleNamespace(_data=[1])])
def test_event_without_data_presses_nothing(event: object) -> None:
    assert render.pressed(event) == {}


@pytest.mark.browser
def test_button_asks_the_question_of_its_paper(visit: Any, url: str) -> None:
    page = visit(url)
    reply = page.ask(SAVES)
    buttons = reply.get_by_role("list", name="Papers that may be meant").get_by_role("button")
    assert [text.split(":")[0] for text in buttons.all_text_contents()] == ["Gridnet", "Gridnet"]
    assert "Ada Okonkwo and others, 2023" in buttons.first.text_content()
    buttons.last.focus()
    page.tab.keyboard.press("Enter")
    answered = page.tab.locator(".reply").nth(1)
    answered.locator(".engine").wait_for()
    assert page.tab.locator(".source h3").all_text_contents()[0].strip().endswith(WIRES.title)
    assert SAVES in page.tab.locator(".question").nth(1).text_content()
    page.tab.locator(".choice").first.click()
    page.tab.locator(".reply").nth(2).locator(".engine").wait_for()
    assert "46" in page.tab.locator(".reply").nth(2).text_content()
    assert page.tab.locator("#question textarea").input_value() == ""


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_comparison_asks_which_and_goes_on_with_it(visit: Any, url: str, width: int) -> None:
    page = visit(url, width=width, path="compare", query=f"?papers={MOSS.id}&add=Gridnet")
    page.tab.wait_for_selector(".compare[data-whole]")
    offers = page.tab.locator(".problem .offer")
    offers.nth(1).wait_for()
    assert offers.count() == 2
    offers.last.click()
    page.tab.wait_for_selector("#comparison table")
    page.tab.wait_for_url(f"**/compare?papers={MOSS.id},{WIRES.id}&columns=*")
    assert "Load Forecasts" in page.tab.locator("#comparison table").text_content()
    assert not page.scrolls_sideways()
