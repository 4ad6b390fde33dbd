"""The pages in other languages: every text that they say is there, and a browser gets those of its own language."""

import datetime as dt
import html
import json
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from gradio.context import LocalContext

from assistant.browsing.adding import Bin, Job, from_files
from assistant.config import load_settings
from assistant.engine import Assistant
from assistant.errors import BudgetSpent, LibraryBusy
from assistant.web import frame, i18n, render
from assistant.web.frame import head_of, rewritten
from assistant.web.messages import in_words, of_error
from assistant.web.pages import today
from assistant.web.pages.compare import Made, View
from assistant.web.pages.compare_wanted import Wanted
from assistant.web.pages.library import Desk
from assistant.web.pages.settings_fields import INTERESTS, SECTIONS
from assistant.web.wording import in_browser
from tests.support.papers import ALL, MOSSGATE
from tests.support.told import told_texts
from tests.web.conftest import PATIENCE

_WEB = Path(str(resources.files("assistant.web")))
_SAID = {
    ".html": r'\b_\("([^"]+)"\)',
    ".js": r'\bword\("([^"]+)"',
    ".py": r'\b(?:say|later|_)\(\s*"([^"]+)"(?:\s+if |\))',
}
# What is a name or a number, or the same in both.
_LEFT = re.compile(r"arXiv|BibTeX|LaTeX|PDF|Markdown")


def said_in_pages() -> set[str]:
    files = [file for file in _WEB.rglob("*") if file.suffix in _SAID and "katex" not in file.parts]
    return {text for file in files for text in re.findall(_SAID[file.suffix], file.read_text(encoding="utf-8"))}


def in_fields() -> set[str]:
    texts = {page.name for page in frame.LINKED}
    for section in (*SECTIONS, INTERESTS):
        texts |= {section.title, section.lead, section.test}
        for field in section.fields:
            texts |= {field.label, field.hint, *dict(field.choices).values(), *dict(field.offers).values()}
    return texts - {""}


@pytest.fixture
def german() -> Iterator[None]:
    token = LocalContext.request.set(SimpleNamespace(headers={"accept-language": "de"}))
    yield
    LocalContext.request.reset(token)


def test_every_text_is_there_in_german() -> None:
    said = said_in_pages() | in_fields()
    assert len(said) > 400
    assert {text for text in said - i18n.catalogue("de").keys() if not _LEFT.fullmatch(text)} == set()


def test_every_message_that_a_browser_may_be_told_is_there_in_german() -> None:
    told = {text: in_browser(re.sub(r"\{\w+\}", "zq7", text)) for text in told_texts()}
    assert len(told) > 250
    left = {
        sentence
        for text in told.values()
        for sentence in i18n.SENTENCE.split(text)
        if re.search(r"[a-z]{3}.* ", sentence) and not i18n.in_words(sentence, "de")
    }
    assert left == set()


def test_translations_have_the_same_places_to_fill() -> None:
    for text, word in i18n.catalogue("de").items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", word)), text


def test_what_is_not_translated_is_english() -> None:
    assert i18n.translate("de")("No such text.") == "No such text."
    assert i18n.translate("en")("Save") == "Save"
    assert i18n.translate("de")("Save") == "Speichern"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("published since 1 February 2024", "erschienen seit 1. Februar 2024"),
        ("Today's budget of $2 is spent. Raise it, or wait until midnight UTC.", "Das Budget von heute, $2, ist aus"),
        ("It is no text of ours, {not} one. Ask in other words.", "It is no text of ours, {not} one. Fragen Sie mit"),
        (
            "OpenAI sent nothing for 5 s. Raise the timeout, or choose a faster model.",
            "OpenAI sandte 5 s lang nichts. Erhö",
        ),
        ("like “A. B”, which you liked", "wie “A. B”, was Ihnen gefiel"),
        ("like “A: {name} \\1”, which you liked", "wie “A: {name} \\1”, was Ihnen gefiel"),
    ],
)
def test_what_is_told_with_values_is_put_into_words_by_sentences(german: None, text: str, word: str) -> None:
    assert i18n.told(text).startswith(word)


def test_error_is_told_in_german_with_something_to_press(german: None) -> None:
    shown = of_error(BudgetSpent.of("$2"))
    assert "Das Budget von heute, $2, ist ausgegeben." in html.unescape(shown)
    assert "Das Budget ändern" in shown


