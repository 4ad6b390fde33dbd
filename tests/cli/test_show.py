"""What the terminal shows of sentences: those that change while an answer is written, and the verdicts on them."""

import csv
import json
from typing import Any

import pytest

from assistant.cli import show
from assistant.types import (
    Answer,
    AnswerEvent,
    Brief,
    Cell,
    Choice,
    Citation,
    Claim,
    Claimed,
    Comparison,
    Finished,
    Replaced,
    Row,
    Source,
    Support,
    Table,
    Usage,
    Verdict,
)

FREE = Usage()
CITED = (Citation(number=1, paper="x:1", sentences=(1,)),)
NEAR, FAR = "its wording is close to the cited sentence’s", "its wording is far from the cited sentence’s"


def claim(text: str, support: Support, reason: str = "") -> Claim:
    return Claim(text=text, citations=CITED, verdict=Verdict(support=support, reason=reason))


WRONG = claim("Moss is blue.", "unsupported", "blue does not stand there")
RIGHT = claim("Moss is green.", "supported")
QUOTED = claim("Moss is a plant.", "quoted")
RETOLD = claim("Moss has a green hue.", "unverified", NEAR)


def printed(
    capsys: pytest.CaptureFixture[str],
    *events: AnswerEvent,
    claims: tuple[Claim, ...],
    usage: Usage = FREE,
    judged: bool = False,
) -> str:
    done = Answer(status="answered", text="", claims=claims, engine="tiny", seconds=1.0, usage=usage)
    show.answer([*events, Finished(answer=done)], lambda engine, _: f"by {engine}", judged=judged, as_json=False)
    return capsys.readouterr().out


def test_corrected_answer_is_printed_once_more_as_a_whole(capsys: pytest.CaptureFixture[str]) -> None:
    events = (Claimed(claim=RIGHT), Claimed(claim=WRONG), Replaced(place=1, claim=None))
    before, _, after = printed(capsys, *events, claims=(RIGHT,)).partition("Checked:")
    assert "Moss is blue. [1] (not supported: blue does not stand there)" in before
    assert "green" in after
    assert "blue" not in after


def test_answer_without_corrections_is_printed_once(capsys: pytest.CaptureFixture[str]) -> None:
    shown = printed(capsys, Claimed(claim=RIGHT), claims=(RIGHT,))
    assert shown.count("Moss is green.") == 1
    assert "Checked" not in shown


def test_nothing_stands_behind_what_is_quoted_or_confirmed(capsys: pytest.CaptureFixture[str]) -> None:
    shown = printed(capsys, Claimed(claim=QUOTED), Claimed(claim=RIGHT), claims=(QUOTED, RIGHT))
    assert shown.splitlines()[:2] == ["Moss is a plant. [1]", "Moss is green. [1]"]


def test_what_nobody_confirmed_is_explained_once_below(capsys: pytest.CaptureFixture[str]) -> None:
    claims = (RETOLD, QUOTED, claim("Moss likes shade.", "unverified", NEAR), claim("Moss is old.", "unverified", FAR))
    shown = printed(capsys, *(Claimed(claim=each) for each in claims), claims=claims).splitlines()
    assert shown[:4] == [
        "Moss has a green hue. [1]°",
        "Moss is a plant. [1]",
        "Moss likes shade. [1]°",
        "Moss is old. [1]°",
    ]
    assert shown[4] == f"° not verified: {NEAR} (2 times) · {FAR}"


def test_sentence_that_a_judge_confirms_is_printed_once_and_without_a_sign(capsys: pytest.CaptureFixture[str]) -> None:
    confirmed = claim(RETOLD.text, "supported")
    events = (Claimed(claim=RETOLD), Replaced(place=0, claim=confirmed))
    shown = printed(capsys, *events, claims=(confirmed,), judged=True)
    assert shown.splitlines()[0] == "Moss has a green hue. [1]"
    assert shown.count("Moss") == 1
    assert "°" not in shown


def test_sentence_that_the_judge_left_has_its_sign_in_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    shown = printed(capsys, Claimed(claim=RETOLD), claims=(RETOLD,), judged=True)
    before, _, after = shown.partition("Checked:")
    assert "°" not in before
    assert "Moss has a green hue. [1]°\n° not verified:" in after


def test_cost_is_told_where_a_model_was_called(capsys: pytest.CaptureFixture[str]) -> None:
    usage = Usage(calls=1, prompt_tokens=900, completion_tokens=100, cost_usd=0.0021)
    assert "by tiny (1,000 tokens, $0.0021)" in printed(capsys, claims=(RIGHT,), usage=usage)
    assert "tokens" not in printed(capsys, claims=(RIGHT,))


def answered(**fields: Any) -> Answer:
    return Answer(**{"status": "answered", "text": "", "engine": "tiny", "seconds": 1.0, **fields})


def shown_of(capsys: pytest.CaptureFixture[str], done: Answer) -> str:
    events = [*(Claimed(claim=each) for each in done.claims), Finished(answer=done)]
    show.answer(events, lambda engine, _: f"by {engine}", judged=False, as_json=False)
    return capsys.readouterr().out


