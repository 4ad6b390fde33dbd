"""The panel that adds papers to the library: from files, from the daily lists, from arXiv, with progress and a stop."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.browsing.adding import Job, Step, from_arxiv, from_files, from_lists, wish
from assistant.conversation.dates import span
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.people.person import keeper_only
from assistant.web import render
from assistant.web.i18n import later as _
from assistant.web.messages import Stops, in_words, surviving

_Shown = tuple[Any, ...]
_Steps = Callable[..., Iterator[Step]]
_KINDS = [".jsonl", ".json", ".csv", ".tsv", ".bib", ".nbib", ".ris", ".txt", ".gz", ".xz", ".bz2", ".zip"]
_MOST_DAYS = 366
_MOST_PAPERS = 2000
_CHANGED = "() => document.dispatchEvent(new CustomEvent('library:changed'))"
_CLOSE = "() => document.dispatchEvent(new CustomEvent('library:close'))"


def panel(assistant: Assistant) -> None:
    """Add the panel to the Blocks that are open; the page shows it when its button is pressed."""
    with gr.Column(elem_id="adding"):
        gr.HTML(f'<h2 tabindex="-1">{_("Add papers")}</h2>')
        with gr.Row(elem_classes="ways"):
            ways = _ways()
        told = gr.HTML(_told(None), elem_id="add-told")
        with gr.Row(elem_classes="ends"):
            stop = gr.Button(_("Stop"), elem_id="add-stop", visible=False, size="sm")
            close = gr.Button(_("Close"), elem_id="add-close", size="sm")
    stops, shown = Stops(), [told, stop, *(button for button, _fields in ways)]
    acts: tuple[_Steps, ...] = _files, _lists, _arxiv
    for (button, fields), steps in zip(ways, acts, strict=True):
        done = button.click(_event(assistant, stops, steps), fields, shown, concurrency_limit=None, **render.HIDE)
        done.then(None, None, None, js=_CHANGED, **render.HIDE)
    stop.click(stops.halt, None, [stop], queue=False, **render.HIDE)
    close.click(None, None, None, js=_CLOSE, **render.HIDE)


def _ways() -> list[tuple[gr.Button, list[gr.components.Component]]]:
    with gr.Column(min_width=260):
        gr.HTML(_way("From files", "JSON Lines, CSV, BibTeX or RIS with abstracts, or saved pages of daily lists."))
        files = gr.File(label=_("Files"), file_count="multiple", file_types=_KINDS, height=120, elem_id="add-files")
        saved = gr.Textbox(
            label=_("Day on which pages were saved"),
            placeholder=_("9 December 2025, if they are such"),
            elem_id="add-saved",
        )
        put = gr.Button(_("Add files"), size="md", elem_id="add-from-files")
    with gr.Column(min_width=260):
        gr.HTML(_way("From the daily lists", "What stood on Hugging Face’s daily papers, with their votes."))
        days = gr.Textbox(
            "last 7 days", label=_("Which days"), placeholder=_("last month, March 2026, yesterday"), elem_id="add-days"
        )
        lists = gr.Button(_("Fetch lists"), size="md", elem_id="add-from-lists")
    with gr.Column(min_width=260):
        gr.HTML(_way("From arXiv", "Identifiers and addresses, or words to look for."))
        arxiv = gr.Textbox(
            label=_("Papers or words"),
            placeholder=_("2402.08052, or: state space models"),
            lines=2,
            elem_id="add-arxiv",
        )
        with gr.Row():
            category = gr.Textbox(label=_("Category"), placeholder="cs.CL", min_width=80, elem_id="add-category")
            since = gr.Textbox(label=_("Since"), placeholder="2025", min_width=80, elem_id="add-since")
            most = gr.Number(
                100, label=_("At most"), minimum=1, maximum=_MOST_PAPERS, precision=0, min_width=80, elem_id="add-most"
            )
        fetch = gr.Button(_("Fetch from arXiv"), size="md", elem_id="add-from-arxiv")
    return [(put, [files, saved]), (lists, [days]), (fetch, [arxiv, category, since, most])]


def _way(title: str, text: str) -> str:
    return f"<h3>{_(title)}</h3><p>{_(text)}</p>"


def _files(job: Job, files: list[str] | None, saved: str) -> Iterator[Step]:
    if not files:
        raise AssistantError("No file is chosen.", "Drop one into the field, and press Add files.")
    day = _days(saved)[0] if saved.strip() else None
    return from_files(job, [Path(file) for file in files], day)


def _lists(job: Job, days: str) -> Iterator[Step]:
    since, until = _days(days)
    many = (until - since).days + 1
    if not 0 < many <= _MOST_DAYS:
        raise AssistantError(
            f"These are {many:,} days.", f"Name one to {_MOST_DAYS} that have come, and press Fetch lists."
        )
    return from_lists(job, [until - dt.timedelta(days=back) for back in range(many)])


def _arxiv(job: Job, text: str, category: str, since: str, most: float | None) -> Iterator[Step]:
    day = _days(since)[0] if since.strip() else None
    return from_arxiv(job, wish(text, category, day, min(int(most or 100), _MOST_PAPERS)))


def _event(assistant: Assistant, stops: Stops, steps: _Steps) -> Callable[..., Iterator[_Shown]]:
    """Return what happens when a button of the panel is pressed; a stop is for the job of the same page."""

    def shown(step: Step | None, error: AssistantError | None = None, *, is_end: bool) -> _Shown:
        trouble = in_words(error) if error or not step else ""
        return _told(step, trouble), gr.Button(visible=not is_end), *[gr.Button(interactive=is_end)] * 3

    def pressed(request: gr.Request, *typed: object) -> Iterator[_Shown]:
        def made() -> Iterator[_Shown]:
            keeper_only()
            with stops.waiting(request) as stop:
                for step in steps(Job(assistant.library, assistant.settings, stop), *typed):
                    if step.is_end:
                        assistant.shelves.shelf()
                    yield shown(step, step.error, is_end=step.is_end)

        yield from surviving(made, lambda error: shown(None, error, is_end=True))

    return pressed


def _days(text: str) -> tuple[dt.date, dt.date]:
    """Return the first and the last day that are meant, up to today."""
    today = dt.datetime.now(dt.UTC).date()
    found = span(text, today)
    if found is None or found[0] is None:
        what = f"“{text.strip()}” is no time that is understood here."
        raise AssistantError(what, "Write it like “last month” or “March 2026”.")
    return found[0], min(found[1] or today, today)


def _told(step: Step | None, trouble: str = "") -> str:
    return render.render("library_progress.html", step=step, trouble=trouble)
