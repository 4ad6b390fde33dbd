"""The page of questions without a browser: its address, its limits, what is copied, and what may be asked next."""

import datetime as dt
from pathlib import Path

import pytest

from assistant.config import Settings
from assistant.engine import Assistant, last
from assistant.export.text import transcript
from assistant.store.conversations import Conversations
from assistant.store.reader import Marks
from assistant.store.turns import history
from assistant.types import Citation, Claim, Finished, Verdict
from assistant.web.pages.ask_view import Chats, follow_ups, starters
from assistant.web.shown import Shown, grow, stored
from assistant.web.wanted import Address, Chip, again, chips, filled_in, freed, limited, under
from index.query import Filters
from tests.support.papers import ALL, MOSSGATE, ZEBRAFOLD, paper
from tests.support.turns import turn as turn_of

SINCE = "Which papers since February 2024 introduce a retriever of moss?"
OTHER = paper("Fernpath: Paths of Ferns", "Ferns grow along paths. We present Fernpath, a map of ferns.", "2403.00003")


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    opened = Assistant.open(Settings(home=tmp_path / "here"))
    opened.library.upsert([*ALL, OTHER])
    return opened


def asked(assistant: Assistant, question: str, scope: Filters = Filters(), key: str = "") -> str:  # noqa: B008
    """Ask as the page does, and return the id of the conversation."""
    recording = Conversations(assistant.database).begin(question, key)
    list(grow(Shown(number=1, question=question), assistant, (), recording, None, scope))
    return recording.conversation


@pytest.mark.parametrize(
    "query",
    [
        "",
        "conversation=abc",
        "conversation=abc&papers=arxiv:2401.00001,arxiv:2402.00002&since=2024-01-01&until=2024-02-01&category=cs.CL&edit=2",
    ],
)
def test_address_says_what_it_said(query: str) -> None:
    assert Address.read(f"?{query}").query == query


@pytest.mark.parametrize("query", ["since=soon&edit=-1", "edit=²&until=2024-13-01", "papers=,,&category=", "x=1"])
def test_what_makes_no_sense_in_an_address_says_nothing(query: str) -> None:
    assert Address.read(query) == Address()


def test_one_of_several_limits_is_taken_off() -> None:
    address = Address.read("papers=a,b&since=2024-01-01&until=2024-02-01")
    assert address.without("papers", "a").scope.papers == ("b",)
    assert address.without("dates").scope == Filters(papers=("a", "b"))
    assert address.without("nonsense") == address


def test_only_what_is_a_filter_can_be_taken_off() -> None:
    filters = Filters(since=dt.date(2024, 2, 1), papers=(MOSSGATE.id,))
    understood = f"published since 1 February 2024; only {MOSSGATE.id}; at most 5 papers"
    assert chips(understood, filters, {MOSSGATE.id: "Mossgate"}) == (
        Chip("published since 1 February 2024", "dates"),
        Chip("only Mossgate", "papers"),
        Chip("at most 5 papers"),
    )


def test_question_is_asked_again_without_its_date_and_for_good(assistant: Assistant) -> None:
    kept = Conversations(assistant.database)
    turns = kept.turns(asked(assistant, SINCE))
    assert turns[0].turn
    assert turns[0].turn.state
    assert turns[0].turn.state.here.since == dt.date(2024, 2, 1)
    wanted = freed(turns, 1, "dates")
    done = last(assistant.ask(wanted.question, history=wanted.before or (), filters=wanted.scope))
    assert "2024" not in done.answer.understood
    assert "2024" not in wanted.question
    assert done.turn
    assert done.turn.state
    assert not done.turn.state.here


def test_limit_that_was_dropped_does_not_come_back(assistant: Assistant) -> None:
    turns = Conversations(assistant.database).turns(asked(assistant, SINCE.replace("papers", "papers in cs.CV")))
    assert turns[0].answer
    assert "in cs.CV" not in turns[0].answer.understood  # no paper here has a category
    wanted = freed(turns, 1, "dates")
    assert wanted.scope == Filters()
    done = last(assistant.ask(wanted.question, history=wanted.before or (), filters=wanted.scope))
    assert MOSSGATE.id in [source.id for source in done.answer.sources]


