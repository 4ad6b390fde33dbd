"""The conversations of the store, what may be asked in them, and the parts of the page as HTML."""

from __future__ import annotations

import datetime as dt
import json
import re
import textwrap
import time
from collections.abc import Sequence
from itertools import combinations, groupby
from typing import Any, NamedTuple

import gradio as gr
import numpy as np

from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.export.text import transcript
from assistant.store.conversations import Conversation, Conversations
from assistant.store.errors import StoreError, UnknownConversation
from assistant.store.reader import Marks
from assistant.store.turns import Recording, StoredTurn
from assistant.web import render
from assistant.web.i18n import say
from assistant.web.render import papers_of
from assistant.web.shown import Shown, stored
from assistant.web.wanted import Address, choices, known, limits
from index.labels import label
from index.paper import Paper
from index.query import Filters
from index.statements import warning_of

_LOOKED_AT = 40  # papers, of which some have a name
_NAMED = 6
_LONGEST, _WORDS = 30, 2  # characters and words of a name; what is longer is the first half of a title
_FOLLOW_UPS = 3
_FOLLOWED = 60  # characters of what is asked about
_OF_ONE = ("What does it propose?", "What are its results?", "What are its limitations?")
_OF_SEVERAL = ("Compare them", "What do they propose?", "What are their limitations?")
_ALWAYS = ("What are the newest papers?", "How many papers are there per month?")
_NEXT = 5  # papers that a search finds first; what else is found is farther from what was asked
_EXAMPLES = 3  # questions to press where an answer has found nothing
_TITLE = 80  # characters
_AT_ONCE = 30
_WEEK = 7
_NO_FILE = re.compile(r"[^\w.-]+")
_LONGEST_FILE = 60  # characters of a file's name


def starters(assistant: Assistant, papers: Sequence[str] = ()) -> tuple[str, ...]:
    """Return questions about papers saved, or the newest, made of their names; about `papers` what anybody asks."""
    if papers:
        return _OF_ONE if len(papers) == 1 else _OF_SEVERAL
    library = assistant.library
    newest = library.lexical.latest(_LOOKED_AT, Filters()) if library.count() else []
    names = _names(_own(assistant)) or _names(library.get(newest))
    keys = list(names)
    pair = _nearest(assistant, keys)
    left = [key for key in keys if key not in pair]
    asked = [f"What is {names[key]}?" for key in left[:1] or keys[:1]]
    asked += [f"Compare {' and '.join(names[key] for key in pair)}"] if pair else []
    asked += [f"What are the limitations of {names[key]}?" for key in left[1:2]]
    return (*asked, *_ALWAYS)[:4]


def follow_ups(found: Sequence[Paper], cited: Sequence[str]) -> tuple[str, ...]:
    """Return questions about papers found that the answer does not cite (ids), one beside one that it cites first."""
    named, known = _labels(found), _names(found)
    told = next((known[key] for key in cited if key in known), "")
    other = next((name for key, name in known.items() if key not in cited), "") if told else ""
    asked = [f"Compare {told} and {other}"] if other else []
    for paper in found:
        name = named.get(paper.id, "")
        if paper.id in cited or not name or name == other or len(name) > _FOLLOWED or "…" in name:
            continue
        if paper.title.startswith(name):
            asked.append(f"What about {name}?" if paper.id in known else f"What does “{name.rstrip('?')}” propose?")
    return tuple(asked[:_FOLLOW_UPS])


def _own(assistant: Assistant) -> list[Paper]:
    try:
        saved = Marks(assistant.database).marked("saved") if assistant.database.file.exists() else ()
    except StoreError:
        return []
    return assistant.library.get(saved[:_LOOKED_AT])


def _labels(papers: Sequence[Paper]) -> dict[str, str]:
    return {paper.id: label(paper.title, paper.sentences) for paper in papers if not warning_of(paper)}


def _names(papers: Sequence[Paper]) -> dict[str, str]:
    """Return the names of papers that have one of their own in their title, by id."""
    labels, titles = _labels(papers), {paper.id: paper.title for paper in papers}
    short = {key: name for key, name in labels.items() if 0 < len(name) <= _LONGEST and len(name.split()) <= _WORDS}
    return {key: name for key, name in short.items() if titles[key].startswith(f"{name}:")}


