"""Whether the files of a Tantivy index are what was written, by the CRC-32 in the footer of each.

The footer's JSON, its length and a magic number are its end (`footer.rs` of Tantivy, format 7).
"""

import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

_MAGIC = 1337
_END = struct.Struct("<II")
_PARTS = ("idx", "pos", "term", "store", "fast", "fieldnorm")


def are_whole(folder: Path) -> bool:
    """Tell whether every file that the index names is there and has its checksum; without an index there is none.

    While another process writes, files may be gone that were named a moment ago.
    """
    try:
        named = list(named_files(folder))
    except FileNotFoundError:
        return True
    except (ValueError, KeyError, TypeError, AttributeError, IsADirectoryError):
        return False
    return all(_is_whole(path) for path in named)


def named_files(folder: Path) -> Iterator[Path]:
    """Yield the files that the index in a folder names."""
    for segment in json.loads((folder / "meta.json").read_text(encoding="utf-8"))["segments"]:
        name = segment["segment_id"].replace("-", "")
        yield from (folder / f"{name}.{part}" for part in _PARTS)
        if segment["deletes"]:
            yield folder / f"{name}.{segment['deletes']['opstamp']}.del"


def _is_whole(path: Path) -> bool:
    try:
        data = memoryview(path.read_bytes())
        length, magic = _END.unpack(data[-_END.size :])
        body = data[: -_END.size - length]
        said = json.loads(bytes(data[len(body) : -_END.size]))["crc"]
    except (FileNotFoundError, IsADirectoryError, ValueError, KeyError, TypeError, struct.error):
        return False
    return bool(magic == _MAGIC and said == zlib.crc32(body))
