"""Tables made without a model: what stands in a cell, whose figures they are, and what is said not to be stated."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.comparison.columns import ABSTRACT, RECORD, Column, column_of, computed_cell, read_formula
from assistant.comparison.table import compare, rows_of, suggested
from assistant.comparison.values import MOST
from assistant.errors import FormulaUnreadable
from assistant.types import NOT_KNOWN, NOT_STATED, Comparison, Row
from index.models import cell_reader
from index.paper import Paper
from index.text import plain
from tests.support import tables
from tests.support.papers import LANTERN, MOSSGATE, THISTLEDOWN, ZEBRAFOLD, paper
from tests.support.tables import figure

PEATBOG = paper(
    "Peatbog: Sparse Attention for Long Scores",
    "Long musical scores are costly to read because attention grows with their square. "
    "We propose Peatbog, a training-free sparse attention that keeps the bars which repeat. "
    "On ScoreBench, Peatbog reaches 81.5% accuracy, outperforming HeatherNet (74.2%), and runs 3.1x faster. "
    "Our method is limited to scores in one key. "
    "The code is available at https://example.org/peatbog.",
    "2403.00003",
    upvotes=12,
)
BRACKEN = paper(
    "Bracken: Learning to Skip Bars",
    "Models of music read every bar, which is slow and wasteful. "
    "This paper introduces Bracken, a policy trained with reinforcement learning to skip bars. "
    "Experiments show that Bracken reaches 84.0% accuracy on ScoreBench with 40% less memory. "
    "We release our code and models.",
    "2404.00004",
    published="2024-04-05",
)
HEATHBENCH = paper(
    "HeathBench: Do Models Understand Heaths?",
    "Heaths are rarely studied by models of vision. "
    "We introduce HeathBench, a benchmark of 1,200 photographs of heaths. "
    "Our evaluation shows that even the best model, Gorse-4, achieves only 37.5% accuracy.",
)
PAPERS = (PEATBOG, BRACKEN, HEATHBENCH, ZEBRAFOLD, MOSSGATE, LANTERN)


def values(row: Row) -> dict[str, str]:
    return {cell.column: cell.value for cell in row.cells}


def test_values_are_short_and_cut_from_their_quotes() -> None:
    for row, one in zip(rows_of(PAPERS, ABSTRACT), PAPERS, strict=True):
        for cell in row.cells:
            assert len(cell.quotes) == len(cell.sentences) <= 3
            assert [one.sentences[n - 1] for n in cell.sentences] == list(cell.quotes)
            assert cell.stated == bool(cell.quotes)
            if cell.stated:
                assert len(cell.value.split()) <= MOST
                quoted = " ".join(map(plain, cell.quotes))
                assert all(part in quoted for part in cell.value.split("; "))


def test_what_a_sentence_hardly_says_is_a_guess() -> None:
    """A boast is no problem that the work takes up, and no sentence states a better one."""
    cells = {each.column: each for each in rows_of([THISTLEDOWN], ABSTRACT)[0].cells}
    assert not cells["problem"].firm
    assert cells["problem"].quotes
    assert all(cells[column].firm for column in ("idea", "data", "results", "limits"))


def test_each_column_has_what_it_asks_for() -> None:
    (row,) = rows_of([PEATBOG], ABSTRACT)
    found = {cell.column: cell.sentences[:1] for cell in row.cells}
    assert found == {
        "problem": (1,),
        "idea": (2,),
        "training": (2,),
        "data": (3,),
        "results": (3,),
        "cost": (3,),
        "limits": (4,),
        "code": (5,),
    }
    assert values(row)["code"] == "https://example.org/peatbog"
    assert values(row)["data"].startswith("ScoreBench")
    assert "3.1x" in values(row)["cost"]


def test_what_authors_hope_for_is_no_result() -> None:
    survey = paper(
        "A Survey of Heath Models",
        "Models of heaths are built in many ways, and it is hard to keep an overview. "
        "This survey sorts heath models by their data, their training and their use. "
        "We describe each group with its typical designs. "
        "We hope this survey gives researchers a guide and inspires future work on heaths.",
    )
    (row,) = rows_of([survey], ABSTRACT)
    assert values(row)["results"] == NOT_STATED


def test_figures_belong_to_the_work_they_were_measured_for() -> None:
    peatbog, bracken, heath = rows_of([PEATBOG, BRACKEN, HEATHBENCH], (Column("results"), Column("cost")))
    own = [(figure.number, figure.unit) for cell in peatbog.cells for figure in cell.figures]
    assert own == [(81.5, "%"), (3.1, "x")]  # not the rival's 74.2
    assert {figure.number for cell in bracken.cells for figure in cell.figures} == {84.0, 40}
    assert not [figure for cell in heath.cells for figure in cell.figures]  # it is Gorse-4's


def test_figures_have_metric_data_set_and_baseline_as_they_are_written() -> None:
    (row,) = rows_of([PEATBOG], (Column("results"),))
    (figure,) = row.cells[0].figures
    assert (figure.value, figure.metric, figure.dataset, figure.baseline) == (
        "81.5%",
        "accuracy",
        "ScoreBench",
        "HeatherNet",
    )


def test_order_of_rows_and_columns_changes_nothing() -> None:
    there = rows_of(PAPERS, ABSTRACT)
    back = rows_of(PAPERS[::-1], ABSTRACT[::-1])
    for row, other in zip(there, back[::-1], strict=True):
        assert row.cells == other.cells[::-1]


def test_question_for_the_code_or_the_limits_is_answered_as_their_columns_are() -> None:
    words = ("Is the code public?", "Which limitations does it name?")
    (row,) = rows_of([PEATBOG], [column_of(each) for each in words])
    assert [cell.column for cell in row.cells] == list(words)
    assert [cell.sentences for cell in row.cells] == [(5,), (4,)]


def test_question_for_a_number_is_answered_with_one_or_not_at_all() -> None:
    words = "How large is the benchmark?"
    there, none = rows_of([HEATHBENCH, MOSSGATE], [column_of(words)])
    assert any(map(str.isdigit, there.cells[0].value)) or not there.cells[0].stated
    assert none.cells[0].value == NOT_STATED


EVERY = (*ABSTRACT, *RECORD, Column("Is it slow?", "question", "Is it slow?"), column_of("= accuracy / accuracy"))


@settings(max_examples=12, deadline=None)
@given(st.permutations(range(len(PAPERS))), st.permutations(EVERY))
def test_any_order_of_rows_and_columns_says_the_same(places: list[int], columns: list[Column]) -> None:
    there, back = compare("", PAPERS, columns=EVERY), compare("", [PAPERS[n] for n in places], columns=columns)
    assert back.columns == tuple(column.name for column in columns)
    for place, row in zip(places, back.rows, strict=True):
        assert {cell.column: cell for cell in row.cells} == {cell.column: cell for cell in there.rows[place].cells}
    assert sorted(re.findall(r"[\w%.]+", said(back))) == sorted(re.findall(r"[\w%.]+", said(there)))


def said(result: Comparison) -> str:
    """Return the paragraph without the numbers of rows, and as if no word began a sentence."""
    return re.sub(r"[;.](?=\s|$)", "", " ".join(claim.text for claim in result.claims)).lower()


def test_corrupted_abstract_changes_its_own_row_alone() -> None:
    broken = MOSSGATE.model_copy(update={"abstract": "99% 99x ((( [[ =) ; ; Mossgate Peatbog Bracken. " * 20})
    fresh = Paper.model_validate(broken.model_dump())
    before, after = rows_of(PAPERS, ABSTRACT), rows_of([*PAPERS[:4], fresh, *PAPERS[5:]], ABSTRACT)
    assert [n for n, (one, two) in enumerate(zip(before, after, strict=True)) if one.cells != two.cells] in ([4], [])


def test_columns_that_two_papers_state_are_suggested_in_our_order() -> None:
    names = [column.name for column in suggested([PEATBOG, BRACKEN, LANTERN])]
    assert [name for name in names if name in ("idea", "results", "code", "limits")] == ["idea", "results", "code"]
    assert {"idea", "results"} <= {column.name for column in suggested([LANTERN, LANTERN])}


def test_record_fills_its_columns_and_says_what_it_does_not_have() -> None:
    columns = tuple(map(column_of, ("Year", "authors", "venue", "votes", "links")))
    one, two = rows_of([PEATBOG, ZEBRAFOLD], columns)
    assert values(one) == {
        "year": NOT_KNOWN,
        "authors": NOT_KNOWN,
        "venue": NOT_KNOWN,
        "votes": "12",
        "links": NOT_KNOWN,
    }
    assert values(two)["year"] == "2024"
    assert values(two)["authors"] == "Ada Example, Bo Example"
    assert {cell.writer for cell in two.cells} == {"record"}


def test_own_column_is_asked_of_each_paper_by_itself() -> None:
    asked = column_of("Is it trained with reinforcement learning?")
    peatbog, bracken = rows_of([PEATBOG, BRACKEN], (asked,))
    assert bracken.cells[0].sentences == (2,)
    assert "reinforcement learning" in bracken.cells[0].value
    assert peatbog.cells[0].value == NOT_STATED


def test_difference_of_one_metric_and_benchmark_is_computed_with_its_sources() -> None:
    one, two = rows_of([PEATBOG, BRACKEN], (column_of("= accuracy on ScoreBench - [1]"),))
    assert two.cells[0].value == "2.5 points = 84.0% - 81.5%"
    assert two.cells[0].quotes == (BRACKEN.sentences[2],)
    assert "accuracy on ScoreBench - [1]" in two.cells[0].verdict.reason
    assert one.cells[0].value.startswith("0 points")


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("= elegance - [1]", "no such figure"),
        ("= accuracy - [7]", "no such figure"),
    ],
)
def test_what_may_not_be_computed_says_why(formula: str, why: str) -> None:
    cell = rows_of([BRACKEN], (column_of(formula),))[0].cells[0]
    assert (cell.value, cell.stated) == (f"not computed: {why}", False)


def test_figure_of_a_guess_is_not_computed_with() -> None:
    whole = [
        tables.row(n, one, [tables.cell("results", one, [3], figures=[figure("46%", 46)], firm=firm)])
        for n, (one, firm) in enumerate(((PEATBOG, True), (BRACKEN, False)), start=1)
    ]
    formula = read_formula("accuracy - [1]")
    one, two = (computed_cell("gain", formula, row, whole) for row in whole)
    assert one.value == "0 points = 46% - 46%"
    assert two.value == "not computed: a figure of a guess"


def test_figures_of_two_benchmarks_are_not_set_against_each_other() -> None:
    other = paper(
        "Sedge: Reading Scores Backwards",
        "Scores are read forwards, which is slow. We propose Sedge, a reader that starts at the end. "
        "Experiments show that Sedge reaches 79.0% accuracy on HarpBench.",
    )
    _, cell = (row.cells[0] for row in rows_of([BRACKEN, other], (column_of("= accuracy - [1]"),)))
    assert cell.value == "not computed: another benchmark"


def test_formula_that_is_none_is_refused() -> None:
    with pytest.raises(FormulaUnreadable):
        compare("", [PEATBOG, BRACKEN], columns=(column_of("= nonsense"),))


def test_json_has_the_agreed_shape() -> None:
    document = json.loads(compare("music", [PEATBOG, BRACKEN]).model_dump_json())
    assert {"topic", "columns", "rows", "text", "claims", "sources", "engine", "usage", "seconds"} <= set(document)
    for row in document["rows"]:
        assert {"number", "id", "title", "url", "published", "cells"} <= set(row)
        assert [cell["column"] for cell in row["cells"]] == document["columns"]
        assert all({"column", "value", "quotes", "sentences", "verdict"} <= set(cell) for cell in row["cells"])


def test_each_paper_is_read_by_the_model_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """That is most of what a comparison takes, 25 ms a paper."""
    read: list[str] = []
    look = cell_reader.laid_out
    monkeypatch.setattr(cell_reader, "laid_out", lambda title, text: read.append(title) or look(title, text))
    five = [one.model_copy(update={"title": f"{one.title} again"}) for one in PAPERS[:5]]
    for _ in range(2):
        compare("", [Paper.model_validate(one.model_dump()) for one in five])
    assert len(read) == len(set(read)) == 5


def test_abstracts_of_three_sentences_have_idea_result_and_limit() -> None:
    short = paper("Pruned Hedges", "Tall hedges lose 4 points on HedgeBench. We prune them. A limitation is the cost.")
    (row,) = rows_of([short], ABSTRACT)
    found = {cell.column: cell.sentences[:1] for cell in row.cells if cell.column in ("problem", "idea", "results")}
    assert found == {"problem": (), "idea": (2,), "results": (1,)}
    assert next(cell for cell in row.cells if cell.column == "limits").sentences == (3,)


def test_abstract_longer_than_the_reader_reads_is_set_beside_others() -> None:
    shreds = " ".join(
        f"In the {word} of our studies on long scores of many bars, Peatbog reaches {number}.5% accuracy on ScoreBench "
        f"and runs {number}.1x faster than HeatherNet with {number} GB of memory, which no other reader of scores does."
        for number, word in enumerate(("first", "second", "third", "fourth", "fifth") * 5, start=40)
    )
    long = paper("Peatbog: Long Scores", f"{PEATBOG.abstract} {shreds}", "2403.00009")
    found = compare("", [long, BRACKEN])
    results = next(cell for cell in found.rows[0].cells if cell.column == "results")
    assert results.value != NOT_STATED
    assert all(quote in plain(long.abstract) for quote in results.quotes)


@pytest.mark.parametrize(
    ("venue", "year", "told"),
    [("2024", "2024", NOT_KNOWN), ("NeurIPS, 2024", "2024", "NeurIPS, 2024"), ("Workshop 7", NOT_KNOWN, "Workshop 7")],
)
def test_year_of_a_paper_without_a_day_is_the_one_beside_its_venue(venue: str, year: str, told: str) -> None:
    undated = paper("Sedge: Scores", "We read scores.", "2405.00005", venue=venue)
    found = compare("", [undated, BRACKEN], columns=[column_of("year"), column_of("venue")])
    assert [cell.value for cell in found.rows[0].cells] == [year, told]