def _nearest(assistant: Assistant, keys: Sequence[str]) -> tuple[str, ...]:
    """Return the two of some papers that are nearest to each other; none where there are no two."""
    if len(keys) < 2:
        return ()
    vectors = {key: np.asarray(one, dtype=np.float32).ravel() for key, one in assistant.library.vectors(keys).items()}
    pairs = [pair for pair in combinations(keys[:_NAMED], 2) if all(key in vectors for key in pair)]
    return max(pairs, key=lambda pair: float(vectors[pair[0]] @ vectors[pair[1]]), default=())


class Begun(NamedTuple):
    """A question that is noted: the turns before it, what keeps its answer, and what the reader must know first."""

    turns: Sequence[StoredTurn]
    recording: Recording | None
    trouble: tuple[str, ...] = ()


class Chats:
    """The conversations of the store; methods can raise StoreError, and UnknownConversation where they take an id."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    @property
    def kept(self) -> Conversations:
        """The conversations of who acts."""
        return Conversations(self._assistant.database)

    def turns(self, key: str) -> Sequence[StoredTurn]:
        """Return the turns of a conversation; none for no id."""
        return self.kept.turns(self.kept.get(key).id) if key else ()

    def shown(self, key: str) -> list[Shown]:
        """Return the turns of a conversation as they are shown; none for no id."""
        return self.pages(self.turns(key))

    def pages(self, turns: Sequence[StoredTurn]) -> list[Shown]:
        """Return stored turns as they are shown."""
        answers = [turn.answer for turn in turns if turn.answer]
        papers = iter(papers_of(answers, self._assistant.library))
        return [stored(turn, next(papers) if turn.answer else ()) for turn in turns]

    def asked(self, question: str, key: str) -> Begun:
        """Note a question. A conversation that is gone begins anew; where the store fails, nothing is kept."""
        try:
            try:
                recording = self.kept.begin(question, key)
            except UnknownConversation:
                recording = self.kept.begin(question)
            return Begun(self.kept.turns(recording.conversation)[: recording.place - 1], recording)
        except StoreError as error:
            return Begun((), None, (f"This conversation is not kept: {error}",))

    def resumed(self, key: str) -> Begun:
        """Begin the answer to the last question of a conversation once more, in its place."""
        recording = self.kept.resume(key)
        return Begun(self.kept.turns(key)[: recording.place - 1], recording)

    def edited(self, address: Address, question: str) -> Address:
        """Return where an edited question is asked: in a copy of its conversation up to it, or in a new one."""
        place, plain = address.edit, address._replace(edit=0)
        if place < 2 or not address.conversation:
            return plain._replace(conversation="") if place == 1 else plain
        fork = self.kept.fork(address.conversation, place - 1)
        self.kept.rename(fork, textwrap.shorten(question, _TITLE, placeholder="…"))
        return plain._replace(conversation=fork)

    def branched(self, key: str, place: int) -> Conversation:
        """Return a copy of a conversation up to a turn."""
        title = self.kept.get(key).title
        fork = self.kept.fork(key, place)
        self.kept.rename(fork, f"{textwrap.shorten(title, _TITLE - 9, placeholder='…')} (branch)")
        return self.kept.get(fork)

    def follow_ups(self, key: str) -> Sequence[str]:
        """Return what may be asked next; where nothing was found, what may be asked at the beginning."""
        last = self.pages(self.turns(key)[-1:])
        cited = [citation.paper for turn in last for claim in turn.answer.claims for citation in claim.citations]
        if not cited and last and last[0].message and last[0].answer.engine:
            return starters(self._assistant)[:_EXAMPLES]
        if not cited or not last[0].asked:
            return ()
        found = self._assistant.search(last[0].asked, filters=last[0].filters)
        return follow_ups([item.paper for item in found[:_NEXT] if item.relevance > 0], cited)


class View:
    """Returns what changes, by the part of the page that shows it."""

    def __init__(self, assistant: Assistant, chats: Chats, parts: Parts) -> None:
        self._assistant, self._chats, self._parts = assistant, chats, parts

    def turns(self, turns: Sequence[Shown], note: str = "") -> dict[Any, Any]:
        """Show turns, with their sources; what may be asked next is not known yet."""
        papers = self._assistant.library.count()
        return {
            **self.further(()),
            self._parts.conversation: render.render("conversation.html", turns=turns, papers=papers, note=note),
            self._parts.sources: render.render("sources.html", turns=turns),
        }

    def further(self, questions: Sequence[str]) -> dict[Any, Any]:
        """Show what may be asked next."""
        has_model = self._assistant.settings.has_endpoint
        return {self._parts.further: render.render("ask_further.html", questions=questions, has_model=has_model)}

    def starters(self, address: Address | None) -> dict[Any, Any]:
        """Show what may be asked at the beginning of a conversation; nothing where none begins."""
        has_model = self._assistant.settings.has_endpoint
        questions = starters(self._assistant, address.scope.papers) if address else ()
        return {self._parts.starters: render.render("ask_starters.html", starters=questions, has_model=has_model)}

    def scope(self, address: Address, note: str = "") -> dict[Any, Any]:
        """Show under which limits the next question is asked, and put them into the address."""
        try:
            address, gone = known(self._assistant, address)
            shown = limits(self._assistant, address.scope)
            span, interests = self._assistant.library.span(), choices(self._assistant, address.scope)
        except AssistantError as error:
            gone, shown, span, interests = str(error), [], None, []
        values = {"limits": shown, "scope": address.scope, "edit": address.edit, "span": span, "interests": interests}
        notes = [each for each in (note, gone) if each]
        return {
            self._parts.scope: render.render("ask_scope.html", notes=notes, **values),
            self._parts.query: address.query,
        }

    def side(self, wanted: Side) -> dict[Any, Any]:
        """Show the list of conversations."""
        return {self._parts.side: side(self._chats.kept, wanted)}


class Parts(NamedTuple):
    """The hidden fields `query` (the address, as it is to be), `file` and `form` (of limits), and what is seen."""

    query: gr.Textbox
    file: gr.Textbox
    form: gr.Textbox
    search: gr.Textbox
    side: gr.HTML
    conversation: gr.HTML
    further: gr.HTML
    scope: gr.HTML
    question: gr.Textbox
    starters: gr.HTML
    sources: gr.HTML


def typing(text: str | None = None, *, is_busy: bool = False) -> gr.Textbox:
    """Return the question's field as it is while an answer is being written, or none is; None leaves what is typed."""
    cleared = {} if text is None else {"value": text}
    submit, stop = (False, say("Stop")) if is_busy else (say("Ask"), False)
    return gr.Textbox(submit_btn=submit, stop_btn=stop, **cleared)


