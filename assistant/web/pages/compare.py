"""The page of a comparison: its address says what stands side by side, and each of its links is another address."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from threading import Lock
from typing import get_args
from urllib.parse import parse_qsl

import gradio as gr
from markupsafe import Markup

from assistant.browsing.finding import Marked, found
from assistant.browsing.finding import View as Search
from assistant.comparison import table
from assistant.comparison.cells import Asker
from assistant.comparison.columns import ABSTRACT, RECORD, column_of
from assistant.comparison.plot import plot
from assistant.comparison.table import suggested
from assistant.conversation.utterance import readable
from assistant.engine import Assistant
from assistant.errors import AssistantError, UnknownPaper
from assistant.export.comparisons import Form, exported
from assistant.export.text import credits_of
from assistant.store.reader import Marks
from assistant.types import Comparison
from assistant.web import frame, messages, render
from assistant.web.i18n import say, told
from assistant.web.messages import Reply, served
from assistant.web.pages.compare_wanted import (
    LEAST,
    MOST,
    MOST_COLUMNS,
    Asked,
    Wanted,
    named,
    with_formulas,
)
from assistant.web.pages.paper import related
from index.paper import Paper
from index.query import Filters

_SCRIPT = render.script("compare.js") + render.LIVELY
_OFFERED = 7
_LONGEST = 200  # characters that are looked for while somebody types
_SHOWN = 8
_KEPT = 32  # comparisons
FORMS: Mapping[Form, tuple[str, str]] = {  # names and media types
    "md": ("Markdown", "text/markdown"),
    "csv": ("CSV", "text/csv"),
    "tex": ("LaTeX", "application/x-tex"),
    "bib": ("BibTeX", "application/x-bibtex"),
    "json": ("JSON", "application/json"),
    "svg": ("the plot as SVG", "image/svg+xml"),
}


def build(assistant: Assistant, app: gr.Blocks) -> None:
    """Add the page to the Blocks that are open."""
    frame.header()
    made = Made(assistant)
    view, desk = View(assistant, made), Desk(assistant, made)
    opening = render.laid_out("compare_opening.html")
    page = gr.HTML(opening, elem_id="comparison", js_on_load=_SCRIPT, server_functions=desk.functions())

    def opened(request: gr.Request) -> Iterator[str]:
        query = request.query_params
        items = query.multi_items() if hasattr(query, "multi_items") else query.items()  # some come several times
        yield from view.shown(Wanted.of((str(name), str(value)) for name, value in items))

    app.load(opened, None, page, **render.HIDE)


class Desk:
    """The functions of the page; each takes what the browser sends and returns what JSON can hold."""

    def __init__(self, assistant: Assistant, made: Made) -> None:
        self._assistant, self._made = assistant, made

    def functions(self) -> list[Callable[[object], Reply]]:
        """Return the functions, under the names by which the script calls them."""
        return [
            served("look_up", lambda data: self._offers(_text(data, "q"), _wanted(data))),
            served("write_file", lambda data: self._file(_text(data, "form"), _wanted(data))),
        ]

    def _offers(self, q: str, wanted: Wanted) -> Reply:
        """Return the papers that are meant by what is typed by now, as options."""
        papers = self._found(q[:_LONGEST]) if q.strip() else []
        left = [paper for paper in papers if paper.id not in wanted.papers][:_OFFERED]
        return {"options": render.plain("compare_options.html", papers=left, wanted=wanted), "count": len(left)}

    def _found(self, q: str) -> list[Paper]:
        library = self._assistant.library
        meant = library.resolver.meant(readable(q)).papers
        rows = found(Search(q=q), self._assistant.shelves.shelf(), library, Marked()).rows
        ids = dict.fromkeys([*(paper.id for paper in meant), *(row.id for row in rows[: 2 * _OFFERED])])
        return library.get(list(ids))

    def _file(self, form: str, wanted: Wanted) -> Reply:
        chosen = next((one for one in get_args(Form) if one == form), None)
        if chosen is None:
            return {"error": say("Choose a format.")}
        result = self._made.of(wanted)
        text = exported(result, self._assistant.library.get([row.id for row in result.rows]), chosen)
        name = f"comparison-{dt.datetime.now(dt.UTC):%Y-%m-%d}.{chosen}"
        called, media = FORMS[chosen]
        return {"text": text, "media": media, "name": name, "told": told(f"Saved as {called}.")}


def _wanted(data: Mapping[str, object]) -> Wanted:
    return Wanted.of(parse_qsl(_text(data, "address").partition("?")[2], keep_blank_values=True, max_num_fields=200))


def _text(data: Mapping[str, object], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


class Made:
    """The comparisons of an assistant."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant, self._lock = assistant, Lock()
        self._kept: dict[Hashable, Comparison] = {}

    def of(self, wanted: Wanted) -> Comparison:
        """Return the comparison of papers, given by their ids, or of a topic."""
        key, assistant = self._key(wanted), self._assistant
        if known := self._kept.get(key):
            return known
        if wanted.topic:
            result = assistant.compare_topic(wanted.topic, k=wanted.k, columns=wanted.columns)
        else:
            result = assistant.compare(wanted.papers, columns=wanted.columns)
        if not result.notice and not any(row.failed for row in result.rows):
            with self._lock:
                self._kept[key] = result
                while len(self._kept) > _KEPT:
                    del self._kept[next(iter(self._kept))]
        return result

    def growing(self, wanted: Wanted) -> Iterator[tuple[Comparison, bool]]:
        """Yield a comparison, and whether it is whole: what a model writes comes after the abstracts' own words."""
        if self._assistant.settings.has_endpoint and wanted.papers and self._key(wanted) not in self._kept:
            library, columns = self._assistant.library, [column_of(words) for words in wanted.columns]
            asker = Asker(library.lexical.weights)
            yield table.compare("", library.get(wanted.papers), columns=columns, asker=asker), False
        yield self.of(wanted), True

    def _key(self, wanted: Wanted) -> Hashable:
        return wanted._replace(added=()), self._assistant.library.generation, self._assistant.settings


