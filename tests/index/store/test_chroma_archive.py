"""The archive in Chroma's Cloud, to the bodies of its requests: the Cloud itself was never asked."""

import datetime as dt
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import app
from assistant.config import Settings
from assistant.engine import Assistant, last
from index.paper import Paper
from index.query import Filters
from index.store.chroma_archive import ChromaArchive
from index.store.chroma_server import ChromaServer, Place
from tests.support.cloud_server import CloudServer, cloud_server
from tests.support.embedder import HashedEmbedder
from tests.support.papers import ALL, MOSSGATE, ZEBRAFOLD, paper

JANUARY, MARCH = dt.date(2024, 1, 20), dt.date(2024, 3, 1)


@pytest.fixture
def cloud() -> Iterator[CloudServer]:
    with cloud_server() as running:
        yield running


@pytest.fixture
def archive(cloud: CloudServer) -> ChromaArchive:
    return ChromaArchive(ChromaServer(Place(cloud.url, "secret")), HashedEmbedder())


def many(number: int, **fields: object) -> list[Paper]:
    return [paper(f"Thing{n} of many", f"It tells of thing{n}.", **fields) for n in range(number)]


def test_paper_is_written_into_the_collection_of_its_month(cloud: CloudServer, archive: ChromaArchive) -> None:
    archive.put([ZEBRAFOLD, MOSSGATE, paper("Undated", "No day is known.")])
    assert {"assistant-archive-2024-01", "assistant-archive-undated"} <= set(cloud.collections)
    schema = next(body["schema"] for body in cloud.of("collections") if body and body["name"].endswith("2024-01"))
    assert schema["keys"]["#embedding"]["float_list"]["vector_index"]["config"]["space"] == "cosine"
    words = schema["keys"]["words"]["sparse_vector"]["sparse_vector_index"]
    assert (words["enabled"], words["config"]["bm25"]) == (True, True)
    body = next(body for body in cloud.of("/upsert") if body["ids"] == [ZEBRAFOLD.id])
    assert body["documents"] == [f"{ZEBRAFOLD.title}\n{ZEBRAFOLD.abstract}"]
    row = body["metadatas"][0]
    assert row["day"] == dt.date(2024, 1, 2).toordinal()
    assert json.loads(row["record"])["authors"] == list(ZEBRAFOLD.authors)
    assert ZEBRAFOLD.abstract not in row["record"]
    assert row["words"]["#type"] == "sparse_vector"
    assert row["words"]["indices"] == sorted(set(row["words"]["indices"]))


def test_question_joins_what_is_near_by_vectors_and_by_words(cloud: CloudServer, archive: ChromaArchive) -> None:
    archive.put([ZEBRAFOLD])
    archive.search("zebra zebra", Filters(since=JANUARY, categories=("cs.CL", "cs.AI"), others_than=("arxiv:1",)))
    ((asked,),) = (body["searches"] for body in cloud.of("/search"))
    assert asked["filter"] == {
        "$and": [
            {"day": {"$gte": JANUARY.toordinal()}},
            {"#id": {"$nin": ["arxiv:1"]}},
            {"$or": [{"categories": {"$contains": "cs.CL"}}, {"categories": {"$contains": "cs.AI"}}]},
        ]
    }
    (negative,) = (each for each in asked["rank"]["$mul"] if each != {"$val": -1.0} and each != {"$val": -1})
    knns = [each["$div"]["right"]["$sum"][1]["$knn"] for each in negative["$sum"]]
    assert [each["$div"]["right"]["$sum"][0] for each in negative["$sum"]] == [{"$val": 60}, {"$val": 60}]
    assert [(knn["key"], knn["limit"], knn["return_rank"], knn["default"]) for knn in knns] == [
        ("#embedding", 100, True, 100.0),
        ("words", 100, True, 100.0),
    ]
    assert len(knns[0]["query"]) == 32
    assert knns[1]["query"]["values"] == [1.0]  # a word counts once
    assert asked["limit"] == {"offset": 0, "limit": 100}
    assert set(asked["select"]["keys"]) == {"#document", "#metadata"}


