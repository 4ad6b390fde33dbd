"""Results side by side: only what may be compared, each figure as it is written."""

import re
from typing import Any
from xml.etree import ElementTree as ET  # of our own making

import pytest

from assistant.comparison.plot import panels, plot
from assistant.types import Comparison, Figure
from index.paper import Paper
from tests.support.papers import paper
from tests.support.tables import cell, compared, figure, row

FIRST = paper("Oakwheel: Wheels of Oak", "Oaks turn. We spin them. Oakwheel reaches 46% accuracy on Quillset.")
SECOND = paper("Elmwheel: Wheels of Elm", "Elms turn. We spin them. Elmwheel has 88.5% accuracy on Quillset.")
THIRD = paper("Fernwheel: Wheels of Fern", "Ferns turn. We spin them. Fernwheel reaches 90% accuracy on Quillset.")
SVG = "{http://www.w3.org/2000/svg}"


def table(*figures: list[Figure], papers: tuple[Paper, ...] = (FIRST, SECOND, THIRD)) -> Comparison:
    rows = [
        row(n, one, [cell("results", one, [3], figures=found)])
        for n, (one, found) in enumerate(zip(papers, figures, strict=False), start=1)
    ]
    return compared(rows)


def test_figures_of_one_benchmark_and_metric_stand_side_by_side() -> None:
    (panel,) = panels(table([figure("46%", 46)], [figure("88.5%", 88.5)]).rows)
    assert panel.title == "Accuracy on Quillset"
    assert [(bar.row, bar.value, bar.quote) for bar in panel.bars] == [
        (1, "46%", FIRST.sentences[2]),
        (2, "88.5%", SECOND.sentences[2]),
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"dataset": "Mossbank"},
        {"dataset": ""},
        {"metric": "recall"},
        {"metric": ""},
        {"unit": "points"},
        {"number": None},
        {"value": "+88.5%"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_others_do_not(other: dict[str, Any]) -> None:
    second = figure(**({"value": "88.5%", "number": 88.5} | other))
    assert panels(table([figure("46%", 46)], [second]).rows) == ()


def test_guess_is_not_drawn() -> None:
    result = table([figure("46%", 46)], [figure("88.5%", 88.5)])
    one, two = result.rows
    guess = two.model_copy(update={"cells": tuple(each.model_copy(update={"firm": False}) for each in two.cells)})
    assert panels(result.rows)
    assert plot(result.model_copy(update={"rows": (one, guess)})) == ""


def test_names_may_be_written_in_other_letters() -> None:
    assert panels(table([figure("46%", 46)], [figure("8%", 8, dataset="QuillSet", metric="Accuracy")]).rows)


def test_two_figures_of_one_paper_are_no_comparison() -> None:
    assert panels(table([figure("46%", 46), figure("50%", 50)]).rows) == ()


def test_gain_is_not_compared_with_a_level() -> None:
    gains = paper("Gains", "It is so. We gain. Gains improves accuracy on Quillset by 30%.")
    assert panels(table([figure("30%", 30)], [figure("88%", 88)], papers=(gains, THIRD)).rows) == ()
    papers = (gains, *(gains.model_copy(update={"id": f"x:{n}"}) for n in (2, 3)))
    over = [[figure("30%", 30, baseline=name)] for name in ("Oak", "Elm", "oak")]
    (panel,) = panels(table(*over, papers=papers).rows)
    assert [bar.row for bar in panel.bars] == [1, 3]
    assert panel.title.endswith("over Oak")


def test_figure_of_a_computed_cell_or_a_withdrawn_paper_is_left_out() -> None:
    withdrawn = THIRD.model_copy(update={"withdrawn": True})
    rows = [
        row(1, FIRST, [cell("results", FIRST, [3], figures=[figure("46%", 46)])]),
        row(2, SECOND, [cell("46 - 8", SECOND, [3], figures=[figure("8%", 8)], writer="computed")]),
        row(3, withdrawn, [cell("results", withdrawn, [3], figures=[figure("90%", 90)])]),
    ]
    assert panels(rows) == ()


def test_drawing_is_xml_with_the_quote_on_each_bar_and_a_text_for_who_does_not_see() -> None:
    hostile = paper(
        '<script>alert(1)</script> & "Ferns"', 'Ferns turn. We spin them. A <b onload="x">90% & more\x08 on Quillset.'
    )
    drawing = plot(table([figure("46%", 46)], [figure("90% <b>", 90)], papers=(FIRST, hostile)))
    root = ET.fromstring(drawing)
    assert root.get("role") == "img"
    assert {root.find(f"{SVG}{name}").get("id") for name in ("title", "desc")} == set(
        root.get("aria-labelledby").split()
    )
    assert root.find(f"{SVG}desc").text == "Accuracy on Quillset: [1] 46%; [2] 90% <b>."
    quotes = [each.find(f"{SVG}title").text for each in root.iter(f"{SVG}g") if each.get("class") == "figure"]
    assert quotes[0] == FIRST.sentences[2]
    assert "script" not in {each.tag.removeprefix(SVG) for each in root.iter()}
    assert 'onload="' not in drawing


def test_bars_stay_within_the_drawing_and_keep_their_measure() -> None:
    root = ET.fromstring(plot(table([figure("minus 20%", -20)], [figure("10–40%", 10, high=40)], [figure("30%", 30)])))
    bars = [each for each in root.iter(f"{SVG}rect") if each.get("class") == "bar"]
    spans = [(float(each.get("x")), float(each.get("width"))) for each in bars]
    assert all(x >= 0 and x + width <= float(root.get("width")) for x, width in spans)
    (low, twenty), (ten, thirty), (zero, also_thirty) = spans
    assert thirty == pytest.approx(also_thirty, abs=0.2)
    assert low + twenty == pytest.approx(zero, abs=0.2)
    assert ten > zero


def test_colours_are_the_page_s_within_a_page_and_its_own_alone() -> None:
    shown = table([figure("46%", 46)], [figure("8%", 8)])
    assert "prefers-color-scheme: dark" in plot(shown)
    within = plot(shown, alone=False)
    assert 'fill="currentColor"' in within
    assert not re.search(r"<style|#[0-9a-f]{6}", within)


def test_there_is_no_drawing_of_nothing() -> None:
    assert plot(table([figure("46%", 46)], [])) == ""
