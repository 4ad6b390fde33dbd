"""The pages in other languages: every text of the page of settings and of the line of links is there."""

from __future__ import annotations

import datetime as dt
import re
from importlib import resources
from pathlib import Path

from assistant.config import load_settings
from assistant.engine import Assistant
from assistant.web import frame, i18n
from assistant.web.page_head import head_of, rewritten
from assistant.web.pages.settings_fields import INTERESTS, SECTIONS

TEMPLATES = ("header", "settings_head", "settings_form", "settings_interests")


def in_templates() -> set[str]:
    folder = resources.files("assistant.web") / "templates"
    return {
        text
        for name in TEMPLATES
        for text in re.findall(r'_\("([^"]+)"\)', (folder / f"{name}.html").read_text(encoding="utf-8"))
    }


def in_fields() -> set[str]:
    texts = {page.name for page in frame.LINKED}
    for section in (*SECTIONS, INTERESTS):
        texts |= {section.title, section.lead, section.test}
        for field in section.fields:
            texts |= {field.label, field.hint, *dict(field.choices).values(), *dict(field.offers).values()}
    return texts - {""}


def test_every_text_is_there_in_german() -> None:
    assert in_templates() | in_fields() <= i18n.catalogue("de").keys()


def test_what_is_not_translated_is_english() -> None:
    assert i18n.translate("de")("No such text.") == "No such text."
    assert i18n.translate("en")("Save") == "Save"
    assert i18n.translate("de")("Save") == "Speichern"


def test_days_and_numbers_are_written_as_in_the_language() -> None:
    day = dt.date(2026, 2, 3)
    assert (i18n.day(day, "de"), i18n.day(day, "en")) == ("3.2.2026", "3 February 2026")
    assert (i18n.number(7996, "de"), i18n.number(7996, "en")) == ("7.996", "7,996")


def test_page_says_which_language_it_is_in(tmp_path: Path) -> None:
    assistant = Assistant.open(load_settings(home=tmp_path, language="de"))
    head = head_of(assistant, frame.SETTINGS, {})
    assert head.title == "Einstellungen · Daily Papers"
    assert '<html lang="de">' in rewritten('<html lang="en"><head><meta charset="utf-8" />', head)
    assert "Bibliothek" in frame.line(assistant, frame.SETTINGS)
