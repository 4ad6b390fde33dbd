import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest

from index.paper import Paper
from index.sources.base import Skipped
from index.sources.exports import found_in, kind_of, kinds
from index.sources.files import read_file

BODY = "We train tiny judges. They agree in 83 percent of cases."
NAMES = ("Ana Example", "Bo Sample")


def read(tmp_path: Path, name: str, content: object, encoding: str = "utf-8") -> list[Paper | Skipped]:
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content, indent=1), encoding, newline="")
    return list(read_file(path))


def table(*rows: dict[str, str], sign: str = ",") -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=sign, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


S2 = {
    "paperId": "a" * 40,
    "externalIds": {"ArXiv": "2402.08070", "DOI": "10.48550/arXiv.2402.08070", "CorpusId": 1},
    "url": "https://www.semanticscholar.org/paper/a",
    "title": "Tiny Judges",
    "abstract": BODY,
    "year": 2024,
    "publicationDate": "2024-02-12",
    "authors": [{"authorId": "1", "name": name} for name in NAMES],
    "tldr": {"text": "Judges agree."},
}
S2_PUBLISHED = S2 | {"externalIds": {"DOI": "10.1000/Abc"}, "publicationDate": None, "venue": "Meeting"}
OPENALEX = {
    "id": "https://openalex.org/W1",
    "doi": "https://doi.org/10.48550/arxiv.2402.08070",
    "display_name": "Tiny Judges",
    "publication_date": "2024-02-12",
    "authorships": [{"author": {"display_name": name}, "raw_author_name": "x"} for name in NAMES],
    "abstract_inverted_index": {"We": [0], "train": [1], "tiny": [2], "judges.": [3], "They": [4], "agree": [5],
                                "in": [6], "83": [7], "percent": [8], "of": [9], "cases.": [10]},
}  # fmt: skip
CROSSREF = {
    "DOI": "10.1000/Abc",
    "title": ["Tiny <i>Judges</i>"],
    "abstract": f"<jats:title>Abstract</jats:title><jats:p>{BODY}</jats:p>",
    "author": [{"given": "Ana", "family": "Example"}, {"given": "Bo", "family": "Sample"}],
    "published": {"date-parts": [[2024, 2, 12]]},
    "created": {"date-time": "2023-01-01T00:00:00Z"},
    "container-title": ["Journal of Lists"],
}
CSL = {
    "id": "http://zotero.org/users/1/items/AB",
    "type": "article",
    "title": "Tiny Judges",
    "abstract": BODY,
    "author": [{"family": "Example", "given": "Ana"}, {"family": "Sample", "given": "Bo"}],
    "issued": {"date-parts": [["2024", 2, 12]]},
    "note": "arXiv:2402.08070 [cs]",
    "URL": "http://arxiv.org/abs/2402.08070",
}
OPENREVIEW = {
    "id": "abc",
    "forum": "abc",
    "version": 2,
    "cdate": 1_700_000_000_000,
    "pdate": 1_707_696_000_000,
    "content": {
        "title": {"value": "Tiny Judges"},
        "abstract": {"value": BODY},
        "authors": {"value": list(NAMES)},
        "venue": {"value": "ICLR 2024 poster"},
        "keywords": {"value": ["judges"]},
    },
}
OPENREVIEW_OLD = {
    "id": "abc",
    "forum": "abc",
    "tcdate": 1_707_696_000_000,
    "content": {"title": "Tiny Judges", "abstract": BODY, "authors": list(NAMES)},
}
ZOTERO_ITEM = {
    "itemType": "preprint",
    "title": "Tiny Judges",
    "creators": [{"creatorType": "author", "firstName": "Ana", "lastName": "Example"},
                 {"creatorType": "author", "name": "Bo Sample"},
                 {"creatorType": "editor", "firstName": "Ed", "lastName": "Itor"}],
    "abstractNote": BODY,
    "date": "2024-02-12",
    "archiveID": "arXiv:2402.08070",
}  # fmt: skip
KAGGLE = {
    "id": "2402.08070",
    "title": "Tiny\n  Judges",
    "abstract": f"  {BODY}\n",
    "authors": "A. Example, B. Sample",
    "authors_parsed": [["Example", "Ana", ""], ["Sample", "Bo", ""]],
    "comments": "12 pages; accepted",
    "journal-ref": "Lists 5 (2024)",
    "doi": "10.1000/Abc",
    "categories": "cs.CL cs.LG",
    "versions": [{"version": "v1", "created": "Mon, 12 Feb 2024 10:00:00 GMT"},
                 {"version": "v2", "created": "Tue, 5 Mar 2024 10:00:00 GMT"}],
    "update_date": "2024-03-06",
}  # fmt: skip
ZOTERO_TABLE = {"Key": "AB", "Item Type": "preprint", "Publication Year": "2024", "Author": "Example, Ana; Sample, Bo",
                "Title": "Tiny Judges", "DOI": "", "Url": "", "Abstract Note": BODY, "Date": "2024-02-12",
                "Date Added": "2025-01-01", "Extra": "Citation Key: x\narXiv:2402.08070 [cs, stat]",
                "Manual Tags": "judges; lists"}  # fmt: skip
