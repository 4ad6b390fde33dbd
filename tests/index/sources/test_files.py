import bz2
import csv
import datetime as dt
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SourceUnreadable
from index.paper import Paper
from index.sources.base import Skipped
from index.sources.fields import BadRow, to_paper
from index.sources.files import read_file

ROW = {"title": "A Title", "abstract": "We show a thing. It works."}
GOOD = json.dumps(ROW) + "\n"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


Write = Callable[[str, str | bytes], Path]


def paper(**fields: Any) -> Paper:
    return to_paper(ROW | fields, "file:x.jsonl")


def skipped(path: Path) -> list[tuple[int | None, str]]:
    return [(found.line, found.reason) for found in read_file(path) if isinstance(found, Skipped)]


# Fields

FIELDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "capitals": ({"Title": "Other", "ABSTRACT": "Body."}, {}),
    "authors, a list": ({"authors": ["Ada L.", "Bo K."]}, {"authors": ("Ada L.", "Bo K.")}),
    "authors, objects": ({"authors": [{"name": "Ada L."}, {"user": "x"}]}, {"authors": ("Ada L.",)}),
    "authors, parsed": ({"authors_parsed": [["Lovelace", "Ada", ""], ["King", "Bo", "Jr"]], "authors": "x"},
                        {"authors": ("Ada Lovelace", "Bo King Jr")}),
    "authors, semicolons": ({"authors": "Lovelace, Ada; King, Bo"}, {"authors": ("Ada Lovelace", "Bo King")}),
    "authors, commas": ({"authors": "Ada L., Bo K., and Cy M."}, {"authors": ("Ada L.", "Bo K.", "Cy M.")}),
    "authors, and": ({"authors": "Ada L. and Andy K."}, {"authors": ("Ada L.", "Andy K.")}),
    "authors, as Python shows them": ({"authors": "['Ada L.', 'Bo O\\'K']"}, {"authors": ("Ada L.", "Bo O'K")}),
    "authors, a number": ({"authors": 3}, {"authors": ()}),
    "a day": ({"published": "2024-02-29"}, {"published": dt.date(2024, 2, 29)}),
    "a time": ({"publishedAt": "2025-12-23T17:56:36.000Z"}, {"published": dt.date(2025, 12, 23)}),
    "announced": ({"announced": "2025-03-18 00:00:00"}, {"published": dt.date(2025, 3, 18)}),
    "the first version's day": (
        {"update_date": "2020-01-01", "versions": [{"created": "Mon, 2 Apr 2007 19:18:42 GMT"}]},
        {"published": dt.date(2007, 4, 2)},
    ),
    "first good day": ({"published": "soon", "update_date": "2020-01-01"}, {"published": dt.date(2020, 1, 1)}),
    "no such day": ({"published": "2023-02-29"}, {"published": None}),
    "a year": ({"date": "2023"}, {"published": None}),
    "a month": ({"date": "2023-05"}, {"published": None}),
    "a day and a half": ({"date": "2023-05-012"}, {"published": None}),
    "a week": ({"date": "2023-W01-1"}, {"published": None}),
    "a number for a date": ({"date": 20230501}, {"published": dt.date(2023, 5, 1)}),
    "broken versions": ({"versions": [{"created": "x"}]}, {"published": None}),
    "inferred year": ({"published": "2023-05-01", "year_inferred": True}, {"year_inferred": True}),
    "arXiv id": ({"id": "2402.00001v3"}, {"id": "arxiv:2402.00001", "url": "https://arxiv.org/abs/2402.00001"}),
    "our own id": ({"id": "arxiv:2402.00001"}, {"id": "arxiv:2402.00001"}),
    "old arXiv id": ({"id": "cs/9902027"}, {"id": "arxiv:cs/9902027", "url": "https://arxiv.org/abs/cs/9902027"}),
    "arXiv URL": ({"id": 7, "url": "http://arxiv.org/pdf/2402.00001v1"},
                  {"id": "arxiv:2402.00001", "url": "http://arxiv.org/pdf/2402.00001v1"}),
    "arXiv id beside another": ({"_id": "4983", "arxiv_id": "2402.00001"}, {"id": "arxiv:2402.00001"}),
    "id that lost digits": ({"id": "1908.1234"}, {"url": None}),
    "id that was a number": ({"id": "1502.0207699999999"}, {"url": None}),
    "another id": ({"doc_id": 4983}, {"url": None}),
    "link": ({"link": "https://a.example/1"}, {"url": "https://a.example/1"}),
    "script for a link": ({"url": "javascript:alert(1)"}, {"url": None}),
    "link with spaces": ({"url": "https://a.example/ b"}, {"url": None}),
    "categories, a string": ({"categories": "cs.CL,cs.LG; stat.ML math.ST"},
                             {"categories": ("cs.CL", "cs.LG", "stat.ML", "math.ST")}),
    "categories, a list": ({"categories": ["cs.CL", 3]}, {"categories": ("cs.CL",)}),
    "counts": ({"upvotes": 0, "numComments": "12"}, {"upvotes": 0, "comments": 12}),
    "remarks": ({"comments": "12 pages", "comment": "x", "upvotes": True}, {"comments": None, "upvotes": None}),
    "not counts": ({"upvotes": -1, "comments": 2.5}, {"comments": None, "upvotes": None}),
    "summary by us": ({"abstract_kind": "summary"}, {"abstract_kind": "summary"}),
    "kind unknown": ({"abstract_kind": 3}, {"abstract_kind": "abstract"}),
    "unknown fields": ({"license": "x", "": 1}, {}),
    "DOI": ({"doi": "https://doi.org/10.1000/ABC"},
            {"id": "doi:10.1000/abc", "doi": "10.1000/abc", "url": "https://doi.org/10.1000/abc"}),
    "DOI of arXiv": ({"doi": "10.48550/arXiv.2402.00001"}, {"id": "arxiv:2402.00001", "doi": None}),
    "DOI beside an arXiv id": ({"id": "2402.00001", "doi": "10.1000/abc"},
                               {"id": "arxiv:2402.00001", "doi": "10.1000/abc"}),
    "version in the id": ({"id": "oai:arXiv.org:2402.00001v12"}, {"id": "arxiv:2402.00001", "version": 12}),
    "version beside the id": ({"id": "2402.00001", "version": "v3"}, {"id": "arxiv:2402.00001", "version": 3}),
    "version of something else": ({"version": 3}, {"version": None}),
    "updated": ({"updated": "2024-03-05T01:00:00Z"}, {"updated": dt.date(2024, 3, 5)}),
    "withdrawn": ({"comments": "This paper has been withdrawn by the authors"},
                  {"withdrawn": True, "note": "This paper has been withdrawn by the authors", "comments": None}),
    "venue and a year": ({"journal": "Lists", "year": 2024}, {"venue": "Lists, 2024", "published": None}),
    "venue that has the year": ({"venue": "Lists 2024", "year": "2024"}, {"venue": "Lists 2024"}),
    "code": ({"code_url": "https://a.example/c"}, {"code_url": "https://a.example/c"}),
    "names in TeX": ({"authors": "C. Bal\\'azs and Jos{\\'e} M."}, {"authors": ("C. Balázs", "José M.")}),
}  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), FIELDS.values(), ids=FIELDS)
def test_fields(given: dict[str, Any], expected: dict[str, Any]) -> None:
    found = paper(**given).model_dump()
    assert {name: found[name] for name in expected} == expected
    assert found["id"].startswith(str(expected.get("id", "title:")).split(":")[0])


