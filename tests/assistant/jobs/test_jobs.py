"""Answers and comparisons, with writers that do what the test says."""

from collections.abc import Sequence

import pytest

from assistant.conversation.follow_ups import Outcome, after_turn, to_query
from assistant.conversation.state import Manner, Talk
from assistant.errors import WriterError
from assistant.jobs.abstention import Searched
from assistant.jobs.answer import Frame, ask
from assistant.parsing.events import Draft, Retracted, Waiting
from assistant.types import Answer, AnswerEvent, Claimed, Finished, Retrieved
from assistant.writers.base import Writer
from assistant.writers.extractive import ExtractiveWriter
from index.labels import label
from index.models.turns import Before, dialogue_act
from index.query import Evidence, Filters, Query
from tests.support.papers import ALL, ZEBRAFOLD, evidence
from tests.support.writers import FixedRetriever, ScriptedWriter

TRUE = "On Quillset, Zebrafold reduces the training time by 46% [P1.S3]. "
FALSE = "On Quillset, Zebrafold reduces the training time by 99% [P1.S3]. "


def events(
    *writers: Writer, found: Sequence[Evidence] = evidence(*ALL), question: str = "What is Zebrafold?"
) -> list[AnswerEvent]:
    query = Query(text=question)
    return list(ask(query, retriever=FixedRetriever(found), writers=writers, searched=Searched(3)))


def answer(
    *writers: Writer, found: Sequence[Evidence] = evidence(*ALL), question: str = "What is Zebrafold?"
) -> Answer:
    last = events(*writers, found=found, question=question)[-1]
    assert isinstance(last, Finished)
    return last.answer


def test_events_come_in_order() -> None:
    kinds = [type(event) for event in events(ScriptedWriter(TRUE + "Zebrafold folds a stream into layers [P1.S2]."))]
    assert kinds == [Retrieved, Claimed, Claimed, Finished]


def test_no_writer_is_called_off_the_subject() -> None:
    writer = ScriptedWriter(TRUE)
    result = answer(writer, found=evidence(*ALL, relevance=0.0))
    assert result.status == "abstained"
    assert writer.asked == []
    assert result.claims == result.sources == ()


def test_model_decides_itself_whether_papers_that_are_only_near_answer() -> None:
    near = evidence(*ALL, answers=0.3)
    result = answer(ScriptedWriter(TRUE), ExtractiveWriter(), found=near)
    assert (result.status, result.engine, result.notice) == ("answered", "scripted", "")
    declined = answer(ScriptedWriter("NOT ANSWERED"), ExtractiveWriter(), found=near)
    assert (declined.status, declined.engine) == ("abstained", "scripted")
    assert {miss.id for miss in declined.nearest} == {one.id for one in ALL}


def test_what_the_extractive_writer_puts_in_the_place_of_a_model_may_be_only_related() -> None:
    result = answer(ScriptedWriter(FALSE), ExtractiveWriter(), found=evidence(*ALL, answers=0.3))
    assert (result.status, result.engine) == ("related", "extractive")
    assert "they may not answer this" in result.notice


def test_claim_that_fails_is_marked() -> None:
    result = answer(ScriptedWriter(TRUE + FALSE))
    assert [claim.verdict.support for claim in result.claims] == ["supported", "unsupported"]
    assert "99% [1] (NOT SUPPORTED)".replace("% [1]", "%. [1]") in result.text


def test_model_whose_sentences_all_fail_is_replaced_and_the_reader_told() -> None:
    result = answer(ScriptedWriter(FALSE), ExtractiveWriter())
    assert result.engine == "extractive"
    assert "holds against the abstracts" in result.notice
    assert result.status == "answered"


def test_model_that_breaks_is_finished_by_the_extractive_writer() -> None:
    result = answer(ScriptedWriter("Zebrafold folds a stream into layers [P1.S2].", breaks=True), ExtractiveWriter())
    assert result.engine == "scripted + extractive"
    assert "The model stopped." in result.notice
    assert result.claims[0].text == "Zebrafold folds a stream into layers."
    cited = [(c.paper, n) for claim in result.claims for c in claim.citations for n in c.sentences]
    assert len(cited) == len(set(cited))  # nothing is said twice
    assert result.usage.calls == 1


def test_last_writer_that_breaks_is_an_error() -> None:
    with pytest.raises(WriterError):
        answer(ScriptedWriter(TRUE, breaks=True))


def test_model_that_declines_is_believed() -> None:
    result = answer(ScriptedWriter("NOT ANSWERED"), ExtractiveWriter())
    assert result.status == "abstained"
    assert result.notice == ""


def test_model_that_loops_is_heard_once() -> None:
    assert len(answer(ScriptedWriter(TRUE * 30)).claims) == 1


def test_extractive_sentences_are_verbatim_and_cited_to_themselves() -> None:
    for question in ("What is Zebrafold?", "How much does it save?", "Which papers are there?", "why"):
        for claim in answer(ExtractiveWriter(), question=question).claims:
            ((citation),) = claim.citations
            (number,) = citation.sentences
            cited = next(one for one in ALL if one.id == citation.paper)
            sentence = cited.sentences[number - 1]
            assert claim.text in (sentence, f"{label(cited.title, cited.sentences)}: {sentence}")
            assert claim.verdict.support == "quoted"


def test_papers_found_in_any_order_are_told_in_one() -> None:
    found = [
        item.model_copy(update={"score": 0.5, "relevance": 0.9 - place / 10})
        for place, item in enumerate(evidence(*ALL))
    ]
    orders = [found, found[::-1], [found[1], found[2], found[0]]]
    retrieved = [events(ScriptedWriter(TRUE), found=order)[0] for order in orders]
    assert retrieved[0] == retrieved[1] == retrieved[2]


def test_model_says_no_more_sentences_than_were_asked_for_and_its_thinking_counts_for_nothing() -> None:
    class Thinking(ScriptedWriter):
        def answer(self, question, evidence):
            yield from [Waiting()] * 5
            yield Draft("Let me think.", ())
            yield Retracted()
            yield from super().answer(question, evidence)

    writer = Thinking(TRUE + "Zebrafold folds a stream into layers [P1.S2].")
    frame = Frame(manner=Manner(sentences=1, language="German"))
    query = Query(text="What is Zebrafold?")
    *_, done = ask(query, retriever=FixedRetriever(evidence(*ALL)), writers=[writer], searched=Searched(3), frame=frame)
    assert [claim.text for claim in done.answer.claims] == [TRUE.split(" [")[0] + "."]
    assert writer.asked == ["What is Zebrafold?\nAnswer in one sentence. Answer in German."]


@pytest.mark.parametrize(
    "text", ["what about its limitations?", "by how much?", "tell me more", "does it scale to longer streams?"]
)
def test_further_question_is_about_the_papers_of_the_last_answer(text: str) -> None:
    talk = after_turn(Talk(), "new", "What is Zebrafold?", Outcome((ZEBRAFOLD.id,)))
    query = to_query(dialogue_act(text, Before(talk.kind, talk.topic)).act, text, talk, Filters())
    assert query.filters.papers == (ZEBRAFOLD.id,)
    assert query.context == "What is Zebrafold?"


def test_named_papers_win_over_the_conversation() -> None:
    talk = after_turn(Talk(), "new", "?", Outcome(("x",)))
    assert to_query("about", "does it scale?", talk, Filters(papers=("y",))).filters.papers == ("y",)
