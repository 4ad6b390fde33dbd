"""Ask a LlamaIndex query engine over the assistant's library."""

import sys
from pathlib import Path

from llama_index.core.llms import LLM
from llama_index.core.query_engine import RetrieverQueryEngine

from assistant.config import load_settings
from assistant.engine import Assistant
from index.llama import LibraryRetriever
from index.search.retriever import HybridRetriever


def query_engine(home: Path, llm: LLM) -> RetrieverQueryEngine:
    """Return an engine that answers from the papers in `home` with any model that LlamaIndex has."""
    library = Assistant.open(load_settings(home=home)).library
    return RetrieverQueryEngine.from_args(LibraryRetriever(HybridRetriever(library), k=3), llm=llm)


if __name__ == "__main__":
    from llama_index.core.llms import MockLLM

    print(query_engine(Path(sys.argv[1]), MockLLM()).query(sys.argv[2]))
