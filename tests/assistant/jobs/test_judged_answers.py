"""What the judge makes of an answer, a brief and a comparison: confirmed, corrected, dropped or marked, and told."""

from collections.abc import Sequence

import pytest

from assistant.jobs.abstention import Searched
from assistant.jobs.answer import Frame, ask
from assistant.parsing.events import Mark
from assistant.types import Answer, AnswerEvent, Claimed, Finished, Replaced, Waited
from assistant.verification.judge import Judgement
from assistant.writers.extractive import ExtractiveWriter
from index.query import Query
from tests.support.papers import ALL, evidence
from tests.support.writers import FixedRetriever, ScriptedJudge, ScriptedWriter

QUOTED = "However, Zebrafold fails on streams shorter than a page."
RETOLD = "With Zebrafold, training on Quillset gets by on roughly half the time."
WRONG = "Zebrafold works best on very short streams."
TEXT = f"{RETOLD} [P1.S3] {WRONG} [P1.S4] {QUOTED} [P1.S4]"
YES = Judgement(0, "supported")
NO = Judgement(0, "unsupported", part="short streams are where it fails")
BETTER = NO._replace(correction="Zebrafold fails on very short streams.", marks=(Mark(1, 4),))


def events(judge: ScriptedJudge, text: str = TEXT, *, drop: bool = True) -> Sequence[AnswerEvent]:
    return list(
        ask(
            Query(text="What is Zebrafold?"),
            retriever=FixedRetriever(evidence(*ALL)),
            writers=[ScriptedWriter(text), ExtractiveWriter()],
            searched=Searched(3),
            judge=judge,
            frame=Frame(drop=drop),
        )
    )


def answer(judge: ScriptedJudge, text: str = TEXT, *, drop: bool = True) -> Answer:
    last = events(judge, text, drop=drop)[-1]
    assert isinstance(last, Finished)
    return last.answer


def supports(result: Answer) -> dict[str, str]:
    return {claim.text: claim.verdict.support for claim in result.claims}


def test_sentences_stand_unverified_until_the_judge_has_spoken_and_change_in_place() -> None:
    seen = events(ScriptedJudge({RETOLD: YES, WRONG: YES}))
    claimed = [event.claim.verdict.support for event in seen if isinstance(event, Claimed)]
    assert claimed == ["unverified", "unverified", "quoted"]
    replaced = [(event.place, event.claim.verdict.support) for event in seen if isinstance(event, Replaced)]
    assert replaced == [(0, "supported"), (1, "supported")]
    assert any(isinstance(event, Waited) for event in seen)


def test_quotations_are_not_sent_and_one_call_has_all_others() -> None:
    judge = ScriptedJudge({RETOLD: YES, WRONG: NO})
    result = answer(judge)
    assert judge.asked == [[RETOLD, WRONG]]
    assert result.usage.calls == 2


def test_what_is_not_stated_and_cannot_be_corrected_is_dropped_with_a_notice() -> None:
    result = answer(ScriptedJudge({RETOLD: YES, WRONG: NO}))
    assert supports(result) == {RETOLD: "supported", QUOTED: "quoted"}
    assert "1 sentence was left out, for the cited abstracts do not state: short streams are where it fails." in (
        result.notice
    )


def test_it_stays_marked_by_setting() -> None:
    result = answer(ScriptedJudge({RETOLD: YES, WRONG: NO}), drop=False)
    assert supports(result)[WRONG] == "unsupported"
    assert "short streams are where it fails" in result.claims[1].verdict.reason


def test_correction_takes_the_place_of_its_sentence() -> None:
    result = answer(ScriptedJudge({RETOLD: YES, WRONG: BETTER}))
    assert supports(result) == {RETOLD: "supported", BETTER.correction: "supported", QUOTED: "quoted"}
    assert result.notice == ""


@pytest.mark.parametrize(
    "correction",
    ["Zebrafold loses 77% on short streams.", "MossNet fails on short streams.", "Visit www.evil.example."],
)
def test_correction_with_a_figure_or_a_name_of_its_own_is_not_shown(correction: str) -> None:
    result = answer(ScriptedJudge({RETOLD: YES, WRONG: BETTER._replace(correction=correction)}))
    assert correction not in supports(result)
    assert WRONG not in supports(result)


def test_judge_cannot_overrule_an_absent_figure_but_a_name_it_can() -> None:
    figure = "Zebrafold reduces the training time on Quillset by 99%."
    name = "Zebrafold, a cousin of MossNet, folds streams."
    text = f"{figure} [P1.S3] {name} [P1.S2]"
    assert supports(answer(ScriptedJudge({figure: YES, name: YES}), text)) == {figure: "unsupported", name: "supported"}


def test_judge_that_fails_leaves_the_sentences_unverified_and_says_so() -> None:
    result = answer(ScriptedJudge({}, breaks=True))
    assert supports(result) == {RETOLD: "unverified", WRONG: "unverified", QUOTED: "quoted"}
    assert result.notice.count("The judge stopped.") == 1


def test_judge_is_asked_once_though_another_writer_goes_on() -> None:
    judge = ScriptedJudge({WRONG: NO}, breaks=True)
    result = answer(judge, f"{WRONG} [P1.S4]")
    assert len(judge.asked) == 1
    assert result.notice.count("The judge stopped.") == 1
    assert result.engine == "extractive"
    assert WRONG not in supports(result)
