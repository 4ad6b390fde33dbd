"""A static site: a page a day, an archive, and feeds (Atom, RFC 4287; JSON Feed 1.1, https://www.jsonfeed.org).

The folder is its own memory: each edition lies beside its page as JSON, so that a site that is built where nothing else
is kept (on GitHub Actions, say) grows from day to day. A file that would not change is not written.
"""

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel

from assistant.delivery.edition import Edition, fragment, plain_text, render
from assistant.errors import DeliveryError
from assistant.types import Brief
from index.atomic import replace_file

ATOM, JSON_FEED = "feed.xml", "feed.json"
TITLE, _AUTHOR = "Papers, day by day", "Daily Papers Assistant"
_LANGUAGE = "en"
_MOST = 60  # editions in a feed


class Channel(NamedTuple):
    """A feed: the address of its pages, what its ids are made of, which stays, its own address, and whose briefs."""

    site: str = ""
    identity: str = ""
    address: str = ""
    interest: str = ""

    def id_of(self, key: str) -> str:
        """Return an id that is of this feed and key alone."""
        return uuid.uuid5(uuid.NAMESPACE_URL, f"{(self.identity or self.site).rstrip('/')}/#{key}").urn

    @property
    def title(self) -> str:
        """What readers call it."""
        return f"{TITLE}: {self.interest}" if self.interest else TITLE

    def under(self, name: str) -> str:
        """Return the address of a page of the site."""
        return f"{self.site.rstrip('/')}/{name}"

    def at(self, name: str) -> str:
        """Return where it is read, "" if nobody knows; `name` is that of its file in the site."""
        return self.address or (self.under(name) if self.site else "")


NOWHERE = Channel()


def atom(editions: Sequence[Edition], channel: Channel = NOWHERE) -> str:
    """Return an Atom feed of the editions, the newest first."""
    updated = max((edition.changed for edition in editions), default="1970-01-01T00:00:00Z")
    shown = {"editions": editions[:_MOST], "fragment": fragment}
    return render("feed.xml", channel=channel, updated=updated, author=_AUTHOR, **shown)


def json_feed(editions: Sequence[Edition], channel: Channel = NOWHERE) -> str:
    """Return a JSON Feed of the editions, the newest first."""
    feed: dict[str, object] = {"version": "https://jsonfeed.org/version/1.1", "title": channel.title}
    feed |= {"language": _LANGUAGE, "authors": [{"name": _AUTHOR}]}
    if channel.site:
        feed["home_page_url"] = channel.under("")
    if own := channel.at(JSON_FEED):
        feed["feed_url"] = own
    feed["items"] = [_item(edition, channel) for edition in editions[:_MOST]]
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"


def _item(edition: Edition, channel: Channel) -> dict[str, object]:
    return {
        "id": channel.id_of(edition.key),
        **({"url": channel.under(f"{edition.key}.html")} if channel.site else {}),
        "title": edition.title,
        "content_html": fragment(edition),
        "content_text": plain_text(edition),
        "date_published": f"{edition.day}T00:00:00Z",
        **({"date_modified": edition.changed} if edition.updated else {}),
    }


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
    """Add editions that tell something to a site, return how many it has; a DeliveryError if it cannot be written."""
    try:
        (folder / _EDITIONS).mkdir(parents=True, exist_ok=True)
        for edition in (one for one in editions if one.brief.claims):
            _keep(folder / _EDITIONS / f"{edition.key}.json", edition)
        # All editions, the newest first; the plain brief of a day before those of interests.
        found = filter(None, map(_read, (folder / _EDITIONS).glob("*.json")))
        every = sorted(sorted(found, key=lambda one: one.series), key=lambda one: one.day, reverse=True)
        for place, edition in enumerate(every):
            previous, following = _around(every, place)
            page = render("day.html", edition=edition, previous=previous, following=following)
            _write(folder / f"{edition.key}.html", page)
        listed = render("archive.html", editions=every)
        _write(folder / "archive.html", listed)
        if every:
            listed = render("day.html", edition=every[0], previous=_around(every, 0)[0], following="")
        _write(folder / "index.html", listed)
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
