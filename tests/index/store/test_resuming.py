"""An endpoint that fails in the middle costs nothing that was embedded before."""

import json
from pathlib import Path

import pytest

from assistant.ingest.files import ingest
from index.embedders.base import document_text
from index.embedders.endpoint import EndpointEmbedder
from index.endpoint.address import Endpoint
from index.errors import EmbedderBroken, EmbedderChanged, EmbedderUnavailable
from index.query import Filters
from index.sources.files import read_file
from index.store.library import Library
from tests.support.embedder import HashedEmbedder
from tests.support.embeddings_server import EmbeddingsServer, Step, embeddings_server, refuses, vectors
from tests.support.papers import paper

__all__ = ["embeddings_server"]

# llama-index-core 0.14 and what it imports use what Python and pydantic deprecate.
pytestmark = pytest.mark.filterwarnings("default")

BATCH, REQUEST = EndpointEmbedder.batch, 32  # texts that are stored at once, and asked for at once
PAPERS = [paper(f"Paper w{n}w of many", f"This is about subject s{n}s and nothing else.") for n in range(3 * BATCH)]
PER_BATCH = BATCH // REQUEST


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [json.dumps({"title": one.title, "abstract": one.abstract}) for one in PAPERS]
    (tmp_path / "papers.jsonl").write_text("\n".join(rows))
    return tmp_path / "papers.jsonl"


def embedder_of(server: EmbeddingsServer) -> EndpointEmbedder:
    return EndpointEmbedder(Endpoint("tiny-embed", server.url, retries=4), sleep=lambda _: None)


def assert_searchable(library: Library, server: EmbeddingsServer) -> None:
    assert {one.id for one in library.all()} == {one.id for one in PAPERS}
    for one in (PAPERS[0], PAPERS[BATCH + 5], PAPERS[-1]):
        ((key, cosine),) = library.nearest(embedder_of(server).embed([document_text(one)])[0], 1, Filters())
        assert cosine == pytest.approx(1, abs=0.05)  # one byte a number
        assert key == one.id


FAILURES = {
    "the server dies": Step(dies=True),
    "it wants another key": refuses(401, "no"),
    "too few vectors": vectors(lambda rows: rows[1:]),
}


@pytest.mark.parametrize("name", FAILURES)
def test_ingest_that_failed_in_the_third_batch_goes_on_there(tmp_path: Path, file: Path, name: str) -> None:
    with EmbeddingsServer(256) as failing:
        failing.script(*[vectors()] * (2 * PER_BATCH + 1), FAILURES[name])
        library = Library(tmp_path / "library", embedder_of(failing))
        with pytest.raises((EmbedderUnavailable, EmbedderBroken)):
            ingest([file], read_file, library)
        assert library.count() == library.lexical.count() == 2 * BATCH
    with EmbeddingsServer(256) as server:
        again = Library(tmp_path / "library", embedder_of(server))  # as a new process, after a restart elsewhere
        assert again.count() == 2 * BATCH
        assert ingest([file], read_file, again).embedded == BATCH
        assert server.embedded == [" ".join(document_text(one).split("\n")) for one in PAPERS[2 * BATCH :]]
        assert_searchable(again, server)


def test_reindex_that_failed_goes_on_where_it_was(tmp_path: Path) -> None:
    before = Library(tmp_path, HashedEmbedder())
    before.upsert(PAPERS)
    with EmbeddingsServer(256) as failing:
        failing.script(*[vectors()] * (2 * PER_BATCH + 1), Step(dies=True))
        with pytest.raises(EmbedderUnavailable):
            Library(tmp_path, embedder_of(failing)).reindex()
    old = Library(tmp_path, HashedEmbedder())  # is what it was, and may change before the second try
    assert old.nearest(HashedEmbedder().embed([document_text(PAPERS[7])])[0], 1, Filters())[0][0] == PAPERS[7].id
    changed = paper(PAPERS[3].title, "It is about plums now.")
    old.put([changed])
    old.upsert([PAPERS[5].model_copy(update={"upvotes": 9})])
    old.remove([PAPERS[8].id])
    with EmbeddingsServer(256) as server:
        library = Library(tmp_path, embedder_of(server))
        assert library.reindex() == len(PAPERS) - 1
        assert len(server.embedded) <= BATCH + 1
        assert " ".join(document_text(changed).split("\n")) in server.embedded
        library.put([PAPERS[3]])
        assert library.get([PAPERS[5].id])[0].upvotes == 9
        assert library.get([PAPERS[8].id]) == []
        library.upsert([PAPERS[8]])
        library.put([PAPERS[5]])
        assert_searchable(Library(tmp_path, embedder_of(server)), server)


def test_half_a_reindex_with_another_embedder_is_not_gone_on_with(
    tmp_path: Path, embeddings_server: EmbeddingsServer
) -> None:
    Library(tmp_path, HashedEmbedder()).upsert(PAPERS)
    embeddings_server.script(*[vectors()] * PER_BATCH, refuses(401, "no"))
    with pytest.raises(EmbedderUnavailable):
        Library(tmp_path, embedder_of(embeddings_server)).reindex()
    other = HashedEmbedder("other-32")
    assert Library(tmp_path, other).reindex() == other.embedded == len(PAPERS)
    embeddings_server.script(*[vectors()] * PER_BATCH, refuses(401, "no"))
    with pytest.raises(EmbedderUnavailable):
        Library(tmp_path, embedder_of(embeddings_server)).reindex()
    embeddings_server.dimensions = 16  # another model of that name
    with pytest.raises(EmbedderChanged, match="reindex` again"):
        Library(tmp_path, embedder_of(embeddings_server)).reindex()
    assert Library(tmp_path, embedder_of(embeddings_server)).reindex() == len(PAPERS)


def test_model_that_changed_behind_its_name_is_told(tmp_path: Path, embeddings_server: EmbeddingsServer) -> None:
    Library(tmp_path, embedder_of(embeddings_server)).upsert(PAPERS[:3])
    embeddings_server.dimensions = 16
    library = Library(tmp_path, embedder_of(embeddings_server))
    for attempt in (
        lambda: library.upsert(PAPERS[3:5]),
        lambda: library.nearest(library.embed(["subject"])[0], 3, Filters()),
    ):
        with pytest.raises(EmbedderChanged, match=r"of 32 dimensions.* of 16\. Run `assistant reindex`"):
            attempt()
    assert {one.id for one in library.all()} == {one.id for one in PAPERS[:3]}
    assert library.reindex() == 3
    assert library.upsert(PAPERS[3:5]).embedded == 2


def test_opening_looking_and_new_metadata_ask_nothing(tmp_path: Path, embeddings_server: EmbeddingsServer) -> None:
    Library(tmp_path, embedder_of(embeddings_server)).upsert(PAPERS[:3])
    asked = len(embeddings_server.asked)
    library = Library(tmp_path, embedder_of(embeddings_server))
    library.check_embedder()
    assert library.count() == 3
    assert library.resolve(PAPERS[0].title) == PAPERS[0]
    library.upsert([PAPERS[0].model_copy(update={"upvotes": 3}), PAPERS[1]])
    library.remove([PAPERS[2].id])
    assert len(embeddings_server.asked) == asked
