"""How long an answer is to be and in which language, and what is taken back."""

import datetime as dt

import pytest

from assistant.conversation.state import Manner, State
from assistant.conversation.wishes import LAST, length_wish, lifted, wished
from index.query import Filters

NOTHING = Manner()
DATES = ("since", "until")


@pytest.mark.parametrize(
    ("text", "manner"),
    [
        ("in two sentences please", Manner(2)),
        ("give me a one-sentence summary", Manner(1)),
        ("in 3 sentences max", Manner(3)),
        ("keep it short", Manner(2)),
        ("shorter please", Manner(2)),
        ("Bitte antworte auf Deutsch.", Manner(language="German")),
        ("in German and in one sentence", Manner(1, "German")),
        ("en une phrase", Manner(1)),
        ("can you say it simpler?", Manner(simply=True)),
        ("in plain English please", Manner(simply=True)),
    ],
)
def test_wishes(text: str, manner: Manner) -> None:
    assert wished(text, NOTHING) == manner


def test_length_and_language_are_given_back() -> None:
    for asked in ("longer please", "more details", "make it longer"):
        assert wished(asked, Manner(sentences=1)) == NOTHING
    assert wished("in English please", Manner(language="German")) == NOTHING


def test_wishes_are_told_to_writer_and_reader() -> None:
    manner = wished("in one sentence", wished("Answer in German.", NOTHING))
    assert manner.wish() == "Answer in one sentence. Answer in German."
    assert manner.said() == "in one sentence; in German"


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ("forget that", (LAST,)),
        ("Never mind.", (LAST,)),
        ("forget the date limit", DATES),
        ("ok, remove the restriction on dates", DATES),
        ("egal welches Jahr", DATES),
        ("forget the one sentence limit", ("sentences",)),
        ("no language restriction", ("language",)),
        ("also by other authors than Asai", ("authors",)),
        ("forget cs.CL", ("categories",)),
        ("use all papers", tuple(Filters.model_fields)),
        ("start over", (*Filters.model_fields, *Manner._fields)),
    ],
)
def test_what_is_taken_back(asked: str, fields: tuple[str, ...]) -> None:
    state = State(last=Filters(since=dt.date(2024, 1, 1), authors=("Akari Asai",)))
    assert lifted(asked, state) == fields


@pytest.mark.parametrize(
    ("question", "rest", "wish"),
    [
        ("What is Mossgate in one sentence?", "What is Mossgate?", "in one sentence"),
        ("in no more than 3 sentences describe Mossgate", "describe Mossgate", "in no more than 3 sentences"),
        ("tell me briefly what Mossgate does", "tell me what Mossgate does", "briefly"),
        ("Explain gated retrieval concisely.", "Explain gated retrieval.", "concisely"),
        ("what happens in a sentence", "what happens in a sentence", ""),
        ("why is one reader lost in a sentence", "why is one reader lost in a sentence", ""),
        ("How are two sentences compared?", "How are two sentences compared?", ""),
        ("do models answer briefly?", "do models answer briefly?", ""),
        ("in one sentence please", "in one sentence please", ""),
    ],
)
def test_length_is_no_part_of_a_question(question: str, rest: str, wish: str) -> None:
    assert length_wish(question) == (rest, wish)
