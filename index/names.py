"""Names of methods, models and datasets, told by how they are written: RaLMSpec, GPT-4, BERT, mBLIP."""

from __future__ import annotations

import re

_NAME = re.compile(r"\b(?:[A-Z]{2,}|[A-Z][a-z]*[A-Z0-9]|[a-z]+[A-Z])\w*(?:[-.+]\w+)*")
_PLAIN = frozenset(
    {"AI", "ML", "NLP", "LLM", "LLMs", "LM", "LMs", "QA", "PhD", "USA", "UK", "EU", "OK"}
)  # name no work


def names(text: str) -> list[str]:
    """Return the names in `text`, in order; a capital at a word's beginning alone makes no name."""
    return [name for name in _NAME.findall(text) if name not in _PLAIN]
