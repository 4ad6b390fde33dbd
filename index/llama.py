"""The library in LlamaIndex, and LlamaIndex in the library: our search as its retriever, its rerankers in our search.

Importing this takes 1.6 s, so nothing on the default path does.
"""

from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.query import Evidence, Query, Retriever

_RERANKED = 30  # papers that a reranker reads: it costs a thousand times what the search does


class LibraryRetriever(BaseRetriever):
    """Our search as a LlamaIndex retriever: a node a paper, its id the paper's, its text title and abstract.

    Its metadata are `title`, `url`, `published` and `relevance`; nodes of less than `floor` are left out.
    """

    def __init__(self, retriever: Retriever, *, k: int = 10, floor: float = 0.0) -> None:
        super().__init__()
        self._inner, self._k, self._floor = retriever, k, floor

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._inner.search(Query(text=query_bundle.query_str, k=self._k))
        return [_node(item) for item in found if item.relevance >= self._floor]


class RerankedRetriever:
    """Our search with the first papers put in the order of any LlamaIndex node postprocessor.

    What the postprocessor drops is dropped; papers beyond the first thirty stay behind, as they were.
    """

    def __init__(self, retriever: Retriever, reranker: BaseNodePostprocessor) -> None:
        self._inner, self._reranker = retriever, reranker

    def search(self, query: Query) -> tuple[Evidence, ...]:
        """Return at most `query.k` papers, those that were reranked first."""
        found = self._inner.search(query.model_copy(update={"k": max(query.k, _RERANKED)}))
        first, rest = found[:_RERANKED], found[_RERANKED:]
        by_id = {item.paper.id: item for item in first}
        order = self._reranker.postprocess_nodes([_node(item) for item in first], query_str=query.text)
        scored = ((by_id[node.node.node_id], node.score) for node in order)
        ranked = [item if score is None else item.model_copy(update={"score": float(score)}) for item, score in scored]
        return (*ranked, *rest)[: query.k]


def _node(item: Evidence) -> NodeWithScore:
    paper = item.paper
    metadata = {
        "title": paper.title,
        "url": paper.url,
        "published": paper.published.isoformat() if paper.published else None,
        "relevance": round(item.relevance, 4),
    }
    node = TextNode(id_=paper.id, text=f"{paper.title}\n\n{paper.abstract}", metadata=metadata)
    node.excluded_llm_metadata_keys = ["relevance", "title"]
    node.excluded_embed_metadata_keys = list(metadata)
    return NodeWithScore(node=node, score=item.score)
