"""How well cells of comparisons are filled, by roles or figures, and roles of sentences told, against given labels."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from assistant.comparison.cells import abstract_cell
from assistant.comparison.columns import Column
from assistant.comparison.table import rows_of
from assistant.errors import SourceUnreadable
from assistant.evals.retrieval import read_rows, share
from assistant.types import Cell, Figure
from index.models.sentence_roles import ROLES, Role, roles
from index.numbers import Quantity, quantities
from index.paper import Paper
from index.text import plain

_ROLES: Mapping[str, frozenset[str]] = {
    "problem": frozenset({"background"}),
    "idea": frozenset({"objective", "method"}),
    "results": frozenset({"result"}),
}
_WITH_FIGURES = (Column("results"), Column("cost"))
# Where a set does not know a role, its sentences have another one there, as CSAbstruct labels them.
_WIDER: dict[Role, str] = {"limitation": "result", "release": "other"}


class _Cell(NamedTuple):
    """Whether an abstract has the role of a column, which of the sentences that its cell quotes have, if it is firm."""

    has_role: bool
    told: Sequence[bool]
    is_firm: bool


def papers_named(path: Path) -> list[str]:
    """Return the ids of the papers that a file has figures of."""
    return [str(row["paper"]) for row in read_rows(path) if row.get("paper")]


def evaluate(path: Path, papers: Mapping[str, Paper], *, split: str | None = None) -> dict[str, Any]:
    """Fill the cells of each abstract of a file, or of these papers that it names; SourceUnreadable if it has none."""
    rows = [row for row in read_rows(path) if split is None or row.get("split") == split]
    if labelled := [row for row in rows if row.get("labels") and len(row["labels"]) == len(row.get("sentences") or ())]:
        return _by_roles(labelled)
    if known := [row for row in rows if row.get("paper") in papers]:
        return _by_figures(known, papers)
    raise SourceUnreadable(
        f"{path.name} has nothing to measure cells on.",
        "Each line needs `sentences` and `labels`, or a `paper` of this library and its `figures`.",
    )


def _by_roles(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    found = {column: [_against(row, column) for row in rows] for column in _ROLES}
    columns = {column: _column(each) for column, each in found.items()}
    whole = _column([one for each in found.values() for one in each])
    shares = {name: whole[name] for name in ("precision", "filled", "firm", "firm_precision")}
    return {"papers": len(rows), **shares, "columns": columns, "figures": None}


def _against(row: Mapping[str, Any], column: str) -> _Cell:
    sentences, labels = [str(text) for text in row["sentences"]], row["labels"]
    paper = Paper(id="measured", title=sentences[0] or "-", abstract=" ".join(sentences))
    cell = abstract_cell(column, paper)
    places = list(_places(paper.abstract, sentences))
    told = []
    for start, end in _places(paper.abstract, cell.quotes):
        over = [label for (a, b), label in zip(places, labels, strict=True) if min(b, end) - max(a, start) > 1]
        told.append(any(label in _ROLES[column] for label in over))
    return _Cell(any(label in _ROLES[column] for label in labels), told, cell.firm)


def _places(text: str, parts: Iterable[str]) -> Iterator[tuple[int, int]]:
    for part in parts:
        start = max(text.find(part), 0)
        yield start, start + len(part)


def _column(found: Sequence[_Cell]) -> dict[str, float]:
    """Return shares of filled cells whose quotes, or the `first`, have the role, of papers `filled`, of `firm` ones."""
    filled = [cell for cell in found if cell.told]
    return {
        "n": len(filled),
        "precision": share(any(cell.told) for cell in filled) or 0.0,
        "first": share(cell.told[0] for cell in filled) or 0.0,
        "filled": share(any(cell.told) for cell in found if cell.has_role) or 0.0,
        "firm": share(cell.is_firm for cell in filled) or 0.0,
        "firm_precision": share(any(cell.told) for cell in filled if cell.is_firm) or 0.0,
    }


def _by_figures(rows: Sequence[Mapping[str, Any]], papers: Mapping[str, Paper]) -> dict[str, Any]:
    """Return figures of papers' own work in their rows, `foreign` ones there, and how rows without any are told."""
    table = rows_of([papers[row["paper"]] for row in rows], _WITH_FIGURES)
    missing, foreign, total, empty, said_empty = [], 0, 0, [], []
    for row, made in zip(rows, table, strict=True):
        stated = [figure for cell in made.cells for figure in cell.figures]
        for wanted in row["figures"]:
            total += 1
            if not _stands(str(wanted), stated, made.cells):
                missing.append(f"{row['paper']}: {wanted}")
        foreign += sum(_stands(str(other), stated, made.cells) for other in row.get("foreign", ()))
        empty.append(not row["figures"])
        said_empty.append(not stated)
    both = sum(one and two for one, two in zip(empty, said_empty, strict=True))
    not_stated = {
        "n": float(sum(empty)),
        "precision": round(both / max(sum(said_empty), 1), 4),
        "recall": round(both / max(sum(empty), 1), 4),
    }
    figures = {"n": total, "in_row": total - len(missing), "foreign": foreign, "missing": missing}
    nothing = dict.fromkeys(("precision", "filled", "firm", "firm_precision"))
    return {"papers": len(rows), **nothing, "columns": {}, "figures": {**figures, "not_stated": not_stated}}


def _stands(wanted: str, figures: Sequence[Figure], cells: Sequence[Cell]) -> bool:
    """Return whether a figure is one of a row, and stands in a sentence that the row quotes."""
    quoted = {number for cell in cells for number in cell.sentences}
    asked = quantities(plain(wanted))
    ends = [each.value for each in asked]
    return bool(ends) and any(
        figure.sentence in quoted and _same(figure, ends, asked[-1]) for figure in figures if figure.number is not None
    )


def _same(figure: Figure, ends: Sequence[float], asked: Quantity) -> bool:
    own = [abs(each) for each in (figure.number, figure.high) if each is not None]
    loose = {"", "points"} if asked.units == {"", "points"} else asked.units
    return sorted(own) == sorted(ends) and (figure.unit in loose or {figure.unit, *asked.units} <= {"%", "points", ""})


def evaluate_roles(path: Path) -> dict[str, Any]:
    """Tell the roles of sentences and compare them with their labels; SourceUnreadable if no abstract has any.

    Returned is what `assistant eval roles` prints; with one role a sentence micro-F1 is the share that is right.
    """
    pairs: list[tuple[str, Role]] = []
    for row in read_rows(path):
        sentences, labels = tuple(map(str, row.get("sentences") or ())), list(map(str, row.get("labels") or ()))
        if len(sentences) == len(labels):
            pairs += zip(labels, roles(sentences).of, strict=True)
    if not pairs:
        raise SourceUnreadable(f"{path.name} has no labelled abstract.", "Each line needs `sentences` and `labels`.")
    known = {label for label, _ in pairs}
    told = [(label, role if role in known else _WIDER.get(role, role)) for label, role in pairs]
    names = [role for role in ROLES if role in known] + sorted(known - set(ROLES))
    return {
        "n": len(told),
        "micro_f1": round(sum(label == role for label, role in told) / len(told), 4),
        "by_role": {name: _found(name, told) for name in names},
    }


def _found(name: str, told: list[tuple[str, str]]) -> dict[str, float]:
    labelled, given = Counter(label for label, _ in told)[name], Counter(role for _, role in told)[name]
    right = sum(label == role == name for label, role in told)
    precision, recall = right / max(given, 1), right / max(labelled, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"n": labelled, "precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}