def test_limit_of_an_earlier_turn_is_lifted_by_taking_it_off(assistant: Assistant) -> None:
    first = last(assistant.ask("How does Mossgate retrieve images of moss?"))
    second = last(assistant.ask("only since February 2024", history=[first.turn] if first.turn else []))
    assert "published since" in second.answer.understood
    kept = Conversations(assistant.database)
    recording = kept.begin("How does Mossgate retrieve images of moss?")
    recording.finished(first.answer, first.turn)
    recording = kept.begin("only since February 2024", recording.conversation)
    recording.finished(second.answer, second.turn)
    wanted = freed(kept.turns(recording.conversation), 2, "dates")
    done = last(assistant.ask(wanted.question, history=wanted.before or (), filters=wanted.scope))
    assert "published" not in done.answer.understood
    assert [source.id for source in done.answer.sources] == [MOSSGATE.id]


def test_limit_said_alone_is_lifted_by_taking_it_off(assistant: Assistant) -> None:
    kept, key = Conversations(assistant.database), asked(assistant, "only papers since 2024 without moss")
    wanted = freed(kept.turns(key), 1, "dates")
    done = last(assistant.ask(wanted.question, history=wanted.before or (), filters=wanted.scope))
    assert done.answer.text == "From here on: without “moss”. Ask your question."
    assert done.turn
    assert done.turn.state
    assert done.turn.state.standing == Filters(without=("moss",))


def test_limit_of_the_page_that_is_taken_off_does_not_hold_for_what_follows(assistant: Assistant) -> None:
    key = asked(assistant, "Which papers are about ferns?", Filters(since=dt.date(2024, 1, 1)))
    turns = Conversations(assistant.database).turns(key)
    done = last(assistant.ask("any other papers?", history=history(turns)))
    assert "published" not in done.answer.understood


def test_limits_that_were_typed_and_not_set_go_with_the_question(assistant: Assistant) -> None:
    form = "do=unlimit&since=2024-02-01&until=&category=&paper="
    address, note = limited(assistant, Address.read("papers=arxiv:2402.00002"), filled_in(form))
    assert (address.query, note) == ("papers=arxiv:2402.00002&since=2024-02-01", "")
    assert limited(assistant, address, filled_in("")) == (address, "")


def test_limits_of_the_page_are_limits_of_the_turn(assistant: Assistant) -> None:
    key = asked(assistant, "What is hard to retrieve?", Filters(papers=(MOSSGATE.id,)))
    turns = Conversations(assistant.database).turns(key)
    assert turns[0].answer
    assert [source.id for source in turns[0].answer.sources] == [MOSSGATE.id]
    page = stored(turns[0], [MOSSGATE])
    assert page.chips == (Chip("only Mossgate", "papers"),)
    assert freed(turns, 1, "papers").scope == Filters()
    assert again(turns, 1, Filters()).question == "What is hard to retrieve?"


def test_turn_that_failed_is_asked_again_as_it_was(assistant: Assistant) -> None:
    kept = Conversations(assistant.database)
    recording = kept.begin("Why?")
    recording.failed("Nobody knows.")
    turns = kept.turns(recording.conversation)
    assert freed(turns, 1, "dates") == again(turns, 1, Filters())
    assert list(under(iter(()), Filters())) == []


def test_limits_are_read_as_people_write_them(assistant: Assistant) -> None:
    form = {"do": "limit", "category": "cs.cl", "paper": "Mossgate", "since": "2024-01-01", "until": ""}
    address, note = limited(assistant, Address(), form)
    assert address.query == "papers=arxiv:2402.00002&since=2024-01-01&category=cs.CL"
    assert not note
    same, note = limited(assistant, Address(), {"do": "limit", "category": "poetry", "paper": "Nosuchthing"})
    assert same == Address()
    assert "poetry is no category" in note
    assert "Nosuchthing" in note


def test_copy_has_marks_and_references() -> None:
    cites = [Citation(number=n, paper=one.id, sentences=(2,)) for n, one in enumerate((ZEBRAFOLD, MOSSGATE), start=1)]
    claims = [
        Claim(text="It folds.", citations=(cites[0], cites[0]), verdict=Verdict(support="quoted")),
        Claim(text="It is blue.", citations=(cites[1],), verdict=Verdict(support="unsupported", reason="blue")),
    ]
    turn = turn_of(claims=tuple(claims), papers=(ZEBRAFOLD, MOSSGATE))
    assert turn.markdown == (
        "- It folds. [1]\n- It is blue. [2] (not supported: blue)\n\n"
        "1. Ada Example and others. Zebrafold: Folding Token Streams for Cheap Training. 2024-01-02. "
        "https://arxiv.org/abs/2401.00001\n"
        "2. Mossgate: Gated Retrieval of Moss Images. 2024-02-03. https://arxiv.org/abs/2402.00002"
    )


