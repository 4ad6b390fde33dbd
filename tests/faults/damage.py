"""The files of a data directory, and what may have become of each."""

import json
from collections.abc import Callable
from pathlib import Path

from assistant.people.people import People
from index.atomic import sealed

DERIVED = (  # what is made again from something else; nobody is to be told to move it away
    "library/journal.json",
    "library/generation",
    "library/format",
    "library/lexical/meta.json",
    "library/lexical/.managed.json",
    "library/lexical/*.idx",
    "library/lexical/*.store",
    "library/lexical/*.pos",
    "library/lexical/*.term",
    "library/lexical/*.fast",
    "library/lexical/*.fieldnorm",
    "library/dense/vectors.sqlite",
    "encodings.sqlite",
    "session.key",
    "spending.json",
    "judges.json",
)
KEPT = ("library/chroma/chroma.sqlite3", "app.sqlite", "people.sqlite", "interests.toml", "prices.toml")
FILES = (
    *DERIVED,
    *KEPT,
    "library/open.lock",
    "library/write.lock",
    "app.lock",
    "interests.lock",
    "config.toml",
)
FOLDERS = ("library", "library/chroma", "library/lexical", "library/dense", "people")  # that nobody may read
BINARY = bytes(range(256)) * 8
PASSWORD = "a long password"  # of nobody


def _half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 0x5A]) + data[middle + 1 :] if data else b""


CONTENTS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "binary": lambda _: BINARY,
    "half": _half,
    "utf-16": lambda data: data.decode("latin-1").encode("utf-16"),
    "flipped byte": _flipped,
}
NO_RIGHTS = "no rights"
CLOSED = (NO_RIGHTS, "folder", "full folder", "loop")  # what cannot be read at all
DAMAGES = (*CONTENTS, "gone", *CLOSED)


def there(home: Path, file: str) -> Path:
    """Return the file of such a name; the first one, of several."""
    return sorted(home.glob(file))[0] if "*" in file else home / file


def damage(home: Path, file: str, how: str) -> Path:
    """Damage a file in this way, and return it. One that is not always there is made before."""
    if file.endswith("journal.json"):
        (home / file).write_text(sealed(json.dumps(["arxiv:2403.00001", "arxiv:2403.00002"])))
    elif file.startswith("people"):
        People(home).add("anna", PASSWORD)
        (home / "people" / "somebody").mkdir(parents=True)
    target = there(home, file)
    data = target.read_bytes() if target.is_file() else b""
    target.touch()
    if how == NO_RIGHTS:
        target.chmod(0)
        return target
    for path in target.parent.glob(target.name + "-*"):  # the log of a database
        path.unlink()
    target.unlink()
    if how in CONTENTS:
        target.write_bytes(CONTENTS[how](data))
    elif how == "loop":
        target.symlink_to(target.name)
    elif how != "gone":
        target.mkdir()
        if how == "full folder":
            (target / "kept").write_text("somebody's")
    return target