class Side(NamedTuple):
    """What the list shows: the id of the conversation that is open, words that are sought, and how many at most.

    One that was `deleted`, which `was_open` or not, is offered back.
    """

    open: str = ""
    words: str = ""
    most: int = _AT_ONCE
    note: str = ""
    deleted: Conversation | None = None
    was_open: bool = False


def side(kept: Conversations, wanted: Side) -> str:
    """Return the list as HTML."""
    try:
        found, count = kept.listed(wanted.words, limit=wanted.most), kept.count(wanted.words)
    except AssistantError as error:
        found, count, wanted = (), 0, wanted._replace(note=str(error))
    today = dt.datetime.now().astimezone().date()
    days = [(day, list(some)) for day, some in groupby(found, lambda one: _day(one.changed_at, today))]
    more = wanted.most + _AT_ONCE if count > len(found) else 0
    return render.render("ask_side.html", days=days, wanted=wanted, more=more)


def _day(at: dt.datetime, today: dt.date) -> str:
    day = at.astimezone().date()
    ago = (today - day).days
    if ago < 2:
        return "Yesterday" if ago == 1 else "Today"
    return f"Last {_WEEK} days" if ago < _WEEK else f"{day:%B %Y}"


def markdown_file(kept: Conversations, key: str) -> str:
    """Return JSON of a conversation's name and text, for the page's script, and a time, so that each press counts."""
    one = kept.get(key)
    name = _NO_FILE.sub("-", one.title).strip("-.")[:_LONGEST_FILE] or "conversation"
    return json.dumps({"name": f"{name}.md", "text": transcript(one.title, kept.turns(key)), "at": time.time()})