def test_what_was_put_is_found_again_whole(archive: ChromaArchive) -> None:
    long = paper("Long", "word " * 5000, note="ä" * 5000, published=JANUARY)
    archive.put([*ALL, long])
    found = {one.id: one for one in archive.search("anything", Filters())}
    assert {one.id: one for one in ALL}.items() <= found.items()
    assert found[long.id].note == long.note
    assert long.abstract.startswith(found[long.id].abstract)  # cut to what the Cloud takes


def test_requests_keep_to_the_limit_of_rows(cloud: CloudServer, archive: ChromaArchive) -> None:
    archive.put(many(301, published=JANUARY))
    assert [len(body["ids"]) for body in cloud.of("/upsert")] == [300, 1]


@pytest.mark.parametrize(
    ("filters", "months"),
    [
        (Filters(), {"2024-01", "2024-03", "undated"}),
        (Filters(since=JANUARY), {"2024-01", "2024-03"}),
        (Filters(until=dt.date(2024, 2, 29)), {"2024-01"}),
        (Filters(since=MARCH, until=MARCH), {"2024-03"}),
    ],
    ids=["all", "since", "until", "a day"],
)
def test_only_months_with_the_days_are_asked(
    cloud: CloudServer, archive: ChromaArchive, filters: Filters, months: set[str]
) -> None:
    archive.put([*many(2, published=JANUARY), *many(1, published=MARCH), paper("Undated", "No day is known.")])
    archive.search("thing", filters)
    assert cloud.months_asked() == {f"assistant-archive-{month}" for month in months}


@pytest.fixture
def assistant(cloud: CloudServer, tmp_path: Path) -> Assistant:
    """A library of its own papers beside an archive that has what it lacks."""
    assistant = Assistant.open(Settings(home=tmp_path, chroma_archive_url=cloud.url))
    assistant.library.upsert([one for one in ALL if one != MOSSGATE])
    assistant.library.upsert([paper(f"Filler {n}", f"Number {n} is about bread and cheese.") for n in range(8)])
    assistant.archive.put([MOSSGATE.model_copy(update={"published": dt.date(2019, 5, 1)})])
    return assistant


def test_answer_cites_a_paper_of_the_archive(assistant: Assistant) -> None:
    answer = last(assistant.ask("How are moss images retrieved by Mossgate?")).answer
    assert MOSSGATE.id in {source.id for source in answer.sources}
    assert {claim.verdict.support for claim in answer.claims if claim.verdict} == {"quoted"}


def test_days_that_only_the_archive_has_are_not_dropped(assistant: Assistant) -> None:
    found = assistant.find("gated retrieval of moss images", filters=None)
    assert found.evidence[0].paper.id == MOSSGATE.id
    dated = assistant.find("gated retrieval of moss images since 2019-01-01 until 2019-12-31")
    assert ([one.paper.id for one in dated.evidence], dated.notice) == ([MOSSGATE.id], "")


def test_what_it_cannot_be_asked_it_is_not(cloud: CloudServer, assistant: Assistant) -> None:
    assistant.find("retrieval", filters=Filters(papers=(ZEBRAFOLD.id,)))
    assert cloud.of("/search") == []


def test_library_is_searched_while_the_archive_is_away(
    cloud: CloudServer, assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    cloud.away = True
    with caplog.at_level(logging.WARNING):
        found = assistant.find("folding token streams")
    assert found.evidence[0].paper.id == ZEBRAFOLD.id
    assert "The archive was not searched" in caplog.text


def test_command_puts_a_file_into_the_archive(
    cloud: CloudServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "papers.jsonl"
    file.write_text("".join(one.model_dump_json() + "\n" for one in ALL) + "no paper\n")
    command = ["--home", str(tmp_path / "home"), "ingest", "file", str(file), "--archive", "--json"]
    refused = CliRunner().invoke(app, command)
    assert (refused.exit_code, "ASSISTANT_CHROMA_ARCHIVE_URL" in str(refused.exception)) == (1, True)
    monkeypatch.setenv("ASSISTANT_CHROMA_ARCHIVE_URL", cloud.url)
    done = json.loads(CliRunner().invoke(app, command).stdout)
    assert (done["records"], len(done["errors"])) == (len(ALL), 1)
    assert sum(len(body["ids"]) for body in cloud.of("/upsert")) == len(ALL)
