"""The page of a day, at which the app opens: its brief, its papers, and beside them the reader's interests."""

from collections.abc import Iterator, Mapping, Sequence
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, urlencode

import gradio as gr

from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.interests.interests import Named
from assistant.interests.profile import DEFAULT, KEYS, Interest
from assistant.store.reader import Marks
from assistant.web import cards, frame, messages, render
from assistant.web.pages.today_day import Day
from assistant.web.pages.today_fetch import FetchRow

_SCRIPT = render.script("today.js") + render.LIVELY
_CALLED = {
    "topics": "Topics",
    "authors": "People",
    "categories": "Categories",
    "liked": "More like",
    "disliked": "Less like",
}
_TYPED = {"topics": "Topic", "authors": "Person", "categories": "Category"}  # what is typed; papers are pressed
_LONGEST = 200  # characters


def build(assistant: Assistant, app: gr.Blocks) -> None:
    """Add the page to the Blocks that are open."""
    header = frame.header()
    writing: dict[str, Lock] = {}  # of each person: nobody waits for another's brief
    asked = gr.Textbox("", visible="hidden", elem_id="asked")
    head = gr.HTML(elem_id="day", js_on_load=_SCRIPT)

    def day_of(query: str) -> Day:
        return Day(assistant, dict(parse_qsl(query)), writing.setdefault(assistant.reader.id, Lock()))

    row = FetchRow(assistant, asked, lambda query: day_of(query).offer())
    with gr.Row(elem_id="of-day"):
        with gr.Column(scale=3, min_width=300):
            brief = gr.HTML(elem_id="brief", js_on_load=render.LIVELY)
            papers = gr.HTML(elem_id="papers", js_on_load=cards.SCRIPT)
        wishes = gr.HTML(elem_id="wishes-panel", js_on_load=_SCRIPT)
    note = gr.HTML(elem_id="note")
    parts = [head, brief, papers]

    def opened(request: gr.Request) -> Iterator[tuple[Any, ...]]:
        query = urlencode(dict(request.query_params))
        day = day_of(query)
        yield query, gr.skip(), gr.skip(), gr.skip(), *row.shown(day.offer()), _wishes(assistant)
        for shown in _shown(day):
            yield query, *shown, gr.skip(), gr.skip(), gr.skip()

    def again(query: str) -> Iterator[tuple[str, ...]]:
        yield from _shown(day_of(query))

    def wished(event: gr.EventData) -> str:
        return _wishes(assistant, render.pressed(event))

    def marked(event: gr.EventData) -> str:
        try:
            cards.mark(assistant, render.pressed(event))
        except AssistantError as error:
            return messages.of_error(error, before="This mark is not kept: ", again="./")
        return ""

    app.load(opened, None, [asked, *parts, row.told, row.button, wishes], **render.HIDE)
    for ended in row.ended:
        ended.then(again, asked, parts, **render.HIDE)
        ended.then(lambda: frame.line(assistant, frame.TODAY), None, header, **render.HIDE)
    # Without a mode, what is pressed while the last press is still at work would be dropped.
    papers.select(marked, None, note, trigger_mode="multiple", **render.HIDE)
    changed = wishes.select(wished, None, wishes, trigger_mode="multiple", **render.HIDE)
    changed.then(again, asked, parts, trigger_mode="always_last", **render.HIDE)


def _shown(day: Day) -> Iterator[tuple[str, str, str]]:
    """Yield the heading, the brief and the papers as they become known: what takes long does not keep the rest back."""
    yield from messages.surviving(
        day.shown, lambda error: (day.head(), messages.of_error(error, again=day.address), "")
    )


def _wishes(assistant: Assistant, pressed: Mapping[str, str] | None = None) -> str:
    try:
        return panel(assistant, change(assistant, pressed) if pressed else "")
    except AssistantError as error:
        return messages.of_error(error, again="./")


def panel(assistant: Assistant, note: str = "") -> str:
    """Return the panel; `note` says what came of the last press."""
    interest = assistant.interests.get()
    return render.render(
        "today_wishes.html",
        groups=[(key, _CALLED[key], _named(assistant, interest, key)) for key in KEYS if getattr(interest, key)],
        kinds=_TYPED.items(),
        note=note,
        whole=DEFAULT if DEFAULT in assistant.interests.choices() else "",
        saved=len(Marks(assistant.database).marked("saved")),
        fresh=len(_unliked(assistant)),
    )


def change(assistant: Assistant, pressed: Mapping[str, str]) -> str:
    """Do what was pressed in the panel, and return what came of it in words, "" for nothing."""
    key, words = pressed.get("kind", ""), " ".join(pressed.get("words", "").split())
    match pressed.get("do"):
        case "want" if key in _TYPED and words:
            if len(words) > _LONGEST:
                return f"That is longer than {_LONGEST} characters: give a few words."
            assistant.interests.add(Interest(**{key: (words,)}))
            return f"“{words}” comes first from now on."
        case "drop" if key in KEYS and words in getattr(assistant.interests.get(), key):
            (gone,) = (one for one in _named(assistant, assistant.interests.get(), key) if one.name == words)
            assistant.interests.remove(Interest(**{key: (words,)}))
            return f"“{gone.paper.title if gone.paper else words}” counts no more."
        case "seed":
            liked = assistant.interests.like(_unliked(assistant)) if _unliked(assistant) else ()
            papers = "paper" if len(liked) == 1 else "papers"
            return f"What is near {len(liked)} saved {papers} comes first from now on."
        case _:
            return ""


def _named(assistant: Assistant, interest: Interest, key: str) -> Sequence[Named]:
    names = getattr(interest, key)
    return [Named(name, None) for name in names] if key in _TYPED else assistant.interests.papers(names)


def _unliked(assistant: Assistant) -> list[str]:
    """Return the ids of saved papers that the interests do not name yet."""
    saved = Marks(assistant.database).marked("saved")
    interest = assistant.interests.get()
    named = {one.paper.id for one in assistant.interests.papers((*interest.liked, *interest.disliked)) if one.paper}
    return [paper.id for paper in assistant.library.get(saved) if paper.id not in named]