def test_starters_are_of_saved_papers_and_else_of_the_newest(assistant: Assistant) -> None:
    assert starters(assistant)[1].startswith("Compare ")
    Marks(assistant.database).put([OTHER.id], "saved")
    assert starters(assistant)[0] == "What is Fernpath?"
    assert all("Fernpath" in asks or asks.endswith(("papers?", "month?")) for asks in starters(assistant))
    assert starters(assistant, [OTHER.id])[0] == "What does it propose?"


def test_starters_of_an_empty_library_name_nothing(tmp_path: Path) -> None:
    assert starters(Assistant.open(Settings(home=tmp_path / "empty"))) == (
        "What are the newest papers?",
        "How many papers are there per month?",
    )


def test_follow_ups_name_what_was_found_and_not_told() -> None:
    bare = OTHER.model_copy(update={"id": "title:bare", "title": "Slow Reading of Maps"})
    assert follow_ups([ZEBRAFOLD, MOSSGATE, OTHER, bare], [ZEBRAFOLD.id]) == (
        "Compare Zebrafold and Mossgate",
        "What about Fernpath?",
        "What does “Slow Reading of Maps” propose?",  # a title that is no name is quoted, or it would be a topic
    )


@pytest.mark.parametrize("question", ["What can you do?", "Will it rain in Berlin tomorrow?"])
def test_what_was_not_answered_ends_in_questions_that_are(assistant: Assistant, question: str) -> None:
    offered = Chats(assistant).follow_ups(asked(assistant, question))
    assert offered == starters(assistant)[:3]
    assert Chats(assistant).follow_ups(asked(assistant, offered[0])) != offered


def test_edited_question_goes_into_a_copy(assistant: Assistant) -> None:
    chats, kept = Chats(assistant), Conversations(assistant.database)
    key = asked(assistant, "How does Mossgate retrieve images of moss?")
    asked(assistant, "What are its limitations?", key=key)
    address = chats.edited(Address(key, edit=2), "Who wrote it?")
    assert address.conversation not in ("", key)
    assert [turn.question for turn in kept.turns(address.conversation)] == [
        "How does Mossgate retrieve images of moss?"
    ]
    assert kept.get(address.conversation).title == "Who wrote it?"
    assert chats.edited(Address(key, edit=1), "Who?").conversation == ""
    assert chats.edited(Address(key), "Who?").conversation == key
    assert transcript("T", kept.turns(chats.branched(key, 1).id)).count("##") == 1


def test_engine_is_told_in_words() -> None:
    def made(engine: str) -> str:
        return turn_of(claims=(said,), engine=engine, seconds=0.04).made

    said = Claim(text="It folds.", verdict=Verdict(support="quoted"))

    assert made("extractive") == "Quotes from the abstracts · 0.1 s"
    assert made("records") == "From the papers' records · 0.1 s"
    assert made("tiny") == "Written by tiny · 0.1 s"
    assert made("tiny + extractive") == "Written by tiny, then quotes from the abstracts · 0.1 s"
    assert made("") == ""
    assert turn_of(engine="extractive").made == "The abstracts were searched · 0.1 s"
    counted = Claim(text="Three.", basis="record", verdict=None)
    assert turn_of(claims=(counted,), engine="extractive").made.startswith("From the papers' rec")


def test_copy_of_an_answer_that_is_a_table_is_the_table(assistant: Assistant) -> None:
    *_, counted = grow(Shown(number=1, question="Which papers have the most authors?"), assistant, ())
    assert "| Paper | Authors |\n| --- | --- |\n| Zebrafold" in counted.markdown
    *_, compared = grow(Shown(number=1, question="Compare Zebrafold and Mossgate"), assistant, ())
    assert compared.answer.comparison
    assert compared.markdown.startswith("| Paper | problem |")
    bare = compared.saying()
    assert bare.markdown.startswith("| Paper | problem |")


def test_event_that_is_not_the_last_passes_under(assistant: Assistant) -> None:
    events = list(under(assistant.ask(SINCE), Filters(categories=("cs.CL",))))
    assert isinstance(events[-1], Finished)
    assert events[-1].turn
    assert events[-1].turn.state
    assert events[-1].turn.state.here.categories == ("cs.CL",)
