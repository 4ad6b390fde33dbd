"""Replies of a site on disk, so that nothing is asked for twice in a day.

A file is a gzip stream: one line of JSON (address, status, headers, time) and then the body. gzip's checksum tells a
damaged file from a whole one, so that what a killed writer leaves is not read.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_MOST_BYTES = 256 * 2**20  # of all replies of a site; Atom pages of 2,000 abstracts pack to about 1 MB each
_OLDEST = 45 * 86_400.0  # seconds; the longest time that a catch-up is likely to be resumed after
_SWEEP_EVERY = 100  # replies written by one client


class CachedReply(NamedTuple):
    """A reply as it is kept; `asked_at` is when the site was last asked about it, in seconds of the epoch."""

    url: str
    status: int
    headers: dict[str, str]
    asked_at: float
    body: bytes


class ReplyCache:
    """The replies in one folder, at most `most_bytes` of them; what was used longest ago goes first."""

    def __init__(self, folder: Path, *, most_bytes: int = _MOST_BYTES) -> None:
        self._folder, self._most_bytes = folder, most_bytes
        self._written = 0

    def find(self, url: str, accept: str) -> CachedReply | None:
        """Return the reply that is kept for a request; None if there is none, or it is damaged."""
        path = self._path(url, accept)
        try:
            head, body = gzip.decompress(path.read_bytes()).split(b"\n", 1)
            stored = CachedReply(**json.loads(head), body=body)
        except (OSError, EOFError, zlib.error, ValueError, TypeError):
            return None
        return stored if stored.url == url else None

    def put(self, stored: CachedReply, accept: str) -> None:
        """Keep a reply. A disk that is full or read-only costs the cache, not the reply."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._written % _SWEEP_EVERY == 0:
                self.sweep(stored.asked_at)
            self._written += 1
            path, head = self._path(stored.url, accept), stored._asdict()
            del head["body"]
            path.write_bytes(gzip.compress(json.dumps(head).encode() + b"\n" + stored.body, compresslevel=3, mtime=0))
            os.utime(path, (stored.asked_at, stored.asked_at))

    def sweep(self, now: float) -> None:
        """Remove what is old, and the oldest of what is too much."""
        files = sorted(((e.stat().st_mtime, e.stat().st_size, e.path) for e in os.scandir(self._folder)), reverse=True)
        total = 0
        for changed, size, name in files:
            total += size
            if now - changed > _OLDEST or total > self._most_bytes:
                Path(name).unlink(missing_ok=True)

    def _path(self, url: str, accept: str) -> Path:
        return self._folder / f"{hashlib.sha256(f'{accept} {url}'.encode()).hexdigest()[:32]}.gz"
