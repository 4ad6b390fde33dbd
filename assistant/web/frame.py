"""What all pages have in common: the theme, what stands in their heads, and the line of links at the top."""

from __future__ import annotations

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
_ACCENT = gr.themes.Color(  # pine
    name="pine", c50="#eef6f3", c100="#d9ebe5", c200="#b5d8cd", c300="#8fd0bd", c400="#55a893", c500="#2b806c",
    c600="#1d5c4d", c700="#174a3e", c800="#133b32", c900="#0f2f28", c950="#081b17",
)  # fmt: skip
_STONE = gr.themes.Color(
    name="stone", c50="#fbfaf7", c100="#f4f2ed", c200="#e6e2da", c300="#d3cdc2", c400="#a39c90", c500="#777065",
    c600="#5a544b", c700="#423d36", c800="#2a2723", c900="#1d1b18", c950="#141210",
)  # fmt: skip
_COLOURS = {  # of what Gradio names so: in light, and in dark
    "body_background_fill": ("*neutral_50", "*neutral_950"),
    "background_fill_primary": ("#ffffff", "*neutral_900"),
    "background_fill_secondary": ("*neutral_100", "*neutral_800"),
    "body_text_color": ("*neutral_900", "*neutral_100"),
    "body_text_color_subdued": ("*neutral_600", "*neutral_400"),
    "border_color_primary": ("*neutral_200", "*neutral_800"),
    "button_secondary_background_fill": ("transparent", "transparent"),
    "button_secondary_background_fill_hover": ("*neutral_100", "*neutral_800"),
    "button_secondary_border_color": ("*neutral_300", "*neutral_700"),
    "button_secondary_text_color": ("*neutral_900", "*neutral_100"),
    "input_border_color": ("*neutral_300", "*neutral_700"),
    "link_text_color": ("*primary_600", "*primary_300"),
    "color_accent_soft": ("*primary_50", "*primary_900"),
    "button_primary_background_fill": ("*primary_600", "*primary_300"),
    "button_primary_background_fill_hover": ("*primary_700", "*primary_200"),
    "button_primary_text_color": ("#ffffff", "*neutral_950"),
    "input_background_fill": ("#ffffff", "*neutral_900"),
    "block_label_text_color": ("*neutral_600", "*neutral_400"),
}


def theme() -> gr.themes.Base:
    """Return the theme: ink and stone with one accent, in light and dark."""
    return gr.themes.Base(
        primary_hue=_ACCENT, secondary_hue=_STONE, neutral_hue=_STONE, radius_size="sm", font=_SANS, font_mono=_MONO
    ).set(
        **{name: light for name, (light, _) in _COLOURS.items()},
        **{f"{name}_dark": dark for name, (_, dark) in _COLOURS.items()},
        button_border_width="1px",
        button_large_text_weight="500",
        button_small_radius="1rem",  # as all that can be pressed
        button_medium_radius="1rem",
        input_border_width="1px",
        color_accent="*primary_600",
        block_background_fill="transparent",
        block_border_width="0px",
        block_shadow="none",
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
