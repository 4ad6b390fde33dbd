"""A conversation as Markdown, read back by what Markdown makes of it."""

import datetime as dt

from assistant.export.text import transcript
from assistant.store.turns import StoredTurn
from assistant.types import Answer, Citation, Claim, Miss, Source, Table, Verdict
from tests.support.papers import MOSSGATE, ZEBRAFOLD
from tests.support.tables import cell, compared, row

AT = dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC)


def claim(text: str, support: str = "quoted", reason: str = "") -> Claim:
    citations = (Citation(number=1, paper="x:1", sentences=(1,)),)
    return Claim(text=text, citations=citations, verdict=Verdict(support=support, reason=reason))  # type: ignore[arg-type]


def answered(*claims: Claim, url: str = "https://example.org/1", **more: object) -> Answer:
    source = Source(number=1, id="x:1", title="Moss [v2]", url=url, published=dt.date(2026, 1, 2), quotes=("It is.",))
    fields = {"sources": (source,), "text": " ".join(each.text for each in claims), **more}
    return Answer(status="answered", claims=claims, engine="tiny", seconds=0.0, **fields)  # type: ignore[arg-type]


def turn(answer: Answer | None, question: str = "Is it?", state: str = "finished", message: str = "") -> StoredTurn:
    return StoredTurn(place=1, question=question, asked_at=AT, state=state, message=message, answer=answer)  # type: ignore[arg-type]


def test_answers_stand_under_their_questions_with_references() -> None:
    said = answered(claim("It is moss."), claim("Much of it.", "unverified"), claim("All.", "unsupported", "of what?"))
    text = transcript("Moss", [turn(said), turn(None, "And now?", "failed", "The model is away.")])
    assert text.splitlines() == [
        "# Moss",
        "",
        "## Is it?",
        "",
        "*2026-03-01 09:30 UTC*",
        "",
        "It is moss. [1] Much of it. [1]° All. [1] (not supported: of what?)",
        "",
        r"1. [Moss \[v2\]](<https://example.org/1>), 2026-01-02. “It is.”",
        "",
        "*Written by tiny*",
        "",
        "## And now?",
        "",
        "*2026-03-01 09:30 UTC*",
        "",
        "The model is away.",
    ]


def test_answer_that_was_cut_off_says_so() -> None:
    text = transcript("Moss", [turn(answered(claim("It is.")), state="growing"), turn(None, state="stopped")])
    assert "This answer was not finished." in text
    assert "This answer was stopped." in text


def test_table_and_near_papers_are_there() -> None:
    near = Miss(id="x:2", title="Ferns", reason="It is of ferns.")
    table = Table(columns=("year", "papers"), rows=(("2025", "3"),))
    text = transcript("Moss", [turn(answered(text="Three.", sources=(), nearest=(near,), table=table, notice="Well."))])
    assert "| year | papers |\n| --- | --- |\n| 2025 | 3 |" in text
    assert "- Ferns. It is of ferns." in text
    assert "*Well.*" in text


def test_nothing_that_somebody_wrote_is_markup() -> None:
    hostile = "<img src=x onerror=alert(1)> [a](javascript:alert(1))\n# `b` *c* | d"
    bad = answered(claim(hostile), url="javascript:alert(1)")
    odd = answered(claim("Fine."), url="https://example.org/>) <b>")
    text = transcript(hostile, [turn(bad, hostile), turn(odd)])
    assert "<img" not in text.replace(r"\<", "")
    assert "](javascript" not in text.replace(r"\]", "")
    assert "(<https://example.org/%3E)%20%3Cb%3E>)" in text
    assert sum(line.startswith("#") for line in text.splitlines()) == 3


def test_comparison_is_a_table_over_its_paragraph() -> None:
    one, two = (
        cell("cost", paper, [2], value) for paper, value in ((ZEBRAFOLD, "46% less | time"), (MOSSGATE, "Little"))
    )
    table = compared([row(1, ZEBRAFOLD, [one]), row(2, MOSSGATE, [two])])
    lines = transcript("Cost", [turn(answered(claim("Both are cheap."), comparison=table))]).splitlines()
    head = lines.index("| Paper | cost |")
    assert r"46% less \| time" in lines[head + 2]
    assert lines[head + 2].startswith("| [1] Zebrafold")
    assert lines.index("Both are cheap. [1]") > head
