"""Feeds of editions: Atom (RFC 4287) and JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
import zlib
from collections.abc import Sequence
from typing import NamedTuple
from xml.etree import ElementTree as ET

from assistant.delivery.edition import Edition, fragment, plain_text

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
        _add(entry, "published", _moment(edition.day))
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
        "date_published": _moment(edition.day),
        **({"date_modified": _updated(edition)} if edition.updated else {}),
    }


def _updated(edition: Edition) -> str:
    """Return when an edition became what it is, in the form of RFC 3339; texts of it come in the order of time.

    Those of one day are seconds apart: readers and validators take the same moment for a mistake.
    """
    if edition.updated is None:
        minutes, seconds = divmod(zlib.crc32(edition.series.encode()) % 3600, 60)  # 0 of the plain brief
        return f"{edition.day}T00:{minutes:02}:{seconds:02}Z"
    return f"{edition.updated.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def _moment(day: dt.date) -> str:
    return f"{day}T00:00:00Z"


def _under(site: str, name: str) -> str:
    return f"{site.rstrip('/')}/{name}"


def _tag(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, _tag(name), attributes)
    child.text = _NO_XML.sub("", text) or None
    return child
