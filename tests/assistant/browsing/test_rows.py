"""The rows of the library, which are read once for each state of it."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from assistant.browsing.rows import Row, Shelves
from index.embedders.static import StaticEmbedder
from index.store.library import Library
from tests.support.papers import ALL, LANTERN, MOSSGATE, ZEBRAFOLD


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "library", StaticEmbedder())
    library.upsert(list(ALL))
    return library


def test_the_newest_come_first_and_what_has_no_date_last(library: Library, tmp_path: Path) -> None:
    rows = Shelves(library, tmp_path).shelf().rows
    assert [row.id for row in rows] == [MOSSGATE.id, ZEBRAFOLD.id, LANTERN.id]
    assert rows[0].day == dt.date(2024, 2, 3)
    assert rows[2].day is None


def test_the_day_of_the_daily_list_counts_before_that_of_the_first_version() -> None:
    row = Row.of(ZEBRAFOLD.model_copy(update={"featured": dt.date(2024, 1, 5), "published": dt.date(2024, 1, 2)}))
    assert (row.day, row.published) == (dt.date(2024, 1, 5), dt.date(2024, 1, 2))


def test_rows_come_from_the_file_after_a_restart_until_something_is_written(
    library: Library, tmp_path: Path, monkeypatch: Any
) -> None:
    before = Shelves(library, tmp_path).shelf()
    with monkeypatch.context() as patch:
        patch.setattr(Library, "all", lambda _: pytest.fail("the papers were read"))
        assert Shelves(library, tmp_path).shelf() == before
    library.remove([LANTERN.id])
    assert len(Shelves(library, tmp_path).shelf().rows) == 2


@pytest.mark.parametrize("damaged", ["", "[", '[2, "x", 1]', '[2, "GENERATION", [[1]]]'])
def test_a_damaged_file_is_made_anew(library: Library, tmp_path: Path, damaged: str) -> None:
    shelves = Shelves(library, tmp_path)
    shelves.folder.mkdir()
    (shelves.folder / "rows.json").write_text(damaged.replace("GENERATION", library.generation))
    assert len(shelves.shelf().rows) == 3