def test_pages_tell_in_german_what_came_of_a_press(german: None, tmp_path: Path) -> None:
    assistant = Assistant.open(load_settings(home=tmp_path / "home"))
    assistant.library.upsert([MOSSGATE])
    (file := tmp_path / "cut.json").write_text("[{", encoding="utf-8")
    *_, end = from_files(Job(assistant.library, assistant.settings, Event()), [file])
    added = render.render("library_progress.html", step=end, trouble=in_words(LibraryBusy("Not ours.", "")))
    *_, compared = View(assistant, Made(assistant)).shown(Wanted(topic="brass lanterns"))
    browse, *_ = Desk(assistant, Bin(assistant.library)).functions()
    wished = today.panel(assistant, today.change(assistant, {"do": "want", "kind": "topics", "words": "moss"}))
    assert "Es kamen keine Artikel. <b>Not ours. Warten Sie, bis es fertig ist" in added
    assert "<li>cut.json ist kein ganzes JSON" in added
    assert "Zu wenige Artikel hier handeln von" in compared
    assert str(browse({"when": "zz"})["unread"]).startswith("„zz“ ist keine Zeit")
    assert "„moss“ kommt von nun an zuerst." in wished


def test_days_and_numbers_are_written_as_in_the_language() -> None:
    day = dt.date(2026, 2, 3)
    assert (i18n.day(day, "de"), i18n.day(day, "en")) == ("3. Februar 2026", "3 February 2026")
    assert (i18n.number(7996, "de"), i18n.number(7996, "en")) == ("7.996", "7,996")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("de-DE,de;q=0.9,en;q=0.8", "de"), ("en-US,en;q=0.9,de;q=0.8", "en"), ("fr-FR,fr,de-AT", "de"), ("", "en")],
)
def test_language_is_the_first_of_the_browser_that_there_is(accepted: str, language: str) -> None:
    assert i18n.language_of(accepted) == language


def test_page_says_which_language_it_is_in(tmp_path: Path) -> None:
    head = head_of(Assistant.open(load_settings(home=tmp_path)), frame.SETTINGS, {}, "de")
    assert head.title == "Einstellungen · Daily Papers"
    page = rewritten(f'<html lang="en"><head><meta charset="utf-8" />{{"label":"{i18n.later("Search")}"}}', head)
    assert '<html lang="de">' in page
    assert '{"label":"Suche"}' in page
    assert "wordsOfPage" in page


def test_line_of_links_is_in_the_page_as_it_is_sent(tmp_path: Path) -> None:
    assistant = Assistant.open(load_settings(home=tmp_path))
    assistant.library.upsert([MOSSGATE])
    page = json.loads(rewritten(f'{{"value": "{frame.HEADER}"}}', head_of(assistant, frame.LIBRARY, {}, "de")))["value"]
    assert '<a href="./library" aria-current="page">Bibliothek</a>' in page
    assert "1 Artikel · bis" in page


@pytest.mark.browser
def test_german_browser_is_spoken_to_in_german_and_others_in_english(browser: Any, serve: Any) -> None:
    url = serve(list(ALL))
    context = browser.new_context(locale="de-DE", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    tab = context.new_page()
    tab.goto(f"{url}ask?papers={MOSSGATE.id}&since=2024-01-01&q=What+is+Mossgate%3F")
    tab.locator(".reply .engine").wait_for()
    assert tab.locator("#question textarea").get_attribute("placeholder") == "Nach den Artikeln fragen…"
    assert tab.locator(".reply .engine").text_content().startswith("Zitate aus den Abstracts")
    assert "erschienen seit 1. Januar 2024" in tab.locator(".understood").text_content()
    tab.get_by_role("button", name="Die Antwort mit ihren Quellen kopieren").wait_for()
    tab.goto(f"{url}library")
    tab.locator("#library article").first.wait_for()
    assert tab.locator("#library h1").text_content() == "Bibliothek"
    assert tab.locator("#add-from-arxiv").text_content().strip() == "Von arXiv holen"
    assert tab.locator(".rows-top p").text_content().startswith(f"{len(ALL)} Artikel")
    tab.goto(f"{url}?day=2024-01-06")
    tab.locator(".empty").wait_for()
    assert tab.locator("h1").text_content() == "Samstag, 6. Januar 2024"
    assert "Am Wochenende" in tab.locator(".empty").text_content()
    assert "\ue000" not in tab.content()
    context.close()
    english = browser.new_page()
    english.goto(f"{url}library")
    english.locator("#library article").first.wait_for()
    assert english.locator("#library h1").text_content() == "Library"
    assert english.locator("html").get_attribute("lang") == "en"
    assert "\ue000" not in english.content()
    english.close()
