"""Ids, wrappers, notices and exports in forms that people and services use beside the common ones."""

import json
from pathlib import Path
from typing import Any

import pytest

from index.paper import Paper
from index.sources.fields import to_paper
from index.sources.files import read_file

BODY = "We train tiny judges. They agree in 83 percent of cases."
ROW = {"title": "Tiny Judges", "abstract": BODY}
NEW, OLD, DOI = "arxiv:2402.08052", "arxiv:cs/0112017", "doi:10.1000/abc.1"


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("abs/2402.08052", NEW),
        ("arXiv preprint arXiv:2402.08052", NEW),
        ("arXiv e-print 2402.08052", NEW),
        ("urn:arXiv:2402.08052", NEW),
        ("http://arxiv.org/abs/2402.08052v1#", NEW),
        ("https://arxiv.org/abs/2402.08052,", NEW),
        ("https://arxiv.org/e-print/2402.08052", NEW),
        ("https://arxiv.org/src/2402.08052v2", NEW),
        ("[2402.08052]", NEW),
        ("(arXiv:2402.08052)", NEW),
        ("arXiv:2402.08052v2 [cs.CL] 13 Feb 2024", NEW),
        ("2402.08052 [cs.CL]", NEW),
        ("https://doi.org/10.48550/arXiv.cs/0112017", OLD),
        ("DOI 10.1000/abc.1", DOI),
        ("info:doi/10.1000/ABC.1", DOI),
        ("urn:doi:10.1000/abc.1", DOI),
        ("10.1016/S0140-6736(05)66912-7", "doi:10.1016/s0140-6736(05)66912-7"),
    ],
)
def test_id_is_read_whatever_stands_around_it(written: str, id: str) -> None:
    assert to_paper({**ROW, "id": written}, "file:x").id == id


NAMES = {
    "Hu, Edward J.; Shen, Yelong": ("Edward J. Hu", "Yelong Shen"),
    "Hu, Edward J. (7004); Shen, Yelong (57)": ("Edward J. Hu", "Yelong Shen"),
    "Hu, Edward|Shen, Yelong": ("Edward Hu", "Yelong Shen"),
    "Hu, Edward and Shen, Yelong": ("Edward Hu", "Yelong Shen"),
    "Edward Hu & Yelong Shen": ("Edward Hu", "Yelong Shen"),
    "Hu, Edward:": ("Edward Hu",),
    "Hu, E. J., Shen, Y.": ("E. J. Hu", "Y. Shen"),
    "Edward Hu, Yelong Shen, et al.": ("Edward Hu", "Yelong Shen"),
    "Edward Hu; Yelong Shen et al.": ("Edward Hu", "Yelong Shen"),
    "Edward Hu, Martin King, Jr., Yelong Shen": ("Edward Hu", "Martin King Jr.", "Yelong Shen"),
    "Edward Hu1, Yelong Shen2,*": ("Edward Hu", "Yelong Shen"),
    "Edward Hu\nYelong Shen": ("Edward Hu", "Yelong Shen"),
    "van den Oord, Aaron": ("Aaron van den Oord",),
    "C. Bal\\'azs, José M.": ("C. Balázs", "José M."),
    "DeepSeek-AI, Daya Guo": ("DeepSeek-AI", "Daya Guo"),
    "Madonna, Edward Hu": ("Madonna", "Edward Hu"),
    "山田太郎、佐藤花子": ("山田太郎", "佐藤花子"),
    "김철수, 이영희": ("김철수", "이영희"),
}


@pytest.mark.parametrize(("written", "names"), NAMES.items())
def test_names_are_told_apart_whichever_comes_first(written: str, names: tuple[str, ...]) -> None:
    assert to_paper({**ROW, "authors": written}, "file:x").authors == names


def test_names_of_columns_in_words_are_read() -> None:
    found = to_paper({**ROW, "Paper ID": "2402.08052", "Publication Date": "Submitted on 12 Feb 2024 (v1)"}, "file:x")
    assert (found.id, str(found.published)) == (NEW, "2024-02-12")


@pytest.mark.parametrize("places", [{"We": [0, 2], "win.": [1, 3]}, '{"We": [0, 2], "win.": [1, 3]}'])
def test_places_of_words_are_a_text_also_in_a_table(places: object) -> None:
    found = to_paper({"title": "T", "abstract_inverted_index": places}, "file:x")
    assert found.abstract == "We win. We win."


def test_heading_among_the_words_is_none_of_the_text() -> None:
    words = ["Abstract", "Small", "judges", "win."], ["Abstract", "Meaning", "Representation", "wins."]
    rows = ({"title": "T", "abstract_inverted_index": {word: [n] for n, word in enumerate(each)}} for each in words)
    assert [to_paper(row, "file:x").abstract.split()[0] for row in rows] == ["Small", "Abstract"]


def test_version_in_brackets_counts() -> None:
    assert to_paper({**ROW, "id": "2402.08052 (v3)"}, "file:x").version == 3


