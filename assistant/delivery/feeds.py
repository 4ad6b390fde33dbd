"""Feeds of editions: Atom (RFC 4287) and JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from assistant.delivery.edition import Edition, plain_text
from assistant.delivery.rendering import fragment

ATOM, JSON_FEED = "feed.xml", "feed.json"
TITLE, _AUTHOR = "Papers, day by day", "Daily Papers Assistant"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_MOST = 60  # editions in a feed
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2


def atom(editions: Sequence[Edition], site: str = "") -> str:
    """Return an Atom feed of the editions, the newest first; `site` is the address that the pages lie under."""
    ET.register_namespace("", _NAMESPACE)
    feed = ET.Element(_tag("feed"))
    _add(feed, "id", _identifier(site, "feed"))
    _add(feed, "title", TITLE)
    _add(feed, "updated", _moment(editions[0].day if editions else dt.date(1970, 1, 1)))
    _add(_add(feed, "author"), "name", _AUTHOR)
    if site:
        _add(feed, "link", rel="self", type="application/atom+xml", href=_under(site, ATOM))
        _add(feed, "link", rel="alternate", type="text/html", href=_under(site, ""))
    for edition in editions[:_MOST]:
        entry = _add(feed, "entry")
        _add(entry, "id", _identifier(site, edition.key))
        _add(entry, "title", edition.title)
        _add(entry, "updated", _moment(edition.day))
        if site:
            _add(entry, "link", rel="alternate", type="text/html", href=_under(site, f"{edition.key}.html"))
        _add(entry, "content", fragment(edition), type="html")
    ET.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def json_feed(editions: Sequence[Edition], site: str = "") -> str:
    """Return a JSON Feed of the editions, the newest first; see `atom`."""
    feed: dict[str, object] = {"version": "https://jsonfeed.org/version/1.1", "title": TITLE}
    feed["authors"] = [{"name": _AUTHOR}]
    if site:
        feed |= {"home_page_url": _under(site, ""), "feed_url": _under(site, JSON_FEED)}
    feed["items"] = [_item(edition, site) for edition in editions[:_MOST]]
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"


def _item(edition: Edition, site: str) -> dict[str, object]:
    return {
        "id": _identifier(site, edition.key),
        **({"url": _under(site, f"{edition.key}.html")} if site else {}),
        "title": edition.title,
        "content_html": fragment(edition),
        "content_text": plain_text(edition),
        "date_published": _moment(edition.day),
    }


def _identifier(site: str, key: str) -> str:
    """Return an id that stays the same as long as the address does."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{site}#{key}").urn


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
