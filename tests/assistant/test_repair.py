"""The second chance of a claim that failed: what goes back, what comes in its place, and what the reader sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from assistant.abstention import Searched
from assistant.answer import ask
from assistant.compare import compare
from assistant.errors import EndpointBroken
from assistant.grounding.marks import Draft, drafts
from assistant.types import Answer, AnswerEvent, Claimed, Finished, Replaced
from assistant.writers.base import Failing, Writer
from assistant.writers.corrections import parse_correction
from assistant.writers.endpoint import Endpoint, EndpointWriter
from assistant.writers.extractive import ExtractiveWriter
from index.query import Evidence, Query
from tests.support import openai_server as support
from tests.support.openai_server import OpenAIServer, failure, says
from tests.support.papers import ALL, MOSSGATE, ZEBRAFOLD, evidence
from tests.support.writers import FixedRetriever, ScriptedWriter

server = support.openai_server

FOLDS = "Zebrafold folds a stream into layers [P1.S2]. "
WRONG = "On Quillset, Zebrafold reduces the training time by 99% [P1.S3]. "
RIGHT = "On Quillset, Zebrafold reduces the training time by 46% [P1.S3]."
RIGHT_TEXT = "On Quillset, Zebrafold reduces the training time by 46%."


class Mending(ScriptedWriter):
    """Corrects with the given lines, and remembers what it was given."""

    def __init__(self, text: str, *corrections: tuple[int, str], fails: bool = False) -> None:
        super().__init__(text, name="mending")
        self.corrections, self.fails = corrections, fails
        self.failing: list[Sequence[Failing]] = []
        self.shown: list[Sequence[Evidence]] = []

    def repair(self, failing: Sequence[Failing], evidence: Sequence[Evidence]) -> Iterator[tuple[int, Draft]]:
        self.failing.append(failing)
        self.shown.append(evidence)
        for number, text in self.corrections:
            yield number, next(drafts([text]))
        if self.fails:
            raise EndpointBroken("It stopped.", "Try again.")


def events(*writers: Writer, drop: bool = False) -> list[AnswerEvent]:
    retriever = FixedRetriever(evidence(*ALL))
    return list(
        ask(Query(text="What is Zebrafold?"), retriever=retriever, writers=writers, searched=Searched(3), drop=drop)
    )


def answer(*writers: Writer, drop: bool = False) -> Answer:
    last = events(*writers, drop=drop)[-1]
    assert isinstance(last, Finished)
    return last.answer


def texts(result: Answer) -> list[str]:
    return [claim.text for claim in result.claims]


def test_failed_sentence_is_replaced_in_its_place() -> None:
    writer = Mending(WRONG + FOLDS, (1, RIGHT))
    seen = events(writer)
    claimed = [event.claim.verdict.support for event in seen if isinstance(event, Claimed)]
    assert claimed == ["unsupported", "supported"]  # shown at once, with its verdict
    (replaced,) = [event for event in seen if isinstance(event, Replaced)]
    assert replaced.place == 0
    assert replaced.claim is not None
    last = seen[-1]
    assert isinstance(last, Finished)
    assert texts(last.answer) == [RIGHT_TEXT, "Zebrafold folds a stream into layers."]
    assert "NOT SUPPORTED" not in last.answer.text


def test_only_what_fails_goes_back_with_its_reason_and_what_it_cites() -> None:
    writer = Mending(FOLDS + WRONG + "It won a prize at the lantern fair [P9.S9].", (1, RIGHT))
    answer(writer)
    ((first, second),) = writer.failing
    assert (first.text, [tuple(mark) for mark in first.marks]) == (WRONG.split(" [")[0] + ".", [(1, 3)])
    assert "99" in first.reason
    assert (second.marks, second.reason) == ((), "it cites no sentence that exists")
    # the second one cites nothing, so it comes with the abstract that is most like it
    assert [[item.paper.title for item in shown] for shown in writer.shown] == [[ALL[0].title, ALL[2].title]]


def test_marks_of_a_correction_count_in_what_was_shown() -> None:
    wrong = "Mossgate finds the right species in 12 of 100 queries [P2.S3]. "
    writer = Mending(FOLDS + wrong, (1, "Mossgate finds the right species in 88 of 100 queries [P1.S3]."))
    claim = answer(writer).claims[1]
    assert [(citation.paper, citation.sentences) for citation in claim.citations] == [(MOSSGATE.id, (3,))]


def test_sound_sentences_are_not_sent_back() -> None:
    writer = Mending(FOLDS + RIGHT)
    answer(writer)
    assert writer.failing == []


NO_HELP = {
    "fails again": [(1, "On Quillset, Zebrafold reduces the training time by 98% [P1.S3].")],
    "says so": [(1, "NOT STATED")],
    "other number": [(2, RIGHT), (0, RIGHT), (-1, RIGHT)],
    "repeats another sentence": [(1, FOLDS)],
    "nothing": [],
}


@pytest.mark.parametrize("corrections", NO_HELP.values(), ids=NO_HELP)
def test_what_still_fails_stays_marked(corrections: list[tuple[int, str]]) -> None:
    result = answer(Mending(FOLDS + WRONG, *corrections))
    assert [claim.verdict.support for claim in result.claims] == ["supported", "unsupported"]
    assert result.text.endswith("(NOT SUPPORTED)")


def test_what_still_fails_is_dropped_if_so_set() -> None:
    seen = events(Mending(WRONG + FOLDS + WRONG.replace("99", "98"), (2, RIGHT)), drop=True)
    last = seen[-1]
    assert isinstance(last, Finished)
    assert texts(last.answer) == ["Zebrafold folds a stream into layers.", RIGHT_TEXT]
    shown = [event.claim for event in seen if isinstance(event, Claimed)]
    for event in seen:  # who follows the events ends with the same sentences
        if isinstance(event, Replaced):
            shown[event.place : event.place + 1] = [event.claim] if event.claim else []
    assert [claim.text for claim in shown] == texts(last.answer)


def test_sentences_of_a_writer_that_cannot_repair_are_dropped_as_well() -> None:
    assert texts(answer(ScriptedWriter(FOLDS + WRONG), drop=True)) == ["Zebrafold folds a stream into layers."]


def test_answer_of_nothing_but_failures_is_an_abstention_when_they_are_dropped() -> None:
    result = answer(Mending(WRONG), drop=True)
    assert (result.status, result.claims) == ("abstained", ())


def test_first_correction_that_holds_counts() -> None:
    writer = Mending(FOLDS + WRONG, (1, "Here is the sentence:"), (1, RIGHT), (1, "Zebrafold was praised [P1.S1]."))
    assert texts(answer(writer))[1] == RIGHT_TEXT


def test_failing_repair_leaves_the_marked_sentence_and_keeps_what_it_mended() -> None:
    result = answer(Mending(FOLDS + WRONG + WRONG.replace("99", "98"), (2, RIGHT), fails=True), ExtractiveWriter())
    assert [claim.verdict.support for claim in result.claims] == ["supported", "unsupported", "supported"]
    assert result.engine == "mending"
    assert result.notice == ""


def test_repair_that_helps_needs_no_other_writer() -> None:
    result = answer(Mending(WRONG, (1, RIGHT)), ExtractiveWriter())
    assert (texts(result), result.engine) == ([RIGHT_TEXT], "mending")


def test_citations_are_numbered_without_gaps_after_a_repair() -> None:
    wrong = "Zebrafold finds the right species in 88 of 100 queries [P3.S1]. "
    writer = Mending(wrong + FOLDS, (1, "Mossgate finds the right species in 88 of 100 queries [P2.S3]."))
    writer.corrections = ((1, "Zebrafold folds a stream into layers and fails on short streams [P1.S2][P1.S4]."),)
    result = answer(writer)
    numbers = [citation.number for claim in result.claims for citation in claim.citations]
    assert list(dict.fromkeys(numbers)) == list(range(1, len(result.sources) + 1))
    assert [source.number for source in result.sources] == list(range(1, len(result.sources) + 1))
    cited = {citation.paper for claim in result.claims for citation in claim.citations}
    assert {source.id for source in result.sources} == cited


def test_paragraph_of_a_comparison_is_repaired_and_keeps_the_numbers_of_the_rows() -> None:
    quote = ZEBRAFOLD.sentences[2].replace("\\", "")
    first = "This paper introduces Mossgate, a gated retriever [P1.S2]. "
    writer = Mending(first + WRONG.replace("P1", "P2"), (1, RIGHT))
    writer._cells = [(1, "idea", f"{MOSSGATE.sentences[1]} [P1.S2]"), (2, "results", f"{quote} [P2.S3]")]
    result = compare("", [MOSSGATE, ZEBRAFOLD], writers=[writer, ExtractiveWriter()])
    assert result.claims[1].text == RIGHT_TEXT
    assert {row.id: row.number for row in result.rows} == {source.id: source.number for source in result.sources}


LINES = {
    "plain": ("2 | It is so [P1.S2].", (2, "It is so [P1.S2].")),
    "numbered": ("2. It is so [P1.S2].", (2, "It is so [P1.S2].")),
    "row": ("| 2 | It is so [P1.S2]. |", (2, "It is so [P1.S2].")),
    "in words": ("**Sentence 2:** It is so [P1.S2].", (2, "It is so [P1.S2].")),
    "bullet": ("- 2) It is so.", (2, "It is so.")),
    "figure in front": ("46% of the time is saved [P1.S3].", None),
    "number that was not asked for": ("7 | It is so.", None),
    "chatter": ("Here are the corrected sentences:", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("line", "expected"), LINES.values(), ids=LINES)
def test_corrections_are_read_in_every_form(line: str, expected: tuple[int, str] | None) -> None:
    assert parse_correction(line, 3) == expected


def test_single_correction_needs_no_number() -> None:
    assert parse_correction("It is so [P1.S2].", 1) == (1, "It is so [P1.S2].")


def endpoint(server: OpenAIServer) -> EndpointWriter:
    return EndpointWriter(Endpoint(model="tiny", base_url=server.url, timeout=5.0, retries=0))


def test_endpoint_is_asked_once_more_and_the_call_is_counted(server: OpenAIServer) -> None:
    server.script(says(FOLDS + WRONG), says("<think>99 is wrong.</think>\n1 | ", RIGHT))
    result = answer(endpoint(server), ExtractiveWriter())
    assert texts(result)[1] == RIGHT_TEXT
    assert (result.engine, result.usage.calls, len(server.asked)) == ("tiny", 2, 2)
    sent = server.asked[1].body["messages"][1]["content"]
    assert "by 99%. [P1.S3] | wrong: 99" in sent
    assert sent.count("<abstract") == 1
    assert "folds a stream into layers." in sent  # in the abstract, and not as a sentence to correct
    assert "2 |" not in sent


@pytest.mark.parametrize("reply", [failure(500, "Oops"), says("", stall=9), says("I cannot do that.")])
def test_endpoint_that_fails_to_repair_leaves_the_answer_as_it_was(server: OpenAIServer, reply: support.Reply) -> None:
    server.script(says(FOLDS + WRONG), reply)
    writer = EndpointWriter(Endpoint(model="tiny", base_url=server.url, timeout=0.5, retries=0))
    result = answer(writer, ExtractiveWriter())
    assert [claim.verdict.support for claim in result.claims] == ["supported", "unsupported"]
    assert result.engine == "tiny"
