"""The tabs for what is read whole: the brief and the comparison."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping

import gradio as gr

from assistant.comparison.columns import ABSTRACT, RECORD
from assistant.conversation.utterance import readable
from assistant.engine import Assistant
from assistant.errors import AssistantError, SeveralPapers
from assistant.jobs.brief_days import Span
from assistant.types import Choice
from assistant.web import pages

_log = logging.getLogger(__name__)


def newest_day(assistant: Assistant) -> str:
    """Return the last day on which papers stood on a list, or else were published; "" if none is known."""
    library = assistant.library
    listed = library.listed(None, None)
    day = listed[-1].featured if listed else (library.span() or (None, None))[1]
    return str(day or "")


def brief_tab(assistant: Assistant) -> gr.Textbox:
    """Add the tab of the brief, and return the field of its last day."""

    def write(date: str, days: float, topic: str) -> str:
        return _shown(lambda: brief_page(assistant, date.strip(), int(days), topic.strip()))

    with gr.Row():
        date = gr.Textbox(
            lambda: newest_day(assistant),
            label="Last day",
            placeholder="2025-03-31; empty for all days",
            elem_id="brief-date",
        )
        days = gr.Slider(1, 365, value=30, step=1, label="Days up to it")
        topic = gr.Textbox(label="Topic", placeholder="optional", elem_id="brief-topic")
    button = gr.Button("Write the brief", variant="primary", elem_id="brief-write")
    page = gr.HTML(elem_id="brief", js_on_load=pages.LIVELY)
    gr.on([button.click, topic.submit, date.submit], write, [date, days, topic], page, api_visibility="private")
    return date


def compare_tab(assistant: Assistant) -> None:
    """Add the tab of the comparison."""

    def write(topic: str, names: str, columns: list[str], own: str | None) -> str:
        wanted = [*columns, *_lines(own)]
        return _shown(lambda: _comparison(assistant, topic.strip(), _lines(names), wanted))

    def chosen(names: str, columns: list[str], own: str | None, event: gr.EventData) -> tuple[str, str]:
        """Put the paper whose button was pressed in the place of the name that it has."""
        names = _chosen(assistant, names, pages.pressed(event))
        return names, write("", names, columns, own)

    with gr.Row():
        topic = gr.Textbox(label="Topic", placeholder="efficient attention", elem_id="compare-topic")
        names = gr.Textbox(label="or papers, one id or title a line", lines=3, elem_id="compare-papers")
    with gr.Accordion("Columns", open=False, elem_id="compare-columns-panel"):
        columns = gr.CheckboxGroup(
            [column.name for column in (*ABSTRACT, *RECORD)],
            label="Columns; none ticked: those that several of the papers state",
            elem_id="compare-columns",
        )
        own = gr.Textbox(
            label="Your own columns, one question a line",
            placeholder="Does it need labels?",
            lines=2,
            elem_id="compare-own",
        )
    button = gr.Button("Compare", variant="primary", elem_id="compare-write")
    page = gr.HTML(elem_id="comparison", js_on_load=pages.LIVELY)
    gr.on([button.click, topic.submit], write, [topic, names, columns, own], page, api_visibility="private")
    page.select(chosen, [names, columns, own], [names, page], api_visibility="private")


def brief_page(assistant: Assistant, date: str, days: int, topic: str) -> str:
    """Return the page of the brief of some days up to a date, or of a topic; both as they were typed.

    Raises:
        AssistantError: there can be none, as `Assistant.brief` says.
    """
    try:
        until = dt.date.fromisoformat(date) if date else None
    except ValueError:
        return pages.render("message.html", text=f"{date} is no date; write it like 2025-03-31.")
    since = until - dt.timedelta(days=days - 1) if until else None
    result = assistant.brief(Span(since, until, topic or None))
    return pages.brief(result, assistant.library.get([source.id for source in result.sources]))


def _lines(text: str | None) -> list[str]:
    """Return the lines of a field; one in a panel that was never opened has no text."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _comparison(assistant: Assistant, topic: str, names: list[str], columns: list[str]) -> str:
    if bool(topic) == bool(names):
        return pages.render("message.html", text="Give a topic, or name two to eight papers, and not both.")
    try:
        made = assistant.compare(names, columns=columns) if names else assistant.compare_topic(topic, columns=columns)
    except SeveralPapers as error:
        papers = [Choice.of(paper, "") for paper in assistant.library.get(error.papers)]
        return pages.render("which.html", text=f"{error.what} Which one is meant?", name=error.name, papers=papers)
    return pages.comparison(made, assistant.library.get([row.id for row in made.rows]))


def _chosen(assistant: Assistant, names: str, pressed: Mapping[str, str]) -> str:
    """Return the names with an id in the place of one that several papers have, if a button was pressed for it."""
    name = pressed.get("name", "")
    papers = {str(place): one for place, one in enumerate(assistant.library.resolver.resolve(name).papers, start=1)}
    paper = papers.get(pressed.get("place", ""))
    return "\n".join(paper.id if paper and readable(one.strip()) == name else one for one in names.splitlines())


def _shown(make: Callable[[], str]) -> str:
    """Return the page that `make` makes, or the one line that says why there is none."""
    try:
        return make()
    except AssistantError as error:
        return pages.render("message.html", text=str(error))
    except Exception:  # noqa: BLE001  the page must survive, and the log tells what happened
        _log.exception("A page failed.")
        return pages.render("message.html", text="Something broke here; the terminal says what.")
