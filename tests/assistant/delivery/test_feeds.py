"""Feeds, against what RFC 4287 and JSON Feed 1.1 require, and read by a real reader."""

import datetime as dt
import json
import re
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest

from assistant.delivery.edition import Edition
from assistant.delivery.site import Channel, atom, json_feed
from assistant.types import Claim, Source
from tests.support.editions import MONDAY, edition

SITE = "https://example.org/papers/"
HOME = Channel(SITE)
ATOM = "{http://www.w3.org/2005/Atom}"
EVIL = "<script>alert('&\x00\x0b\ufffe]]>')</script>"
# RFC 3339, 5.6, as RFC 4287, 3.3 narrows it: capital T and Z.
DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
FEED = {"author", "category", "contributor", "generator", "icon", "logo", "id", "link", "rights", "subtitle", "title",
        "updated", "entry"}  # fmt: skip
ENTRY = {"author", "category", "content", "contributor", "id", "link", "published", "rights", "source", "summary",
         "title", "updated"}  # fmt: skip
TEXT = {"title", "subtitle", "rights", "summary"}


def editions(days: int = 3) -> list[Edition]:
    found = [edition(MONDAY + dt.timedelta(days=n)) for n in reversed(range(days))]
    hostile = Claim(text=f"It folds {EVIL}.", citations=edition().brief.claims[1].citations, verdict=None)
    source = Source(number=1, id="x:1", title=EVIL, url="javascript:alert(1)")
    return [*found, edition(MONDAY, EVIL, claims=(hostile,), sources=(source,), topic=EVIL)]


def valid(text: str) -> ET.Element:
    """Check a document against the requirements of RFC 4287, and return its root."""
    assert text.startswith('<?xml version="1.0" encoding="utf-8"?>')
    feed = ET.fromstring(text.encode())
    assert feed.tag == f"{ATOM}feed"
    _has(feed, FEED, {"id": 1, "title": 1, "updated": 1})
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        _has(entry, ENTRY, {"id": 1, "title": 1, "updated": 1})
        assert len(entry.findall(f"{ATOM}content")) <= 1
        assert entry.find(f"{ATOM}author") is not None or feed.find(f"{ATOM}author") is not None  # 4.1.1
        content = entry.find(f"{ATOM}content")
        if content is None:  # 4.1.2
            assert any(link.get("rel", "alternate") == "alternate" for link in entry.findall(f"{ATOM}link"))
        else:
            assert content.get("type") in {"text", "html"}
            assert not list(content), "4.1.3.3: HTML is escaped, so that no element is in it"
    ids = [one.text for one in feed.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)
    return feed


def _has(element: ET.Element, allowed: set[str], number: dict[str, int]) -> None:
    for child in element:
        assert child.tag.startswith(ATOM), child.tag
        name = child.tag.removeprefix(ATOM)
        assert name in allowed, name
        if name == "id":  # 4.2.6: an absolute IRI
            assert urlsplit(child.text or "").scheme
        if name in {"updated", "published"}:
            assert DATE.fullmatch(child.text or "")
            dt.datetime.fromisoformat((child.text or "").replace("Z", "+00:00"))
        if name in TEXT:
            assert child.get("type", "text") == "text"
            assert not list(child)
        if name == "author":
            assert [part.tag for part in child] == [f"{ATOM}name"]
            assert child[0].text
        if name == "link":
            assert urlsplit(child.get("href", "")).scheme
            assert not child.text
    for name, many in number.items():
        assert len(element.findall(ATOM + name)) == many, name
    links = [(link.get("hreflang"), link.get("type")) for link in element.findall(f"{ATOM}link[@rel='alternate']")]
    assert len(set(links)) == len(links)  # 4.1.1


@pytest.mark.parametrize("site", [SITE, ""])
def test_atom_is_valid(site: str) -> None:
    feed = valid(atom(editions(), Channel(site)))
    updated = [one.text for one in feed.iter(f"{ATOM}updated")]
    assert updated[0] == max(updated, key=str) == "2026-04-01T00:00:00Z"
    if site:
        links = {(link.get("rel"), link.get("href")) for link in feed.findall(f"{ATOM}link")}
        assert links == {("self", f"{SITE}feed.xml"), ("alternate", SITE)}
        hrefs = [entry.find(f"{ATOM}link").get("href") for entry in feed.findall(f"{ATOM}entry")]  # type: ignore[union-attr]
        assert hrefs[0] == f"{SITE}2026-04-01.html"
        assert re.fullmatch(rf"{SITE}2026-03-30-[a-z0-9-]+\.html", hrefs[-1] or "")


def test_briefs_of_one_day_are_not_of_one_moment() -> None:
    same = [edition(), edition(MONDAY, "Moss"), edition(MONDAY, "Lanterns")]
    updated = [one.text for one in valid(atom(same, HOME)).findall(f"{ATOM}entry/{ATOM}updated")]
    assert len(set(updated)) == len(updated)
    assert updated == [one.text for one in valid(atom(same, HOME)).findall(f"{ATOM}entry/{ATOM}updated")]
    assert all((moment or "").startswith(f"{MONDAY}T00:") for moment in updated)