def test_names_of_fields_in_any_case() -> None:
    assert to_paper({" Title": "T", "SUMMARY": "B."}, "file:x").abstract == "B."
    assert to_paper({"title": "T", "abstract": "", "text": "B."}, "file:x").abstract == "B."
    assert to_paper({"title": "T", "abstract": "A.", "summary": "B."}, "file:x").abstract == "A."


def test_hard_wrapped_text_becomes_one_line() -> None:
    found = to_paper({"title": "A\n  Title", "abstract": "  We\nshow   a\r\n\tthing. "}, "file:x")
    assert (found.title, found.abstract) == ("A Title", "We show a thing.")


def test_own_text_is_kept_beside_the_cleaned_one() -> None:
    found = to_paper({"title": "{\\em New}\n  Title", "abstract": "We  show 5\\%."}, "file:x")
    assert (found.title, found.raw_title) == ("New Title", "{\\em New} Title")
    assert (found.abstract, found.raw_abstract) == ("We show 5%.", "We show 5\\%.")
    assert paper().raw_abstract is None


def test_date_that_cannot_be_read_is_told_and_costs_no_paper(write: Write) -> None:
    rows = [
        ROW | {"published": "03/04/2025"},
        ROW | {"published": "2025"},
        ROW | {"published": "x", "date": "2025-04-03"},
    ]
    found = list(read_file(write("x.jsonl", "".join(json.dumps(row) + "\n" for row in rows))))
    assert [p.published for p in found if isinstance(p, Paper)] == [None, None, dt.date(2025, 4, 3)]
    (told,) = [each for each in found if isinstance(each, Skipped)]
    assert (told.line, told.kept) == (1, True)
    assert told.reason == "published: '03/04/2025' could be 2025-03-04 or 2025-04-03; left out"


