"""Small files that are there whole or not at all, and that tell when they are not what was written."""

import os
import zlib
from contextlib import suppress
from functools import partial
from pathlib import Path

_SEAL = "\nsum "


def replace_file(path: Path, text: str, *, private: bool = False) -> None:
    """Write a small file whole or not at all, also when the power fails; it takes some ms.

    A private one can be read by its owner alone. An empty folder of its name makes way. After an OSError what was there
    before is as it was.
    """
    whole = path.with_suffix(".new")
    if private:
        whole.unlink(missing_ok=True)  # one that a killed process left may be open to others
    try:
        mode = 0o600 if private else 0o666  # less what the system takes off
        with open(whole, "w", encoding="utf-8", opener=partial(os.open, mode=mode)) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.is_dir():
            path.rmdir()
        whole.replace(path)
    except OSError:
        with suppress(OSError):
            whole.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def remove_file(path: Path) -> None:
    """Remove a file, or an empty folder of its name; it need not be there."""
    if path.is_dir():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder are on the disk; does nothing where a system writes them by itself."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sealed(text: str) -> str:
    """Return a text with its checksum (CRC-32) as its last line."""
    return f"{text}{_SEAL}{zlib.crc32(text.encode()):08x}\n"


def unsealed(text: str) -> str:
    """Return the text that `sealed` was given; raise ValueError if it is not that. Earlier releases had no checksum."""
    written, seal, checksum = text.rpartition(_SEAL)
    if seal and checksum.strip() != f"{zlib.crc32(written.encode()):08x}":
        raise ValueError("its checksum is wrong")
    return written if seal else text