def test_signs_of_a_broken_encoding_are_left_out() -> None:
    assert not re.search("[\x80-\x9f\ufffd]", atom([edition(MONDAY, "a\x85b\ufffdc")], HOME))


def test_atom_without_any_brief_is_valid() -> None:
    assert valid(atom([], HOME)).findall(f"{ATOM}entry") == []


def test_language_is_told_and_what_was_changed_later_is_newer() -> None:
    moment = dt.datetime(2026, 4, 2, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    first, *others = editions()
    changed = [first, others[0]._replace(updated=moment), *others[1:]]
    feed = valid(atom(changed, HOME))
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    times = [[one.text for one in feed.iter(f"{ATOM}{name}")] for name in ("published", "updated")]
    assert times[0][:2] == ["2026-04-01T00:00:00Z", "2026-03-31T00:00:00Z"]
    assert times[1][:3] == ["2026-04-02T07:30:00Z", "2026-04-01T00:00:00Z", "2026-04-02T07:30:00Z"]
    items = json.loads(json_feed(changed, HOME))["items"]
    assert [one.get("date_modified") for one in items] == [None, "2026-04-02T07:30:00Z", None, None]
    read = feedparser.parse(atom(changed, HOME).encode())
    assert read.feed.updated_parsed[:5] == (2026, 4, 2, 7, 30)
    assert read.feed.language == "en"


def test_all_links_are_absolute() -> None:
    feed = valid(atom(editions(), HOME))
    pieces = [one.text or "" for one in feed.iter(f"{ATOM}content")]
    pieces += [one["content_html"] for one in json.loads(json_feed(editions(), HOME))["items"]]
    links = [link for piece in pieces for link in re.findall(r"\b(?:href|src)=\"([^\"]*)\"", piece)]
    assert links
    assert all(urlsplit(link).scheme in {"http", "https"} for link in links)
    assert not any(re.search(r"<(?:script|style|iframe|object|embed|form|link|meta)\b", piece) for piece in pieces)


def test_ids_stay() -> None:
    before, after = (valid(atom(editions(days), HOME)) for days in (2, 3))
    kept = {one.text for one in before.iter(f"{ATOM}id")}
    assert kept < {one.text for one in after.iter(f"{ATOM}id")}
    anywhere = {one["id"] for one in json.loads(json_feed(editions(2), HOME))["items"]}
    assert anywhere < kept
    moved = {
        one.text for one in valid(atom(editions(2), Channel("https://example.net", SITE.rstrip("/")))).iter(f"{ATOM}id")
    }
    assert moved == kept  # RFC 4287, 4.2.6
    elsewhere = {one.text for one in valid(atom(editions(2), Channel("https://example.net"))).iter(f"{ATOM}id")}
    assert not kept & elsewhere


def test_feed_of_an_interest_is_its_own() -> None:
    own = Channel(SITE, "urn:x", f"{SITE}api/feed.xml?interest=Moss&lang=en", "Moss")
    feed, plain = valid(atom(editions(), own)), valid(atom(editions(), Channel(SITE, "urn:x")))
    assert feed.findtext(f"{ATOM}title") == "Papers, day by day: Moss"
    assert feed.findtext(f"{ATOM}id") != plain.findtext(f"{ATOM}id")
    read = feedparser.parse(atom(editions(), own).encode())
    assert [link.href for link in read.feed.links] == [own.address, SITE]
    assert json.loads(json_feed(editions(), own._replace(site="")))["feed_url"] == own.address


def test_a_reader_reads_it() -> None:
    read = feedparser.parse(atom(editions(), HOME).encode(), response_headers={"content-type": "application/atom+xml"})
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    assert read.entries[0].title == "Papers of Wednesday, 1 April 2026"
    assert "Zebrafold folds a stream into layers." in read.entries[0].content[0].value
    assert read.entries[0].content[0].type == "text/html"
    hostile = ET.fromstring(atom(editions(), HOME)).findall(f"{ATOM}entry/{ATOM}content")[-1].text or ""
    assert "<script" not in hostile
    assert "javascript:" not in hostile
    assert "&lt;script&gt;" in hostile


@pytest.mark.parametrize("site", [SITE, ""])
def test_json_feed_has_what_it_must(site: str) -> None:
    feed: dict[str, Any] = json.loads(json_feed(editions(), Channel(site)))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    assert isinstance(feed["items"], list)
    assert set(feed) - {"version", "title", "items", "authors"} == (
        {"language", *({"home_page_url", "feed_url"} if site else ())}
    )
    assert feed["language"] == "en"  # a tag of RFC 5646
    if site:
        assert (feed["home_page_url"], feed["feed_url"]) == (SITE, f"{SITE}feed.json")
    assert all(set(author) <= {"name", "url", "avatar"} for author in feed["authors"])
    for one in feed["items"]:
        assert isinstance(one["id"], str)
        assert DATE.fullmatch(one["date_published"])
        assert one["content_html"] or one["content_text"]
        assert set(one) <= {"id", "url", "title", "content_html", "content_text", "date_published"}
        assert ("url" in one) == bool(site)
    assert len({one["id"] for one in feed["items"]}) == len(feed["items"]) == 4