def test_many_dates_of_an_unknown_form_are_told_in_one_line(write: Write) -> None:
    lines = (json.dumps(ROW | {"published": f"day {n}"}) + "\n" for n in range(100))
    told = [each for each in read_file(write("x.jsonl", "".join(lines))) if isinstance(each, Skipped)]
    assert len(told) == 21
    assert told[-1].reason == "100 dates in all that cannot be read"


def test_our_own_export_loses_nothing() -> None:
    original = paper(
        id="2402.00001", authors=["A"], author_count=3, organisation="Lab", published="2024-05-01",
        featured="2024-05-02", year_inferred=True, categories=["cs.CL"], upvotes=3, comments=2, doi="10.1000/abc",
        venue="Meeting", note="12 pages", version=2, updated="2024-05-03", withdrawn=True, keywords=["a", "b, c"],
        code_url="https://a.example/c", project_url="https://a.example/p", stars=4, raw_title="A \\emph{Title}",
        raw_abstract="We show a \\emph{thing}. It works.", provenance=[["venue", "arxiv"]],
    )  # fmt: skip
    assert not {name for name, value in original if value in (None, (), False)}
    assert to_paper(original.model_dump(mode="json"), "file:x.jsonl") == original


BAD_ROWS = {
    "no title": ({"abstract": "B."}, "no title"),
    "empty title": ({"title": " \n", "abstract": "B."}, "no title"),
    "no abstract": ({"title": "T"}, "no abstract"),
    "null": ({"title": "T", "abstract": None}, "no abstract"),
    "a list": ({"title": "T", "abstract": ["B."]}, "the abstract is not text"),
    "a number": ({"title": 7, "abstract": "B."}, "the title is not text"),
    "NUL": ({"title": "T", "abstract": "B\0."}, "the abstract holds characters that are not text"),
    "half a character": ({"title": "T\ud800", "abstract": "B."}, "the title holds characters that are not text"),
    "no letters": ({"title": "???", "abstract": "B."}, "a title without letters"),
    "endless": ({"title": "T", "abstract": "B" * 200_000}, "the abstract is too long"),
    "not an object": (["T", "B."], "not an object with fields"),
}


