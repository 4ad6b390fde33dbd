"""Briefs of real days, as a reader is sent them: they need data that are not part of the repository."""

from __future__ import annotations

import ast
import datetime as dt
import json
import lzma
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.evals.briefs import Memory, written
from assistant.jobs.brief import Audience, Desk, brief
from assistant.types import Brief
from assistant.writers.composition import LEAST_WORDS, MOST_WORDS
from assistant.writers.extractive import ExtractiveWriter
from index.embedders.static import StaticEmbedder
from index.paper import Paper
from index.search.retriever import HybridRetriever
from index.sources.hub_items import paper_of
from index.store.library import Library
from tests.conftest import DATA

pytestmark = pytest.mark.seeds
FIRST, DAYS = dt.date(2025, 4, 7), 12


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = DATA / "hf_daily_api"
    if not folder.is_dir():
        pytest.skip("the daily lists are not beside the project")
    library = Library(tmp_path_factory.mktemp("home") / "library", StaticEmbedder())
    library.upsert(list(_papers(folder)))
    return library


def _papers(folder: Path) -> Iterator[Paper]:
    seen: set[str] = set()
    for n in range(-20, DAYS):
        day = FIRST + dt.timedelta(days=n)
        file = folder / f"{day}.json.xz"
        for item in json.loads(lzma.decompress(file.read_bytes())) if file.is_file() else ():
            paper = paper_of(ast.literal_eval(item) if isinstance(item, str) else item, day, "hub")
            if paper.id not in seen:
                yield paper
            seen.add(paper.id)


@pytest.fixture(scope="module")
def briefs(library: Library) -> list[Brief]:
    desk, memory = Desk(library, HybridRetriever(library), (ExtractiveWriter(),)), Memory()
    made = written(
        lambda span: brief(span, desk, Audience(ledger=memory)), lambda day: library.listed(day, day), FIRST, DAYS
    )
    return [each.brief for each in made]


def test_every_working_day_has_a_paragraph_in_range(briefs: list[Brief]) -> None:
    told = [each for each in briefs if each.claims]
    assert {each.since.weekday() for each in briefs if each.empty and each.since} == {5, 6}
    for each in told:
        assert LEAST_WORDS <= sum(len(claim.text.split()) for claim in each.claims) <= MOST_WORDS
        assert 2 <= len(each.sources) <= 4


def test_nothing_is_told_twice_and_all_is_from_the_list(briefs: list[Brief], library: Library) -> None:
    ids = [source.id for each in briefs for source in each.sources]
    assert len(ids) == len(set(ids))
    for each in briefs:
        listed = {paper.id: paper for paper in library.listed(each.since, each.until)}
        assert {source.id for source in each.sources} <= listed.keys()
        if listed:
            most = max(paper.upvotes or 0 for paper in listed.values())
            assert any((listed[source.id].upvotes or 0) == most for source in each.sources)


def test_every_sentence_is_quoted_or_from_the_record_and_none_says_we(briefs: list[Brief]) -> None:
    claims = [claim for each in briefs for claim in each.claims]
    assert {claim.support for claim in claims} <= {"quoted", "supported", None}
    assert not [claim.text for claim in claims if {"we", "our", "us", "We", "Our"} & set(claim.text.split())]
