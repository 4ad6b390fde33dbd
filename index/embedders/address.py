"""Where an embedding model is, and how far we go with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

OPENAI = "https://api.openai.com/v1"


@dataclass(frozen=True)
class EmbeddingsEndpoint:
    """An OpenAI-compatible endpoint for embeddings: OpenAI's, Ollama's, vLLM's, llama.cpp's, LM Studio's."""

    model: str
    base_url: str | None = None  # None: OpenAI
    api_key: str | None = field(default=None, repr=False)
    dimensions: int | None = None  # None: as many as the model has; others only of models that can be shortened
    timeout: float = 60.0  # seconds without a byte
    tries: int = 5

    @property
    def shown(self) -> str:
        """The address without what may be secret in it: user, password, query."""
        scheme, slashes, rest = (self.base_url or OPENAI).partition("://")
        address = re.split(r"[?#]", rest if slashes else scheme)[0].rpartition("@")[2].rstrip("/")
        return f"{scheme}://{address}" if slashes else address
