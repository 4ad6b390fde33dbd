"""Rows of tables beside a row in which a quote is opened and not closed."""

import io
from pathlib import Path

import pytest

from index.paper import Paper
from index.sources.exports import Entry
from index.sources.files import read_file
from index.sources.tables import table_entries


def read(path: Path, text: str) -> tuple[list[str], list[tuple[int | None, str]]]:
    """Return the titles of the papers in a table, and the lines that are no paper, with what is said of them."""
    path.write_text(text, encoding="utf-8", newline="")
    titles, skipped = [], []
    for found in read_file(path):
        if isinstance(found, Paper):
            titles.append(found.title)
        else:
            skipped.append((found.line, found.reason))
    return titles, skipped


CASES = {
    "to the end": ('C,"D.\nE,F.\nG,H.\n', ["E", "G"], [3]),
    "to the end, beside doubled quotes": ('"C,D.\nE,"" ""\nG,H ""x"".\n', ["G"], [3, 4]),
    "up to a quoted row": ('C,"D.\nE,F.\n"G","H, I."\nJ,K.\n', ["E", "G", "J"], [3]),
    "up to a quoted row that begins with a quote": ('C,"D.\nE,F.\nG,"""H"" and ""h""."\n', ["E", "G"], [3]),
    "up to a row of several lines": ('C,"D.\n"G\ng","H,\n\nI."\nJ,K.\n', ["G g", "J"], [3]),
    "up to a field that begins with an end of line": ('"C,D.\nE,F.\nG,"\nH."\nJ,K.\n', ["E", "G", "J"], [3]),
    "up to a sign of inches": ('"C,D.\nE,F.\nG 5",H.,I.\nJ,K.\n', ["E", "J"], [3, 5]),
    "in a row of several lines": ('C,"D.\nD and D.\nD.\nE,"F.\nF"\nG,H.\n', ["E", "G"], [3]),
    "in a row with a cell too many": ('C,D,"E.\nF,G.\n', ["F"], [3]),
    "in every row": ('C,"D.\nE,"F.\n"G,H.\nI,"J.\n', [], [3, 4, 5, 6]),
    "in the last row": ('C,"D.\n', [], [3]),
    "in the last row, without an end of line": ('C,"D.', [], [3]),
    "where lines end with two characters": ('C,"D.\r\nE,F.\r\nG,H.\r\n', ["E", "G"], [3]),
    "where cells are empty at the end": ('C,"D.,\nE,F.,,\nG,H.,\n', ["E", "G"], [3]),
}


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize(("rows", "titles", "lines"), CASES.values(), ids=CASES)
def test_unclosed_quote_costs_its_row_alone(
    tmp_path: Path, rows: str, titles: list[str], lines: list[int], sign: str
) -> None:
    text = f"title,abstract\nA,B.\n{rows}".replace(",", sign)
    found, skipped = read(tmp_path / "x.csv", text)
    assert (found, [line for line, _ in skipped]) == (["A", *titles], lines)


def test_who_reads_a_table_is_told_of_the_quote(tmp_path: Path) -> None:
    _, skipped = read(tmp_path / "x.csv", 'title,abstract\nA,B.\n"C,D.\nE,F.\n')
    assert skipped == [(3, "not CSV: a quote is opened and not closed")]


def test_long_cells_of_many_lines_stay_whole_beside_unclosed_quotes(tmp_path: Path) -> None:
    said = 'It says ""so"", and\nmore: (a, b)\n\n' * 2000  # 62 kB
    rows = "".join(f'"T{at}","{said}"\n' + f'U{at},"V.\n' * (at % 3) for at in range(9))
    titles, skipped = read(tmp_path / "x.csv", f"title,abstract\n{rows}")
    assert titles == [f"T{at}" for at in range(9)]
    assert len(skipped) == 9


def entries(rows: str) -> list[Entry]:
    text = f"title,abstract\n{rows}"
    return list(table_entries(Path("x.csv"), io.StringIO(text, newline=""), "title,abstract"))


def test_one_unclosed_quote_among_many_rows() -> None:
    rows = [f"T{at},It has a sentence of its own.\n" for at in range(30_000)]  # 1.1 MB
    rows[7] = 'T7,"It has a sentence\n'
    found = entries("".join(rows))
    assert len(found) == 30_000
    assert [entry.line for entry in found if entry.wrong] == [9]


@pytest.mark.parametrize("row", ['a","b\n', 'a,"b\n', '"a\n"\n'])
def test_many_quotes_do_not_make_a_table_be_read_over_and_over(row: str) -> None:
    found = entries(f'"C,D.\n{row * 150_000}E,F.\n')  # this would take hours
    assert (found[0].line, bool(found[0].wrong)) == (2, True)
    assert (found[-1].line, found[-1].wrong) == (2 + 150_000 * row.count("\n") + 1, "")
