"""Patterns that are kept as data, in folders `patterns`: lists of alternatives, which may name patterns before them."""

import re
import tomllib
from importlib import resources


def patterns(name: str, package: str = "index.data", **known: str) -> dict[str, str]:
    """Return the patterns of a file by name; `<work>` in one stands for `work` above it, or of `known`, as a group."""
    table = tomllib.loads((resources.files(package) / "patterns" / f"{name}.toml").read_text(encoding="utf-8"))

    def inserted(part: re.Match[str]) -> str:
        return f"(?:{known[part[1]]})" if part[1] in known else part[0]  # a tag of HTML stays

    for key, alternatives in table.items():
        pattern = alternatives if isinstance(alternatives, str) else "|".join(alternatives)
        known[key] = re.sub(r"(?<!\?P)<(\w+)>", inserted, pattern)
    return known
