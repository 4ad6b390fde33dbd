import datetime as dt
import os
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import SourceUnreadable
from index.paper import Paper
from index.sources.base import Skipped
from index.sources.pages import read_pages

HEADER_A = ["new", "", "Get trending papers in your email inbox!", "", "Subscribe", "", "Daily Papers", ""]
HEADER_A += ["byAK and the research community", "", "Dec 9", ""]
HEADER_C = [line for line in HEADER_A if line != "Daily Papers"]
HEADER_B = ["Get trending papers in your email inbox once a day!", "Get trending papers in your email inbox!"]
WORDS = "we train small models on tables and show that the cost of a query falls by half with longer inputs".split()
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def abstract(number: int, length: int = 600) -> str:
    words = (f"word{number}x{n}" for n in range(length // 10))
    return " ".join(words)[: length - 5].rstrip() + " end."


def read(text: str | bytes, *, crawled: dt.date | None = None) -> list[Paper | Skipped]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.txt"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return list(read_pages(path, crawled=crawled))


def papers(text: str | bytes, *, crawled: dt.date | None = None) -> list[Paper]:
    found = read(text, crawled=crawled)
    assert not [skipped for skipped in found if isinstance(skipped, Skipped)]
    return [paper for paper in found if isinstance(paper, Paper)]


def layout_a(*records: tuple[str, ...], header: list[str] = HEADER_A) -> str:
    """A page of (title, abstract, metadata lines...)."""
    lines = list(header)
    for title, body, *metadata in records:
        lines += [title, "", body, ""] + ([*metadata, ""] if metadata else [])
    return "\n".join(lines)


def one(*metadata: str, crawled: dt.date | None = None, named: str = "Jan 2, 2024") -> Paper:
    """The first paper of a page of two; the date of the second names a year."""
    page = layout_a(("First Paper", abstract(1), *metadata), ("Second Paper", abstract(2), "  • 1 authors", "·", named))
    first, second = papers(page, crawled=crawled)
    assert (second.title, second.author_count) == ("Second Paper", 1)
    return first


# What stands below a paper

METADATA = {
    "year": (["  • 12 authors", "·", "Feb 14, 2022"], (12, None, dt.date(2022, 2, 14), False, 0)),
    "no year": (["  • 2 authors", "·", "Feb 11"], (2, None, dt.date(2025, 2, 11), True, 0)),
    "year and comments": (["  • 2 authors", "·", "Mar 1, 2024 3"], (2, None, dt.date(2024, 3, 1), False, 3)),
    "no year, comments": (["  • 2 authors", "·", "May 23 3"], (2, None, dt.date(2025, 5, 23), True, 3)),
    "one author": (["  • 1 author", "·", "Jul 4, 2021"], (1, None, dt.date(2021, 7, 4), False, 0)),
    "many authors": (["• 253 authors", "·", "Jul 4, 2021"], (253, None, dt.date(2021, 7, 4), False, 0)),
    "organisation": (["ALab A Lab of X", "·", "Jul 4, 2021"], (None, "A Lab of X", dt.date(2021, 7, 4), False, 0)),
    "same slug": (["some-lab some-lab", "·", "Jul 4, 2021"], (None, "some-lab", dt.date(2021, 7, 4), False, 0)),
    "slug alone": (["some-lab", "·", "Jul 4, 2021 2"], (None, "some-lab", dt.date(2021, 7, 4), False, 2)),
    "both": (["lab A Lab", "• 3 authors", "·", "Jul 4, 2021"], (3, "A Lab", dt.date(2021, 7, 4), False, 0)),
    "count on its own line": (["• 3 authors", "·", "Jul 4, 2021", "7"], (3, None, dt.date(2021, 7, 4), False, 7)),
    "blank lines between": (["• 3 authors", "", "·", "", "", "Jul 4, 2021"], (3, None, dt.date(2021, 7, 4), False, 0)),
    "organisation set off": (["lab A Lab", "", "·", "", "Jul 4, 2021"], (None, "A Lab", dt.date(2021, 7, 4), False, 0)),
    "full month": (["• 3 authors", "·", "July 4, 2021"], (3, None, dt.date(2021, 7, 4), False, 0)),
    "no date": (["• 3 authors", "·"], (3, None, None, False, None)),
    "leap day of an unknown year": (["• 3 authors", "·", "Feb 29"], (3, None, None, False, 0)),
    "date alone": (["Jul 4, 2021 1"], (None, None, dt.date(2021, 7, 4), False, 1)),
    "none": ([], (None, None, None, False, None)),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), METADATA.values(), ids=METADATA)
def test_metadata(lines: list[str], expected: tuple[object, ...]) -> None:
    paper = one(*lines)
    assert (paper.author_count, paper.organisation, paper.published, paper.year_inferred, paper.comments) == expected


def test_a_record_without_metadata_does_not_take_that_of_the_next() -> None:
    assert one().published is None
    assert one().comments is None


def test_identity_and_source() -> None:
    paper = one()
    assert paper.id.startswith("title:")
    assert paper.sources == ("pages:page.txt",)
    assert (paper.url, paper.authors, paper.featured) == (None, (), None)


# Years

DATE = ("  • 2 authors", "·", "Nov 3")
LATEST_NAMED = "Dec 31, 2021"


@pytest.mark.parametrize(
    ("crawled", "named", "expected"),
    [
        (None, LATEST_NAMED, (dt.date(2022, 11, 3), True)),
        (dt.date(2025, 12, 9), LATEST_NAMED, (dt.date(2025, 11, 3), False)),
        (dt.date(2025, 11, 2), LATEST_NAMED, (dt.date(2025, 11, 3), False)),  # a day ahead: another time zone
        (dt.date(2026, 1, 2), LATEST_NAMED, (dt.date(2025, 11, 3), True)),  # not in the future
        (None, "Nov 4", (None, False)),  # no year anywhere: unknown, not today's
    ],
)
def test_year_of_a_date_without_one(crawled: dt.date | None, named: str, expected: tuple[dt.date | None, bool]) -> None:
    paper = one(*DATE, crawled=crawled, named=named)
    assert (paper.published, paper.year_inferred) == expected


def test_page_may_state_its_year() -> None:
    header = [*HEADER_A[:-2], "Dec 9, 2023", ""]
    (paper,) = papers(layout_a(("A Paper", abstract(1), *DATE), header=header))
    assert (paper.published, paper.year_inferred) == (dt.date(2023, 11, 3), True)


@pytest.mark.parametrize("day", ["Dec 9", "Jan 31", "Mar 11, 2025", "May 1", "September 30"])
@pytest.mark.parametrize("header", [HEADER_A, HEADER_C], ids="AC")
def test_day_of_the_page_belongs_to_no_paper(day: str, header: list[str]) -> None:
    header = [day if line == "Dec 9" else line for line in header]
    found = papers(layout_a(("A Paper", abstract(1)), ("Other Paper", abstract(2)), header=header))
    assert [(paper.title, paper.published) for paper in found] == [("A Paper", None), ("Other Paper", None)]


# Titles, abstracts and headers that mislead

TITLES = [
    "Human Feedback is not Gold Standard", "Can It? A Study", "Skill! A Framework", "Small Model. for Sensing",
    "Is This a Question?", "5C Contracts", "mModel: Efficient Learning", "(Dynamic) Prompting", "À-la-carte Tuning",
    "NAME : A Thing", "New", "Subscribe and Publish", "An Award, May 23", "Newer Models",
    "$\\alpha$-Models: {Your, My}", "What 12 authors Say", "Dots · and •",
    "T" * 30 + " " + "long " * 40 + "title",
]  # fmt: skip
ENDINGS = ["and PPO codes", "see https://some.example/a", "(of course)", "in 2023", "a question?", "`quoted'"]


@pytest.mark.parametrize("title", [title for title in TITLES if title != "New"])
@pytest.mark.parametrize("layout", "ABC")
def test_odd_title(title: str, layout: str) -> None:
    records = [("First Paper", abstract(1)), (title, abstract(2)), ("Third Paper", abstract(3))]
    assert [paper.title for paper in papers(render(records, layout))] == ["First Paper", title, "Third Paper"]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("layout", "ABC")
def test_abstract_need_not_end_with_a_stop(ending: str, layout: str) -> None:
    records = [("First Paper", abstract(1)[:-5] + " " + ending), ("Second Paper", abstract(2))]
    assert [(paper.title, paper.abstract) for paper in papers(render(records, layout))] == records


@pytest.mark.parametrize("layout", "ABC")
def test_short_abstract(layout: str) -> None:
    records = [("First Paper", abstract(1)), ("Short", abstract(2, 300)), ("Last", abstract(3))]
    records.insert(1, ("Shorter", "We show a thing. " + abstract(4, 150)))
    assert [(paper.title, paper.abstract) for paper in papers(render(records, layout))] == records


def test_text_is_verbatim_but_for_outer_space() -> None:
    body = "Dates (May 1, 2019) and  two spaces, \\textbf{bold}, <SEG>, [1], a|b, 5~%. " + abstract(1)
    (paper,) = papers(layout_a(("  A  <b>Title</b> {x}\u00a0 ", f" {body} \t")))
    assert (paper.title, paper.abstract) == ("A  <b>Title</b> {x}", body)


def test_subscribe_is_stripped_only_where_the_button_is_glued() -> None:
    glued = "\n".join([*HEADER_B, "Subscribe(V)LMs at Work", abstract(1), "Subscribers of Lists", abstract(2)])
    assert [paper.title for paper in papers(glued)] == ["(V)LMs at Work", "Subscribers of Lists"]
    assert [paper.title for paper in papers(layout_a(("Subscribers", abstract(1))))] == ["Subscribers"]


HEADERS = {
    "no blank lines": "\n".join(line for line in HEADER_A if line),
    "other words": "Get trending papers in your inbox!\n\nSubscribe\n\nby AK and the community\n\nJan 31",
    "unknown lines": "Log in\n\nModels\n\n" + "\n".join(HEADER_A) + "\n",
    "unknown line above the day": "Get trending papers in your email inbox!\n\nToday\n\nDec 9",
    "no day": "Get trending papers in your email inbox!\n\nSubscribe\n",
    "metadata alone tells": "",
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_header_is_known_by_what_it_says(header: str) -> None:
    records = [("First Paper", abstract(1), "  • 1 authors", "·", "May 1, 2020"), ("Second Paper", abstract(2))]
    found = papers(layout_a(*records, header=[*header.split("\n"), ""]))
    assert [(paper.title, paper.comments) for paper in found] == [("First Paper", 0), ("Second Paper", None)]


# The same page in other clothes

PAGE = layout_a(
    ("First Paper", abstract(1, 1400), "  • 3 authors", "·", "May 23, 2024 3"),
    ("Second Paper", abstract(2, 1400)),
    ("Third Paper", abstract(3, 1400), "lab A Lab", "·", "Nov 3"),
)


def wrapped(text: str, width: int) -> str:
    lines = []
    for line in text.split("\n"):
        rest = line
        while len(rest) > width:
            lines.append(rest[: rest.rindex(" ", 0, width)])
            rest = rest[len(lines[-1]) + 1 :]
        lines.append(rest)
    return "\n".join(lines)


CLOTHES = {
    "as it is": PAGE,
    "CRLF": PAGE.replace("\n", "\r\n"),
    "CR": PAGE.replace("\n", "\r"),
    "BOM": "\ufeff" + PAGE,
    "UTF-16": PAGE.encode("utf-16"),
    "trailing spaces": PAGE.replace("\n", "  \t\n"),
    "doubled blank lines": PAGE.replace("\n\n", "\n\n\n\n"),
    "every line doubled": PAGE.replace("\n", "\n\n"),
    "indented": PAGE.replace("\n", "\n   "),
    "final newline": PAGE.rstrip("\n") + "\n",
    "no final newline": PAGE.rstrip("\n"),
    "no blank lines": PAGE.replace("\n\n", "\n"),
    "title on its abstract": PAGE.replace("Paper\n\n", "Paper\n"),
    "metadata on its abstract": PAGE.replace("\n\n  •", "\n  •"),
    "wrapped at 60": wrapped(PAGE, 60),
    "wrapped at 100": wrapped(PAGE, 100),
    "wrapped at 220": wrapped(PAGE, 220),
    "blank lines around": "\n\n \n" + PAGE + "\n\n\n",
    "footer": PAGE + "\nPrevious\n\nNext\n",
}


@pytest.mark.parametrize("page", CLOTHES.values(), ids=CLOTHES)
def test_same_page_in_other_clothes(page: str | bytes) -> None:
    assert papers(page) == papers(PAGE)
    assert [paper.comments for paper in papers(PAGE)] == [3, None, 0]


def test_line_of_a_wrapped_abstract_may_be_a_word_of_the_header() -> None:
    (paper,) = papers(layout_a(("A Paper", f"{wrapped(abstract(1), 80)}\nnew\nMay 1\nidea.")))
    assert paper.abstract == f"{abstract(1)} new May 1 idea."


def test_title_said_twice_is_one() -> None:
    (paper,) = papers(layout_a(("A Paper\nA Paper", abstract(1))))
    assert paper.title == "A Paper"


def test_two_pages_in_one_file() -> None:
    found = papers(PAGE.rstrip("\n") + "\n\n" + layout_a(("Fourth Paper", abstract(4)), header=HEADER_C))
    assert [(paper.title, paper.published) for paper in found[2:]] == [
        ("Third Paper", dt.date(2025, 11, 3)),
        ("Fourth Paper", None),
    ]


# Damage: a record costs itself

GOOD = ("  • 3 authors", "·", "May 23, 2024")
BINARY = bytes(range(256)).replace(b"\n", b"").replace(b"\r", b"").decode("latin-1")
DAMAGE = {
    "no abstract": ("Bad Paper", "", *GOOD),
    "no title": ("", abstract(9), *GOOD),
    "neither": ("", "", *GOOD),
    "impossible date": ("Bad Paper", abstract(9), "  • 3 authors", "·", "Feb 30"),
    "impossible day": ("Bad Paper", abstract(9), "  • 3 authors", "·", "Apr 31, 2024"),
    "impossible year": ("Bad Paper", abstract(9), "  • 3 authors", "·", "Apr 3, 0024"),
    "damaged date": ("Bad Paper", abstract(9), "  • 3 authors", "·", "Fxb 3, 20x4"),
    "binary abstract": ("Bad Paper", BINARY, *GOOD),
    "binary title": (BINARY, abstract(9), *GOOD),
    "signs for an abstract": ("Bad Paper", "%$#@ ~~ [[??]] {{}} ||| ^^^", *GOOD),
    "endless abstract": ("Bad Paper", abstract(9, 9000), *GOOD),
}


@pytest.mark.parametrize("damaged", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize("neighbours", [(), GOOD], ids=["bare", "dated"])
def test_damaged_record_costs_itself_only(damaged: tuple[str, ...], neighbours: tuple[str, ...]) -> None:
    around = [(f"Paper {n}", abstract(n), *neighbours) for n in range(4)]
    whole = papers(layout_a(*around))
    found = read(layout_a(*around[:2], damaged, *around[2:]))
    if damaged == DAMAGE["neither"] and not neighbours:  # nothing tells that this metadata is not Paper 1's
        whole[1] = whole[1].model_copy(update={"author_count": 3, "published": dt.date(2024, 5, 23), "comments": 0})
    assert [paper for paper in found if isinstance(paper, Paper)] == whole
    assert len(found) == 5 or damaged == DAMAGE["neither"]


@pytest.mark.parametrize("kind", ["no abstract", "no title", "binary abstract", "binary title"])
def test_damaged_record_costs_itself_only_without_blank_lines(kind: str) -> None:
    around = [(f"Paper {n}", abstract(n)) for n in range(4)]
    lines = [line for record in (*around[:2], DAMAGE[kind][:2], *around[2:]) for line in record if line]
    found = read("\n".join([*HEADER_B, "Subscribe" + lines[0], *lines[1:]]))
    assert [(paper.title, paper.abstract) for paper in found if isinstance(paper, Paper)] == around
    assert len(found) == 5


def test_skipped_says_where_and_why() -> None:
    page = layout_a(
        ("Good", abstract(1)), ("Bad", abstract(2), "·", "Feb 30"), ("Alone", ""), ("Good Too", abstract(3))
    )
    skipped = [found for found in read(page) if isinstance(found, Skipped)]
    assert [(s.line, s.reason) for s in skipped] == [
        (17, "Feb 30 is not a day of the calendar"),
        (24, "a title without an abstract"),
    ]
    assert skipped[0].file.endswith("page.txt")


# Damage: a file is refused whole

LONG = [(f"P {n}", abstract(n, 900)) for n in range(10)]
REFUSED = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\n ", "is empty"),
    "binary": (os.urandom(200) + b"\0\xff", "is binary"),
    "gzip": (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", "is binary"),
    "HTML": (b"<!doctype html><p>Daily Papers</p>", "is HTML"),
    "JSON": (b'[{"title": "A"}]', "is JSON"),
    "CSV": (b"title,abstract\nA,B\n", "is not a Daily Papers page"),
    "README": (f"# Tool\n\nInstall it.\n\n{abstract(1)}\n\nUsage\n\n{abstract(2)}\n".encode(), "is not a Daily"),
    "a blog": (f"Subscribe\n\nMy post\n\n{abstract(1)}\n\nnew\n".encode(), "is not a Daily"),
    "header alone": ("\n".join(HEADER_A).encode(), "no paper in it"),
    "wrapped and no blank lines": (wrapped(PAGE, 80).replace("\n\n", "\n").encode(), "no paper in it"),
    "ends with a title": (layout_a(("Good", abstract(1)), ("Last", "")).encode(), "(line 17): it was cut off"),
    "ends in a word": (layout_a(("Good", abstract(1)), ("Last", abstract(2)[:-7])).strip().encode(), "cut off"),
    "ends after e.g.": (layout_a(("Good", abstract(1) + " So, e.g.")).strip().encode(), "cut off"),
    "ends in a wrapped line": (wrapped(PAGE, 80)[:1400].rpartition("\n")[0].encode() + b"\n", "cut off"),
    "ends after the authors": (layout_a(("Good", abstract(1), "  • 3 authors")).encode(), "cut off"),
    "ends after the dot": (layout_a(("Good", abstract(1), "  • 3 authors", "·")).encode(), "cut off"),
    "ends in a date": (layout_a(("Good", abstract(1), "  • 3 authors", "·", "May 3, 20")).strip().encode(), "cut off"),
    "ends in a character": (layout_a(("Good", abstract(1) + " é")).strip().encode()[:-1], "cut off"),
    "ends in garbage": (layout_a(("Good", abstract(1))).encode() + b"\0" * 100, "cut off"),
    "ends far too early": (layout_a(*LONG, ("Q", abstract(9, 300))).strip().encode(), "cut off"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "why"), REFUSED.values(), ids=REFUSED)
def test_refused_whole(data: bytes, why: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    with pytest.raises(SourceUnreadable) as caught:
        next(read_pages(path))
    assert why in str(caught.value)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)
    assert caught.value.todo


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="No such file"):
        next(read_pages(tmp_path / "absent.txt"))
    with pytest.raises(SourceUnreadable, match="is a folder"):
        next(read_pages(tmp_path))


# Any page

in_titles = [*WORDS, "GPT-4", "(LMs)", "50%", "e.g.", "α", "Été"]
words = st.lists(st.sampled_from([*in_titles, "https://a.example/b."]), min_size=2)
# A title has no address in it, nor is it as long as an abstract: such a line is no title on any page.
titles = st.builds(" ".join, st.lists(st.sampled_from(in_titles), min_size=2, max_size=15)).map(
    lambda text: "A " + text.rstrip(".") + " Study"
)
bodies = st.builds(lambda some, n: f"{' '.join(some)} {abstract(n, 280 + n)}", words, st.integers(0, 900))
dates = st.builds(
    lambda month, day, year, count: f"{MONTHS[month]} {day}{year}{count}",
    st.integers(0, 11),
    st.integers(1, 28),
    st.sampled_from(["", ", 2022", ", 2024"]),
    st.sampled_from(["", " 1", " 23"]),
)
below = st.one_of(
    st.just(()),
    st.builds(lambda n, date: (f"  • {n} authors", "·", date), st.integers(1, 300), dates),
    st.builds(lambda date: ("some-lab Some Lab", "·", date), dates),
)
# Two records of one title or one abstract are one paper, or a page that repeats itself: not what these are about.
records = st.lists(
    st.tuples(titles, bodies, below), min_size=3, max_size=7, unique_by=(lambda one: one[0], lambda one: one[1])
)


def render(found: list[tuple[str, str]], layout: str) -> str:
    """A page of titles and abstracts in one of the three layouts."""
    if layout != "B":
        return layout_a(*found, header=HEADER_A if layout == "A" else HEADER_C)
    lines = [line for record in found for line in record]
    return "\n".join([*HEADER_B, "Subscribe" + lines[0], *lines[1:]])


def flat(found: list[tuple[str, str, tuple[str, ...]]]) -> list[tuple[str, ...]]:
    return [(title, body, *metadata) for title, body, metadata in found]


@settings(max_examples=60)
@given(records, st.sampled_from("ABC"))
def test_any_page_is_read_without_loss(found: list[tuple[str, str, tuple[str, ...]]], layout: str) -> None:
    pairs = [(title, body) for title, body, _ in found]
    assert [(paper.title, paper.abstract) for paper in papers(render(pairs, layout))] == pairs


@settings(max_examples=60)
@given(records)
def test_any_metadata_stays_with_its_paper(found: list[tuple[str, str, tuple[str, ...]]]) -> None:
    for paper, (title, _, metadata) in zip(papers(layout_a(*flat(found))), found, strict=True):
        assert paper.title == title
        assert (paper.comments is not None) == bool(metadata)
        if metadata:
            month, day, *rest = metadata[2].replace(",", "").split()
            year = next((int(part) for part in rest if len(part) == 4), None)
            count = next((int(part) for part in rest if len(part) < 4), 0)
            assert paper.comments == count
            assert (paper.organisation or f"  • {paper.author_count} authors") in metadata[0]
            if paper.published:
                assert (MONTHS[paper.published.month - 1], paper.published.day) == (month, int(day))
                assert paper.year_inferred == (year is None)
                assert year in (None, paper.published.year)


@settings(max_examples=60)
@given(records, st.data(), st.sampled_from(["no title", "no abstract", "binary"]), st.booleans())
def test_garbage_in_the_middle_costs_one_record(
    found: list[tuple[str, str, tuple[str, ...]]], data: st.DataObject, damage: str, dense: bool
) -> None:
    if dense:
        found = [(title, body, ()) for title, body, _ in found]
    middle = data.draw(st.integers(1, len(found) - 2))
    expected = [paper.title for n, paper in enumerate(papers(layout_a(*flat(found)))) if n != middle]
    lines = [list(record) for record in flat(found)]
    match damage:
        case "no title":
            del lines[middle][0]
        case "no abstract":
            del lines[middle][1]
        case _:
            lines[middle][data.draw(st.integers(0, 1))] = BINARY
    separator = "\n" if dense else "\n\n"
    blocks = [separator.join([*record[:2], "\n".join(record[2:])]).strip("\n") for record in lines]
    if len(lines[middle]) == len(found[middle][2]) + 1:  # the metadata follows the only text that is left
        blocks[middle] = separator.join([lines[middle][0], "\n".join(lines[middle][1:])]).strip("\n")
    result = read("\n".join(HEADER_A) + "\n" + separator.join(blocks) + "\n")
    assert [paper.title for paper in result if isinstance(paper, Paper)] == expected
    assert len(result) == len(found)


def assert_prefix(found: list[Paper | Skipped], whole: list[Paper]) -> None:
    """What is read is the beginning of the page; only the last record may be shorter, ending as a record may end."""
    assert len(found) <= len(whole)
    assert found[:-1] == whole[: max(len(found) - 1, 0)]
    last, original = found[-1], whole[len(found) - 1]
    assert isinstance(last, Paper)
    assert last.title == original.title
    assert original.abstract.startswith(last.abstract)
    if last.abstract != original.abstract:
        assert last.abstract[-1] in ".!?)]}\"'" or "://" in last.abstract[-60:]
    if last.published != original.published:
        assert last.published is None or last.year_inferred


@settings(max_examples=100)
@given(records, st.data(), st.sampled_from("ABCD"))
def test_cut_at_any_byte(found: list[tuple[str, str, tuple[str, ...]]], data: st.DataObject, layout: str) -> None:
    page = layout_a(*flat(found)) if layout == "D" else render([record[:2] for record in found], layout)
    whole = papers(page, crawled=dt.date(2025, 12, 31))
    raw = page.encode()
    try:
        rest = read(raw[: data.draw(st.integers(0, len(raw)))], crawled=dt.date(2025, 12, 31))
    except SourceUnreadable:
        return
    assert_prefix(rest, whole)


# The real dumps

EXPECTED = {  # records, dates, years inferred, author counts, organisations, comments, longest title, shortest abstract
    "000": (38, 36, 14, 35, 1, 9, 119, 1367),
    "001": (119, 0, 0, 0, 0, 0, 118, 699),
    "002": (267, 0, 0, 0, 0, 0, 122, 542),
    "003": (47, 46, 6, 45, 1, 13, 148, 1374),
    "004": (174, 0, 0, 0, 0, 0, 136, 1361),
}


def real(seeds: list[Path]) -> dict[str, list[Paper]]:
    return {path.name[:3]: papers(path.read_bytes()) for path in seeds}


@pytest.mark.seeds
def test_real_dumps(seeds: list[Path]) -> None:
    pages = real(seeds)
    counts = {
        name: (
            len(page),
            sum(paper.published is not None for paper in page),
            sum(paper.year_inferred for paper in page),
            sum(paper.author_count is not None for paper in page),
            sum(paper.organisation is not None for paper in page),
            sum(bool(paper.comments) for paper in page),
            max(len(paper.title) for paper in page),
            min(len(paper.abstract) for paper in page),
        )
        for name, page in pages.items()
    }
    assert counts == EXPECTED
    assert len({paper.id for page in pages.values() for paper in page}) == 631
    inferred = [paper.published for page in pages.values() for paper in page if paper.year_inferred]
    assert {day.year for day in inferred if day} == {2025}


@pytest.mark.seeds
def test_real_traps(seeds: list[Path]) -> None:
    pages = real(seeds)
    papers_a = {paper.title.split(":")[0]: paper for paper in pages["000"]}
    assert papers_a["BIRD-INTERACT"].published is None
    assert {paper.organisation for paper in pages["000"]} == {None, "Sun Yat-Sen University"}
    assert {paper.organisation for paper in pages["003"]} == {None, "alibaba-inc"}
    assert pages["001"][0].title.startswith("Mixout")
    assert pages["002"][0].title.startswith("Zero-shot spatial")
    assert pages["004"][0].title.startswith("Accelerating")
    assert any(paper.abstract.endswith("PPO codes") for paper in pages["004"])


@pytest.mark.seeds
def test_real_dumps_cut_anywhere(seeds: list[Path]) -> None:
    chance = random.Random(7)
    for path in seeds:
        data = path.read_bytes()
        whole = papers(data)
        refused = 0
        for cut in chance.sample(range(len(data)), 40):
            try:
                found = read(data[:cut])
            except SourceUnreadable:
                refused += 1
                continue
            assert [paper.title for paper in found if isinstance(paper, Paper)] == [
                p.title for p in whole[: len(found)]
            ]
            assert [paper.id for paper in found[:-1] if isinstance(paper, Paper)] == [
                p.id for p in whole[: len(found) - 1]
            ]
        assert refused >= 36


@pytest.mark.seeds
def test_real_record_lost_in_the_middle_costs_itself(seeds: list[Path]) -> None:
    chance = random.Random(7)
    for path in seeds:
        lines = path.read_bytes().split(b"\n")
        whole = papers(path.read_bytes())
        texts = [n for n, line in enumerate(lines[14:-8], 14) if len(line) > 40]
        for number in chance.sample(texts, 10):
            found = read(b"\n".join([*lines[:number], b"\xff\x00\x81" * 40, *lines[number + 1 :]]))
            kept = [paper.title for paper in found if isinstance(paper, Paper)]
            assert len(kept) == len(whole) - 1 == len(found) - 1
            assert [paper.title for paper in whole if paper.title in set(kept)] == kept
