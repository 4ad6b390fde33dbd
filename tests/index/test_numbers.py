"""The reader of quantities: every form of a number, with its unit, its sign and its bound."""

import pytest

from index.numbers import quantities
from index.numbers.abroad import figures
from index.text import plain

READS = {
    "percent": (r"46\%", [(46, "%")]),
    "percent in words": ("46 percent", [(46, "%")]),
    "points": ("5 percentage points", [(5, "points")]),
    "times": (r"$10\times$", [(10, "x")]),
    "times without a backslash": ("a 3.5times speedup", [(3.5, "x")]),
    "times in words": ("three times", [(3, "x")]),
    "fold": ("twofold", [(2, "x")]),
    "hyphen fold": ("10-fold", [(10, "x")]),
    "factor": ("by a factor of 4", [(4, "x")]),
    "double": ("doubles", [(2, "x")]),
    "half": ("half of them", [(50, "%")]),
    "two fifths": ("two fifths of the compute", [(40, "%")]),
    "quarter of a million": ("a quarter of a million samples", [(250_000, "")]),
    "and a half": ("thirteen and a half points", [(13.5, "points")]),
    "magnitude": ("an order of magnitude", [(10, "x")]),
    "billions": ("7B and 7 billion", [(7e9, ""), (7e9, "")]),
    "thousands": ("1,024 and 2k", [(1024, ""), (2000, "")]),
    "spelled": ("twenty-five tasks", [(25, "")]),
    "so many of so many": ("17 in 20 users, four cases out of five", [(85, "%"), (80, "%")]),
    "half of many": ("half a million", [(5e5, "")]),
    "hours": ("3 hours", [(3, "hours")]),
    "range": ("1.5-2.5x", [(1.5, "x"), (2.5, "x")]),
    "long range": ("10--20%", [(10, "%"), (20, "%")]),
    "power": ("10^5 steps", [(1e5, "")]),
    "name": ("GPT-4 and F1", []),
}


@pytest.mark.parametrize(("text", "expected"), READS.values(), ids=READS)
def test_quantities_are_read_in_every_form(text: str, expected: list) -> None:
    found = quantities(plain(text))
    assert [each.value for each in found] == [value for value, _ in expected]
    assert all(unit in each.units for each, (_, unit) in zip(found, expected, strict=True))


BOUNDS = {"up to 5%": "at most", "at least 5%": "at least", "about 5%": "about", "5% or more": "at least", "5%": ""}


@pytest.mark.parametrize(("text", "bound"), BOUNDS.items())
def test_bound_is_read_before_and_behind_a_number(text: str, bound: str) -> None:
    assert quantities(text)[0].bound == bound


@pytest.mark.parametrize(
    ("written", "value"),
    [("10.000", 10_000), ("28,4", 28.4), ("1.234,5", 1234.5), ("2,5 Millionen", 2.5e6), ("175亿", 1.75e10), ("7", 7)],
)
def test_figures_abroad_have_each_value_that_they_may_have(written: str, value: float) -> None:
    assert any(abs(value - one) < 1e-6 for one in figures(f"es sind {written} Stück")[0].values)
