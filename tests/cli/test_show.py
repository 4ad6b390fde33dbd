"""What the terminal shows of an answer whose sentences change while it is written."""

from __future__ import annotations

import pytest

from assistant.cli import show
from assistant.types import Answer, AnswerEvent, Claim, Claimed, Finished, Replaced, Usage, Verdict

WRONG = Claim(text="Moss is blue.", verdict=Verdict(support="unsupported", reason="blue does not stand there"))
FREE = Usage()
RIGHT = Claim(text="Moss is green.", verdict=Verdict(support="supported"))


def printed(
    capsys: pytest.CaptureFixture[str], *events: AnswerEvent, claims: tuple[Claim, ...], usage: Usage = FREE
) -> str:
    done = Answer(status="answered", text="", claims=claims, engine="tiny", seconds=1.0, usage=usage)
    show.answer([*events, Finished(answer=done)], lambda engine: f"by {engine}", as_json=False)
    return capsys.readouterr().out


def test_corrected_answer_is_printed_once_more_as_a_whole(capsys: pytest.CaptureFixture[str]) -> None:
    events = (Claimed(claim=RIGHT), Claimed(claim=WRONG), Replaced(place=1, claim=None))
    before, _, after = printed(capsys, *events, claims=(RIGHT,)).partition("Corrected:")
    assert "Moss is blue. (unsupported: blue does not stand there)" in before.replace("  ", " ")
    assert "green" in after
    assert "blue" not in after


def test_answer_without_corrections_is_printed_once(capsys: pytest.CaptureFixture[str]) -> None:
    shown = printed(capsys, Claimed(claim=RIGHT), claims=(RIGHT,))
    assert shown.count("Moss is green.") == 1
    assert "Corrected" not in shown


def test_cost_is_told_where_a_model_was_called(capsys: pytest.CaptureFixture[str]) -> None:
    usage = Usage(calls=1, prompt_tokens=900, completion_tokens=100, cost_usd=0.0021)
    assert "by tiny (1,000 tokens, $0.0021)" in printed(capsys, claims=(RIGHT,), usage=usage)
    assert "tokens" not in printed(capsys, claims=(RIGHT,))
