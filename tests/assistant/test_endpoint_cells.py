"""The cells of a comparison as a model writes them."""

from __future__ import annotations

import pytest

from assistant import errors
from assistant.parsing.cells import parse_cell
from assistant.parsing.events import Draft, Mark
from assistant.writers.base import CellDraft
from index.aspects import ASPECTS
from tests.support.desk import Desk, evidence
from tests.support.openai_server import Reply, says


def _table(papers: int = 2) -> list[str]:
    return [
        f"P{paper} | {aspect} | value of {aspect} [P{paper}.S1]" for paper in range(1, papers + 1) for aspect in ASPECTS
    ]


def test_cells_come_line_by_line(desk: Desk) -> None:
    rows = [*_table()]
    rows[0], rows[7] = "**P1** | Problem | not stated", "P2 | limits | needs [P2.S1]. More words [P2.S2]."
    desk.server.script(
        says(*"\n".join(["Here it is:", "| paper | aspect | value |", "|---|---|---|", *rows, "P1 | idea | B"]))
    )
    cells = list(desk.writer().cells(ASPECTS, evidence()))
    assert len(cells) == 7
    assert cells[0] == CellDraft(1, "idea", Draft("value of idea", (Mark(1, 1),)))
    assert cells[-1] == CellDraft(2, "limits", Draft("needs. More words.", (Mark(2, 1), Mark(2, 2))))


@pytest.mark.parametrize("reply", [says("I cannot."), says("NOT ANSWERED"), says("\n".join(_table()[:7]))])
def test_cells_that_are_passed_over_are_no_silent_not_stated(desk: Desk, reply: Reply) -> None:
    desk.server.script(reply)
    with pytest.raises(errors.EndpointBroken, match=r"left out [18] of 8 cells\."):
        list(desk.writer().cells(ASPECTS, evidence()))


def test_papers_that_do_not_fit_are_no_silent_not_stated(desk: Desk) -> None:
    desk.server.script(says("\n".join(_table(30))))
    with pytest.raises(errors.EndpointBroken, match="of 30 papers fit into the prompt"):
        list(desk.writer(budget=500).cells(ASPECTS, evidence(30)))


LINES = {
    "plain": ("P1 | idea | text [P1.S3]", (1, "idea", "text [P1.S3]")),
    "bullet and bold": ("- **P2** | **Idea** | text", (2, "idea", "text")),
    "row": ("| P1 | `results` | text |", (1, "results", "text")),
    "escaped pipe": (r"| P1 | idea | p(a\|b) |", (1, "idea", "p(a|b)")),
    "pipe in the text": ("P1 | idea | p(a|b) holds", (1, "idea", "p(a|b) holds")),
    "brackets": ("[P1] | IDEA: | text", (1, "idea", "text")),
    "in words": ("1. Paper 2 | limits | text", (2, "limits", "text")),
    "not stated": ("P1 | idea | *Not stated.* [P1.S0]", (1, "idea", "")),
    "not stated in the abstract": ("P1 | idea | is not mentioned in the abstract", (1, "idea", "")),
    "n/a": ("| P1 | idea | N/A |", (1, "idea", "")),
    "dash": ("P1 | idea | —", (1, "idea", "")),
    "nothing": ("P1 | idea |", (1, "idea", "")),
    "starts like none": ("P1 | idea | none of the weights move", (1, "idea", "none of the weights move")),
    "header": ("| paper | aspect | value |", None),
    "rule": ("|---|---|---|", None),
    "fence": ("```", None),
    "paper that is not there": ("P3 | idea | text", None),
    "example": ("P0 | idea | text", None),
    "unknown aspect": ("P1 | price | text", None),
    "two fields": ("P1 | idea", None),
}


@pytest.mark.parametrize(("line", "cell"), LINES.values(), ids=LINES)
def test_parse_cell(line: str, cell: tuple[int, str, str] | None) -> None:
    assert parse_cell(line, ASPECTS, papers=2) == cell


def test_paper_may_be_called_by_its_name() -> None:
    titles = ["Zebrafold: Folding Streams", "Mossgate: Gated Retrieval", "Mossgate Again"]
    rows = ("Zebrafold | idea | folds", "Zebrafold (P1) | idea | folds", "P2: Mossgate | idea | gates")
    cells = [parse_cell(row, ASPECTS, 3, titles) for row in rows]
    assert [cell and cell.paper for cell in cells] == [1, 1, 2]
    assert parse_cell("Mossgate | idea | gates", ASPECTS, 3, titles) is None  # it may be either
    assert parse_cell("Zebra | idea | folds", ASPECTS, 3, titles) is None
