"""The page of the library: search, filters, a list, a map, removing, and the answers to its script."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, get_args
from urllib.parse import urlencode

import gradio as gr
from gradio.components.plot import PlotData

from assistant.browsing.adding import Bin
from assistant.browsing.atlas import LEAST, Atlas, Atlases, Making, colour, figure
from assistant.browsing.finding import PAGE, Marked, Result, View, bars, found, paged
from assistant.browsing.rows import Shelf
from assistant.conversation.dates import span
from assistant.engine import Assistant
from assistant.export.papers import FORMATS
from assistant.store.reader import Mark, Marks, Notes, Searches
from assistant.web import frame, render
from assistant.web.cards import mark
from assistant.web.i18n import later, number, say, told
from assistant.web.messages import Reply, Stops, in_words, served, surviving
from assistant.web.pages import library_adding

_MOST_EXPORTED = 2000  # papers: a file of some 4 MB
_MOST_TICKED = 10_000
_MOST_ASKED = 50  # papers that the page of questions takes by name
_NEAR = 5
_CATEGORIES = 60  # in the list to choose from
SOURCES = {
    "hub": "Hugging Face daily lists",
    "arxiv": "arXiv",
    "file": "Files",
    "pages": "Saved pages of daily lists",
    "sample": "The sample",
}
_MARK_NAMES = {"saved": "saved", "read": "read", "unread": "not read yet", "noted": "with a note"}
_ORDERS = {"oldest": "oldest first", "votes": "most votes first", "title": "by title"}
_LONGEST = 120  # characters of a name


def build(assistant: Assistant, app: gr.Blocks, removed: Bin) -> None:
    """Add the page to the Blocks that are open; what it takes out of the library goes into the bin."""
    frame.header()
    page = gr.HTML(
        render.laid_out("library.html", formats=FORMATS),
        elem_id="library",
        js_on_load=render.script("library.js"),
        server_functions=Desk(assistant, removed).functions(),
    )
    library_adding.panel(assistant)
    _map(assistant, page)


class Desk:
    """The functions of the page; each takes what the browser sends and returns what JSON can hold."""

    def __init__(self, assistant: Assistant, removed: Bin) -> None:
        self._assistant, self._bin = assistant, removed

    def functions(self) -> list[Callable[[object], Reply]]:
        """Return the functions, under the names by which the script calls them."""
        return [
            served("browse", self._rows),
            served("set_mark", self._mark),
            served("take_out", self._remove),
            served("put_back", self._undo),
            served("write_file", self._export),
            served("keep_search", self._keep),
            served("forget_search", self._forget),
        ]

    def result(self, view: View) -> tuple[Shelf, Marked, Result]:
        """Return what a view shows, with the state of the library and of the marks that it was made from."""
        marks, notes = Marks(self._assistant.database), Notes(self._assistant.database)
        saved, read = (frozenset(marks.marked(mark)) for mark in get_args(Mark))
        shelf, marked = self._assistant.shelves.shelf(), Marked(saved, read, frozenset(notes.all()))
        return shelf, marked, found(view, shelf, self._assistant.library, marked)

    def _rows(self, data: Mapping[str, object]) -> Reply:
        view, dates = _dated(View.of(data), str(data.get("when") or "").strip())
        shelf, marked, result = self.result(view)
        page = paged(result.rows, view.page)
        narrowed = view._replace(q="").is_filtered
        return {
            "rows": render.plain(
                "library_rows.html",
                found=page,
                marked=marked,
                view=view,
                narrowed=narrowed,
                formats=FORMATS,
                papers=len(shelf.rows),
                size=PAGE,
                near=(self._assistant.library.lexical.titles_like(view.q, _NEAR)) if view.q and not page.total else [],
                ask=_scope(view, [row.id for row in result.rows]),
                address=lambda number: f"./library?{view._replace(page=number).address()}",
            ),
            "timeline": render.plain(
                "library_timeline.html",
                bars=bars(result.days, view.since, view.until) if len(shelf.rows) > 1 else [],
                narrowed=bool(view.since or view.until),
            ),
            "page": page.page,
            "saved": self._searches(),
            "counted": frame.counted(self._assistant),
            "categories": [(name, f"{name} ({count:,})") for name, count in shelf.categories[:_CATEGORIES]],
            "sources": [(name, f"{SOURCES.get(name, name)} ({count:,})") for name, count in shelf.sources],
            "ids": [row.id for row in result.rows] if data.get("view") == "map" and view.is_filtered else None,
            **dates,
        }

    def _mark(self, data: Mapping[str, object]) -> Reply:
        is_on = data.get("on") is True
        pressed = {"do": str(data.get("mark")), "paper": str(data.get("paper")), "on": str(is_on).lower()}
        if mark(self._assistant, pressed):
            return {"on": is_on}
        return {"error": say("This paper is not in the library any more.")}

    def _remove(self, data: Mapping[str, object]) -> Reply:
        papers, token = self._bin.remove(_ids(data.get("papers")))
        self._assistant.shelves.shelf()
        return {"told": say("Removed {n}.").format(n=_papers(papers)), "token": token}

    def _undo(self, data: Mapping[str, object]) -> Reply:
        back = self._bin.undo(str(data.get("token", "")))
        self._assistant.shelves.shelf()
        return {"told": say("{n} is back." if back == 1 else "{n} are back.").format(n=_papers(back))}

    def _export(self, data: Mapping[str, object]) -> Reply:
        format_ = FORMATS.get(str(data.get("format")))
        if format_ is None:
            return {"error": say("Choose a format.")}
        ticked = data.get("papers")
        ids = _ids(ticked) if isinstance(ticked, list) else [row.id for row in self.result(View.of(data))[2].rows]
        papers = self._assistant.library.get(ids[:_MOST_EXPORTED])
        left = f"; the first of {len(ids):,}, narrow the list for the others" if len(ids) > _MOST_EXPORTED else ""
        return {
            "text": format_.write(papers),
            "media": format_.media,
            "name": f"papers-{dt.datetime.now(dt.UTC):%Y-%m-%d}.{format_.suffix}",
            "told": say("Wrote {n} as {name}{left}.").format(n=_papers(len(papers)), name=format_.name, left=left),
        }

    def _keep(self, data: Mapping[str, object]) -> Reply:
        view = View.of(data)
        if view.is_filtered:
            Searches(self._assistant.database).save(_name_of(view)[:_LONGEST], view._replace(page=1).address())
        return {"saved": self._searches()}

    def _forget(self, data: Mapping[str, object]) -> Reply:
        Searches(self._assistant.database).remove(str(data.get("name")))
        return {"saved": self._searches()}

    def _searches(self) -> str:
        return render.plain("library_saved.html", saved=Searches(self._assistant.database).all())


def _scope(view: View, papers: Sequence[str]) -> str:
    """Return the query string of a question about what a view shows, "" if there is none for it."""
    if view.is_filtered and 0 < len(papers) <= _MOST_ASKED:
        return urlencode({"papers": ",".join(papers)}, safe=",:")
    fields = {"since": view.since, "until": view.until, "category": view.category}
    kept = {name: value for name, value in fields.items() if value}
    is_more = view._replace(since=None, until=None, category="").is_filtered
    return urlencode(kept) if papers and kept and not is_more else ""


def _dated(view: View, when: str) -> tuple[View, Reply]:
    """Return a view with the dates that are meant by words, and what the page is to know of that."""
    if not when:
        return view, {}
    days = span(when, dt.datetime.now(dt.UTC).date())
    if days is None:
        what = f"“{when}” is no time that is understood here. Write it like “last month” or “March 2026”."
        return view, {"unread": told(what)}
    since, until = days
    return view._replace(since=since, until=until), {"since": str(since or ""), "until": str(until or "")}


def _ids(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)][:_MOST_TICKED] if isinstance(value, list) else []


def _papers(count: int) -> str:
    return f"{number(count)} {say('paper' if count == 1 else 'papers')}"


def _name_of(view: View) -> str:
    """Return what a view asks for in words."""
    asks = (
        f"“{view.q}”" if view.q else "",
        view.category,
        f"by {view.author}" if view.author else "",
        SOURCES.get(view.source, view.source),
        _MARK_NAMES.get(view.mark, ""),
        f"since {view.since}" if view.since else "",
        f"until {view.until}" if view.until else "",
        _ORDERS.get(view.sort, ""),
    )
    return ", ".join(filter(None, asks))


def _map(assistant: Assistant, page: gr.HTML) -> None:
    """Add the map to the Blocks that are open; it is drawn when `page` or its own HTML sends `select`."""
    atlases, stops = Atlases(assistant.library, assistant.shelves), Stops()
    with gr.Column(elem_id="mapping"):
        told = gr.HTML(_told(), elem_id="map-told", js_on_load=render.script("library_map.js"))
        stop = gr.Button(later("Stop"), visible=False, size="sm", elem_id="map-stop")
        plot = gr.Plot(show_label=False, visible=False, elem_id="map", container=False)
        groups = gr.HTML("", elem_id="map-groups")

    def drawn(request: gr.Request, *, webgl: bool) -> Iterator[tuple[Any, ...]]:
        if len(assistant.shelves.shelf().rows) < LEAST:
            yield _without(few=LEAST)
            return
        with stops.waiting(request) as waits:
            for step in atlases.make(waits):
                if step.atlas:
                    shown = _shown(assistant, step.atlas, webgl=webgl)
                    yield _told(groups=True), gr.Button(visible=False), *shown
                    return
                yield _told(doing=step), gr.Button(visible=True), gr.skip(), gr.skip()
        yield _without(trouble="Stopped.")

    def draw(request: gr.Request, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        webgl = render.pressed(event).get("webgl") == "True"
        yield from surviving(lambda: drawn(request, webgl=webgl), lambda error: _without(trouble=in_words(error)))

    for source in (page, told):
        source.select(draw, None, [told, stop, plot, groups], **render.HIDE)
    stop.click(stops.halt, None, stop, queue=False, **render.HIDE)


def _shown(assistant: Assistant, atlas: Atlas, *, webgl: bool) -> tuple[gr.Plot, str]:
    titles = {row.id: row.title for row in assistant.shelves.shelf().rows}
    plot = gr.Plot(PlotData(type="plotly", plot=figure(atlas, titles, webgl=webgl)), visible=True)
    papers = {paper.id: paper for paper in assistant.library.get([key for one in atlas.groups for key in one.central])}
    return plot, render.render("library_groups.html", groups=atlas.groups, papers=papers, colour=colour)


def _without(trouble: str = "", few: int = 0) -> tuple[Any, ...]:
    return _told(trouble=trouble, few=few), gr.Button(visible=False), gr.Plot(visible=False), ""


def _told(doing: Making | None = None, *, trouble: str = "", few: int = 0, groups: bool = False) -> str:
    return render.render("library_map.html", doing=doing, trouble=trouble, few=few, groups=groups)
