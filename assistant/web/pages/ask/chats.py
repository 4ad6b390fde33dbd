"""The conversations of the store, as the page shows them."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from assistant.engine import Assistant
from assistant.store.conversations import Conversation, Conversations
from assistant.store.errors import StoreError, UnknownConversation
from assistant.store.turns import Recording, StoredTurn
from assistant.web.pages.ask.address import Address
from assistant.web.render import papers_of
from assistant.web.shown import Shown, stored
from assistant.web.suggested import follow_ups, starters

_NEXT = 5  # papers that a search finds first; what else is found is farther from what was asked
_EXAMPLES = 3  # questions to press where an answer has found nothing
_TITLE = 80  # characters


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
        """Return what may be asked next in a conversation: what was found is not stored, so it is sought again.

        Behind an answer that says nothing of papers it is what may be asked at the beginning.
        """
        last = self.pages(self.turns(key)[-1:])
        cited = [citation.paper for turn in last for claim in turn.claims for citation in claim.citations]
        if not cited and last and last[0].message and last[0].engine:
            return starters(self._assistant)[:_EXAMPLES]
        if not cited or not last[0].asked:
            return ()
        found = self._assistant.search(last[0].asked, filters=last[0].filters)
        return follow_ups([item.paper for item in found[:_NEXT] if item.relevance > 0], cited)
