"""Who is said to have written and confirmed a text."""

from pathlib import Path
from typing import Any

import pytest

from assistant.config import Settings
from assistant.jobs.notices import byline, is_judged
from assistant.types import Claim, Support, Verdict


def claims(*supports: Support, judged: bool = False) -> tuple[Claim, ...]:
    return tuple(Claim(text="Moss is green.", verdict=Verdict(support=each, judged=judged)) for each in supports)


def settings(**given: Any) -> Settings:
    return Settings(home=Path("nowhere"), **{"base_url": "http://127.0.0.1:9/v1", "model": "tiny"} | given)


def test_abstracts_own_sentences_need_nobody_to_confirm_them() -> None:
    offline = Settings(home=Path("nowhere"))
    assert "no model, no key" in byline(offline, "gpt-4o-mini")
    assert not is_judged(offline)
    fallback = byline(settings(), "tiny", "extractive", claims("quoted"))
    assert fallback == "Written by the extractive writer: the abstracts' own sentences."


@pytest.mark.parametrize(
    ("given", "judge"),
    [
        ({}, "the same model"),
        ({"judge_model": "tiny"}, "the same model"),
        ({"judge_model": "wise"}, "wise"),
    ],
)
def test_judge_is_named(given: dict[str, Any], judge: str) -> None:
    assert byline(settings(**given), "tiny", "tiny", claims("supported", "quoted", judged=True)) == (
        f"Written by tiny, and read against the abstracts by {judge}."
    )
    assert f"at http://127.0.0.1:9/v1, and read against the abstracts by {judge}." in byline(settings(**given), "tiny")


def test_judge_that_left_a_sentence_is_not_credited_with_all() -> None:
    said = byline(settings(), "tiny", "tiny", claims("supported", "unverified"))
    assert "nobody confirmed the wording of what is marked" in said
    assert "read against" not in said


def test_judge_that_was_not_asked_is_not_credited() -> None:
    said = byline(settings(), "tiny", "tiny", claims("supported"))
    assert said == "Written by tiny; figures and names are checked against the abstracts."
    assert byline(settings(), "tiny", "tiny") == "Written by tiny."


def test_without_a_judge_it_says_what_nobody_checked() -> None:
    said = byline(settings(judge="off"), "tiny", "tiny", claims("unverified"))
    assert said == (
        "Written by tiny; figures and names are checked against the abstracts, the wording by nobody (judge=off)."
    )
    assert not is_judged(settings(judge="off"))
