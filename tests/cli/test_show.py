"""What the terminal shows of an answer whose sentences change while it is written."""

from __future__ import annotations

import pytest

from assistant.cli import show
from assistant.types import Answer, AnswerEvent, Claim, Claimed, Finished, Replaced, Verdict

WRONG = Claim(text="Moss is blue.", verdict=Verdict(support="unsupported", reason="blue does not stand there"))
RIGHT = Claim(text="Moss is green.", verdict=Verdict(support="supported"))


def printed(capsys: pytest.CaptureFixture[str], *events: AnswerEvent, claims: tuple[Claim, ...]) -> str:
    done = Answer(status="answered", text="", claims=claims, engine="tiny", seconds=1.0)
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
