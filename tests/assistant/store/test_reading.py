"""Marks, notes and saved searches of a reader; they follow a paper to the id that it has later."""

from pathlib import Path

import pytest

from assistant.store.database import Database
from assistant.store.reader import Marks, Notes, Searches


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "app.sqlite")


def test_marks_are_put_and_taken(database: Database) -> None:
    marks = Marks(database)
    marks.put(["x:1", "x:2"], "saved")
    marks.put(["x:1"], "read")
    marks.put(["x:3", "x:1"], "saved")
    assert marks.of(["x:1", "x:2", "x:9"]) == {"x:1": {"saved", "read"}, "x:2": {"saved"}}
    assert marks.marked("saved") == ("x:3", "x:1", "x:2")
    marks.take(["x:1", "x:9"], "saved")
    assert marks.of(["x:1"]) == {"x:1": {"read"}}


def test_marks_of_ten_thousand_papers_are_read_at_once(database: Database) -> None:
    papers = [f"x:{number}" for number in range(10_000)]
    marks = Marks(database)
    marks.put(papers, "read")
    assert len(marks.of(papers)) == 10_000


def test_marks_follow_a_paper_to_its_new_id(database: Database) -> None:
    marks = Marks(database)
    marks.put(["title:a"], "saved")
    marks.put(["arxiv:9"], "saved")
    marks.put(["arxiv:1"], "saved")
    marks.put(["title:a", "title:b"], "read")
    marks.renamed({"title:a": "arxiv:1", "title:b": "arxiv:2", "title:none": "arxiv:3", "arxiv:1": "arxiv:1"})
    marks.renamed({})
    assert marks.of(["title:a", "title:b", "arxiv:1", "arxiv:2", "arxiv:3"]) == {
        "arxiv:1": {"saved", "read"},
        "arxiv:2": {"read"},
    }
    assert marks.marked("saved") == ("arxiv:9", "arxiv:1")  # the earlier mark stayed


def test_paper_has_one_note(database: Database) -> None:
    notes = Notes(database)
    notes.write("x:1", "Read again.")
    notes.write("x:2", "With <b>tags</b>\nand lines.")
    notes.write("x:1", "Not again.")
    assert list(notes.all().items()) == [
        ("x:1", "Not again."),
        ("x:2", "With <b>tags</b>\nand lines."),
    ]
    notes.write("x:1", " \n")
    assert notes.of("x:1") == ""


def test_notes_of_one_paper_under_two_ids_are_joined(database: Database) -> None:
    notes = Notes(database)
    notes.write("arxiv:1", "One.")
    notes.write("title:a", "Two.")
    notes.write("title:b", "Three.")
    notes.renamed({"title:a": "arxiv:1", "title:b": "arxiv:2"})
    notes.renamed({})
    assert notes.all() == {"arxiv:1": "One.\n\nTwo.", "arxiv:2": "Three."}


def test_search_is_saved_under_a_name(database: Database) -> None:
    searches = Searches(database)
    searches.save("moss", "q=moss")
    searches.save("ferns", "q=ferns&since=2025-01-01")
    searches.save("moss", "q=mosses")
    assert list(searches.all().items()) == [
        ("ferns", "q=ferns&since=2025-01-01"),
        ("moss", "q=mosses"),
    ]
    searches.remove("moss")
    searches.remove("moss")
    assert list(searches.all()) == ["ferns"]
