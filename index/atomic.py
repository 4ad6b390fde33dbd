"""Small files that are there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def replace_file(path: Path, text: str, *, durable: bool = True, private: bool = False) -> None:
    """Write a small file whole or not at all; a durable one is so when the power fails, which takes some ms.

    A private one can be read by its owner alone, from its first moment on.
    """
    whole = path.with_suffix(".new")
    if private:
        whole.unlink(missing_ok=True)  # one that a killed process left may be open to others
    with open(whole, "w", encoding="utf-8", opener=_private if private else None) as file:
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


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
