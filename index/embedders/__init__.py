"""The embedder that the settings name: a closed list that mypy can see, each imported when it is chosen."""

from typing import Literal, assert_never

from index.embedders.base import Embedder as Embedder
from index.endpoint.address import Endpoint
from index.errors import ConfigurationError

EmbedderName = Literal["static", "endpoint", "minilm"]


def choose_embedder(name: EmbedderName, endpoint: Endpoint | None = None) -> Embedder:
    """Return the embedder called `name`; raise ConfigurationError if it is an endpoint's, and no model is named."""
    match name:
        case "static":
            from index.embedders.static import StaticEmbedder  # noqa: PLC0415  0.15 s, and only if chosen

            return StaticEmbedder()
        case "endpoint":
            from index.embedders.endpoint import EndpointEmbedder  # noqa: PLC0415

            if endpoint is None:  # which model embeds must be known without asking: a library is opened by its name
                todo = "Set ASSISTANT_EMBEDDING_MODEL, such as nomic-embed-text."
                raise ConfigurationError("The embedder is an endpoint's, and its model is not set.", todo)
            return EndpointEmbedder(endpoint)
        case "minilm":
            from index.embedders.encoder import MiniLMEmbedder  # noqa: PLC0415

            return MiniLMEmbedder()
        case _:
            assert_never(name)