SCOPUS = {"Authors": "Example A.; Sample B.", "Author full names": "Example, Ana (1); Sample, Bo (2)",
          "Title": "Tiny Judges", "Year": "2024", "Source title": "Journal of Lists", "DOI": "10.1000/Abc",
          "Link": "https://www.scopus.com/x", "Abstract": f"{BODY} © 2024 The Authors.",
          "Author Keywords": "judges; lists"}  # fmt: skip
WOS = {"PT": "J", "AU": "Example, A; Sample, B", "AF": "Example, Ana; Sample, Bo", "TI": "Tiny Judges",
       "SO": "JOURNAL", "AB": BODY, "PY": "2024", "PD": "FEB 12", "DI": "10.1000/Abc", "DE": "judges"}  # fmt: skip
WOS_LONG = {"Publication Type": "J", "Author Full Names": "Example, Ana; Sample, Bo", "Article Title": "Tiny Judges",
            "Source Title": "JOURNAL", "Abstract": BODY, "Publication Year": "2024", "Publication Date": "FEB 12",
            "DOI": "10.1000/Abc"}  # fmt: skip

ARXIV = {"id": "arxiv:2402.08070", "url": "https://arxiv.org/abs/2402.08070", "published": dt.date(2024, 2, 12)}
PUBLISHED = {"id": "doi:10.1000/abc", "url": "https://doi.org/10.1000/abc", "doi": "10.1000/abc"}
IN_FEBRUARY = PUBLISHED | {"published": dt.date(2024, 2, 12)}
FORUM = {"url": "https://openreview.net/forum?id=abc", "published": dt.date(2024, 2, 12)}

EXPORTS: dict[str, tuple[str, object, dict[str, Any]]] = {
    "Semantic Scholar, a paper": ("x.json", S2, ARXIV),
    "Semantic Scholar, a search": ("x.json", {"total": 1, "offset": 0, "data": [S2]}, ARXIV),
    "Semantic Scholar, citations": ("x.json", {"data": [{"contexts": [], "citingPaper": S2}]}, ARXIV),
    "Semantic Scholar, a year": ("x.json", [S2_PUBLISHED], PUBLISHED | {"published": None, "venue": "Meeting, 2024"}),
    "Semantic Scholar, bulk": ("x.jsonl", json.dumps({key.lower(): value for key, value in S2.items()}), ARXIV),
    "OpenAlex": ("x.json", {"meta": {"count": 1}, "results": [OPENALEX], "group_by": []}, ARXIV),
    "OpenAlex, elsewhere": ("x.json", OPENALEX | {"doi": None, "locations": [{"landing_page_url": None},
                            {"landing_page_url": "http://arxiv.org/abs/2402.08070v2"}]}, ARXIV | {"version": 2}),
    "Crossref, a work": ("x.json", {"status": "ok", "message": CROSSREF}, IN_FEBRUARY | {"venue": "Journal of Lists"}),
    "Crossref, a search": ("x.json", {"status": "ok", "message": {"items": [CROSSREF]}}, IN_FEBRUARY),
    "Crossref, retracted": ("x.json", CROSSREF | {"updated-by": [{"type": "retraction"}]}, {"withdrawn": True}),
    "CSL": ("x.json", [CSL], ARXIV | {"note": None}),
    "CSL, a raw date": ("x.json", [CSL | {"issued": {"raw": "2024-02-12"}}], ARXIV),
    "OpenReview": ("x.json", {"notes": [OPENREVIEW], "count": 1},
                   FORUM | {"venue": "ICLR 2024 poster", "version": None, "keywords": ("judges",)}),
    "OpenReview, the first API": ("x.json", {"notes": [OPENREVIEW_OLD]}, FORUM),
    "OpenReview, withdrawn": ("x.json", [OPENREVIEW | {"content": OPENREVIEW["content"] | {  # type: ignore[operator]
                              "venue": {"value": "ICLR 2024 Conference Withdrawn Submission"}}}], {"withdrawn": True}),
    "Zotero, API": ("x.json", [{"key": "AB", "version": 12, "data": ZOTERO_ITEM}], ARXIV | {"version": None}),
    "Zotero, Better BibTeX": ("x.json", {"config": {}, "items": [ZOTERO_ITEM]}, ARXIV),
    "Zotero, table": ("x.csv", "\ufeff" + table(ZOTERO_TABLE), ARXIV | {"keywords": ("judges", "lists")}),
    "Zotero, semicolons": ("x.csv", table(ZOTERO_TABLE, sign=";"), ARXIV),
    "Scopus": ("x.csv", "\ufeff" + table(SCOPUS), PUBLISHED | {"published": None, "venue": "Journal of Lists, 2024"}),
    "Web of Science": ("x.txt", "\ufeff" + "\t".join(WOS) + "\t\r\n" + "\t".join(WOS.values()) + "\r\n", IN_FEBRUARY),
    "Web of Science, long names": ("x.csv", table(WOS_LONG), IN_FEBRUARY),
    "Kaggle": ("x.json", json.dumps(KAGGLE) + "\n" + json.dumps(KAGGLE | {"id": "2402.08071"}),
               ARXIV | {"version": 2, "updated": dt.date(2024, 3, 5), "note": "12 pages; accepted", "comments": None,
                        "venue": "Lists 5 (2024)", "doi": "10.1000/abc", "categories": ("cs.CL", "cs.LG")}),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "expected"), EXPORTS.values(), ids=EXPORTS)
