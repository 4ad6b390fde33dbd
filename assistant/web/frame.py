"""What all pages have in common: the theme, what stands in their heads, and the line of links at the top."""

from __future__ import annotations

import json
from contextlib import suppress
from importlib import resources
from typing import NamedTuple

import gradio as gr

from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.people.person import current
from assistant.web import i18n, render
from index.query import Filters

NAME = "Daily Papers"
DESCRIPTION = (
    "Ask, brief and compare research papers: every sentence cites a sentence of an abstract that you can open."
)


class Page(NamedTuple):
    """A page by its name in the line of links and the end of its address, which is "" for the one at `/`."""

    name: str
    path: str


TODAY, ASK = Page("Today", ""), Page("Ask", "ask")
COMPARE, LIBRARY = Page("Compare", "compare"), Page("Library", "library")
PAPER, SETTINGS = Page("Paper", "paper"), Page("Settings", "settings")
LINKED = (TODAY, ASK, COMPARE, LIBRARY)
HEADER = "\ue002"  # stands for the line of links in what Gradio sends; of a private area of Unicode

_SANS = ["system-ui", "sans-serif"]  # Gradio's own are fetched from a font server
_MONO = ["ui-monospace", "monospace"]
_LOOK = json.loads(resources.files("assistant.web").joinpath("theme.json").read_text(encoding="utf-8"))
_ACCENT, _STONE = (gr.themes.Color(name=name, **_LOOK[name]) for name in ("pine", "stone"))


def theme() -> gr.themes.Base:
    """Return the theme: ink and stone with one accent; what Gradio names has a colour in light, and one in dark."""
    return gr.themes.Base(
        primary_hue=_ACCENT, secondary_hue=_STONE, neutral_hue=_STONE, radius_size="sm", font=_SANS, font_mono=_MONO
    ).set(
        **{name: light for name, (light, _) in _LOOK["colours"].items()},
        **{f"{name}_dark": dark for name, (_, dark) in _LOOK["colours"].items()},
        **_LOOK["always"],
    )


def style() -> str:
    """Return the style sheets, one after the other in the order of their names."""
    folder = resources.files("assistant.web") / "static" / "style"
    sheets = sorted((sheet for sheet in folder.iterdir() if sheet.name.endswith(".css")), key=lambda sheet: sheet.name)
    return "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)


def header() -> gr.HTML:
    """Add the line of links to the page that is open; it is filled in when the page is sent, see `page_head`."""
    gr.Navbar(visible=False)  # Gradio's own has neither our name nor the count

    return gr.HTML(HEADER, elem_id="header", js_on_load=render.LIVELY)


def counted(assistant: Assistant) -> str:
    """Return how many papers there are, and to which day, that of the newest list if it is later, in words."""
    library, _ = assistant.library, i18n.say
    papers, span, until = library.count(), library.span(), ""
    if span:
        newest = library.get(library.lexical.latest(1, Filters(since=span[1], by_list=True)))
        until = f" · {_('to')} {i18n.day(max([span[1], *(one.featured for one in newest if one.featured)]))}"
    return f"{i18n.number(papers)} {_('paper') if papers == 1 else _('papers')}{until}"


def line(assistant: Assistant, page: Page) -> str:
    """Return the line of links as it is now, without the number of papers if they cannot be read."""
    told = ""
    with suppress(AssistantError):
        told = counted(assistant)
    return render.render(
        "header.html",
        name=NAME,
        pages=LINKED,
        settings=SETTINGS,
        current=page,
        counted=told,
        person=current(),
        has_model=assistant.settings.has_endpoint,
    )
