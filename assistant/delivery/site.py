"""A static site: a page a day, an archive and feeds, readable without a script.

The folder is its own memory: each edition lies beside its page as JSON, so that a site that is built where nothing else
is kept (on GitHub Actions, say) grows from day to day. A file that would not change is not written.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from assistant.delivery.edition import Edition, archive, page
from assistant.delivery.feeds import ATOM, JSON_FEED, Channel, atom, json_feed
from assistant.errors import DeliveryError
from assistant.types import Brief
from index.atomic import replace_file

_EDITIONS = "editions"  # the folder of what was told, a file an edition
_IDENTITY = "identity.txt"  # in it: what the ids in the feeds are made of, which must not change when the site moves


class _Kept(BaseModel, frozen=True, extra="forbid"):
    day: str
    interest: str
    brief: Brief
    updated: dt.datetime | None = None

    @property
    def edition(self) -> Edition:
        """The edition that it is of."""
        return Edition(dt.date.fromisoformat(self.day), self.brief, self.interest, self.updated)


def write_site(folder: Path, editions: Sequence[Edition], address: str = "") -> int:
    """Add editions to the site in a folder, and return how many it has; `address` is where it will be read.

    Those that have nothing to tell are not added.

    Raises:
        DeliveryError: the folder cannot be written.
    """
    try:
        (folder / _EDITIONS).mkdir(parents=True, exist_ok=True)
        for edition in (one for one in editions if one.brief.claims):
            _keep(folder / _EDITIONS / f"{edition.key}.json", edition)
        every = _editions(folder)
        for place, edition in enumerate(every):
            previous, following = _around(every, place)
            _write(folder / f"{edition.key}.html", page(edition, previous=previous, following=following))
        listed = archive(every)
        newest = page(every[0], previous=_around(every, 0)[0], following="") if every else listed
        _write(folder / "index.html", newest)
        _write(folder / "archive.html", listed)
        channel = Channel(address, _identity(folder / _EDITIONS / _IDENTITY, address))
        _write(folder / ATOM, atom(every, channel))
        _write(folder / JSON_FEED, json_feed(every, channel))
    except OSError as error:
        what = f"The site in {folder} cannot be written ({error.strerror or error})."
        raise DeliveryError(what, "Choose another folder with --site, or mend its rights.") from error
    return len(every)


def _around(every: Sequence[Edition], place: int) -> tuple[str, str]:
    """Return the keys of the editions before and after that at a place, of those of its series; "" for none."""
    same = [edition for edition in every if edition.series == every[place].series]
    here = same.index(every[place])
    return (same[here + 1].key if here + 1 < len(same) else "", same[here - 1].key if here else "")


def _editions(folder: Path) -> list[Edition]:
    """Return all editions of the site, the newest first; a file that is none is left alone."""
    found = []
    for path in (folder / _EDITIONS).glob("*.json"):
        if there := _read(path):
            found.append(there)
    found.sort(key=lambda one: one.series)
    return sorted(found, key=lambda one: one.day, reverse=True)  # the plain brief of a day before those of interests


def _keep(path: Path, edition: Edition) -> None:
    """Write an edition, with the time if it takes the place of one that told something else."""
    before = _read(path)
    updated = before.updated if before else None
    if before and (before.brief.claims, before.brief.sources) != (edition.brief.claims, edition.brief.sources):
        updated = dt.datetime.now(dt.UTC).replace(microsecond=0)
    kept = _Kept(day=str(edition.day), interest=edition.interest, brief=edition.brief, updated=updated)
    _write(path, kept.model_dump_json(indent=1))


def _read(path: Path) -> Edition | None:
    """Return the edition that a file keeps; None if it is not there, or is another file."""
    try:
        return _Kept.model_validate_json(path.read_bytes()).edition
    except (FileNotFoundError, ValueError):  # pydantic's error is one of the latter
        return None


def _identity(path: Path, address: str) -> str:
    """Return what the site has been known by since it was first written: its first address, or a random name."""
    try:
        if kept := path.read_text(encoding="utf-8").strip():
            return kept
    except FileNotFoundError:
        pass
    identity = address.rstrip("/") or uuid.uuid4().urn
    _write(path, f"{identity}\n")
    return identity


def _write(path: Path, text: str) -> None:
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        replace_file(path, text)
