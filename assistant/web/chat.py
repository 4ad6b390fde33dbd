"""The chat tab: a conversation, and beside it the sources of its answers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import gradio as gr

from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.types import (
    Answer,
    Choice,
    Claim,
    Claimed,
    Finished,
    Miss,
    Noticed,
    Replaced,
    Retrieved,
    Source,
    Table,
    Turn,
    Usage,
    Waited,
)
from assistant.web import pages
from index.paper import Paper

_log = logging.getLogger(__name__)
EXAMPLES = (
    "What is retrieval-augmented generation?",
    "How much does LoRA reduce the number of trainable parameters?",
    "Which papers study long contexts?",
)


@dataclass(frozen=True)
class Shown:
    """A question and as much of its answer as there is. `number` makes the links of each turn its own.

    `first` is what a reader must know before the answer, `notices` what they must know of it.
    """

    number: int
    question: str
    claims: tuple[Claim, ...] = ()
    papers: tuple[Paper, ...] = ()
    notices: tuple[str, ...] = ()
    nearest: tuple[Miss, ...] = ()
    choices: tuple[Choice, ...] = ()
    message: str = ""
    waiting: str = ""
    understood: str = ""
    first: tuple[str, ...] = ()
    engine: str = ""
    seconds: float = 0.0
    usage: Usage = field(default=Usage())
    turn: Turn | None = None
    is_related: bool = False
    table: Table | None = None
    months: tuple[tuple[str, int], ...] = ()
    listed: tuple[Source, ...] = ()

    @property
    def sources(self) -> list[dict[str, object]]:
        """What the panel shows of this turn."""
        return pages.sources(self.claims, self.papers)

    @property
    def is_list(self) -> bool:
        """Whether each of several sentences is of a paper of its own, as where papers were asked for."""
        papers = [claim.citations[0].paper for claim in self.claims if claim.citations]
        return len(self.claims) > 1 and len(set(papers)) == len(self.claims)

    @property
    def most_a_month(self) -> int:
        """The largest number of papers in a month, at least 1."""
        return max((count for _, count in self.months), default=0) or 1

    def noticed(self, text: str) -> Shown:
        """Return the turn with one more notice, before or after what is written by now."""
        if self.claims:
            return replace(self, notices=(*self.notices, text))
        return replace(self, first=(*self.first, text))

    def finished(self, answer: Answer, turn: Turn | None) -> Shown:
        """Return the turn with its whole answer, and what holds in the conversation after it."""
        return replace(
            self,
            waiting="",
            message=answer.text if answer.status == "abstained" else "",
            claims=answer.claims,
            nearest=answer.nearest,
            choices=answer.choices,
            is_related=answer.status == "related",
            table=answer.table,
            months=answer.months,
            listed=() if any(claim.citations for claim in answer.claims) else answer.sources,
            engine=answer.engine,
            seconds=answer.seconds,
            usage=answer.usage,
            turn=turn,
        )


def grow(turn: Shown, assistant: Assistant, history: Sequence[Turn]) -> Iterator[Shown]:
    """Yield the turn as its answer grows. Whatever goes wrong becomes a line in it: the page must survive."""
    try:
        for event in assistant.ask(turn.question, history=history):
            match event:
                case Retrieved(evidence=evidence, understood=understood):
                    count = len(evidence)
                    waiting = f"Reading {count} {'paper' if count == 1 else 'papers'}…"
                    turn = replace(
                        turn, papers=tuple(item.paper for item in evidence), waiting=waiting, understood=understood
                    )
                case Claimed(claim=claim):
                    turn = replace(turn, claims=(*turn.claims, claim))
                case Replaced(place=place, claim=claim):
                    kept = () if claim is None else (claim,)
                    turn = replace(turn, claims=(*turn.claims[:place], *kept, *turn.claims[place + 1 :]))
                case Waited():
                    turn = replace(turn, waiting=turn.waiting if turn.claims else "The model is thinking…")
                case Noticed(text=text):
                    turn = turn.noticed(text)
                case Finished(answer=answer, turn=kept_turn):
                    turn = turn.finished(answer, kept_turn)
            yield turn
    except AssistantError as error:
        yield replace(turn, waiting="", message=str(error))
    except Exception:  # noqa: BLE001  the page must survive, and the log tells what happened
        _log.exception("The answer to %r failed.", turn.question)
        yield replace(turn, waiting="", message="Something broke here; the terminal says what. Try another question.")


def chat_tab(assistant: Assistant) -> Callable[[gr.events.Dependency], object]:
    """Add the tab to the Blocks that are open, and return what shows after an event how many papers there are now."""

    def page(turns: Sequence[Shown]) -> tuple[str, str]:
        conversation = pages.render("conversation.html", turns=turns, papers=assistant.library.count())
        return conversation, pages.render("sources.html", turns=turns)

    def reply(question: str, turns: list[Shown]) -> Iterator[tuple[Any, ...]]:
        question = question.strip()
        if not question:
            yield *page(turns), turns, _idle()
            return
        history = [turn.turn or Turn(question=turn.question) for turn in turns]
        new = Shown(number=len(turns) + 1, question=question, waiting="Searching…")
        yield *page([*turns, new]), turns, gr.Textbox("", submit_btn=False, stop_btn="Stop")
        for shown in grow(new, assistant, history):
            new = shown
            yield *page([*turns, new]), [*turns, new], gr.skip()
        yield gr.skip(), gr.skip(), gr.skip(), _idle()

    def chosen(turns: list[Shown], event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Ask the question of the paper whose button was pressed."""
        yield from reply(_choice(turns, pages.pressed(event)), turns)

    turns = gr.State([])
    with gr.Row():
        with gr.Column(scale=3, min_width=320):
            conversation = gr.HTML(lambda: page(())[0], elem_id="conversation", js_on_load=pages.LIVELY)
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
    shown = [conversation, sources, turns, question]
    hide = {"api_visibility": "private", "show_progress": "hidden"}
    asking = [question.submit(reply, [question, turns], shown, **hide)]
    for button in examples:
        asking.append(button.click(reply, [button, turns], shown, **hide))
    asking.append(conversation.select(chosen, [turns], shown, **hide))
    question.stop(_idle, None, question, cancels=asking, **hide)
    clear.click(lambda: (*page(()), [], _idle("")), None, shown, cancels=asking, **hide)

    def counted(turns: list[Shown]) -> str:
        return page(turns)[0]

    return lambda event: event.then(counted, turns, conversation, **hide)


def _choice(turns: Sequence[Shown], pressed: Mapping[str, str]) -> str:
    """Return the question that a pressed button stands for, "" if there is none such."""
    at = pressed.get("turn"), pressed.get("place")
    there = {(str(turn.number), str(place)): one for turn in turns for place, one in enumerate(turn.choices, start=1)}
    return next((choice.question for place, choice in there.items() if place == at), "")


def _idle(text: str | None = None) -> gr.Textbox:
    """Return the question's box as it is while nothing is being written."""
    cleared = {} if text is None else {"value": text}
    return gr.Textbox(submit_btn="Ask", stop_btn=False, **cleared)
