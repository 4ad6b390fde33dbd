"""The chat tab: a conversation, and beside it the sources of its answers.

What is said is in the store and nowhere else: the page holds the id of its conversation, which is also in its address,
so that it is the same after a reload or a restart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Event
from typing import Any

import gradio as gr

from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.store.conversations import Conversations
from assistant.store.errors import StoreError, UnknownConversation
from assistant.store.recording import Recording
from assistant.store.turns import StoredTurn, history
from assistant.web import pages
from assistant.web.shown import Shown, grow, stored
from assistant.web.sources import papers_of

EXAMPLES = (
    "What is retrieval-augmented generation?",
    "How much does LoRA reduce the number of trainable parameters?",
    "Which papers study long contexts?",
)
# Puts the id of the conversation into the address of the page, or takes it out.
_ADDRESS = """(id) => {
  const address = new URL(location);
  if (id) address.searchParams.set("conversation", id);
  else address.searchParams.delete("conversation");
  history.replaceState(history.state, "", address);
}"""


def chat_tab(
    assistant: Assistant, app: gr.Blocks, stopping: Event
) -> Callable[[gr.events.Dependency], gr.events.Dependency]:
    """Add the tab to the Blocks that are open; when `stopping` is set, answers end.

    What is returned shows after an event how many papers there are now.
    """
    chats = Chats(assistant)

    def page(turns: Sequence[Shown], note: str = "") -> tuple[str, str]:
        conversation = pages.render("conversation.html", turns=turns, papers=assistant.library.count(), note=note)
        return conversation, pages.render("sources.html", turns=turns)

    def opened(request: gr.Request) -> tuple[str, str, str]:
        """Show the conversation that the address names."""
        key = str(request.query_params.get("conversation", ""))
        try:
            return *page(chats.shown(key)), key
        except AssistantError as error:
            return *page((), str(error)), ""

    def reply(question: str, key: str) -> Iterator[tuple[Any, ...]]:
        question = question.strip()
        if not question:
            yield gr.skip(), gr.skip(), gr.skip(), _idle()
            return
        turns, recording, trouble = chats.asked(question, key)
        before = chats.pages(turns)
        new = Shown(number=len(turns) + 1, question=question, waiting="Searching…", first=trouble)
        try:
            key = recording.conversation if recording else ""
            yield *page([*before, new]), key, gr.Textbox("", submit_btn=False, stop_btn="Stop")
            for shown in grow(new, assistant, history(turns), recording, stopping):
                yield *page([*before, shown]), gr.skip(), gr.skip()
            yield gr.skip(), gr.skip(), gr.skip(), _idle()
        finally:
            if recording:
                recording.stopped()  # where nobody listened any more before the answer began

    def chosen(key: str, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Ask the question of the paper whose button was pressed."""
        yield from reply(_choice(chats.shown(key), pages.pressed(event)), key)

    address = gr.Textbox("", visible="hidden", elem_id="conversation-id")
    with gr.Row():
        with gr.Column(scale=3, min_width=320):
            conversation = gr.HTML(page(())[0], elem_id="conversation", js_on_load=pages.LIVELY)
            question = gr.Textbox(
                placeholder="Ask about the papers…",
                show_label=False,
                label="Question",
                elem_id="question",
                autofocus=True,
                max_lines=6,
                max_length=2000,
                submit_btn="Ask",
            )
            with gr.Row(elem_id="examples"):
                examples = [gr.Button(text, size="sm", variant="secondary") for text in EXAMPLES]
            clear = gr.Button("New conversation", size="sm", variant="secondary", elem_id="clear")
        with gr.Column(scale=2, min_width=300, elem_id="sources-panel"):
            sources = gr.HTML(page(())[1], elem_id="sources")
    shown = [conversation, sources, address, question]
    hide = {"api_visibility": "private", "show_progress": "hidden"}
    asking = [question.submit(reply, [question, address], shown, **hide)]
    for button in examples:
        asking.append(button.click(reply, [button, address], shown, **hide))
    asking.append(conversation.select(chosen, [address], shown, **hide))
    question.stop(_idle, None, question, cancels=asking, **hide)
    address.change(None, address, None, js=_ADDRESS, **hide)
    app.load(opened, None, shown[:3], **hide)
    clear.click(lambda: (*page(()), "", _idle("")), None, shown, cancels=asking, **hide)
    return lambda event: event.then(lambda key: page(chats.shown(key))[0], address, conversation, **hide)


class Chats:
    """The conversations of the store, as the chat shows them."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant, self._conversations = assistant, Conversations(assistant.database)

    def shown(self, key: str) -> list[Shown]:
        """Return the turns of a conversation; none for no id.

        Raises:
            UnknownConversation: there is none of this id.
            StoreError: the store cannot be read.
        """
        return self.pages(self._conversations.turns(self._conversations.get(key).id)) if key else []

    def pages(self, turns: Sequence[StoredTurn]) -> list[Shown]:
        """Return stored turns as they are shown."""
        answers = [turn.answer for turn in turns if turn.answer]
        papers = iter(papers_of(answers, self._assistant.library))
        return [stored(turn, next(papers) if turn.answer else ()) for turn in turns]

    def asked(self, question: str, key: str) -> tuple[Sequence[StoredTurn], Recording | None, tuple[str, ...]]:
        """Return the turns before a question, what keeps its answer, and what the reader must know.

        A conversation that is gone begins anew. Where the store fails the question is answered, and not kept.
        """
        try:
            try:
                recording = self._conversations.begin(question, key)
            except UnknownConversation:
                recording = self._conversations.begin(question)
            return self._conversations.turns(recording.conversation)[: recording.place - 1], recording, ()
        except StoreError as error:
            return (), None, (f"This conversation is not kept: {error}",)


def _choice(turns: Sequence[Shown], pressed: Mapping[str, str]) -> str:
    """Return the question that a pressed button stands for, "" if there is none such."""
    at = pressed.get("turn"), pressed.get("place")
    there = {(str(turn.number), str(place)): one for turn in turns for place, one in enumerate(turn.choices, start=1)}
    return next((choice.question for place, choice in there.items() if place == at), "")


def _idle(text: str | None = None) -> gr.Textbox:
    """Return the question's box as it is while nothing is being written."""
    cleared = {} if text is None else {"value": text}
    return gr.Textbox(submit_btn="Ask", stop_btn=False, **cleared)
