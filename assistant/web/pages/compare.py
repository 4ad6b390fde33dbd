"""The page of a comparison: its address says what stands side by side, and each of its links is another address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import get_args
from urllib.parse import parse_qsl

import gradio as gr

from assistant.browsing.finding import Marked, found
from assistant.browsing.view import View as Search
from assistant.conversation.utterance import readable
from assistant.engine import Assistant
from assistant.export.comparisons import Form, exported
from assistant.web import frame, render
from assistant.web.i18n import say, told
from assistant.web.messages import Reply, served
from assistant.web.pages.compare_view import Made, View
from assistant.web.pages.compare_wanted import Wanted
from index.paper import Paper

_SCRIPT = render.script("compare.js") + render.LIVELY
_OFFERED = 7
_LONGEST = 200  # characters that are looked for while somebody types


def build(assistant: Assistant, app: gr.Blocks) -> None:
    """Add the page to the Blocks that are open."""
    frame.header()
    made = Made(assistant)
    view, desk = View(assistant, made), Desk(assistant, made)
    opening = render.laid_out("compare_opening.html")
    page = gr.HTML(opening, elem_id="comparison", js_on_load=_SCRIPT, server_functions=desk.functions())

    def opened(request: gr.Request) -> Iterator[str]:
        """Show what the address asks for."""
        yield from view.shown(Wanted.of(_parts(request)))

    app.load(opened, None, page, **render.HIDE)


def _parts(request: gr.Request) -> list[tuple[str, str]]:
    """Return the parts of the address, of which some come several times."""
    query = request.query_params
    items = query.multi_items() if hasattr(query, "multi_items") else query.items()
    return [(str(name), str(value)) for name, value in items]


FORMS: Mapping[Form, tuple[str, str]] = {  # names and media types
    "md": ("Markdown", "text/markdown"),
    "csv": ("CSV", "text/csv"),
    "tex": ("LaTeX", "application/x-tex"),
    "bib": ("BibTeX", "application/x-bibtex"),
    "json": ("JSON", "application/json"),
    "svg": ("the plot as SVG", "image/svg+xml"),
}


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
        offers = [(paper, wanted.with_papers([*wanted.papers, paper.id]).address) for paper in left]
        return {"options": render.plain("compare_options.html", offers=offers), "count": len(offers)}

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
    """Return what the address says that a script sends."""
    return Wanted.of(parse_qsl(_text(data, "address").partition("?")[2], keep_blank_values=True, max_num_fields=200))


def _text(data: Mapping[str, object], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""
