"""What can be done with a question and its answer: freed of limits, asked again, changed, branched, copied."""

import re
from typing import Any

import pytest

from tests.support.papers import ALL, MOSSGATE, ZEBRAFOLD, paper
from tests.web.conftest import plain

pytestmark = pytest.mark.browser
SAVES = "How much training time does Zebrafold save on Quillset?"
MOSS = "How does Mossgate retrieve images of moss?"
SINCE = "Which papers since February 2024 introduce a retriever of moss?"
NEAR = paper(
    "Mossfold: Retrieval of Moss Images by Folding",
    "Moss images are hard to retrieve in the dark. We introduce Mossfold, a retriever of moss images that folds them.",
    "2403.00004",
    published="2024-03-04",
)


@pytest.fixture(scope="module")
def url(serve: Any) -> str:
    return serve([*ALL, NEAR])


def reply(page: Any, number: int) -> Any:
    """Return an answer, by its number from 1, when it is complete."""
    found = page.tab.locator(".reply").nth(number - 1)
    found.locator(".engine").wait_for()
    return found


def press(page: Any, place: int, name: str) -> None:
    page.tab.locator(".reply").nth(place - 1).get_by_role("button", name=name).click()


@pytest.mark.parametrize("width", [1280, 390])
def test_chip_is_pressed_and_the_question_asked_again_without_it(visit: Any, url: str, width: int) -> None:
    page = visit(url, width=width)
    page.ask(SINCE)
    page.tab.get_by_role("button", name="Ask again without: published since 1 February 2024").click()
    again = reply(page, 2)
    assert "2024" not in page.tab.locator(".question").nth(1).text_content()
    assert again.locator(".chip").count() == 0
    assert again.locator(".claim").count() > 0
    assert not page.scrolls_sideways()


def test_limits_of_the_address_hold_are_shown_and_removed(visit: Any, url: str) -> None:
    page = visit(url, query=f"?papers={MOSSGATE.id},title:nothing&since=2024-01-01")
    page.tab.get_by_text("title:nothing is not in the library; the others are searched.").wait_for()
    limits = page.tab.locator(".scope .chip")
    assert [text.rstrip("×") for text in limits.all_text_contents()] == ["Mossgate", "published since 1 January 2024"]
    page.tab.get_by_role("button", name="What does it propose?").wait_for()
    answer = page.ask("What is hard to retrieve?")
    assert "only Mossgate" in answer.locator(".understood").text_content()
    assert page.tab.locator(".source").count() == 1
    assert "papers=arxiv" in page.tab.evaluate("decodeURIComponent(location.search)")
    page.tab.get_by_role("button", name="Remove the limit: Mossgate").click()
    page.tab.wait_for_function("!location.search.includes('papers')")
    page.tab.reload()
    page.tab.locator(".question").wait_for()
    assert "since=2024-01-01" in page.tab.url
    assert limits.count() == 1


def test_interest_limits_the_search_stays_with_the_conversation_and_is_removed(visit: Any, url: str) -> None:
    page = visit(url, path="")
    page.tab.locator(".want input").fill("<i>moss</i> images")
    page.tab.locator(".want button").click()
    page.tab.get_by_role("link", name="<i>moss</i> images").click()
    chip = page.tab.locator(".scope .chip")
    chip.get_by_text("my interest “<i>moss</i> images”").wait_for()
    answer = page.ask("Which papers fold something?")
    assert "in my interest “<i>moss</i> images”" in answer.locator(".understood").text_content()
    assert ZEBRAFOLD.title not in " ".join(page.tab.locator(".source h3").all_text_contents())

    page.tab.goto(f"{url}ask")
    page.tab.locator(".side li > a").first.click()
    chip.wait_for()
    assert "interest=" in page.tab.url
    page.tab.get_by_role("button", name="Remove the limit: my interest").click()
    page.tab.wait_for_function("location.search.includes('interest=*')")
    page.tab.reload()
    page.tab.locator(".question").wait_for()
    page.tab.locator(".limit summary").click()
    assert chip.count() == 0
    page.tab.locator(".limit select").select_option("default")
    page.tab.locator(".limit button").click()
    chip.get_by_text("my interests").wait_for()


def test_limit_is_set_in_the_page(visit: Any, url: str) -> None:
    page = visit(url)
    page.tab.locator(".limit summary").click()
    page.tab.locator(".limit input[name=since]").fill("2024-03-01")
    page.tab.locator(".limit input[name=category]").fill("poetry")
    page.tab.keyboard.press("Enter")
    page.tab.get_by_text("poetry is no category of arXiv").wait_for()
    page.tab.wait_for_function("location.search.includes('since=2024-03-01')")
    answer = page.ask("Which papers retrieve images of moss?")
    assert page.tab.locator(".source h3").all_text_contents() == [f"[1] {NEAR.title}"]
    assert "published since 1 March 2024" in answer.locator(".understood").text_content()


