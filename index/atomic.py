"""Small files that are there whole or not at all."""

from __future__ import annotations

from pathlib import Path


def replace_file(path: Path, text: str) -> None:
    """Write a small file whole or not at all."""
    whole = path.with_suffix(".new")
    whole.write_text(text, encoding="utf-8")
    whole.replace(path)