@pytest.mark.parametrize(("row", "reason"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_bad_row(row: object, reason: str) -> None:
    with pytest.raises(BadRow, match=reason):
        to_paper(row, "file:x")


# Files

ROWS = [
    {"title": f"Title {n}", "abstract": f'We, "the {n}",\nshow. It works.', "id": f"2402.0000{n}"} for n in range(3)
]


def as_lines() -> bytes:
    return "".join(json.dumps(row) + "\n" for row in ROWS).encode()


def as_table(tmp_path: Path, delimiter: str) -> bytes:
    path = tmp_path / "table"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(ROWS[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(ROWS)
    return path.read_bytes()


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


PACKERS = {"": bytes, ".gz": gzip.compress, ".xz": lzma.compress, ".bz2": bz2.compress}


@pytest.mark.parametrize("packed", PACKERS)
@pytest.mark.parametrize("suffix", [".jsonl", ".json-lines", ".ndjson", ".json", ".csv", ".tsv", ".CSV", "-array.json"])
def test_formats(suffix: str, packed: str, write: Write, tmp_path: Path) -> None:
    match suffix:
        case ".csv" | ".CSV":
            data = as_table(tmp_path, ",")
        case ".tsv":
            data = as_table(tmp_path, "\t")
        case "-array.json":
            data = json.dumps(ROWS, indent=1).encode()
        case _:
            data = as_lines()
    path = write(f"papers.v1{suffix}{packed}", PACKERS[packed](data))
    found = [(p.id, p.title, p.abstract, p.sources) for p in read_file(path) if isinstance(p, Paper)]
    assert found == [
        (f"arxiv:2402.0000{n}", f"Title {n}", f'We, "the {n}", show. It works.', (f"file:{path.name}",))
        for n in range(3)
    ]


CLOTHES = {
    "BOM": ("x.jsonl", b"\xef\xbb\xbf" + as_lines()),
    "blank lines": ("x.jsonl", b"\n\n" + as_lines().replace(b"\n", b"\n \n")),
    "CRLF": ("x.jsonl", as_lines().replace(b"\n", b"\r\n")),
    "no final newline": ("x.jsonl", as_lines().rstrip()),
    "packed, not named so": ("x.jsonl", gzip.compress(as_lines())),
    "no name for it": ("dump", as_lines()),
    "an array named lines": ("x.jsonl", json.dumps(ROWS).encode()),
    "CSV, BOM and semicolons": ("x.csv", "\ufefftitle;abstract\nA;B, c\nB;B\nC;B\n".encode()),
    "UTF-16": ("x.jsonl", as_lines().decode().encode("utf-16")),
    "zip, with what a Mac adds": ("x.zip", zipped({"rows.jsonl": as_lines(), "__MACOSX/._rows.jsonl": b"\0"})),
    "lines with commas": ("x.jsonl", as_lines().replace(b"\n", b",\n")),
    "objects one behind the other": ("x.json", "\n".join(json.dumps(row, indent=1) for row in ROWS).encode()),
    "rows by their ids": ("x.json", json.dumps({f"2402.0000{n}": row for n, row in enumerate(ROWS)}).encode()),
    "columns": ("x.json", json.dumps({k: {f"{n}": r[k] for n, r in enumerate(ROWS)} for k in ROWS[0]}).encode()),
    "an object over lines": ("x.json", json.dumps({"data": ROWS}, indent=1).encode()),
    "an object on one line": ("x.jsonl", json.dumps({"meta": {}, "results": ROWS}).encode()),
    "a table by its header": ("x.txt", b"Title\tAbstract\nA\tB\nB\tB\nC\tB\n"),
    "CSV, an old code page": ("x.csv", "title,abstract\nCafé,B\nB,B\nC,naïve\n".encode("cp1252")),
    "CSV, CR": ("x.csv", b"title,abstract\rA,B\rB,B\rC,B\r"),
    "CSV, blank lines": ("x.csv", b"title,abstract\n\nA,B\n\n\nB,B\nC,B"),
}


@pytest.mark.parametrize(("name", "data"), CLOTHES.values(), ids=CLOTHES)
def test_same_file_in_other_clothes(name: str, data: bytes, write: Write) -> None:
    found = list(read_file(write(name, data)))
    assert sum(isinstance(paper, Paper) for paper in found) == 3
    assert all(paper.kept for paper in found if isinstance(paper, Skipped))


def test_bad_lines_are_skipped_with_their_number(write: Write) -> None:
    lines = [GOOD, "{oops\n", GOOD, '{"title": "T"}\n', "\n", "[1]\n", "[" * 100_000 + "\n", GOOD]
    path = write("x.jsonl", "".join(lines).encode() + b'{"title": "\xff", "abstract": "B."}\n')
    assert skipped(path) == [
        (2, "not JSON"), (4, "no abstract"), (6, "not an object with fields"), (7, "not JSON"), (9, "not UTF-8"),
    ]  # fmt: skip
    assert len(list(read_file(path))) == 8


def test_bad_rows_of_a_table_are_skipped_with_their_line(write: Write) -> None:
    rows = ['"A\nTitle","B."', '"A","B\n\nC" x', "A,B,C", ",B", "A", "é,B.", "Last,B."]
    path = write("x.csv", "\n".join(["title,abstract", *rows]).encode().replace("é".encode(), b"\xe9"))
    found = list(read_file(path))
    assert [paper.title for paper in found if isinstance(paper, Paper)] == ["A Title", "Last"]
    assert skipped(path) == [
        (4, "not CSV: ',' expected after '\"'"),
        (7, "3 fields, but 2 columns"),
        (8, "no title"),
        (9, "1 fields, but 2 columns"),
        (10, "the title holds characters that are not text"),
    ]


def test_guess_at_an_encoding_is_told(write: Write) -> None:
    told, found = read_file(write("x.csv", "title,abstract\nCafé,naïve\n".encode("cp1252")))
    assert isinstance(told, Skipped)
    assert (told.reason, told.kept) == ("not UTF-8; read as cp1252", True)
    assert isinstance(found, Paper)
    assert (found.title, found.abstract) == ("Café", "naïve")


def test_daily_list_from_a_file(write: Write) -> None:
    record = {"id": "2603.99001", "title": "T", "summary": "B.", "submittedOnDailyAt": "2026-03-31T01:21:47.983Z"}
    items = [{"paper": record | {"upvotes": 43}, "numComments": 1}, str({"paper": record | {"id": "2603.99002"}})]
    first, second = read_file(write("x.json", json.dumps(items)))
    assert isinstance(first, Paper)
    assert isinstance(second, Paper)
    assert (first.id, first.featured, first.upvotes, first.comments) == (
        "arxiv:2603.99001",
        dt.date(2026, 3, 31),
        43,
        1,
    )
    assert second.id == "arxiv:2603.99002"


@pytest.mark.parametrize(
    ("name", "own", "featured"),
    [
        ("2024-10-10.json", None, dt.date(2024, 10, 10)),
        ("2024-10-10.json", "2024-10-09T01:21:47.983Z", dt.date(2024, 10, 9)),  # what the item says counts
        ("2024-13-10.json", None, None),
        ("dump-2024-10-10.json", None, None),  # may be the day of a download
    ],
)
def test_list_of_a_day_is_known_by_the_name_of_its_file(
    write: Write, name: str, own: str | None, featured: dt.date | None
) -> None:
    item = {"paper": {"id": "2410.99001", "title": "T", "summary": "B.", "submittedOnDailyAt": own}}
    (paper,) = read_file(write(name, json.dumps([item])))
    assert isinstance(paper, Paper)
    assert paper.featured == featured


def test_bad_entry_of_an_array_has_its_line(write: Write) -> None:
    assert skipped(write("x.json", json.dumps([ROW, 3], indent=1))) == [(6, "not an object with fields")]


REFUSED = {
    "empty": ("x.jsonl", b"", "is empty"),
    "empty, packed": ("x.jsonl.gz", gzip.compress(b""), "is empty"),
    "blank": ("x.jsonl", b"\n\n", "no paper in it"),
    "no good row": ("x.jsonl", b"{}\noops\n", "no paper in it; first, line 1: no title"),
    "empty array": ("x.json", b"[]", "no paper in it"),
    "cut array": ("x.json", json.dumps(ROWS).encode()[:-9], "is not whole JSON (line 1)"),
    "array that is not UTF-8": ("x.json", b'["\xff"]', "no paper in it"),
    "no title column": ("x.csv", b"name,abstract\nA,B\n", "no column `title`"),
    "header alone": ("x.csv", b"title,abstract\n", "no paper in it"),
    "header that is no CSV": ("x.csv", b'"title" x,abstract\nA,B\n', "no column `title`"),
    "text": ("x.txt", b"Once upon a time", "no format that is known"),
    "binary": ("x.csv", bytes(range(256)), "no column `title`"),
    "no zip": ("x.zip", b"PK\x03\x04", "cannot be unpacked"),
    "zip of two files": ("x.zip", zipped({"a.jsonl": b"", "b.jsonl": b""}), "packs 2 files"),
    "cut gzip": ("x.jsonl.gz", gzip.compress(as_lines())[:-12], "cut off"),
    "cut xz": ("x.jsonl.xz", lzma.compress(as_lines())[:-40], "cut off"),
    "damaged gzip": ("x.jsonl.gz", gzip.compress(as_lines())[:-8] + b"\0" * 8, "cannot be unpacked"),
    "damaged xz": ("x.jsonl.xz", lzma.compress(as_lines())[:40] + b"\0" * 80, "cannot be unpacked"),
    "damaged deflate": ("x.csv.gz", gzip.compress(b"title,abstract\n")[:10] + b"\xff" * 20, "cannot be unpacked"),
}


@pytest.mark.parametrize(("name", "data", "why"), REFUSED.values(), ids=REFUSED)
def test_refused(name: str, data: bytes, why: str, write: Write) -> None:
    path = write(name, data)
    with pytest.raises(SourceUnreadable) as caught:
        list(read_file(path))
    assert why in str(caught.value)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)
    assert caught.value.todo


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="No such file"):
        next(read_file(tmp_path / "absent.csv"))
    with pytest.raises(SourceUnreadable, match="is a folder"):
        next(read_file(tmp_path))


def test_lines_are_read_as_they_are_asked_for(write: Write) -> None:
    path = write("x.jsonl.xz", lzma.compress(GOOD.encode() * 3) + b"damage")
    papers = read_file(path)
    assert isinstance(next(papers), Paper)
    papers.close()  # type: ignore[attr-defined]


def test_name_that_is_not_text_can_still_be_stored(tmp_path: Path) -> None:
    path = tmp_path / b"\xff.jsonl".decode(errors="surrogateescape")
    path.write_text(GOOD + "{}")
    found, bad = read_file(path)
    assert isinstance(found, Paper)
    assert found.sources == ("file:?.jsonl",)
    assert found.model_dump_json()
    assert bad.model_dump_json()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = (
    "abstract_kind authors authors_parsed published versions id url categories upvotes comments organisation".split()
)


@given(st.dictionaries(st.sampled_from([*NAMES, "title", "abstract"]), json_values))
def test_any_row_is_a_paper_or_a_reason(row: dict[str, object]) -> None:
    with suppress(BadRow):
        assert to_paper(row, "file:x").model_dump_json()


@given(st.dictionaries(st.sampled_from(NAMES), json_values))
def test_no_other_field_costs_a_paper(row: dict[str, object]) -> None:
    assert to_paper(row | ROW, "file:x").title == ROW["title"]