def test_what_may_not_answer_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    said = "These may not answer the question exactly."
    shown = shown_of(capsys, answered(status="related", claims=(QUOTED,)))
    assert said in shown
    assert "Moss is a plant. [1]" in shown
    assert said not in shown_of(capsys, answered(claims=(QUOTED,)))


COUNTED = Claim(text="2 papers are in the library.", basis="record", verdict=None)


def test_what_rests_on_records_has_no_number_and_no_sign(capsys: pytest.CaptureFixture[str]) -> None:
    shown = shown_of(capsys, answered(claims=(COUNTED,)))
    assert shown.splitlines()[0] == COUNTED.text
    assert shown.count(COUNTED.text) == 1
    assert "°" not in shown
    assert "not supported" not in shown


def test_table_of_records_is_printed_in_its_order_and_as_it_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    rows = (("[bold]Moss[/] of stones", "3"), ("Fern", "2"))
    shown = shown_of(capsys, answered(claims=(COUNTED,), table=Table(columns=("Paper", "Authors"), rows=rows)))
    places = [shown.index(text) for text in ("2 papers", "Authors", "[bold]Moss[/] of stones", "Fern")]
    assert places == sorted(places)


def test_table_stands_in_the_place_of_the_sources(capsys: pytest.CaptureFixture[str]) -> None:
    source = Source(number=1, id="x:1", title="A paper on moss")
    table = Table(columns=("Paper",), rows=(("Fern",),))
    assert "A paper on moss" in shown_of(capsys, answered(claims=(COUNTED,), sources=(source,)))
    assert "A paper on moss" not in shown_of(capsys, answered(claims=(COUNTED,), sources=(source,), table=table))


def test_json_has_neither_table_nor_months(capsys: pytest.CaptureFixture[str]) -> None:
    done = answered(claims=(COUNTED,), table=Table(columns=("Paper",), rows=(("Fern",),)), months=(("2024-01", 2),))
    show.answer([Finished(answer=done)], lambda *_: "", judged=False, as_json=True)
    document = json.loads(capsys.readouterr().out)
    assert set(document) == {"status", "text", "claims", "sources", "nearest", "engine", "usage", "seconds"}
    assert document["claims"][0] == {"text": COUNTED.text, "basis": "record", "citations": [], "verdict": None}


def test_brief_marks_the_verdicts_in_its_paragraph(capsys: pytest.CaptureFixture[str]) -> None:
    claims = (QUOTED, RETOLD, WRONG)
    brief = Brief(since=None, until=None, topic="moss", text="", claims=claims, papers=1, engine="tiny", seconds=1.0)
    show.brief(brief, "md")
    text, _, legend, *_ = capsys.readouterr().out.splitlines()
    assert text == (
        "Moss is a plant. [1] Moss has a green hue. [1]° Moss is blue. [1] (not supported: blue does not stand there)"
    )
    assert legend == f"° not verified: {NEAR}"


def compared() -> Comparison:
    values = {"problem": "quoted", "idea": "unverified", "results": "supported", "limits": "unsupported"}
    cells = tuple(
        Cell(column=aspect, value=f"Its {aspect}.", quotes=("Q.",), sentences=(1,), verdict=Verdict(support=support))  # type: ignore[arg-type]
        for aspect, support in values.items()
    )
    row = Row(number=1, id="x:1", title="Moss", cells=cells)
    return Comparison(topic="moss", columns=tuple(values), rows=(row,), text="", engine="tiny", seconds=1.0)


def test_comparison_marks_its_cells(capsys: pytest.CaptureFixture[str]) -> None:
    show.comparison(compared(), [], "md")
    shown = capsys.readouterr().out
    assert "| [1] Moss | Its problem. | Its idea.° | Its results. | Its limits. (not supported) |" in shown
    assert "\n° not verified\n" in shown


def test_values_of_csv_have_no_sign_that_nothing_explains(capsys: pytest.CaptureFixture[str]) -> None:
    show.comparison(compared(), [], "csv")
    _, row = csv.reader(capsys.readouterr().out.splitlines())
    assert row == ["[1] Moss", "Its problem.", "Its idea.", "Its results.", "Its limits. (not supported)"]


def test_papers_that_may_be_meant_are_numbered_with_how_to_ask_again(capsys: pytest.CaptureFixture[str]) -> None:
    choices = (
        Choice(id="x:1", title="Moss [red]", author="Ada Example", year=2024, question="How? (x:1)"),
        Choice(id="x:2", title="Moss lamps", question="How? (x:2)"),
    )
    done = Answer(status="abstained", text="Which one is meant?", choices=choices, engine="records", seconds=0.1)
    show.answer([Finished(answer=done)], lambda *_: "", judged=False, as_json=False)
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[:3] == ["Which one is meant?", "1. Moss [red] (Ada Example, 2024)", "ask it again with --paper x:1"]
    assert lines[3:5] == ["2. Moss lamps", "ask it again with --paper x:2"]
    show.answer([Finished(answer=done)], lambda *_: "", judged=False, as_json=True)
    assert [one["id"] for one in json.loads(capsys.readouterr().out)["choices"]] == ["x:1", "x:2"]
