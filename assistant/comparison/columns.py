"""The columns of a comparison: those that abstracts fill, those of the record, a reader's own, and computed ones."""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from assistant.errors import FormulaUnreadable
from assistant.types import NOT_COMPUTED, Cell, Figure, Row, Verdict
from index.models.cell_reader import COLUMNS
from index.terms import terms

Kind = Literal["abstract", "record", "question", "computed"]


class Column(NamedTuple):
    """A column by its name; `words` are the reader's own for a question, and the formula of a computed one."""

    name: str
    kind: Kind = "abstract"
    words: str = ""


ABSTRACT = tuple(map(Column, COLUMNS))
RECORD = tuple(Column(name, "record") for name in ("year", "authors", "venue", "votes", "links"))
ALWAYS = ("idea", "results")
_KNOWN = {column.name: column for column in (*ABSTRACT, *RECORD)}
_COMPUTED = re.compile(r"=\s*(?P<formula>.+)")


def column_of(words: str) -> Column:
    """Return the column that a reader asks for: one of ours by its name, `= formula`, or a question in words."""
    said = " ".join(words.split())
    if known := _KNOWN.get(said.casefold()):
        return known
    if computed := _COMPUTED.fullmatch(said):
        return Column(computed["formula"], "computed", computed["formula"])
    return Column(said, "question", said)


_FORMULA = re.compile(r"(?P<left>.+?)\s+(?P<sign>[-−/])\s+(?P<right>.+)")
_ROW = re.compile(r"\[(\d{1,2})\]")
_TERM = re.compile(r"(?P<metric>.+?)(?:\s+on\s+(?P<dataset>.+))?")


class Formula(NamedTuple):
    """What is computed: two terms, each a metric with maybe a data set, or `[n]` for the same of row n."""

    left: str
    sign: Literal["-", "/"]
    right: str


def read_formula(words: str) -> Formula:
    """Return the formula that a reader wrote; raise `FormulaUnreadable` if it is none."""
    found = _FORMULA.fullmatch(words.strip())
    if found is None or _ROW.fullmatch(found["left"]):
        raise FormulaUnreadable.of(words)
    return Formula(found["left"], "/" if found["sign"] == "/" else "-", found["right"])


def computed_cell(column: str, formula: Formula, row: Row, rows: Sequence[Row]) -> Cell:
    """Return the cell of one of the rows; one that cannot be computed says why."""
    other = _ROW.fullmatch(formula.right)
    against = next((each for each in rows if each.number == int(other[1])), None) if other else row
    wanted = ((formula.left, row), (formula.left if other else formula.right, against))
    left, right = (_find(term, each.without_guesses) if each else None for term, each in wanted)
    if left is None or right is None:
        guessed = all(each and _find(term, each) for term, each in wanted)
        return _refused(column, "a figure of a guess" if guessed else "no such figure")
    if refusal := _differ(left, right, across=bool(other)):
        return _refused(column, refusal)
    if formula.sign == "/" and not right.number:
        return _refused(column, "division by zero")
    quotes = {n: quote for cell in reversed(row.cells) for n, quote in zip(cell.sentences, cell.quotes, strict=False)}
    sources = [left] if other else [left, right]
    return Cell(
        column=column,
        value=f"{_computed(formula, left, right)} = {left.value} {formula.sign} {right.value}",
        quotes=tuple(quotes.get(each.sentence, "") for each in sources),
        sentences=tuple(each.sentence for each in sources),
        verdict=Verdict(support="supported", reason=f"computed: {formula.left} {formula.sign} {formula.right}"),
        writer="computed",
        figures=tuple(dict.fromkeys((left, right))),
    )


def _refused(column: str, why: str) -> Cell:
    told = f"{NOT_COMPUTED}: {why}"
    return Cell(column=column, value=told, verdict=Verdict(support="supported", reason=told), writer="computed")


def _find(term: str, row: Row) -> Figure | None:
    """Return the first figure of a row whose metric, and data set where one is named, a term has."""
    found = _TERM.fullmatch(term.strip())
    if found is None:
        return None
    wanted, data = set(terms(found["metric"])), set(terms(found["dataset"] or ""))
    for cell in row.cells:
        for figure in cell.figures:
            here = set(terms(figure.metric))
            if here and (wanted <= here or here <= wanted) and data <= set(terms(figure.dataset)):
                return figure
    return None


def _differ(left: Figure, right: Figure, *, across: bool) -> str:
    """Return why nothing is computed of two figures, "" if it is."""
    if left.unit != right.unit:
        return "another unit"
    if across and set(terms(left.metric)) != set(terms(right.metric)):
        return "another metric"
    if set(terms(left.dataset)) != set(terms(right.dataset)) or (across and not left.dataset):
        return "another benchmark"
    return "a range" if any(each.high is not None or each.number is None for each in (left, right)) else ""


def _computed(formula: Formula, left: Figure, right: Figure) -> str:
    one, two = left.number or 0.0, right.number or 0.0
    if formula.sign == "/":
        return f"{round(one / two, 3):g}x"
    unit = " points" if left.unit in ("%", "points") else f" {left.unit}".rstrip()
    return f"{round(one - two, 3):g}{unit}"
