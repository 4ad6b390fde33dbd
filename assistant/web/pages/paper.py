"""The page of a paper: its abstract, what is near it, where it has appeared, and the reader's note."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import gradio as gr

from assistant.browsing.adding import Bin
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.export.papers import bibtex
from assistant.interests.profile import Interest
from assistant.store.reader import Appearances, Notes
from assistant.web import frame, messages, render
from assistant.web.cards import SCRIPT, cards, mark
from assistant.web.i18n import later, say
from assistant.web.render import HIDE
from assistant.web.wording import in_browser
from index.models.sentence_roles import Role, roles
from index.paper import Paper
from index.sentences import split
from index.statements import guarded_of
from index.terms import terms

RELATED = 5  # papers
_SHARING = 300  # papers that are looked at for them
_LONGEST = 500  # characters of an id or title in an address


def build(assistant: Assistant, app: gr.Blocks, removed: Bin) -> None:
    """Add the page to the Blocks that are open; what it takes out of the library goes into the bin."""
    desk = Desk(assistant, removed)
    header = frame.header()
    key = gr.Textbox("", visible="hidden", elem_id="key")  # not a State: that is lost when the server starts anew
    with gr.Row(elem_id="of-paper"):
        with gr.Column(scale=3, min_width=300):
            page = gr.HTML(elem_id="paper", js_on_load=SCRIPT)
        with gr.Column(scale=1, min_width=240, visible=False, elem_id="note-panel") as panel:
            note = gr.Textbox(
                label=later("Your note"), placeholder=later("Kept as you type."), lines=4, max_lines=20, elem_id="note",
                elem_classes=["to-type"],
            )  # fmt: skip
            with gr.Row():
                told = gr.HTML(elem_id="note-told")
                delete = gr.Button(later("Delete note"), size="sm", visible=False, elem_id="note-delete")
                undo = gr.Button(later("Undo"), size="sm", visible=False, elem_id="note-undo")
            places = gr.HTML(elem_id="places", js_on_load=render.LIVELY)

    def opened(request: gr.Request) -> Iterator[tuple[Any, ...]]:
        yield from desk.opened(str(request.query_params.get("id", "")))

    def pressed(key: str, event: gr.EventData) -> tuple[Any, ...]:
        return desk.pressed(key, render.pressed(event))

    def judged(key: str, event: gr.EventData) -> str:
        return desk.judged(key, render.pressed(event))

    known = gr.Textbox("", visible="hidden", lines=2, elem_id="note-known")  # the note as this page knows it
    parts = [key, page, places, panel, note, delete, known]
    app.load(opened, None, parts, **HIDE)
    # Without a mode, what is pressed while the last press is still at work would be dropped.
    page.select(pressed, key, [page, panel], trigger_mode="multiple", **HIDE).then(
        lambda: frame.line(assistant, frame.PAPER), None, header, **HIDE
    )
    places.select(judged, key, places, trigger_mode="multiple", **HIDE)
    # Not `input`, which tells the text before the last change of it, and nothing of a text that is pasted.
    note.change(desk.write, [key, note, known], [note, told, delete, undo, known], trigger_mode="always_last", **HIDE)
    gone = gr.Textbox("", visible="hidden", lines=2, elem_id="note-gone")
    delete.click(desk.delete, key, [note, gone, told, delete, undo], **HIDE)
    undo.click(desk.undo, [key, gone], [note, told, delete, undo], **HIDE)


class Desk:
    """What the page does: it looks up whatever a browser names, and tells what cannot be done."""

    def __init__(self, assistant: Assistant, removed: Bin | None = None) -> None:
        self._assistant, self._bin = assistant, removed or Bin(assistant.library)

    def opened(self, name: str) -> Iterator[tuple[Any, ...]]:
        """Yield the id, the page, what stands beside it, and the note; a second time with the papers near to it."""
        yield from messages.surviving(
            lambda: self._opened(name), lambda error: _none(messages.of_error(error, again=_address(name)))
        )

    def _opened(self, name: str) -> Iterator[tuple[Any, ...]]:
        if paper := found(self._assistant, name):
            text = Notes(self._assistant.database).of(paper.id)
            first = page(self._assistant, paper, whole=False), places(self._assistant, paper)
            yield paper.id, *first, gr.Column(visible=True), text, gr.Button(visible=bool(text)), text
            yield gr.skip(), page(self._assistant, paper), *[gr.skip()] * 5
        else:
            yield _none(missing(name, removed=self._bin.get(name)))

    def pressed(self, key: str, data: dict[str, str]) -> tuple[Any, ...]:
        """Mark a paper, or remove the one of the page, or put it back."""
        try:
            match data.get("do"):
                case "remove" if self._assistant.library.get([key]):
                    self._bin.remove([key])
                    return missing(key, removed=self._bin.get(key)), gr.Column(visible=False)
                case "restore" if paper := self._bin.restore(data.get("paper", "")):
                    shown = page(self._assistant, paper, "It is back in the library.")
                    return shown, gr.Column(visible=True)
                case _:
                    mark(self._assistant, data)
                    return gr.skip(), gr.skip()
        except AssistantError as error:
            there = self._assistant.library.get([key])
            if there:
                return page(self._assistant, there[0], in_browser(f"This was not done: {error}")), gr.skip()
            return messages.of_error(error, before="This was not done: ", again=_address(key)), gr.skip()

    def judged(self, key: str, data: dict[str, str]) -> str:
        """Put the paper among those liked or disliked, or take it out again, and return what stands beside it."""
        interests = self._assistant.interests
        try:
            for paper in self._assistant.library.get([key]):
                wanted = {"like": "liked", "dislike": "disliked"}.get(data.get("do", ""), "")
                if wanted and wanted == taste_of(self._assistant, paper):
                    interests.remove(Interest(**{wanted: (key,)}))
                elif wanted:
                    (interests.like if wanted == "liked" else interests.dislike)([key])
                return places(self._assistant, paper)
        except AssistantError as error:
            return messages.of_error(error, before="This was not done: ", again=_address(key))
        return ""

    def write(self, key: str, text: str, known: str) -> tuple[Any, ...]:
        """Keep a note as it is typed; one changed in another tab, so not as `known`, stays before it."""
        there = Notes(self._assistant.database).of(key) if key else ""
        if text == there:
            return *[gr.skip()] * 4, text
        both = text if there == known or there in text else f"{there}\n\n{text}" if text.strip() else there
        told = "Kept, with what was written elsewhere meanwhile." if both != text else "Kept." if text.strip() else ""
        done = self._noted(key, both, told)
        return both if both != text else gr.skip(), *done, both

    def delete(self, key: str) -> tuple[Any, ...]:
        """Delete the note, and return its text, to be put back."""
        note = Notes(self._assistant.database).of(key)
        told = self._noted(key, "", "The note is deleted.")
        return "", note, *told[:2], gr.Button(visible=bool(note))

    def undo(self, key: str, text: str) -> tuple[Any, ...]:
        """Put a deleted note back."""
        return text, *self._noted(key, text, "Kept.")

    def _noted(self, key: str, text: str, line: str) -> tuple[Any, ...]:
        told = messages.message(say(line)) if line else ""
        try:
            if key:
                Notes(self._assistant.database).write(key, text)
        except AssistantError as error:  # a link that loads the page anew would lose what is typed
            told = messages.of_error(error, before="Not kept: ")
        return told, gr.Button(visible=bool(text.strip())), gr.Button(visible=False)


def _address(name: str) -> str:
    return f"./paper?{urlencode({'id': name})}"


def _none(page: str) -> tuple[Any, ...]:
    return "", page, "", gr.Column(visible=False), "", gr.Button(visible=False), ""


def found(assistant: Assistant, name: str) -> Paper | None:
    """Return the paper of an id, or of any other name that only one paper has; None if there is none."""
    name = name.strip()
    if not name or len(name) > _LONGEST:
        return None
    if there := assistant.library.get([name]):
        return there[0]
    papers = assistant.library.resolver.resolve(name).papers
    return papers[0] if len(papers) == 1 else None


def page(assistant: Assistant, paper: Paper, note: str = "", *, whole: bool = True) -> str:
    """Return the page of a paper, if `whole` with those near to it; `note` says what came of the last press."""
    near = related(assistant, paper) if whole else []
    (own, *_) = cards(assistant, [paper], whole=False)
    return render.render(
        "paper.html",
        one=own._replace(place=0, whole=True),
        sentences=sentences(paper),
        related=[card._replace(place=place) for place, card in enumerate(cards(assistant, near), start=1)],
        bibtex=bibtex([paper]).strip(),
        note=note,
    )


def places(assistant: Assistant, paper: Paper) -> str:
    """Return what stands beside a paper: whether it is liked, and where it has appeared."""
    there, taste = Appearances(assistant.database), taste_of(assistant, paper)
    briefs, conversations = there.in_briefs(paper.id), there.in_conversations(paper.id)
    return render.render("paper_places.html", briefs=briefs, conversations=conversations, taste=taste)


def taste_of(assistant: Assistant, paper: Paper) -> str:
    """Return `liked` or `disliked` if the interests name a paper, else ""."""
    interests = assistant.interests
    interest = interests.get()
    named = {key: [one.paper for one in interests.papers(getattr(interest, key))] for key in ("liked", "disliked")}
    return next((key for key, papers in named.items() if paper in papers), "")


def missing(name: str, *, removed: Paper | None = None) -> str:
    """Return the page of a paper that is not there; one that was `removed` can be put back."""
    return render.render("paper_missing.html", name=name[:_LONGEST], removed=removed)


def related(assistant: Assistant, paper: Paper) -> list[Paper]:
    """Return the papers nearest to one by stored vectors, of those that share most words: no text is embedded."""
    library = assistant.library
    words = list(dict.fromkeys(terms(f"{paper.title} {paper.abstract}")))
    ids = [key for key, _ in library.lexical.search(words, _SHARING) if key != paper.id]
    vectors = library.vectors([paper.id, *ids])
    own = vectors.pop(paper.id, None)
    if own is None:
        return []
    near = sorted(vectors, key=lambda key: -float(vectors[key] @ own))
    return library.get(near[:RELATED])


def sentences(paper: Paper) -> list[tuple[str, Role, bool]]:
    """Return each sentence, with its formulas as written where that is known, its role, and whether it is read."""
    shown = paper.sentences
    if paper.raw_abstract and "$" in paper.raw_abstract and len(raw := split(paper.raw_abstract)) == len(shown):
        shown = tuple(raw)
    does = roles(paper.sentences).of
    left_out = guarded_of(paper).withheld
    return [
        (text, role, number not in left_out)
        for number, (text, role) in enumerate(zip(shown, does, strict=True), start=1)
    ]
