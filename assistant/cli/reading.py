"""What commands that bring papers do at their end: let the encoder read them, with progress."""

from __future__ import annotations

import sys

from tqdm import tqdm

from index.store.library import Library

_AT_MOST = 3000  # papers, a minute and a half


def read_new(library: Library, *, most: int = _AT_MOST) -> None:
    """Read the papers that were not read, at most so many; Ctrl-C ends it, and what was read is kept."""
    unread = library.unread()
    now = unread[:most]
    with tqdm(total=len(now), desc="reading closely", unit=" papers", disable=None, leave=False) as bar:
        try:
            library.read(now, bar.update)
        except KeyboardInterrupt:
            now = now[: int(bar.n)]
    if left := len(unread) - len(now):
        print(
            f"assistant: {left:,} papers are in and can be asked about, but are not read closely yet: "
            "`assistant serve` does it beside its work, `assistant reindex` at once.",
            file=sys.stderr,
        )
