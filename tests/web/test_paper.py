"""The page of a paper: what it shows, what is noted of it, and how it is removed and put back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.config import Settings
from assistant.engine import Assistant
from assistant.store.conversations import Conversations
from assistant.store.reader import Appearances, Marks, Notes
from assistant.types import Answer, Source
from assistant.web.pages.paper import Desk, found, page, places, related, sentences
from tests.support.papers import ALL, MOSSGATE, ZEBRAFOLD, paper
from tests.web.conftest import PATIENCE

FORMULA = paper(
    "Fernlight: Slow Lamps",
    "Lamps are slow. Fernlight needs O(n²) steps.",
    "2403.00003",
    raw_abstract="Lamps are slow. Fernlight needs $O(n^2)$ steps.",
    withdrawn=True,
)


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    opened = Assistant.open(Settings(home=tmp_path / "home"))
    opened.library.upsert([*ALL, FORMULA])
    return opened


def test_paper_is_found_by_every_name_that_is_only_its_own(assistant: Assistant) -> None:
    for name in (ZEBRAFOLD.id, "2401.00001", "https://arxiv.org/abs/2401.00001", ZEBRAFOLD.title, "Zebrafold"):
        assert found(assistant, name) == ZEBRAFOLD
    for name in ("", "arxiv:0000.00000", "x" * 5000):
        assert found(assistant, name) is None


def test_page_shows_roles_links_and_the_nearest_papers(assistant: Assistant) -> None:
    shown = page(assistant, ZEBRAFOLD)
    assert shown.count("<h1") == 1
    assert '<span class="role method">method</span>We propose Zebrafold' in shown
    assert "example2024zebrafold" in shown  # its key in BibTeX
    near = related(assistant, ZEBRAFOLD)
    assert ZEBRAFOLD not in near
    assert near
    assert "it was withdrawn" in page(assistant, FORMULA).lower()


def test_formulas_are_shown_as_they_were_written(assistant: Assistant) -> None:
    assert [text for text, *_ in sentences(FORMULA)][1] == "Fernlight needs $O(n^2)$ steps."
    assert '<span class="tex">&#36;O(n^2)&#36;</span>' in page(assistant, FORMULA)


def test_briefs_and_conversations_of_a_paper_are_told(assistant: Assistant) -> None:
    conversations = Conversations(assistant.database)
    source = Source(number=1, id=ZEBRAFOLD.id, title=ZEBRAFOLD.title)
    answer = Answer(status="answered", text="", sources=(source,), engine="extractive", seconds=0.1)
    kept = conversations.begin("What does <b>Zebrafold</b> fold?")
    kept.finished(answer, None)
    conversations.begin("Something else?").finished(answer.model_copy(update={"sources": ()}), None)
    there = Appearances(assistant.database)
    assert [one["id"] for one in there.in_conversations(ZEBRAFOLD.id)] == [kept.conversation]
    assert there.in_conversations(MOSSGATE.id) == []
    shown = places(assistant, ZEBRAFOLD)
    assert f"./ask?conversation={kept.conversation}" in shown
    assert "&lt;b&gt;" in shown
    conversations.delete(kept.conversation)
    assert there.in_conversations(ZEBRAFOLD.id) == []


def test_note_is_kept_deleted_and_put_back(assistant: Assistant) -> None:
    desk, notes = Desk(assistant), Notes(assistant.database)
    desk.write(ZEBRAFOLD.id, "Fold this.", "")
    assert next(desk.opened(ZEBRAFOLD.id))[4] == "Fold this."
    _, gone, *_ = desk.delete(ZEBRAFOLD.id)
    assert notes.of(ZEBRAFOLD.id) == ""
    desk.undo(ZEBRAFOLD.id, gone)
    assert notes.of(ZEBRAFOLD.id) == "Fold this."
    desk.write("", "of no paper", "")
    assert len(notes.all()) == 1


def test_note_that_was_written_in_another_tab_is_not_lost(assistant: Assistant) -> None:
    desk, notes = Desk(assistant), Notes(assistant.database)
    *_, known = desk.write(ZEBRAFOLD.id, "Fold", "")
    *_, other = desk.write(ZEBRAFOLD.id, "Fold this.", known)
    shown, *_, known = desk.write(ZEBRAFOLD.id, "Ask Ada.", "")  # typed in a page that was opened before all that
    assert shown == known == notes.of(ZEBRAFOLD.id) == "Fold this.\n\nAsk Ada."
    desk.write(ZEBRAFOLD.id, "Fold", known)
    assert notes.of(ZEBRAFOLD.id) == "Fold"
    assert other == "Fold this."


def test_paper_is_removed_and_put_back_with_all_that_is_known(assistant: Assistant) -> None:
    desk = Desk(assistant)
    Marks(assistant.database).put([FORMULA.id], "saved")
    gone, _ = desk.pressed(FORMULA.id, {"do": "remove"})
    assert "Put it back" in gone
    assert found(assistant, FORMULA.id) is None
    assert "Put it back" in next(desk.opened(FORMULA.id))[1]  # on a reload
    desk.pressed("", {"do": "restore", "paper": FORMULA.id})
    assert found(assistant, FORMULA.id) == FORMULA
    assert Marks(assistant.database).of([FORMULA.id]) == {FORMULA.id: {"saved"}}


def test_what_a_browser_names_is_looked_up(assistant: Assistant) -> None:
    desk, everything = Desk(assistant), assistant.library.count()
    for data in ({"do": "restore", "paper": "<b>"}, {"do": "saved", "paper": "arxiv:1", "on": "true"}, {"do": "x"}, {}):
        desk.pressed(ZEBRAFOLD.id, data)
    desk.pressed("arxiv:1", {"do": "remove"})
    assert assistant.library.count() == everything
    assert Marks(assistant.database).marked("saved") == ()


def test_paper_is_liked_and_not_any_more(assistant: Assistant) -> None:
    desk = Desk(assistant)
    assert 'data-do="like" aria-pressed="true"' in desk.judged(ZEBRAFOLD.id, {"do": "like"})
    assert 'data-do="dislike" aria-pressed="true"' in desk.judged(ZEBRAFOLD.id, {"do": "dislike"})
    assert 'aria-pressed="true"' not in desk.judged(ZEBRAFOLD.id, {"do": "dislike"})
    assert not assistant.interests.get()


@pytest.fixture(scope="module")
def url(browser: Any, serve: Any) -> str:
    return str(serve([*ALL, FORMULA]))


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


@pytest.mark.browser
def test_note_roles_formulas_and_removal_in_a_browser(tab: Any, url: str) -> None:
    tab.goto(f"{url}paper?id={FORMULA.id}")
    tab.wait_for_selector(".tex .katex")
    assert tab.locator("h1").count() == 1
    assert not tab.evaluate("document.scrollingElement.scrollWidth > innerWidth + 1")
    assert not tab.locator(".role").first.is_visible()
    tab.get_by_label("What each sentence does").check()
    assert tab.locator(".role").first.is_visible()
    tab.locator("#note textarea").press_sequentially("Lamps, slow.")
    tab.get_by_text("Kept.", exact=True).wait_for()
    tab.wait_for_timeout(500)
    tab.reload()
    tab.wait_for_function("document.querySelector('#note textarea')?.value === 'Lamps, slow.'")
    tab.locator("#note textarea").fill("Pasted as a whole.")
    tab.locator("#note-told", has_text="Kept.").wait_for()
    tab.wait_for_timeout(600)
    tab.reload()
    tab.wait_for_function("document.querySelector('#note textarea')?.value === 'Pasted as a whole.'")
    tab.locator("#note textarea").fill("Lamps, slow.")
    tab.wait_for_timeout(600)
    tab.get_by_role("button", name="Delete note").click()
    tab.get_by_role("button", name="Undo").click()
    tab.wait_for_function("document.querySelector('#note textarea')?.value === 'Lamps, slow.'")
    tab.get_by_role("button", name="Remove from the library").click()
    tab.get_by_role("heading", name="Removed from the library").wait_for()
    tab.reload()
    tab.get_by_role("button", name="Put it back").click()
    tab.get_by_text("It is back in the library.").wait_for()
    assert tab.locator("#note textarea").is_visible()
