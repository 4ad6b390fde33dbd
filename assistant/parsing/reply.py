"""From a model's text to what is told of it: the whole, or sentences without declining, talk and loops."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from assistant.parsing.absence import declines, is_absence
from assistant.parsing.chatter import begins_turn, is_chatter, is_json, without_lead_in, without_note
from assistant.parsing.events import Declined, Draft, DraftEvent, Retracted, Text, TextEvent, Waiting

MOST = 12  # sentences of an answer; it was asked for five
_NEAR_LOOPS = 5  # times that it is heard with other figures
_LOOPS = 3  # times that the same sentence is heard before the model is thought to go round in circles


def whole(events: Iterable[TextEvent]) -> str:
    """Return the text that was written, without what was retracted."""
    text = ""
    for event in events:
        match event:
            case Text(more):
                text += more
            case Retracted():
                text = ""
    return text


def sentences(drafts: Iterable[Draft | Retracted | Waiting], most: int = MOST) -> Iterator[DraftEvent]:
    """Yield the sentences that tell something, until the model repeats itself or has said `most` of them.

    "Sure!", "Here is the answer:" and "I hope this helps." are no claims. A loop costs tokens up to the limit, and
    would end as an error; a model in one has said what it has to say. So has one that asks itself a further question.
    """
    heard, told = Counter[str](), 0
    for draft in drafts:
        if not isinstance(draft, Draft):
            heard, told = (Counter(), 0) if isinstance(draft, Retracted) else (heard, told)
            yield draft
            continue
        if is_json(draft.text):
            continue
        if told == most or _loops(draft.text, heard) or (told and begins_turn(draft.text)):
            return
        text = without_lead_in(draft.text)
        if declines(text):
            yield Declined()
        elif is_absence(note := without_note(text)):
            yield draft._replace(text=note)
        elif draft.marks or not is_chatter(text):
            told += 1
            yield draft._replace(text=text)


def _loops(text: str, heard: Counter[str]) -> bool:
    """Tell whether a sentence was heard too often, or one that differs in its figures only."""
    counted = re.sub(r"\d+", "0", text)
    heard.update({text, f"{counted}\n"})
    return heard[text] >= _LOOPS or heard[f"{counted}\n"] >= _NEAR_LOOPS
