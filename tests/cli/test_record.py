"""`assistant papers show` shows all that a record knows."""

import json

import pytest

from assistant.cli import show
from index.paper import Paper
from tests.support.papers import LANTERN

KNOWN = {
    "id": "arxiv:2603.00001",
    "title": "Zebrafold",
    "abstract": "Zebrafold folds streams. It folds 46 of them.",
    "authors": ["Ada Example", "Bo Other"],
    "author_count": 17,
    "organisation": "Moss Institute",
    "published": "2026-03-28",
    "year_inferred": True,
    "featured": "2026-03-30",
    "categories": ["cs.CL", "stat.ML"],
    "url": "https://arxiv.org/abs/2603.00001",
    "doi": "10.1000/zebra",
    "venue": "Proceedings of Folding",
    "note": "12 pages [best paper]",
    "version": 3,
    "updated": "2026-03-29",
    "withdrawn": True,
    "keywords": ["folding", "streams"],
    "code_url": "https://github.com/zebra/fold",
    "project_url": "https://zebra.example.org",
    "stars": 4321,
    "sources": ["hub", "arxiv"],
    "upvotes": 1234,
    "comments": 56,
    "raw_title": "Zebra{fold}",
    "raw_abstract": "Zebra\\emph{fold} folds streams.",
    "provenance": [["venue", "bibtex"]],
}
AS_TEXT = {
    "abstract": ["S1  Zebrafold folds streams.", "S2  It folds 46 of them."],
    "year_inferred": ["year: inferred"],
    "version": ["v3"],
    "withdrawn": ["Withdrawn."],
    "stars": ["4,321 stars"],
    "upvotes": ["votes: 1,234"],
    "comments": ["comments: 56"],
    "provenance": ["venue: bibtex"],
}


def test_no_field_of_a_record_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    paper = Paper.model_validate(KNOWN)
    assert paper.model_fields_set == set(Paper.model_fields) - {"abstract_kind"}
    show.paper(paper, as_json=False)
    printed = capsys.readouterr().out
    for field, value in KNOWN.items():
        for text in AS_TEXT.get(field, value if isinstance(value, list) else [str(value)]):
            assert text in printed, field
    show.paper(paper, as_json=True)
    assert json.loads(capsys.readouterr().out) == KNOWN | {"abstract_kind": "abstract"}


def test_what_is_not_known_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    show.paper(LANTERN.model_copy(update={"abstract_kind": "summary"}), as_json=False)
    title, known, *others = capsys.readouterr().out.splitlines()
    assert (title, known.split()) == (LANTERN.title, [LANTERN.id, "no", "date"])
    assert [line.split("  ")[0] for line in others if line.startswith(" ")] == ["", ""]
    assert others[0] == "A summary in our own words, not the authors' abstract."
    assert len(others) == 1 + len(LANTERN.sentences)
