"""The static site: whole, linked, and written only where something changed."""

import datetime as dt
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from assistant.delivery.site import write_site
from assistant.errors import DeliveryError
from assistant.types import Claim, Other, Source
from tests.support.editions import MONDAY, edition, nothing

WEEK = [edition(MONDAY + dt.timedelta(days=n)) for n in range(5)]


class Links(HTMLParser):
    """The links of a page, by what they say they are."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.hrefs: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if href := values.get("href"):
            self.hrefs.append(href)
            self.found[values.get("rel") or ""] = href


def page(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.stat().st_ino)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_days_are_linked_in_a_row(tmp_path: Path) -> None:
    assert write_site(tmp_path, WEEK) == 5
    assert page(tmp_path, "index.html") == page(tmp_path, "2026-04-03.html")
    seen, here = [], "index.html"
    while here:
        links = Links(page(tmp_path, here))
        seen.append(here)
        here = links.found.get("prev", "")
    assert seen == ["index.html", "2026-04-02.html", "2026-04-01.html", "2026-03-31.html", "2026-03-30.html"]
    assert Links(page(tmp_path, "2026-03-30.html")).found["next"] == "2026-03-31.html"
    archive = [href for href in Links(page(tmp_path, "archive.html")).hrefs if href.startswith("2026")]
    assert archive == [f"{one.key}.html" for one in reversed(WEEK)]


def test_all_links_within_lead_somewhere_and_no_page_has_a_script(tmp_path: Path) -> None:
    write_site(tmp_path, [*WEEK, edition(interest="moss & stone/../x"), edition(topic="moss")])
    pages = list(tmp_path.glob("*.html"))
    assert len(pages) == 9
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert "<script" not in text
        for href in Links(text).hrefs:
            assert href.startswith("https://") or (tmp_path / href).is_file(), href
    ET.parse(tmp_path / "feed.xml")


def test_interests_are_rows_of_their_own_and_names_stay_in_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    mine = [edition(one.day, "../../moss") for one in WEEK[:2]]
    assert write_site(folder, [*WEEK[:2], *mine]) == 4
    assert {path.name for path in tmp_path.iterdir()} == {"site"}
    assert Links(page(folder, f"{mine[1].key}.html")).found["prev"] == f"{mine[0].key}.html"
    assert Links(page(folder, "2026-03-31.html")).found["prev"] == "2026-03-30.html"
    assert edition(interest="a b").key != edition(interest="a-b").key != edition(interest="猫").key


def test_nothing_is_written_where_nothing_changed(tmp_path: Path) -> None:
    write_site(tmp_path, WEEK[:3], "https://example.org")
    before = stamps(tmp_path)
    write_site(tmp_path, WEEK[:3], "https://example.org")
    write_site(tmp_path, [], "https://example.org")
    assert stamps(tmp_path) == before
    write_site(tmp_path, WEEK[3:4], "https://example.org")
    after = stamps(tmp_path)
    same = {name for name in before if after[name] == before[name]}
    assert {"2026-03-30.html", "2026-03-31.html", "editions/2026-04-01.json"} <= same
    assert not {"index.html", "archive.html", "feed.xml", "feed.json", "2026-04-01.html"} & same


def ids(folder: Path) -> set[str]:
    feed = ET.fromstring(page(folder, "feed.xml"))
    found = {one.text or "" for one in feed.iter("{http://www.w3.org/2005/Atom}id")}
    items = {one["id"] for one in json.loads(page(folder, "feed.json"))["items"]}
    assert items < found
    return found


def test_ids_of_feeds_stay_when_a_site_gets_an_address_or_moves_and_no_two_sites_share_them(tmp_path: Path) -> None:
    seen = set()
    for address in ("", "https://example.org/papers/", "https://example.net"):
        write_site(tmp_path / "one", WEEK, address)
        write_site(tmp_path / "two", WEEK)
        assert not ids(tmp_path / "one") & ids(tmp_path / "two")
        seen.add(frozenset(ids(tmp_path / "one")))
    assert len(seen) == 1
    write_site(tmp_path / "three", WEEK, "https://example.org/papers/")
    before = ids(tmp_path / "three")
    shutil.rmtree(tmp_path / "three")  # as where nothing is kept between two builds
    write_site(tmp_path / "three", WEEK, "https://example.org/papers/")
    assert ids(tmp_path / "three") == before


def test_entry_is_updated_when_its_brief_is_another_one(tmp_path: Path) -> None:
    def updated() -> list[str | None]:
        return [one.get("date_modified") for one in json.loads(page(tmp_path, "feed.json"))["items"]]

    write_site(tmp_path, WEEK[:2])
    others = (Other(id="x:3", title="Lanterns", url=None, gist="A survey of lanterns.", upvotes=77),)
    write_site(tmp_path, [edition(MONDAY, others=others, seconds=9.9)])
    assert updated() == [None, None]
    write_site(tmp_path, [edition(MONDAY, claims=edition().brief.claims[:2])])
    assert updated()[0] is None
    moment = dt.datetime.fromisoformat(str(updated()[1]).replace("Z", "+00:00"))
    assert abs(dt.datetime.now(dt.UTC) - moment) < dt.timedelta(minutes=5)
    kept = updated()
    write_site(tmp_path, [edition(MONDAY, claims=edition().brief.claims[:2], others=others)])
    assert updated() == kept


def test_a_day_without_papers_is_no_page(tmp_path: Path) -> None:
    assert write_site(tmp_path, [nothing()]) == 0
    assert "There is no brief yet." in page(tmp_path, "index.html")
    assert write_site(tmp_path, [edition(), nothing(MONDAY + dt.timedelta(days=5))]) == 1
    assert sorted(path.name for path in tmp_path.glob("2026*")) == ["2026-03-30.html"]


def test_what_is_interrupted_leaves_whole_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_site(tmp_path, WEEK[:2])
    written = 0
    put = Path.replace

    def cut(self: Path, target: Path) -> Path:
        nonlocal written
        written += 1
        if written == stop:  # killed while it wrote what is to stand there
            self.write_bytes(self.read_bytes()[:100])
            raise KeyboardInterrupt
        return put(self, target)

    monkeypatch.setattr(Path, "replace", cut)
    for stop in range(1, 6):
        written = 0
        with pytest.raises(KeyboardInterrupt):
            write_site(tmp_path, [edition(topic=f"moss {stop}"), WEEK[2]])
        for path in tmp_path.rglob("*.*"):
            if path.suffix in {".html", ".json", ".xml"}:
                assert path.read_text(encoding="utf-8").rstrip().endswith(("</html>", "}", "</feed>"))
    monkeypatch.undo()
    write_site(tmp_path, WEEK)
    assert Links(page(tmp_path, "index.html")).found["prev"] == "2026-04-02.html"


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "editions").mkdir()
    (tmp_path / "editions" / "notes.json").write_text('{"mine": 1}')
    (tmp_path / "CNAME").write_text("example.org")
    assert write_site(tmp_path, WEEK[:1]) == 1
    assert (tmp_path / "CNAME").read_text() == "example.org"
    assert (tmp_path / "editions" / "notes.json").read_text() == '{"mine": 1}'


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DeliveryError, match=r"cannot be written.*--site"):
        write_site(tmp_path / "file", WEEK)


def test_what_papers_say_is_text(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>"
    claim = Claim(text=evil, citations=edition().brief.claims[1].citations, verdict=None)
    source = Source(number=1, id="x:1", title=evil, url="javascript:alert(1)")
    other = Other(id="x:2", title=evil, url="data:text/html,x", gist=evil, upvotes=None)
    write_site(tmp_path, [edition(interest=evil, claims=(claim,), sources=(source,), others=(other,))])
    for path in [*tmp_path.glob("*.html"), tmp_path / "feed.xml"]:
        text = path.read_text(encoding="utf-8")
        assert "<script" not in text
        assert not re.search(r"href=\"(javascript|data):", text)