@pytest.mark.parametrize("text", ["see 2402.08052", "[a note]", "abs/", "DOI", "urn:", "2402.08052 and 2402.08053"])
def test_text_that_only_mentions_an_id_is_none(text: str) -> None:
    assert to_paper({**ROW, "id": text}, "file:x").id.startswith("title:")


@pytest.mark.parametrize(
    "said",
    [
        {"title": "RETRACTED: Tiny Judges"},
        {"title": "Retracted Article: Tiny Judges"},
        {"journal_ref": "Withdrawn"},
        {"journal-ref": "This paper has been withdrawn"},
        {"comments": "We retract this paper: the data were wrong."},
        {"comments": "Retraction of this article by its authors"},
        {"is_retracted": True},
        {"is_withdrawn": True},
    ],
    ids=str,
)
def test_withdrawn_paper_is_marked_wherever_its_record_says_so(said: dict[str, Any]) -> None:
    assert to_paper({**ROW, **said}, "file:x").withdrawn


@pytest.mark.parametrize(
    "said",
    [
        {"journal_ref": "Journal of Withdrawal Studies 3 (2024)"},
        {"comments": "Code retracts to the old API; 12 pages"},
        {"is_retracted": False},
    ],
    ids=str,
)
def test_others_are_not(said: dict[str, Any]) -> None:
    assert not to_paper({**ROW, **said}, "file:x").withdrawn


@pytest.mark.parametrize(
    "field", ["pubDate", "datePublished", "published_at", "release_date", "first_posted", "publishedDate"]
)
def test_day_is_read_under_any_name(field: str) -> None:
    assert str(to_paper({**ROW, field: "2026-06-30"}, "file:x").published) == "2026-06-30"


DATACITE = {
    "id": "10.48550/arxiv.2402.08052",
    "type": "dois",
    "attributes": {
        "doi": "10.48550/arxiv.2402.08052",
        "titles": [{"title": "Tiny Judges"}],
        "creators": [{"name": "Example, Ana", "givenName": "Ana", "familyName": "Example"}],
        "descriptions": [{"description": BODY, "descriptionType": "Abstract"}],
        "dates": [{"date": "2024-02-14", "dateType": "Submitted"}],
        "publicationYear": 2024,
    },
}
EUROPE_PMC = {
    "id": "1",
    "doi": "10.1000/abc.1",
    "title": "Tiny Judges.",
    "authorString": "Example A, Sample B.",
    "abstractText": BODY,
    "firstPublicationDate": "2024-02-14",
}
CORE = {**ROW, "id": 1, "arxivId": "2402.08052", "doi": None, "publishedDate": "2024-02-14T00:00:00"}
DAILY = {"paper": {"id": "2402.08052", "title": "Tiny Judges", "summary": BODY, "upvotes": 3}, "title": "Tiny Judges"}


@pytest.mark.parametrize(
    ("document", "id"),
    [
        ({"data": [DATACITE], "meta": {"total": 1}}, NEW),
        ({"hitCount": 1, "resultList": {"result": [EUROPE_PMC]}}, DOI),
        ({"totalHits": 1, "results": [CORE]}, NEW),
        ({"dailyPapers": [DAILY]}, NEW),
        ({"response": {"numFound": 1, "docs": [{**ROW, "id": "2402.08052"}]}}, NEW),
        ({"tags": ["x"], "entries": [{**ROW, "id": "2402.08052"}]}, NEW),
    ],
    ids=["DataCite", "Europe PMC", "CORE", "daily papers", "Solr", "unknown"],
)
def test_records_are_found_in_the_answer_of_a_service(document: Any, id: str, tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(document))
    (found,) = read_file(path)
    assert isinstance(found, Paper)
    assert (found.id, found.title.rstrip("."), found.abstract) == (id, "Tiny Judges", BODY)


def test_tables_of_ieee_and_openalex_are_read(tmp_path: Path) -> None:
    heads = "Document Title,Authors,Publication Title,Publication Year,Abstract,DOI,Author Keywords\n"
    (tmp_path / "ieee.csv").write_text(f'{heads}Tiny Judges,"A. Example; B. Sample",J,2024,{BODY},10.1000/abc.1,x;y\n')
    heads = "id,title,display_name,doi,publication_date,abstract,authorships.author.display_name\n"
    values = (
        f"https://openalex.org/W1,Tiny,Tiny,https://doi.org/10.1000/abc.1,2024-02-13,{BODY},Ana Example|Bo Sample\n"
    )
    (tmp_path / "openalex.csv").write_text(heads + values)
    for name, authors in (("ieee.csv", ("A. Example", "B. Sample")), ("openalex.csv", ("Ana Example", "Bo Sample"))):
        (found,) = read_file(tmp_path / name)
        assert isinstance(found, Paper)
        assert (found.id, found.authors) == (DOI, authors)


def test_year_of_crossref_stands_with_the_journal_where_there_is_no_day() -> None:
    row = {"title": ["Tiny Judges"], "abstract": BODY, "DOI": "10.1000/abc.1", "issued": {"date-parts": [[2024]]}}
    assert to_paper({**row, "container-title": ["Journal of Judges"]}, "file:x").venue == "Journal of Judges, 2024"
    assert to_paper(row, "file:x").venue == "2024"
