"""The day's other papers stand below a brief, one line each, wherever it is shown."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from assistant.cli import show
from assistant.delivery import edition as rendering
from assistant.delivery.edition import Edition, markdown, plain_text
from assistant.delivery.mail import message
from assistant.delivery.site import atom, json_feed, write_site
from assistant.types import Other
from tests.support.editions import MONDAY, edition, nothing

OTHERS = (
    Other(id="x:3", title="Lanterns & Lamps", url="https://example.org/3", gist="A survey of lanterns.", upvotes=1),
    Other(id="x:4", title="Ferns", url="https://example.org/4", gist="Ferns are counted from the air.", upvotes=1200),
    Other(id="x:5", title="Stones", url=None, gist="", upvotes=None),
)
DAY = edition(others=OTHERS)
WHY = "You have been told of all 3 papers."
ALL_TOLD = Edition(MONDAY, nothing(why=WHY).brief.model_copy(update={"others": OTHERS}))


def printed(capsys: pytest.CaptureFixture[str], form: str) -> Callable[[Edition], str]:
    def show_it(shown: Edition) -> str:
        show.brief(shown.brief, form)
        return capsys.readouterr().out

    return show_it


SURFACES: dict[str, Callable[[Edition], str]] = {
    "file of Markdown": markdown,
    "text of a mail": plain_text,
    "mail": lambda each: message(each, "a@example.org", "b@example.org").get_body(("html",)).get_content(),
    "html": rendering.mail,
    "page of the site": lambda each: rendering.render("day.html", edition=each, previous="", following=""),
    "Atom": lambda each: atom([each]),
    "JSON Feed": lambda each: json_feed([each]),
}


@pytest.mark.parametrize("surface", [*SURFACES, "md", "json"])
@pytest.mark.parametrize("shown", [DAY, ALL_TOLD], ids=["a day", "a day of which all was told"])
def test_others_stand_below_a_brief(capsys: pytest.CaptureFixture[str], surface: str, shown: Edition) -> None:
    shows = SURFACES.get(surface) or printed(capsys, surface)
    text = unescape(unescape(shows(shown))).replace("\xa0", " ").replace("\\/", "/")
    for other in OTHERS:
        assert other.title in text
        assert other.gist in text
        assert (other.url or "") in text
    if surface not in {"json", "JSON Feed"}:
        assert re.search(r"Ferns.{0,120}\(1,200 votes\)", text, re.DOTALL)


@pytest.mark.parametrize("surface", ["file of Markdown", "text of a mail", "md"])
def test_each_of_the_others_has_a_line(capsys: pytest.CaptureFixture[str], surface: str) -> None:
    shows = SURFACES.get(surface) or printed(capsys, surface)
    lines = [line for line in shows(DAY).splitlines() if line.startswith("- ")]
    assert len(lines) == len(OTHERS)


def test_site_has_them_on_the_page_of_the_day(tmp_path: Path) -> None:
    write_site(tmp_path, [DAY], "")
    page = unescape((tmp_path / f"{MONDAY}.html").read_text())
    assert all(other.title in page for other in OTHERS)
