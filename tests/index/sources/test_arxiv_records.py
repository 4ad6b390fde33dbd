"""Fields of arXiv's records: names, versions, days."""

import datetime as dt

import pytest

from index.sources.arxiv_replies import author_names, day_of, to_paper
from index.sources.fields import BadRow

NAMES = {
    "commas": ("Ada Example, Bo Sample", ("Ada Example", "Bo Sample")),
    "and": ("Ada Example, Bo Sample and Cy Test", ("Ada Example", "Bo Sample", "Cy Test")),
    "comma and and": ("Ada Example, Bo Sample, and Cy Test", ("Ada Example", "Bo Sample", "Cy Test")),
    "places": ("Ada Example (Univ. of X (Dept. Y), Z), Bo Sample (1 and 2)", ("Ada Example", "Bo Sample")),
    "list of places at the end": ("A. Ada (1), B. Bo (2) ((1) X, (2) Y)", ("A. Ada", "B. Bo")),
    "suffix": ("Waldyr Ro, Jr., Max Sum III, Ada Example", ("Waldyr Ro Jr.", "Max Sum III", "Ada Example")),
    "suffix behind a comma": ("Max Sum, III and Ada Example", ("Max Sum III", "Ada Example")),
    "collaboration": ("The LAMP Collaboration: A. Ada, B. Bo", ("The LAMP Collaboration: A. Ada", "B. Bo")),
    "name with and in it": ("Alexander Anderson, Sandy Brand", ("Alexander Anderson", "Sandy Brand")),
    "institution and a sign": ("LampCorp, :, Ada Example", ("LampCorp", "Ada Example")),
    "none": ("", ()),
}


@pytest.mark.parametrize(("text", "names"), NAMES.values(), ids=NAMES)
def test_names_in_one_string(text: str, names: tuple[str, ...]) -> None:
    assert author_names(text) == names


def row(key: str, title: str = "T", abstract: str = "A.", **more: object) -> dict[str, object]:
    return {"id": key, "title": title, "abstract": abstract, "categories": (), "doi": "", **more}


def test_tex_is_read_and_the_source_kept() -> None:
    paper = to_paper(
        row("1203.0001", r"On Schr\"odinger's lamps", "We light 5\\% of\nlamps.", authors=[r"J. M\"uller"])
    )
    assert (paper.title, paper.abstract) == ("On Schrödinger's lamps", "We light 5% of lamps.")
    assert paper.authors == ("J. Müller",)
    assert paper.raw_title == r"On Schr\"odinger's lamps"
    assert paper.raw_abstract == r"We light 5\% of lamps."


def test_sign_among_the_authors_is_none() -> None:
    assert to_paper(row("2603.00001", authors=["LampCorp", ":", "Ada"])).authors == ("LampCorp", "Ada")


def test_several_dois_give_the_first() -> None:
    assert to_paper(row("2603.00001", doi="https://doi.org/10.1000/X 10.1000/y")).doi == "10.1000/x"


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (row(""), "no identifier"),
        (row("abc"), "'abc' is no arXiv identifier"),
        (row("2603.00001", ""), "2603.00001 has no title"),
        (row("2603.00001", abstract=""), "2603.00001 has no abstract"),
    ],
)
def test_record_without_what_a_paper_needs_is_none(record: dict[str, object], why: str) -> None:
    with pytest.raises(BadRow, match=why):
        to_paper(record)


def test_day_is_that_of_the_times_own_zone() -> None:
    assert day_of("2026-09-25T00:00:00-04:00") == day_of("2026-09-25T23:59:59Z") == dt.date(2026, 9, 25)
    assert day_of("yesterday") is day_of("") is None
