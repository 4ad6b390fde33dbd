"""The one splitter of abstracts into sentences (being written)."""

from __future__ import annotations

import re


def split(text: str) -> list[str]:
    """Split (placeholder until the real one lands)."""
    return [part for part in re.split(r"(?<=[.!?])\s+", text.strip()) if part]
