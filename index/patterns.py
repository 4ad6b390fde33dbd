"""Patterns that are kept as data, in `data/patterns`: lists of alternatives, which may name patterns before them."""

from __future__ import annotations

import re
import tomllib
from importlib import resources


def patterns(name: str) -> dict[str, str]:
    """Return the patterns of a file by name; `<work>` in one stands for the pattern `work` above it, as a group."""
    table = tomllib.loads((resources.files("index.data") / "patterns" / f"{name}.toml").read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for key, alternatives in table.items():
        pattern = alternatives if isinstance(alternatives, str) else "|".join(alternatives)
        found[key] = re.sub(r"(?<!\?P)<(\w+)>", lambda part: f"(?:{found[part[1]]})", pattern)
    return found
