"""Small files that are there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def replace_file(path: Path, text: str, *, durable: bool = True) -> None:
    """Write a small file whole or not at all; a durable one is so when the power fails, which takes some ms."""
    whole = path.with_suffix(".new")
    with whole.open("w", encoding="utf-8") as file:
        file.write(text)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    whole.replace(path)
    if durable and os.name == "posix":  # the new name lies in the folder, which Windows writes by itself
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