def test_limit_that_was_typed_and_not_set_holds_and_is_taken_off_at_the_answer(visit: Any, url: str) -> None:
    page = visit(url)
    limits = page.tab.locator(".scope .chip")
    page.tab.locator(".limit summary").click()
    page.tab.locator(".limit input[name=category]").fill("poetry")
    page.tab.locator(".limit input[name=since]").fill("2024-03-01")
    page.send("Which papers retrieve images of moss?")
    page.tab.get_by_text("poetry is no category of arXiv").wait_for()
    assert page.tab.locator("#question textarea").input_value() == "Which papers retrieve images of moss?"
    page.tab.press("#question textarea", "Enter")
    assert "published since 1 March 2024" in reply(page, 1).locator(".understood").text_content()
    assert limits.count() == 1
    page.tab.get_by_role("button", name="Ask again without: published since 1 March 2024").click()
    assert reply(page, 2).locator(".chip").count() == 0
    assert limits.count() == 0
    assert "since" not in page.tab.url


def test_question_is_asked_again_changed_and_branched(visit: Any, url: str) -> None:
    page = visit(url)
    page.ask(SAVES)
    page.ask("what about its limitations?")
    original = re.search(r"conversation=(\w+)", page.tab.url)
    assert original
    press(page, 1, "Ask again")
    assert "46%" in reply(page, 3).text_content()

    press(page, 2, "Edit")
    page.tab.get_by_text("You are changing question 2").wait_for()
    assert page.tab.locator("#question textarea").input_value() == "what about its limitations?"
    page.tab.reload()
    page.tab.get_by_text("You are changing question 2").wait_for()
    page.tab.wait_for_function("document.querySelector('#question textarea').value.includes('limitations')")
    page.tab.fill("#question textarea", MOSS)
    page.tab.press("#question textarea", "Enter")
    page.tab.wait_for_function("document.querySelectorAll('.question').length === 2")
    reply(page, 2)
    assert page.tab.locator(".question").all_text_contents() == [SAVES, MOSS]
    assert original[1] not in page.tab.url

    press(page, 1, "Branch")
    page.tab.wait_for_function("document.querySelectorAll('.question').length === 1")
    assert page.tab.locator(".side li.open").text_content().strip().startswith(MOSS[:30])
    page.open("ask", f"?conversation={original[1]}")
    page.tab.locator(".question").nth(2).wait_for()  # all that was asked there is there


@pytest.mark.parametrize("by_escape", [False, True], ids=["button", "Escape"])
def test_edit_can_be_left_and_changes_nothing(visit: Any, url: str, by_escape: bool) -> None:
    page = visit(url)
    page.ask(SAVES)
    press(page, 1, "Edit")
    leave = page.tab.get_by_role("button", name="Leave it as it is")
    leave.wait_for()
    if by_escape:
        page.tab.locator("#question textarea").press("Escape")
    else:
        leave.click()
    page.tab.wait_for_function("document.querySelector('#question textarea').value === ''")
    page.tab.wait_for_function("!location.search.includes('edit')")


@pytest.mark.parametrize("allowed", [True, False], ids=["allowed", "refused"])
def test_answer_is_copied_with_its_references(visit: Any, url: str, allowed: bool) -> None:
    page = visit(url)
    if allowed:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.ask(SAVES)
    if not allowed:
        page.tab.evaluate(
            """navigator.clipboard.writeText = () => Promise.reject(new Error("no"));
            document.execCommand = () => { window.taken = document.activeElement.value; return true; }"""
        )
    press(page, 1, "Copy")
    page.tab.get_by_text("Copied").wait_for()
    text = page.tab.evaluate("navigator.clipboard.readText()" if allowed else "window.taken")
    assert text.startswith(page.tab.locator(".claim").first.text_content().replace("46%", "46\\%"))
    assert text.endswith(f"1. Ada Example and others. {ZEBRAFOLD.title}. 2024-01-02. {ZEBRAFOLD.url}")


def test_starter_and_follow_up_are_asked_by_a_press(visit: Any, url: str) -> None:
    page = visit(url)
    page.tab.locator(".starter").first.click()
    reply(page, 1)
    assert page.tab.locator(".starter").count() == 0
    page.ask("How does Mossgate retrieve images of moss in 88 of 100 queries?")
    follow = page.tab.locator(".follow-ups button")
    follow.first.wait_for()
    named = follow.first.text_content()
    follow.first.click()
    reply(page, 3)
    assert page.tab.locator(".question").nth(2).text_content() == named


def test_address_asks_its_question_once(visit: Any, url: str) -> None:
    page = visit(url, query="?q=How+does+Mossgate+retrieve+images+of+moss%3F")
    reply(page, 1)
    page.tab.wait_for_function("!location.search.includes('q=')")
    page.tab.reload()
    page.tab.locator(".question").wait_for()
    page.tab.wait_for_timeout(500)
    assert page.tab.locator(".question").all_text_contents() == [MOSS]
    assert plain(MOSSGATE.sentences[1]) in page.tab.locator(".reply").text_content()
