"""A static site: a page a day, an archive, and feeds (Atom, RFC 4287; JSON Feed 1.1, https://www.jsonfeed.org).

The folder is its own memory: each edition lies beside its page as JSON, so that a site that is built where nothing else
is kept (on GitHub Actions, say) grows from day to day. A file that would not change is not written.
"""

import datetime as dt
import json
import re
import uuid
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

from pydantic import BaseModel

from assistant.delivery.edition import Edition, archive, fragment, page, plain_text
from assistant.errors import DeliveryError
from assistant.types import Brief
from index.atomic import replace_file

ATOM, JSON_FEED = "feed.xml", "feed.json"
TITLE, _AUTHOR = "Papers, day by day", "Daily Papers Assistant"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_LANGUAGE, _LANGUAGE_OF = "en", "{http://www.w3.org/XML/1998/namespace}lang"
_MOST = 60  # editions in a feed
# What XML 1.0 does not allow (production 2), and what validators and readers take for a broken encoding.
_NO_XML = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffc\U00010000-\U0010ffff]")


class Channel(NamedTuple):
    """A feed: the address that its pages lie under, what ids are made of, its own address, and whose briefs it has.

    `identity` must stay when the site moves, and is its address if none is given. `address` is where the feed is read,
    unless that is its place in the site. Each interest has a feed of its own.
    """

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

    def at(self, name: str) -> str:
        """Return where it is read, "" if nobody knows; `name` is that of its file in the site."""
        return self.address or (_under(self.site, name) if self.site else "")


NOWHERE = Channel()


def atom(editions: Sequence[Edition], channel: Channel = NOWHERE) -> str:
    """Return an Atom feed of the editions, the newest first."""
    ET.register_namespace("", _NAMESPACE)
    feed = ET.Element(_tag("feed"), {_LANGUAGE_OF: _LANGUAGE})
    _add(feed, "id", channel.id_of(f"feed-{channel.interest}" if channel.interest else "feed"))
    _add(feed, "title", channel.title)
    _add(feed, "updated", max(map(_updated, editions), default="1970-01-01T00:00:00Z"))
    _add(_add(feed, "author"), "name", _AUTHOR)
    if own := channel.at(ATOM):
        _add(feed, "link", rel="self", type="application/atom+xml", href=own)
    if channel.site:
        _add(feed, "link", rel="alternate", type="text/html", href=_under(channel.site, ""))
    for edition in editions[:_MOST]:
        entry = _add(feed, "entry")
        _add(entry, "id", channel.id_of(edition.key))
        _add(entry, "title", edition.title)
        _add(entry, "published", f"{edition.day}T00:00:00Z")
        _add(entry, "updated", _updated(edition))
        if channel.site:
            _add(entry, "link", rel="alternate", type="text/html", href=_under(channel.site, f"{edition.key}.html"))
        _add(entry, "content", fragment(edition), type="html")
    ET.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def json_feed(editions: Sequence[Edition], channel: Channel = NOWHERE) -> str:
    """Return a JSON Feed of the editions, the newest first."""
    feed: dict[str, object] = {"version": "https://jsonfeed.org/version/1.1", "title": channel.title}
    feed |= {"language": _LANGUAGE, "authors": [{"name": _AUTHOR}]}
    if channel.site:
        feed["home_page_url"] = _under(channel.site, "")
    if own := channel.at(JSON_FEED):
        feed["feed_url"] = own
    feed["items"] = [_item(edition, channel) for edition in editions[:_MOST]]
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"


def _item(edition: Edition, channel: Channel) -> dict[str, object]:
    return {
        "id": channel.id_of(edition.key),
        **({"url": _under(channel.site, f"{edition.key}.html")} if channel.site else {}),
        "title": edition.title,
        "content_html": fragment(edition),
        "content_text": plain_text(edition),
        "date_published": f"{edition.day}T00:00:00Z",
        **({"date_modified": _updated(edition)} if edition.updated else {}),
    }


def _updated(edition: Edition) -> str:
    """Return when an edition became what it is (RFC 3339); those of one day are seconds apart, as readers want it."""
    if edition.updated is None:
        minutes, seconds = divmod(zlib.crc32(edition.series.encode()) % 3600, 60)  # 0 of the plain brief
        return f"{edition.day}T00:{minutes:02}:{seconds:02}Z"
    return f"{edition.updated.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def _under(site: str, name: str) -> str:
    return f"{site.rstrip('/')}/{name}"


def _tag(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, _tag(name), attributes)
    child.text = _NO_XML.sub("", text) or None
    return child


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
    """Add editions that tell something to the site in a folder, and return how many it has, to be read at `address`.

    Raises:
        DeliveryError: the folder cannot be written.
    """
    try:
        (folder / _EDITIONS).mkdir(parents=True, exist_ok=True)
        for edition in (one for one in editions if one.brief.claims):
            _keep(folder / _EDITIONS / f"{edition.key}.json", edition)
        # All editions, the newest first; the plain brief of a day before those of interests.
        found = filter(None, map(_read, (folder / _EDITIONS).glob("*.json")))
        every = sorted(sorted(found, key=lambda one: one.series), key=lambda one: one.day, reverse=True)
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
