"""Papers as files of other programs."""

import csv
import io
from pathlib import Path

import pytest

from assistant.export.papers import FORMATS
from index.paper import Paper
from index.sources.files import read_file
from tests.support.papers import MOSSGATE, ZEBRAFOLD, paper

HOSTILE = paper(
    '=HYPERLINK("http://x.example") [t](javascript:alert)<b>',
    "+1 is the first sign. It is no formula.",
    url="javascript:alert(1)",
    authors=("Ada\nTY  - BOOK",),
)


@pytest.mark.parametrize("key", ["ris", "csv", "jsonl"])
def test_what_is_written_can_be_added_again(key: str, tmp_path: Path) -> None:
    file = tmp_path / f"papers.{FORMATS[key].suffix}"
    file.write_text(FORMATS[key].write([ZEBRAFOLD, MOSSGATE]), encoding="utf-8", newline="")
    back = [record for record in read_file(file) if isinstance(record, Paper)]
    assert [record.title for record in back] == [ZEBRAFOLD.title, MOSSGATE.title]
    assert [record.id for record in back] == [ZEBRAFOLD.id, MOSSGATE.id]
    assert back[0].authors == ZEBRAFOLD.authors


def test_no_program_computes_a_field_of_a_table() -> None:
    _, row = csv.reader(io.StringIO(FORMATS["csv"].write([HOSTILE])))
    assert row[1].startswith("'=")
    assert row[-1].startswith("'+")


def test_a_title_is_no_markup_and_a_link_no_script() -> None:
    text = FORMATS["markdown"].write([HOSTILE, ZEBRAFOLD])
    assert "](javascript" not in text.replace("\\]", "")
    assert "\\<b\\>" in text
    assert f"[{ZEBRAFOLD.title}](<{ZEBRAFOLD.url}>). Ada Example, Bo Example. 2024-01-02" in text


def test_a_field_begins_no_record_of_its_own() -> None:
    text = FORMATS["ris"].write([HOSTILE])
    assert text.count("\r\nTY  - ") + text.startswith("TY  - ") == 1
