"""Feeds of editions: Atom (RFC 4287) and JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
import zlib
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from assistant.delivery.edition import Edition, plain_text
from assistant.delivery.rendering import fragment

ATOM, JSON_FEED = "feed.xml", "feed.json"
TITLE, _AUTHOR = "Papers, day by day", "Daily Papers Assistant"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_LANGUAGE, _LANGUAGE_OF = "en", "{http://www.w3.org/XML/1998/namespace}lang"
_MOST = 60  # editions in a feed
# What XML 1.0 does not allow (production 2), and what validators and readers take for a broken encoding.
_NO_XML = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffc\U00010000-\U0010ffff]")


def atom(editions: Sequence[Edition], site: str = "", identity: str = "") -> str:
    """Return an Atom feed of the editions, the newest first.

    `site` is the address that the pages lie under. Ids are made of `identity`, which must stay when the site moves; it
    is the address if none is given.
    """
    ET.register_namespace("", _NAMESPACE)
    feed = ET.Element(_tag("feed"), {_LANGUAGE_OF: _LANGUAGE})
    _add(feed, "id", _identifier(identity or site, "feed"))
    _add(feed, "title", TITLE)
    _add(feed, "updated", max(map(_updated, editions), default="1970-01-01T00:00:00Z"))
    _add(_add(feed, "author"), "name", _AUTHOR)
    if site:
        _add(feed, "link", rel="self", type="application/atom+xml", href=_under(site, ATOM))
        _add(feed, "link", rel="alternate", type="text/html", href=_under(site, ""))
    for edition in editions[:_MOST]:
        entry = _add(feed, "entry")
        _add(entry, "id", _identifier(identity or site, edition.key))
        _add(entry, "title", edition.title)
        _add(entry, "published", _moment(edition.day))
        _add(entry, "updated", _updated(edition))
        if site:
            _add(entry, "link", rel="alternate", type="text/html", href=_under(site, f"{edition.key}.html"))
        _add(entry, "content", fragment(edition), type="html")
    ET.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def json_feed(editions: Sequence[Edition], site: str = "", identity: str = "") -> str:
    """Return a JSON Feed of the editions, the newest first; see `atom`."""
    feed: dict[str, object] = {"version": "https://jsonfeed.org/version/1.1", "title": TITLE}
    feed |= {"language": _LANGUAGE, "authors": [{"name": _AUTHOR}]}
    if site:
        feed |= {"home_page_url": _under(site, ""), "feed_url": _under(site, JSON_FEED)}
    feed["items"] = [_item(edition, site, identity or site) for edition in editions[:_MOST]]
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"


def _item(edition: Edition, site: str, identity: str) -> dict[str, object]:
    return {
        "id": _identifier(identity, edition.key),
        **({"url": _under(site, f"{edition.key}.html")} if site else {}),
        "title": edition.title,
        "content_html": fragment(edition),
        "content_text": plain_text(edition),
        "date_published": _moment(edition.day),
        **({"date_modified": _updated(edition)} if edition.updated else {}),
    }


def _identifier(identity: str, key: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{identity.rstrip('/')}/#{key}").urn


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
