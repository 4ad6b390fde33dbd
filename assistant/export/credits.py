"""Who wrote which cells of a comparison, where it was not one writer, and which rows a model failed on."""

from __future__ import annotations

from collections import Counter, defaultdict

from assistant.types import BY_CODE, Comparison


def credits_of(result: Comparison) -> list[str]:
    """Return one line on who wrote what, if several did, and one for each row that failed."""
    failed = [f"[{row.number}] {row.failed}" for row in result.rows if row.failed]
    by_writer = defaultdict[str, dict[int, list[str]]](dict)
    for row in result.rows:
        for cell in row.cells:
            if cell.stated and cell.writer not in BY_CODE:
                by_writer[cell.writer].setdefault(row.number, []).append(cell.column)
    if len(by_writer) < 2:
        return failed
    counts = Counter({writer: sum(map(len, cells.values())) for writer, cells in by_writer.items()})
    (most, _), *others = counts.most_common()
    told = "; ".join(f"by {writer}: {_listed(by_writer[writer])}" for writer, _ in others)
    return [f"Cells are written by {most}, but {told}.", *failed]


def _listed(cells: dict[int, list[str]]) -> str:
    return "; ".join(f"[{number}] {', '.join(columns)}" for number, columns in cells.items())
