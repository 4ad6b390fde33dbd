"""What the page shows of answers by count, and of what may not answer: a table, bars, a list, a heading."""

from collections.abc import Iterator
from typing import Any

import pytest

from assistant.types import Answer, AnswerEvent, Citation, Claim, Finished, Retrieved, Source, Table, Verdict
from assistant.web import render
from assistant.web.shown import Shown, grow
from tests.support.papers import LANTERN, MOSSGATE, ZEBRAFOLD, evidence, paper

HOSTILE = '"><img src=x onerror=alert(1)>'
COUNTED = Claim(text="3 papers are in the library.", basis="record", verdict=None)
QUOTED = Claim(
    text="Moss is green.",
    citations=(Citation(number=1, paper=ZEBRAFOLD.id, sentences=(2,)),),
    verdict=Verdict(support="quoted"),
)
LONG = paper(
    "Supercalifragilistic-Pseudopseudohypoparathyroidism-Antidisestablishmentarianism in the Folding of Token Streams",
    "Streams are long. We fold them without any end, and then once more for good measure.",
    "2402.00009",
    published="2024-02-20",
    authors=("Ada Example", "Bo Example", "Cy Example"),
)


class Answering:
    """Gives this answer to whatever is asked."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def ask(self, question: str, **_: Any) -> Iterator[AnswerEvent]:
        yield Retrieved(evidence=evidence(ZEBRAFOLD))
        yield Finished(answer=self.answer)


def shown(**fields: Any) -> str:
    answer = Answer(**{"status": "answered", "text": "", "engine": "records", "seconds": 0.1, **fields})
    *_, turn = grow(Shown(number=1, question="?"), Answering(answer), ())  # type: ignore[arg-type]
    return str(render.render("conversation.html", turns=[turn], papers=3))


def test_heading_stands_before_what_may_not_answer_and_nowhere_else() -> None:
    heading = "May not answer this exactly"
    page = shown(status="related", claims=(QUOTED,))
    assert page.index(heading) < page.index(QUOTED.text)
    assert heading not in shown(claims=(QUOTED,))


def test_what_rests_on_records_has_neither_mark_nor_number() -> None:
    page = shown(claims=(COUNTED,))
    assert COUNTED.text in page
    assert not [mark for mark in ('class="ring"', 'class="verdict', 'class="cite"', "not supported") if mark in page]


def test_cells_and_titles_are_text() -> None:
    table = Table(columns=(HOSTILE, "Authors"), rows=((HOSTILE, "3"),))
    source = Source(number=1, id="x:1", title=HOSTILE, url="javascript:alert(1)")
    for page in (shown(claims=(COUNTED,), table=table), shown(claims=(COUNTED,), sources=(source,))):
        assert "<img" not in page
        assert "javascript:" not in page
        assert "&lt;img" in page


def test_papers_that_are_told_of_are_listed_unless_they_are_cited_or_stand_in_a_table() -> None:
    sources = (Source(number=1, id="x:1", title="A paper on moss", url="https://arxiv.org/abs/2402.00002"),)
    page = shown(claims=(COUNTED,), sources=sources)
    assert 'href="https://arxiv.org/abs/2402.00002"' in page
    table = Table(columns=("Paper",), rows=(("A fern",),))
    assert "A paper on moss" not in shown(claims=(COUNTED,), sources=sources, table=table)
    assert "A paper on moss" not in shown(claims=(QUOTED,), sources=sources)


def test_months_without_a_paper_divide_by_nothing() -> None:
    assert shown(claims=(COUNTED,), months=(("2024-01", 0), ("2024-02", 0))).count('class="bar"') == 2


@pytest.fixture(scope="module")
def url(serve: Any) -> str:
    more = [
        paper(f"Fern {n}", f"Ferns of kind {n} are green.", f"2404.0010{n}", published="2024-04-05") for n in range(4)
    ]
    return serve([ZEBRAFOLD, MOSSGATE, LANTERN, LONG, *more])


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_count_by_month_shows_a_bar_a_month_as_high_as_its_papers_are_many(visit: Any, url: str, width: int) -> None:
    page = visit(url, width=width)
    reply = page.ask("How many papers are there per month?")
    heights = reply.locator(".month .bar").evaluate_all("bars => bars.map(bar => bar.getBoundingClientRect().height)")
    assert len(heights) == 4  # January to April
    assert heights[3] > 50
    assert [height / heights[3] for height in heights] == pytest.approx([1 / 4, 2 / 4, 1 / 100, 1], abs=0.02)
    assert reply.get_by_role("figure", name="Papers a month").is_visible()
    whens = reply.locator(".when")
    assert [text.strip() for text in whens.all_text_contents()] == ["Jan 2024", "Apr 2024"]
    boxes = [whens.nth(place).bounding_box() for place in range(2)]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    assert reply.locator(".months").bounding_box()["width"] <= width
    below = reply.locator(".engine").bounding_box()
    assert all(box["y"] + box["height"] <= below["y"] + 1 for box in boxes)
    assert not page.scrolls_sideways()


@pytest.mark.browser
def test_table_can_be_read_on_a_phone(visit: Any, url: str) -> None:
    page = visit(url, width=390)
    reply = page.ask("Which papers have the most authors?")
    table = reply.get_by_role("table")
    assert table.get_by_role("columnheader").all_text_contents() == ["Paper", "Authors"]
    first = table.get_by_role("row").nth(1).get_by_role("cell")
    assert first.all_text_contents() == [LONG.title, "3"]
    box = first.nth(1).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert not page.scrolls_sideways()


@pytest.mark.browser
def test_answer_by_count_has_no_mark_of_a_verdict_and_no_source(visit: Any, url: str) -> None:
    page = visit(url)
    reply = page.ask("How many papers are in the library?")
    assert reply.locator(".claim").all_text_contents() == ["8 papers are in the library."]
    assert reply.locator(".ring, .verdict, .cite, .claim.unverified").count() == 0
    assert page.tab.locator(".source").count() == 0


@pytest.mark.browser
def test_what_may_not_answer_stands_under_its_heading_with_the_reason(visit: Any, url: str) -> None:
    reply = visit(url).ask("Does Zebrafold work with GlimmerNet?")
    heading = reply.get_by_role("heading", name="May not answer this exactly")
    heading.wait_for()
    assert heading.bounding_box()["y"] < reply.locator(".claim").first.bounding_box()["y"]
    assert "“GlimmerNet”" in reply.locator(".notice").first.text_content()
    assert reply.locator(".cite").count() > 0
