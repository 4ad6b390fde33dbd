"""Tables that a model writes, over real HTTP: all calls at once, what does not hold filled from the abstracts."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Barrier

import pytest

from assistant.comparison.columns import Column
from assistant.comparison.paragraph import Crew, Hire
from assistant.comparison.writing import with_model, without_model
from assistant.judges.endpoint import EndpointJudge
from assistant.store.spending import Spending
from assistant.types import NOT_STATED, Cell, Comparison, Figure, Row, Verdict
from assistant.writers.endpoint import EndpointWriter
from index.endpoint.address import Endpoint
from index.paper import Paper
from tests.assistant.comparison.test_chosen import LETTGEN
from tests.support.papers import MOSSGATE, ZEBRAFOLD
from tests.support.table_server import TableServer

PAPERS = (ZEBRAFOLD, MOSSGATE)
LABELS = "Does it need labels?"
COLUMNS = (Column("idea"), Column("results"), Column("limits"), Column(LABELS, "question", LABELS))
BOTH = "Zebrafold makes training cheaper, while Mossgate finds moss species [P1.S3][P2.S3]."


@pytest.fixture
def server() -> Iterator[TableServer]:
    with TableServer() as server:
        server.cells = {
            "Zebrafold": {
                "idea": ("folds a stream into layers", [2]),
                "results": ("46% less training time", [3]),
                "limits": ("fails on streams shorter than a page", [4]),
            },
            "Mossgate": {"idea": ("a gated retriever", [2]), "results": ("88 of 100 queries", [3])},
        }
        server.paragraph = BOTH
        yield server


def hired(server: TableServer, *, judged: bool = True, spending: Spending | None = None) -> Hire:
    endpoint = Endpoint(model="tiny", base_url=server.url, api_key="k", timeout=60.0, retries=0)

    def hire() -> Crew:
        judge = EndpointJudge(endpoint, spending=spending) if judged else None
        return Crew(EndpointWriter(endpoint, spending=spending), judge)

    return hire


def rows(papers: Sequence[Paper] = PAPERS) -> tuple[Row, ...]:
    """Rows as they are without a model: the second sentence as the idea, the third as the result."""
    made = []
    for place, paper in enumerate(papers, start=1):
        cells = [
            Cell(
                column=name,
                value=paper.sentences[n - 1],
                quotes=(paper.sentences[n - 1],),
                sentences=(n,),
                verdict=Verdict(support="quoted"),
                figures=(Figure(value="46%", number=46, unit="%", sentence=3),) if name == "results" else (),
            )
            if n <= len(paper.sentences)
            else Cell.not_stated(name)
            for name, n in (("idea", 2), ("results", 3))
        ]
        absent = [Cell.not_stated(name) for name in ("limits", LABELS)]
        made.append(Row(number=place, id=paper.id, title=paper.title, cells=(*cells, *absent)))
    return tuple(made)


def write(server: TableServer, papers: Sequence[Paper] = PAPERS, **how: bool) -> Comparison:
    return with_model("", rows(papers), papers, COLUMNS, hired(server, **how), drop=True)


def values(written: Comparison) -> dict[tuple[int, str], tuple[str, str]]:
    return {(row.number, cell.column): (cell.value, cell.writer) for row in written.rows for cell in row.cells}


def test_model_fills_the_rows_and_the_judge_confirms_them(server: TableServer) -> None:
    written = write(server)
    found = values(written)
    assert found[1, "results"] == ("46% less training time", "tiny")
    assert found[2, "limits"] == (NOT_STATED, "tiny")
    assert {cell.verdict.support for row in written.rows for cell in row.cells} <= {"supported", "quoted"}
    assert [claim.text for claim in written.claims] == [BOTH.partition(" [")[0] + "."]
    assert {each.number for each in written.claims[0].citations} == {1, 2}
    assert written.engine == "tiny"
    assert sorted(server.kinds()) == ["cells", "cells", "judge", "judge", "judge", "paragraph"]
    assert written.usage.calls == 6
    assert written.rows[0].cells[1].figures == rows()[0].cells[1].figures
    assert [source.quotes[0] for source in written.sources] == [paper.sentences[1] for paper in PAPERS]


def test_reader_of_a_cell_alone_knows_its_paper_and_column(server: TableServer) -> None:
    server.cells["Answering"] = {"idea": ("a model makes up a letter for each question", [2])}
    write(server, (ZEBRAFOLD, LETTGEN))
    judged = "\n".join(
        asked.body["messages"][-1]["content"]
        for asked, kind in zip(server.asked, server.kinds(), strict=True)
        if kind == "judge"
    )
    assert "Zebrafold, results: 46% less training time [P" in judged
    assert "LettGen, idea: a model makes up a letter for each question [P" in judged  # and not under its title


def test_calls_are_made_at_the_same_time(server: TableServer) -> None:
    papers = [ZEBRAFOLD.model_copy(update={"id": f"x:{n}", "title": f"Zebrafold: variant {n}"}) for n in range(5)]
    server.meeting = Barrier(5)
    written = write(server, papers)
    assert len(written.rows) == 5
    assert server.kinds().count("cells") == 5


@pytest.mark.parametrize("value", ["73% less training time", "Florbnet on Quuxset"], ids=["figure", "name"])
def test_cell_without_support_is_filled_from_the_abstract(server: TableServer, value: str) -> None:
    server.cells["Zebrafold"]["results"] = (value, [3])
    written = write(server, judged=value.startswith("73"))  # no judge may wave a figure through
    assert values(written)[1, "results"] == (ZEBRAFOLD.sentences[2], "extractive")
    assert written.engine == "tiny + extractive"


def test_cell_that_the_judge_calls_not_stated_is_filled_from_the_abstract(server: TableServer) -> None:
    server.false["Zebrafold, idea: folds a stream into layers"] = ("it is otherwise", "", [])
    assert values(write(server))[1, "idea"] == (ZEBRAFOLD.sentences[1], "extractive")


def test_cell_that_the_judge_corrects_is_as_corrected(server: TableServer) -> None:
    asked = "Zebrafold, limits: fails on streams shorter than a page"
    server.false[asked] = ("too wide", "Zebrafold, limits: fails on short streams.", ["P1.S4", "P2.S4"])
    assert values(write(server))[1, "limits"] == ("fails on short streams", "tiny")


def test_judge_is_not_believed_where_a_figure_stands_nowhere(server: TableServer) -> None:
    server.cells["Zebrafold"][LABELS] = ("yes, 1,000 labels", [2])
    assert values(write(server))[1, LABELS] == (NOT_STATED, "extractive")


def test_judge_may_overrule_the_hard_core_on_names(server: TableServer) -> None:
    server.cells["Zebrafold"]["idea"] = ("a cousin of MossNet that folds streams", [2])
    assert values(write(server))[1, "idea"] == ("a cousin of MossNet that folds streams", "tiny")
    assert values(write(server, judged=False))[1, "idea"] == (ZEBRAFOLD.sentences[1], "extractive")


def test_sentence_that_cites_nothing_is_left_out(server: TableServer) -> None:
    server.paragraph = f"Both are of interest to everybody. {BOTH}"
    written = write(server)
    assert len(written.claims) == 1
    assert "1 sentence was left out for citing no abstract." in written.notice


def test_value_keeps_all_its_figures_and_is_not_used_if_it_goes_on(server: TableServer) -> None:
    several = "reduces the training time on Quillset by 46%; reaches 91.2 points on it"
    server.cells["Zebrafold"]["results"] = (several, [3])
    server.cells["Mossgate"]["idea"] = ("a gated retriever that finds the right moss " * 3, [2])
    found = values(write(server))
    assert found[1, "results"] == (several, "tiny")
    assert found[2, "idea"][1] == "extractive"


def test_question_of_a_reader_is_answered_by_paper(server: TableServer) -> None:
    server.cells["Mossgate"][LABELS] = ("no", [2])
    found = values(write(server))
    assert (found[1, LABELS], found[2, LABELS]) == ((NOT_STATED, "tiny"), ("no", "tiny"))


def test_paper_that_fails_says_so_and_is_filled_from_its_abstract(server: TableServer) -> None:
    server.broken = {"Mossgate"}
    written = write(server)
    assert written.rows[0].failed == ""
    assert "It cannot read Mossgate" in written.rows[1].failed
    assert values(written)[2, "results"] == (MOSSGATE.sentences[2], "extractive")
    assert written.notice == ""


def test_server_that_is_down_leaves_a_table_and_is_told_once(server: TableServer) -> None:
    server.broken = {"Mossgate", "Zebrafold"}
    server.key = "another"
    written = write(server)
    assert all(row.failed for row in written.rows)
    told = ("The abstracts' own words fill the table.", "The paragraph is put together from the table.")
    assert all(written.notice.count(notice) == 1 for notice in told)
    assert written.engine == "extractive"
    assert written.rows[0].cells[0].value == ZEBRAFOLD.sentences[1]


def test_judge_that_fails_leaves_the_cells_marked(server: TableServer) -> None:
    server.blind = 99  # of false twins: it calls them all true
    written = write(server)
    found = {cell.verdict.support for row in written.rows for cell in row.cells}
    assert "unverified" in found
    assert written.notice.count("no judge confirmed") == 2  # cells, and the paragraph


def test_without_a_judge_cells_are_marked(server: TableServer) -> None:
    written = write(server, judged=False)
    assert written.rows[0].cells[0].verdict.support == "unverified"
    assert server.kinds().count("judge") == 0


def test_paragraph_that_does_not_hold_is_put_together_from_the_table(server: TableServer) -> None:
    server.paragraph = "Florbnet reaches 99% on Quuxset [P1.S3]."
    written = write(server)
    assert "Florbnet" not in " ".join(claim.text for claim in written.claims)
    assert "put together from the table" in written.notice


def test_budget_of_the_day_is_kept(server: TableServer, tmp_path: Path) -> None:
    spending = Spending(tmp_path, tokens=1)
    hire = hired(server, spending=spending)
    assert with_model("", rows(), PAPERS, COLUMNS, hire, drop=True).usage.calls > 0
    before = len(server.asked)
    written = with_model("", rows(), PAPERS, COLUMNS, hire, drop=True)
    assert len(server.asked) == before
    assert all("budget" in row.failed for row in written.rows)
    assert spending.spent().calls == before


def test_withdrawn_paper_is_told_of_first_and_by_nobody_else(server: TableServer) -> None:
    withdrawn = ZEBRAFOLD.model_copy(update={"withdrawn": True})
    server.paragraph = "Mossgate is a gated retriever [P1.S2]."
    written = write(server, (withdrawn, MOSSGATE))
    assert "was withdrawn" in written.claims[0].text
    assert [each.number for each in written.claims[1].citations] == [2]


def test_no_model_is_called_without_one() -> None:
    written = without_model(rows(), PAPERS)
    assert (written.engine, written.usage.calls) == ("extractive", 0)
    assert values(written)[1, "results"] == (ZEBRAFOLD.sentences[2], "extractive")
