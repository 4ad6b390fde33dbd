"""A library as releases before 0.3 left it: the vectors in Chroma's graph, and no file that says its format."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import chromadb
from chromadb.config import Settings

from index.embedders.base import document_text
from index.paper import Paper
from index.store.dense import DenseIndex
from index.store.lexical import LexicalIndex
from tests.support.embedder import HashedEmbedder

SYNCED = 50  # writes after which Chroma put its graph into files; it was 1,000
TORN = ("length.bin", "link_lists.bin", "index_metadata.pickle")  # what a kill left of the graph before


def old_library(folder: Path, papers: Sequence[Paper], fingerprint: str = "hashed-32") -> None:
    """Add papers to a library in a folder, in all three stores."""
    put_into_chroma(folder, papers, fingerprint)
    LexicalIndex(folder / "lexical").write(papers)
    vectors = HashedEmbedder().embed([document_text(one) for one in papers])
    DenseIndex(folder / "dense", fingerprint).write([one.id for one in papers], vectors)


def put_into_chroma(
    folder: Path, papers: Sequence[Paper], fingerprint: str = "hashed-32", name: str = "papers"
) -> None:
    """Add papers to Chroma alone, as a writer did that was killed after it."""
    (folder / "chroma").mkdir(parents=True, exist_ok=True)
    client = chromadb.PersistentClient(str(folder / "chroma"), Settings(anonymized_telemetry=False))
    graph = {"space": "cosine", "ef_construction": 40, "max_neighbors": 8, "sync_threshold": SYNCED}
    configuration: Any = {"hnsw": graph}
    collection = client.get_or_create_collection(
        name, embedding_function=None, configuration=configuration, metadata={"embedder": fingerprint}
    )
    rows: list[Any] = [{"record": one.model_dump_json(exclude_defaults=True)} for one in papers]
    vectors = HashedEmbedder().embed([document_text(one) for one in papers])
    collection.upsert(ids=[one.id for one in papers], embeddings=vectors, metadatas=rows)
    chromadb.api.client.SharedSystemClient.clear_system_cache()  # as if the process had ended


def graph_of(folder: Path) -> Path:
    """Return the folder of the one graph."""
    (graph,) = (path for path in (folder / "chroma").iterdir() if path.is_dir())
    return graph


def tear_graph(folder: Path, first: Sequence[Paper], then: Sequence[Paper]) -> None:
    """Add papers in two writes, and leave the graph as a kill in the second one did: some files are of the first."""
    old_library(folder, first)
    kept = {name: (graph_of(folder) / name).read_bytes() for name in TORN}
    old_library(folder, then)
    for name, data in kept.items():
        (graph_of(folder) / name).write_bytes(data)
