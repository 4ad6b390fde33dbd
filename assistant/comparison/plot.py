"""Results of several papers side by side, as SVG, in the order of the rows: nothing is converted, nothing ranked."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from assistant.types import BY_CODE, Comparison, Figure, Row
from index.text import plain
from index.unseen import visible

WIDTH = 360  # of the drawing, in its own units: on a telephone some one pixel each
_BAR, _LABEL, _HEAD, _GAP = 14, 20, 26, 14  # heights
_VALUE_ROOM = 96  # right of the longest bar
_SIGNS = ("+", "-", "−", "–", "x", "×")
_BY = re.compile(
    r"\bby\s+(?:(?:up to|over|about|around|nearly|roughly|approximately|at least|an average of|more than)\s+)?$"
)
_CHANGE = re.compile(
    r"\s*(?:(?:absolute|relative|average|percentage|points?)\s+){0,3}"
    r"(?:improve\w*|gains?|increase|decrease|reduc\w*|drop|higher|lower|faster|slower|less|more|fewer|better|worse|smaller)\b"
)
_SIGN = 6.4  # mean width of a letter of 12 pixels


class Bar(NamedTuple):
    """One figure of a paper: `number` and `high` are its ends, `value` how it is written, `quote` is its `sentence`."""

    row: int
    paper: str
    value: str
    number: float
    high: float
    quote: str
    sentence: int = 0


class Panel(NamedTuple):
    """The figures that may stand side by side: `title` says what they measure."""

    title: str
    bars: tuple[Bar, ...]


class _Drawn(NamedTuple):
    """Where a bar is drawn, in units of the drawing."""

    bar: Bar
    top: int
    x: float
    width: float


def panels(rows: Sequence[Row]) -> tuple[Panel, ...]:
    """Return the groups of figures of several papers on one data set, metric, unit and baseline, without guesses."""
    groups: dict[tuple[str, ...], list[tuple[Row, Figure, Bar]]] = {}
    for row in (each.without_guesses for each in rows):
        quotes = {n: quote for cell in row.cells for n, quote in zip(cell.sentences, cell.quotes, strict=True)}
        figures = (
            () if row.withdrawn else (each for cell in row.cells if cell.writer not in BY_CODE for each in cell.figures)
        )
        for figure in dict.fromkeys(figures):
            if (low := figure.number) is not None and figure.dataset and figure.metric:
                high, quote = low if figure.high is None else figure.high, quotes.get(figure.sentence, "")
                bar = Bar(row.number, row.title, figure.value, low, high, quote, figure.sentence)
                groups.setdefault(_terms(figure, quote), []).append((row, figure, bar))
    several = [group for group in groups.values() if len({row.id for row, *_ in group}) > 1]
    found = list[Panel]()
    for group in several:
        first = group[0][1]
        over = f", over {first.baseline}" if first.baseline else ""
        title = f"{first.metric[:1].upper()}{first.metric[1:]} on {first.dataset}{over}"
        found.append(Panel(title, tuple(bar for *_, bar in group)))
    return tuple(found)


def plot(result: Comparison, *, alone: bool = True) -> str:
    """Return the drawing of all panels as SVG, or nothing; `alone` gives it colours of its own, not those of a page."""
    found = panels(result.rows)
    if not found:
        return ""
    drawn, top = list[tuple[Panel, int, list[_Drawn]]](), _GAP
    for panel in found:
        drawn.append((panel, top, _laid_out(panel, top + _HEAD)))
        top += _HEAD + len(panel.bars) * (_LABEL + _BAR + _GAP // 2) + _GAP
    return _template().render(panels=drawn, width=WIDTH, height=top, bar=_BAR, label=_LABEL, alone=alone, text=_text)


def _laid_out(panel: Panel, top: int) -> list[_Drawn]:
    """Return where the bars are: each from 0 to its figure, that of a range from one end to the other."""
    spans = [(bar.number if bar.high != bar.number else 0.0, bar.high) for bar in panel.bars]
    low, high = min(0.0, *map(min, spans)), max(0.0, *map(max, spans))
    scale = (WIDTH - _VALUE_ROOM) / ((high - low) or 1.0)
    return [
        _Drawn(
            bar,
            top + n * (_LABEL + _BAR + _GAP // 2),
            round((min(span) - low) * scale, 1),
            round(max(1.0, (max(span) - min(span)) * scale), 1),
        )
        for n, (bar, span) in enumerate(zip(panel.bars, spans, strict=True))
    ]


def _terms(figure: Figure, quote: str) -> tuple[str, ...]:
    """Return what two figures must have in common. A gain is not compared with a level, nor with one over another."""
    before, _, after = plain(quote).partition(figure.value)
    is_gain = figure.value[:1] in _SIGNS or _BY.search(before) or _CHANGE.match(after)
    gain = ("gain", _same(figure.baseline)) if is_gain else ("level",)
    return _same(figure.dataset), _same(figure.metric), figure.unit, *gain


def _same(text: str) -> str:
    return " ".join(plain(text).casefold().replace("-", " ").split())


def _text(text: str, width: float = WIDTH) -> str:
    """Return a text as XML can hold it, cut to a width of the drawing; 0 is the whole."""
    shown = " ".join("".join(sign if sign.isprintable() else " " for sign in visible(text)).split())
    most = int(width / _SIGN)
    return shown if not width or len(shown) <= most else f"{shown[: most - 1].rstrip()}…"


def described(found: Iterable[Panel]) -> str:
    """Return the panels in words, for who does not see them."""
    return " ".join(f"{panel.title}: {'; '.join(f'[{bar.row}] {bar.value}' for bar in panel.bars)}." for panel in found)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("assistant.comparison", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["described"] = described
    return environment.get_template("plot.svg")
