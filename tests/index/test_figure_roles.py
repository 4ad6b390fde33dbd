"""Whose figures are: results and costs of the work, those of rivals, of models that are tried, of data."""

import pytest

from index.figure_roles import figures_of

OPENING = "Reading long scores is slow."


@pytest.mark.parametrize(
    ("text", "own", "others"),
    [
        ("Experiments show that FernNet reaches 81.5% accuracy on ScoreBench.", ["81.5%"], []),
        ("FernNet reduces the memory by 40% and achieves a 3.1x speedup over MossNet.", ["40%", "3.1x"], []),
        (
            "FernNet achieves 81.5% accuracy, outperforming MossNet (74.2%) and Gorse-4 (71%).",
            ["81.5%"],
            ["74.2%", "71%"],
        ),
        ("FernNet improves the success rate from 12.5% to 33.0%.", ["33.0%"], ["12.5%"]),
        ("On ScoreBench, FernNet scores higher than MossNet (61.3 vs. 55.1 points).", [], ["55.1 points"]),
        ("Even the best model, Gorse-4, achieves only 37.5% accuracy.", [], ["37.5%"]),
        ("We introduce a benchmark of 1,200 questions in 14 languages.", [], ["1,200", "14"]),
        ("We apply it to GPT-2 (1.5B parameters).", [], ["1.5B"]),
    ],
    ids=["result", "cost", "rivals in brackets", "before", "against", "tried model", "data", "size of a named model"],
)
def test_figures_are_told_by_whose_they_are(text: str, own: list[str], others: list[str]) -> None:
    found = figures_of("FernNet: Reading Scores", (OPENING, text))
    assert {each.sentence for each in found} == {2}
    told = {each.quantity.text: each.own >= 0.5 for each in found}
    assert [value for value in own if not told[value]] == []
    assert [value for value in others if told[value]] == []


def test_no_figure_no_role() -> None:
    assert figures_of("FernNet", (OPENING, "", "FernNet is fast.")) == ()