class View:
    """Makes the page; what is slow comes after what is not."""

    def __init__(self, assistant: Assistant, made: Made) -> None:
        self._assistant, self._made = assistant, made

    def shown(self, wanted: Wanted) -> Iterator[str]:
        """Yield the page as it becomes known; whatever goes wrong becomes a line in it."""

        def told(error: AssistantError | None) -> str:
            if isinstance(error, UnknownPaper):  # of a topic: names were looked up
                few = f"Too few papers here are about “{wanted.topic}”. Word it more widely, or begin with a paper."
                return self._page(Asked(wanted), problem=few, is_few=True)
            return self._page(Asked(wanted), problem=messages.in_words(error))

        yield from messages.surviving(lambda: self._shown(wanted), told)

    def _shown(self, wanted: Wanted) -> Iterator[str]:
        names = (*wanted.papers, *wanted.added)
        if wanted.topic and not names:
            asked = with_formulas(Asked(wanted))
            waiting = f"Looking for {wanted.k} papers on “{wanted.topic}”…"
        else:
            papers, problems = named(self._assistant.library, names)
            asked = Asked(wanted.with_papers([paper.id for paper in papers]), papers, problems)
            if len(papers) < LEAST:
                near = related(self._assistant, papers[0]) if papers else ()
                yield self._page(asked, near=near, starters=None if papers else starters(self._assistant))
                return
            asked, waiting = with_formulas(asked), f"Reading {len(papers)} abstracts…"
        yield self._page(asked, waiting=waiting)
        for result, is_whole in self._made.growing(asked.wanted):
            waiting = "" if is_whole else "The model is reading; until it is done these are the abstracts' own words."
            yield self._compared(asked, result, waiting)

    def _compared(self, asked: Asked, result: Comparison, waiting: str) -> str:
        papers = self._assistant.library.get([row.id for row in result.rows])
        wanted, table = asked.wanted, comparison(result, papers, asked.wanted)
        wanted = wanted.with_columns(wanted.columns or result.columns)
        return self._page(
            asked._replace(wanted=wanted), papers, table=table, chips=chips(wanted, papers), waiting=waiting
        )

    def _page(self, asked: Asked, papers: Sequence[Paper] = (), **more: object) -> str:
        """Return the page; `papers` are those of the rows, where they are not those that were named."""
        wanted, papers = asked.wanted, papers or asked.papers
        nothing = dict(table="", chips=(), waiting="", problem="", is_few=False, near=(), starters=None)
        return render.render(
            "compare.html",
            **(nothing | more),
            wanted=wanted,
            among=wanted.with_papers([paper.id for paper in papers]),
            papers=papers,
            asked=asked,
            has_room=len(wanted.columns) < MOST_COLUMNS,
            count=self._assistant.library.count(),
            most=MOST,
        )


def comparison(result: Comparison, papers: Sequence[Paper], wanted: Wanted | None = None) -> str:
    """Return a comparison, with links that change what is `wanted`, the address of its page."""
    told = (line for line in credits_of(result) if line[:1] != "[")  # a row says itself that it failed
    return render.render(
        "comparison.html",
        result=result,
        sources=render.sources((*result.quoting, *result.claims), papers),
        plot=Markup(plot(result, alone=False)),  # noqa: S704  of a template that escapes
        credits=[re.sub(r"\bby extractive\b", "in the abstracts' own words", line) for line in told],
        turn="compare",
        wanted=wanted,
    )


def starters(assistant: Assistant) -> dict[str, object]:
    """Return papers to tick: those saved last, or the newest where fewer than two are saved."""
    saved = assistant.library.get(Marks(assistant.database).marked("saved")[: 2 * _SHOWN])[:_SHOWN]
    if len(saved) >= LEAST:
        return {"papers": saved, "are_saved": True}
    library = assistant.library
    return {"papers": library.get(library.lexical.latest(_SHOWN, Filters())), "are_saved": False}


def chips(wanted: Wanted, papers: Sequence[Paper]) -> list[tuple[str, str, bool]]:
    """Return our columns that are not shown, with the address that adds each, and whether few papers state it."""
    if len(wanted.columns) >= MOST_COLUMNS:
        return []
    stated = {column.name for column in suggested(papers)}
    names = [column.name for column in (*ABSTRACT, *RECORD) if column.name not in wanted.columns]
    chips = [(name, wanted.with_columns([*wanted.columns, name]).address, name not in stated) for name in names]
    return sorted(chips, key=lambda chip: chip[2])