def test_export_is_read_whole(name: str, content: object, expected: dict[str, Any], tmp_path: Path) -> None:
    found = read(tmp_path, name, content)[0]
    assert isinstance(found, Paper)
    assert (found.title, found.abstract, found.authors) == ("Tiny Judges", BODY, NAMES)
    assert {name: getattr(found, name) for name in expected} == expected


def test_table_in_utf_16(tmp_path: Path) -> None:
    rows = ZOTERO_TABLE | {"Title": "Café", "Author": "Ñandú, José"}
    (found,) = read(tmp_path, "x.csv", table(rows, sign="\t"), "utf-16")
    assert isinstance(found, Paper)
    assert (found.title, found.authors) == ("Café", ("José Ñandú",))


def test_older_table_of_scopus_has_names_between_commas(tmp_path: Path) -> None:
    row = {key: value for key, value in SCOPUS.items() if key != "Author full names"}
    (found,) = read(tmp_path, "x.csv", table(row | {"Authors": "Example A., Sample B.C."}))
    assert isinstance(found, Paper)
    assert found.authors == ("Example A.", "Sample B.C.")


NO_PAPERS: dict[str, tuple[dict[str, object], str]] = {
    "Scopus says so": ({"title": "T", "source title": "J", "abstract": "[No abstract available]"}, "no abstract"),
    "Semantic Scholar has none": (S2 | {"abstract": None}, "no abstract"),
    "OpenAlex has none": (OPENALEX | {"abstract_inverted_index": None}, "no abstract"),
    "OpenReview, a review": ({"forum": "abc", "content": {"title": {"value": "Review"}}}, "no abstract"),
    "Crossref, no title": (CROSSREF | {"title": []}, "no title"),
}


@pytest.mark.parametrize(("row", "reason"), NO_PAPERS.values(), ids=NO_PAPERS)
def test_what_an_export_lacks_is_told(row: dict[str, object], reason: str, tmp_path: Path) -> None:
    good, bad = read(tmp_path, "x.json", [CSL, row])
    assert isinstance(good, Paper)
    assert isinstance(bad, Skipped)
    assert bad.reason == reason
    assert bad.line is not None
    assert bad.line > 2


def test_every_path_of_the_table_leads_to_a_field_of_ours() -> None:
    ours = {*Paper.model_fields, "ids", "mentions", "page", "forum", "year"}
    assert not {name for kind in kinds().values() for name in kind.fields} - ours
    assert all({"title", "abstract"} <= kind.fields.keys() for kind in kinds().values())


def test_row_of_no_known_kind_is_read_by_the_names_that_people_use() -> None:
    row = {"title": "T", "abstract": "B.", "paper_id": "2402.00001"}
    assert kind_of(row).name == "rows"
    assert found_in(row, kind_of(row))["ids"] == ["2402.00001"]
