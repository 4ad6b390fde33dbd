"""Marks, notes and saved searches of a reader; they follow a paper to the id that it has later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.store.database import Database
from assistant.store.reader import Marks, Notes, Searches


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "app.sqlite")


def hours() -> Iterator[dt.datetime]:
    for hour in range(24):
        yield dt.datetime(2026, 3, 1, hour, tzinfo=dt.UTC)


def test_marks_are_put_and_taken(database: Database) -> None:
    marks = Marks(database, now=hours().__next__)
    marks.put(["x:1", "x:2"], "saved")
    marks.put(["x:1"], "read")
    marks.put(["x:3", "x:1"], "saved")
    assert marks.of(["x:1", "x:2", "x:9"]) == {"x:1": {"saved", "read"}, "x:2": {"saved"}}
    assert [(each.paper, each.at.hour) for each in marks.marked("saved")] == [("x:3", 2), ("x:1", 0), ("x:2", 0)]
    marks.take(["x:1", "x:9"], "saved")
    assert marks.of(["x:1"]) == {"x:1": {"read"}}


def test_marks_of_ten_thousand_papers_are_read_at_once(database: Database) -> None:
    papers = [f"x:{number}" for number in range(10_000)]
    marks = Marks(database)
    marks.put(papers, "read")
    assert len(marks.of(papers)) == 10_000


def test_marks_follow_a_paper_to_its_new_id(database: Database) -> None:
    marks = Marks(database, now=hours().__next__)
    marks.put(["title:a"], "saved")
    marks.put(["arxiv:1"], "saved")
    marks.put(["title:a", "title:b"], "read")
    marks.renamed({"title:a": "arxiv:1", "title:b": "arxiv:2", "title:none": "arxiv:3", "arxiv:1": "arxiv:1"})
    marks.renamed({})
    assert marks.of(["title:a", "title:b", "arxiv:1", "arxiv:2", "arxiv:3"]) == {
        "arxiv:1": {"saved", "read"},
        "arxiv:2": {"read"},
    }
    assert [each.at.hour for each in marks.marked("saved")] == [0]


def test_paper_has_one_note(database: Database) -> None:
    notes = Notes(database, now=hours().__next__)
    notes.write("x:1", "Read again.")
    notes.write("x:2", "With <b>tags</b>\nand lines.")
    notes.write("x:1", "Not again.")
    assert [(note.paper, note.text) for note in notes.all()] == [
        ("x:1", "Not again."),
        ("x:2", "With <b>tags</b>\nand lines."),
    ]
    notes.write("x:1", " \n")
    assert notes.of("x:1") is None


def test_notes_of_one_paper_under_two_ids_are_joined(database: Database) -> None:
    notes = Notes(database, now=hours().__next__)
    notes.write("arxiv:1", "One.")
    notes.write("title:a", "Two.")
    notes.write("title:b", "Three.")
    notes.renamed({"title:a": "arxiv:1", "title:b": "arxiv:2"})
    notes.renamed({})
    assert {note.paper: note.text for note in notes.all()} == {"arxiv:1": "One.\n\nTwo.", "arxiv:2": "Three."}


def test_search_is_saved_under_a_name(database: Database) -> None:
    searches = Searches(database)
    searches.save("moss", "q=moss")
    searches.save("ferns", "q=ferns&since=2025-01-01")
    searches.save("moss", "q=mosses")
    assert [(each.name, each.query) for each in searches.all()] == [
        ("ferns", "q=ferns&since=2025-01-01"),
        ("moss", "q=mosses"),
    ]
    searches.remove("moss")
    searches.remove("moss")
    assert [each.name for each in searches.all()] == ["ferns"]
