"""The page of questions: what is said is in the store, and the page holds what its address says, and nothing else."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from threading import Event
from typing import Any

import gradio as gr

from assistant.browsing.finding import number_of
from assistant.conversation.filters import MOST
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.store.turns import history
from assistant.web import frame, render
from assistant.web.i18n import later as _
from assistant.web.pages.ask_view import Begun, Chats, Parts, Side, View, markdown_file, typing
from assistant.web.render import HIDE
from assistant.web.shown import Shown, grow
from assistant.web.wanted import Address, Wanted, again, filled_in, freed, limited

Change = dict[Any, Any]
_SCRIPT = render.script("ask.js")
_ENDED = '() => { document.dispatchEvent(new Event("%s")); }'
_SEARCH = "() => [location.search]"
# With a question goes what stands in the form of the limits: who types there may forget to press its button.
_SENT = """(question, query) => {
  const form = document.querySelector("#scope form");
  return [question, query, form ? new URLSearchParams(new FormData(form)).toString() : ""];
}"""


class Handling:
    """The events of the page. What comes from the browser is looked up, and never trusted."""

    def __init__(self, assistant: Assistant, parts: Parts, stopping: Event) -> None:
        self._assistant, self._parts, self._stopping = assistant, parts, stopping
        self._chats = Chats(assistant)
        self._view = View(assistant, self._chats, parts)
        self._nothing: Change = {parts.question: gr.skip()}  # an empty one is none to Gradio

    def opened(self, search: str, request: gr.Request) -> Iterator[Change]:
        """Show what the address names, `search` being its query; then ask what it asks, or show what may be asked."""
        page = self._open(Address.read(search))
        yield page
        address = Address.read(page[self._parts.query])
        question = str(request.query_params.get("q", ""))[:MOST].strip()
        if address.conversation:
            yield self._further(address)
        elif question:
            yield from self.reply(question, address.query)
        else:
            yield self._view.starters(address)

    def sent(self, question: str, query: str, form: str) -> Iterator[Change]:
        """Ask what was typed, under the limits that stand in their form, too; of one that makes no sense it is told."""
        try:
            address, note = limited(self._assistant, Address.read(query), filled_in(form))
        except AssistantError as error:
            address, note = Address.read(query), str(error)
        yield from self.reply(question, address.query) if not note else iter((self._view.scope(address, note),))

    def reply(self, question: str, query: str) -> Iterator[Change]:
        """Ask a question."""
        question, address = question.strip(), Address.read(query)
        if not question or len(question) > MOST:
            note = f"A question has at most {MOST:,} characters; this one has {len(question):,}. Shorten it."
            yield {self._parts.question: typing()} | (self._view.scope(address, note) if question else {})
            return
        try:
            address = self._chats.edited(address, question)
        except AssistantError as error:
            yield self._view.scope(address._replace(edit=0), str(error))
            return
        yield from self._answered(Wanted(question, address.scope), address)

    def pressed(self, typed: str, query: str, event: gr.EventData) -> Iterator[Change]:
        """Do what a button in the conversation stands for; what is typed meanwhile stays."""
        pressed, address = render.pressed(event), Address.read(query)
        try:
            if pressed.get("do") == "ask":
                yield from self.reply(pressed.get("question", ""), address._replace(edit=0).query)
                return
            turns = self._chats.turns(address.conversation)
            place = _place(pressed, len(turns))
            match pressed.get("do"):
                case "again" if place:
                    yield from self._answered(again(turns, place, address.scope), address)
                case "go-on" if place and place == len(turns):
                    begun = self._chats.resumed(address.conversation)
                    yield from self._answered(again(turns, place, address.scope), address, begun)
                case "free" if place:
                    field = pressed.get("field", "")
                    yield from self._answered(freed(turns, place, field), address.without(field))
                case "edit" if place:
                    address = address._replace(edit=place)
                    yield self._view.scope(address) | {self._parts.question: typing(turns[place - 1].question)}
                case "branch" if place:
                    fork = self._chats.branched(address.conversation, place)
                    address = address._replace(conversation=fork.id, edit=0)
                    yield self._open(address)
                    yield self._further(address)
                case None:
                    question = _choice(self._chats.pages(turns), pressed)
                    yield from (
                        self._answered(Wanted(question, address.scope), address) if question else iter((self._nothing,))
                    )
                case _:
                    yield self._nothing
        except AssistantError as error:
            yield self._view.scope(address, str(error))

    def _further(self, address: Address) -> Change:
        try:
            return self._view.further(self._chats.follow_ups(address.conversation))
        except AssistantError:
            return self._nothing

    def stopped(self, query: str) -> Change:
        """Show what there is of an answer that was stopped; what keeps it may not have ended yet."""
        try:
            turns = self._chats.shown(Address.read(query).conversation)
        except AssistantError:
            turns = []
        return ({} if not turns else self._view.turns(turns)) | {self._parts.question: typing()}

    def limited(self, query: str, event: gr.EventData) -> Change:
        """Take a limit of the next question off, or add some."""
        address, note = limited(self._assistant, Address.read(query), render.pressed(event))
        cleared = {} if address.edit or not Address.read(query).edit else {self._parts.question: typing("")}
        return self._view.scope(address, note) | cleared

    def listed(self, query: str, words: str, event: gr.EventData) -> Change:
        """Do what a button of the list of conversations stands for."""
        address, pressed = Address.read(query), render.pressed(event)
        wanted = Side(address.conversation, words, number_of(pressed.get("most", "")) or Side().most)
        kept, key = self._chats.kept, pressed.get("conversation", "")
        try:
            match pressed.get("do"):
                case "rename":
                    kept.rename(key, pressed.get("title", "")[:200])
                case "export":
                    return {self._parts.file: markdown_file(kept, key)}
                case "restore":
                    kept.restore(key)
                    if pressed.get("open") and not address.conversation:
                        return self._open(address._replace(conversation=key)) | self._view.starters(None)
                case "delete":
                    gone = kept.get(key)
                    kept.delete(key)
                    if key != address.conversation:
                        return self._view.side(wanted._replace(deleted=gone))
                    opened = self._open(address._replace(conversation="", edit=0)) | self._view.starters(Address())
                    opened |= {self._parts.question: typing("")} if address.edit else {}
                    return opened | self._view.side(wanted._replace(open="", deleted=gone, was_open=True))
        except AssistantError as error:
            wanted = wanted._replace(note=str(error))
        return self._view.side(wanted)

    def searched(self, query: str, words: str) -> Change:
        """List the conversations that have the words."""
        return self._view.side(Side(Address.read(query).conversation, words))

    def _open(self, address: Address) -> Change:
        note = ""
        try:
            turns: Sequence[Shown] = self._chats.shown(address.conversation)
        except AssistantError as error:
            turns, note, address = (), str(error), address._replace(conversation="", edit=0)
        address = address.keeping(turns[-1].filters.interests) if turns else address
        edited = next((turn.question for turn in turns if turn.number == address.edit), "")
        typed = {self._parts.question: typing(edited)} if edited else {}
        address = address if edited else address._replace(edit=0)
        side = self._view.side(Side(address.conversation))
        return self._view.turns(turns, note) | self._view.scope(address) | side | typed

    def _answered(self, wanted: Wanted, address: Address, begun: Begun | None = None) -> Iterator[Change]:
        """Ask, and show the answer as it grows, after the turns that are there; `begun` is an answer that goes on."""
        begun = begun or self._chats.asked(wanted.question, address.conversation)
        before, recording = self._chats.pages(begun.turns), begun.recording
        new = Shown(number=len(before) + 1, question=wanted.question, waiting="Searching…", first=begun.trouble)
        earlier = history(begun.turns) if wanted.before is None else wanted.before
        try:
            address = address._replace(conversation=recording.conversation if recording else "", edit=0)
            yield (
                self._view.turns([*before, new])
                | self._view.starters(None)
                | self._view.scope(address)
                | self._view.side(Side(address.conversation))
                | {self._parts.question: typing("", is_busy=True)}
            )
            last = new
            for shown in grow(new, self._assistant, earlier, recording, self._stopping, wanted.scope):
                yield self._view.turns([*before, shown]) if shown != last else self._nothing
                last = shown
            if any(turn.is_cut for turn in before):  # one that grew in another tab may be whole by now
                with suppress(AssistantError):
                    yield self._view.turns([*self._chats.shown(address.conversation)[: len(before)], last])
            yield {self._parts.question: typing()}
            yield self._further(address)
        finally:
            if recording:
                recording.stopped()  # where nobody listened any more before the answer began


def _place(pressed: Mapping[str, str], most: int) -> int:
    """Return the place of the turn whose button was pressed, 0 if there is none such."""
    place = number_of(pressed.get("turn", ""))
    return place if place <= most else 0


def _choice(turns: Sequence[Shown], pressed: Mapping[str, str]) -> str:
    """Return the question that a pressed button stands for, "" if there is none such."""
    choices = next((turn.answer.choices for turn in turns if str(turn.number) == pressed.get("turn")), ())
    places = enumerate(choices, start=1)
    return next((choice.question for place, choice in places if str(place) == pressed.get("place")), "")


def build(assistant: Assistant, app: gr.Blocks, stopping: Event) -> None:
    """Add the page to the Blocks that are open; when `stopping` is set, answers end."""
    frame.header()
    parts = _laid_out()
    handling = Handling(assistant, parts, stopping)
    everything, both = [part for part in parts if part not in (parts.search, parts.form)], [parts.question, parts.query]
    asking = [
        app.load(handling.opened, [parts.query], everything, js=_SEARCH, **HIDE),
        parts.question.submit(handling.sent, [*both, parts.form], everything, js=_SENT, **HIDE),
    ]
    for html in (parts.conversation, parts.further, parts.starters):
        asking.append(html.select(handling.pressed, both, everything, **HIDE))
    limiting = parts.scope.select(handling.limited, [parts.query], everything, **HIDE)
    stops = parts.question.stop(None, None, None, cancels=asking, **HIDE)
    stopped = stops.then(handling.stopped, [parts.query], everything, **HIDE)
    for event in (*asking, limiting, stopped):
        for end in (event.then, event.failure):  # a failure is none of what `then` follows
            end(None, None, None, js=_ENDED % ("stopped" if event is stopped else "asked"), **HIDE)
    # Without a mode, what is pressed while the last press is still at work would be dropped.
    parts.side.select(handling.listed, [parts.query, parts.search], everything, trigger_mode="multiple", **HIDE)
    parts.search.change(handling.searched, [parts.query, parts.search], parts.side, trigger_mode="always_last", **HIDE)
    for field, script in ((parts.query, "ask_address.js"), (parts.file, "ask_file.js")):
        change: Callable[..., Any] = field.change  # a script takes what the server puts into a hidden field
        change(None, field, None, js=render.script(script), **HIDE)


def _laid_out() -> Parts:
    query = gr.Textbox("", visible="hidden", elem_id="address")
    file = gr.Textbox("", visible="hidden", elem_id="file")
    form = gr.Textbox("", visible="hidden", elem_id="limits")
    with gr.Row(elem_id="ask"):
        with gr.Column(elem_id="side", min_width=0):
            gr.HTML(render.laid_out("ask_new.html"), elem_id="side-bar")
            search = gr.Textbox(
                placeholder=_("Search"), label=_("Search conversations"), show_label=False, elem_id="side-search"
            )
            side = gr.HTML(elem_id="side-list", js_on_load=render.LIVELY)
        with gr.Column(elem_id="middle", min_width=0):
            gr.HTML(render.laid_out("ask_small.html"))
            conversation = gr.HTML(elem_id="conversation", js_on_load=f"{render.LIVELY}\n{_SCRIPT}")
            further = gr.HTML(elem_id="further", js_on_load=render.LIVELY)
            with gr.Column(elem_id="asking", min_width=0):
                scope = gr.HTML(elem_id="scope", js_on_load=render.LIVELY)
                question = gr.Textbox(
                    label=_("Question"), show_label=False, placeholder=_("Ask about the papers…"), submit_btn=_("Ask"),
                    autofocus=True, max_lines=8, elem_id="question", elem_classes=["to-type"],
                )  # fmt: skip
            starters = gr.HTML(elem_id="starters", js_on_load=render.LIVELY)
        with gr.Column(elem_id="sources-panel", min_width=0):
            sources = gr.HTML(elem_id="sources", js_on_load=render.LIVELY)
    return Parts(query, file, form, search, side, conversation, further, scope, question, starters, sources)
