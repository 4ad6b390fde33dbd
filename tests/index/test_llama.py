"""LlamaIndex, both ways."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.query import Query
from index.search.retriever import HybridRetriever
from index.store.library import Library
from tests.support.embedder import HashedEmbedder
from tests.support.papers import ALL, LANTERN, MOSSGATE, ZEBRAFOLD

# llama-index-core 0.14 and what it imports use what Python and pydantic deprecate.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture
def retriever(tmp_path: Path) -> HybridRetriever:
    library = Library(tmp_path / "library", HashedEmbedder())
    library.upsert(ALL)
    return HybridRetriever(library)


def test_library_is_a_retriever_of_llama_index(retriever: HybridRetriever) -> None:
    from index.llama import LibraryRetriever

    nodes = LibraryRetriever(retriever, k=2).retrieve("Mossgate retrieves moss images")
    assert nodes[0].node.node_id == MOSSGATE.id
    assert len(nodes) == 2
    assert nodes[0].node.metadata["title"] == MOSSGATE.title
    assert nodes[0].node.metadata["published"] == "2024-02-03"
    assert MOSSGATE.abstract in nodes[0].node.get_content()
    assert LibraryRetriever(retriever, floor=2.0).retrieve("Mossgate") == []


def test_query_engine_reads_our_papers(tmp_path: Path) -> None:
    from llama_index.core.llms import MockLLM

    from assistant.config import load_settings
    from assistant.engine import Assistant
    from tests.examples.llama_index_query_engine import query_engine

    Assistant.open(load_settings(home=tmp_path)).library.upsert(ALL)
    response = query_engine(tmp_path, MockLLM()).query("How much does Zebrafold reduce the training time?")
    assert response.source_nodes[0].node.node_id == ZEBRAFOLD.id
    assert "46" in str(response)  # the mock model says its prompt


def test_postprocessor_of_llama_index_reranks_the_first_papers(retriever: HybridRetriever) -> None:
    from llama_index.core.postprocessor.types import BaseNodePostprocessor

    from index.llama import RerankedRetriever

    class Backwards(BaseNodePostprocessor):
        def _postprocess_nodes(self, nodes: list[Any], query_bundle: Any = None) -> list[Any]:
            assert query_bundle.query_str == "moss token lantern"
            return [node for node in nodes[::-1] if node.node.node_id != LANTERN.id]

    query = Query(text="moss token lantern")
    plain = [item.paper for item in retriever.search(query) if item.paper != LANTERN]
    assert [item.paper for item in RerankedRetriever(retriever, Backwards()).search(query)] == plain[::-1]


def test_any_embedding_of_llama_index_can_be_the_embedder(tmp_path: Path) -> None:
    from llama_index.core.embeddings import MockEmbedding

    from index.embedders.llama import LlamaEmbedder

    embedder = LlamaEmbedder(MockEmbedding(embed_dim=8), 8)
    assert np.allclose(np.linalg.norm(embedder.embed(["a", "b"]), axis=1), 1)
    assert embedder.embed([]).shape == (0, 8)
    library = Library(tmp_path / "library", embedder)
    library.upsert(ALL)
    assert library.fingerprint.endswith("-8")
    assert HybridRetriever(library).search(Query(text="Mossgate"))[0].paper == MOSSGATE
