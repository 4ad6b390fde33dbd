"""What is known of a model from its name and from what a server lists of it: whether it chats, whether it thinks."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

_CHATS = {"chat", "completion", "completion_chat", "text-generation", "language", "llm", "vlm"}
_OTHER = {
    "embedding",
    "embeddings",
    "rerank",
    "reranker",
    "image",
    "audio",
    "moderation",
    "transcribe",
    "speech",
    "tts",
}


class Thinkers:
    """The models that think before they write: known by name, or seen to, as long as this object lives."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def add(self, model: str) -> None:
        """Note that a model spent all its tokens on thinking."""
        self._seen.add(model)

    def __contains__(self, model: str) -> bool:
        return model in self._seen or bool(_named("thinks").search(model))


def chats(listed: Mapping[str, Any]) -> bool:
    """Tell whether a model chats, from its entry in a server's list, which has an `id`; else from its name.

    Mistral lists `capabilities: {"completion_chat": bool}`, llama.cpp `capabilities: ["completion"]`, LM Studio and
    Together a `type`, OpenRouter `architecture: {"output_modalities": ["text"]}`.
    """
    able, frame = listed.get("capabilities"), listed.get("architecture")
    if isinstance(able, Mapping):
        able = [name for name, has in able.items() if has] or ["embedding"]
    gives = frame.get("output_modalities") if isinstance(frame, Mapping) else None
    told = {str(each).casefold() for each in (*_listed(able), listed.get("type"))}
    if told & _CHATS or "text" in _listed(gives):
        return True
    return not (told & _OTHER or _listed(gives) or _named("no_chat").search(str(listed.get("id", ""))))


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


@cache
def _named(kind: str) -> re.Pattern[str]:
    names = tomllib.loads(resources.files("index.endpoint").joinpath("models.toml").read_text(encoding="utf-8"))[kind]
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, names))})(?!(?<=[0-9])[0-9])", re.IGNORECASE)
