from pathlib import Path

import pytest

from index.paper import Paper
from index.sources.base import Skipped
from index.sources.files import read_file


def read(tmp_path: Path, text: str, name: str = "x.bib") -> list[Paper | Skipped]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return list(read_file(path))


def paper(tmp_path: Path, fields: str) -> Paper:
    (found,) = read(tmp_path, f"@misc{{key,\n title = {{A {{T}}itle}},\n abstract = {{We show.}},\n {fields}\n}}\n")
    assert isinstance(found, Paper)
    return found


def test_entry_as_a_library_exports_it(tmp_path: Path) -> None:
    (found,) = read(
        tmp_path,
        r"""
% made by hand
@string{acl = "Annual Meeting"}
@inproceedings{lee-2023-judges,
    title = "Tiny {J}udges: {``}Quoted{''} for {\'E}tude and {C}$_{60}$",
    author = "Lee, A  and
      Mart{\'\i}nez, Jos{\'e} and van der Berg, Bo and {The Lab} and others",
    booktitle = acl # " (Volume 1)",
    month = jul,
    year = "2023",
    doi = "10.18653/v1/2023.acl-long.1",
    keywords = {judges, lists},
    abstract = "We introduce {\textquotedblleft}Judges{\textquotedblright} with 5{\%} gain and {\textasciitilde}3x.",
}
""",
    )
    assert isinstance(found, Paper)
    assert found.id == "doi:10.18653/v1/2023.acl-long.1"
    assert found.title == "Tiny Judges: “Quoted” for Étude and C60"
    assert found.abstract == "We introduce “Judges” with 5% gain and ~3x."
    assert found.authors == ("A Lee", "José Martínez", "Bo van der Berg", "The Lab")
    assert found.venue == "Annual Meeting (Volume 1), 2023"
    assert found.url == "https://doi.org/10.18653/v1/2023.acl-long.1"
    assert found.keywords == ("judges", "lists")
    assert found.published is None
    assert found.raw_title == r"Tiny {J}udges: {``}Quoted{''} for {\'E}tude and {C}$_{60}$"


IDS = {
    "DBLP of old": ("journal = {CoRR}, volume = {abs/2402.08070}", "arxiv:2402.08070", None),
    "eprint": ("eprint = {2402.08072v2}, archivePrefix = {arXiv}, primaryClass = {cs.CL}", "arxiv:2402.08072", 2),
    "of another archive": ("eprint = {PMC123}, doi = {10.1000/A\\_b}", "doi:10.1000/a_b", None),
    "as a journal": ("journal = {arXiv preprint arXiv:2402.08072}", "arxiv:2402.08072", None),
    "as a note": ("howpublished = {\\url{https://arxiv.org/abs/2402.08072v3}}", "arxiv:2402.08072", 3),
    "URL": ("url = {http://arxiv.org/abs/math/0309136}", "arxiv:math/0309136", None),
}


@pytest.mark.parametrize(("fields", "key", "version"), IDS.values(), ids=IDS)
def test_id_where_people_put_it(fields: str, key: str, version: int | None, tmp_path: Path) -> None:
    found = paper(tmp_path, fields)
    assert (found.id, found.version) == (key, version)


NAMES = {
    "Hu, Edward J. and {OpenAI} and others": ("Edward J. Hu", "OpenAI"),
    "Hu, Edward; Shen, Yelong": ("Edward Hu", "Yelong Shen"),
    "Hu, Edward:": ("Edward Hu",),
    "Edward Hu, Yelong Shen, Phillip Wallis": ("Edward Hu", "Yelong Shen", "Phillip Wallis"),
    "Edward Hu, Yelong Shen and Phillip Wallis": ("Edward Hu", "Yelong Shen", "Phillip Wallis"),
    "Smith, Jr., John and van der Berg, Jan": ("John Smith Jr.", "Jan van der Berg"),
    "García Márquez, Gabriel José": ("Gabriel José García Márquez",),
    "{Barnes and Noble Inc.} and Hu, E.": ("Barnes and Noble Inc.", "E. Hu"),
}


@pytest.mark.parametrize(("written", "names"), NAMES.items())
def test_names_are_read_as_people_write_them(written: str, names: tuple[str, ...], tmp_path: Path) -> None:
    assert paper(tmp_path, f"author = {{{written}}}").authors == names


DATES = {
    "BibLaTeX": ("date = {2024-02-15}", "2024-02-15"),
    "fields": ("year = 2024, month = feb, day = 15", "2024-02-15"),
    "figures": ("year = {2024}, month = {2}, day = {15}", "2024-02-15"),
    "day in the month": ('year = 2024, month = "15~" # feb', "2024-02-15"),
    "a month": ("year = 2024, month = {February}", "None"),
    "a year": ("year = 2024", "None"),
    "a month in figures": ("year = 2024, month = 2", "None"),
}


@pytest.mark.parametrize(("fields", "day"), DATES.values(), ids=DATES)
def test_day_of_an_entry(fields: str, day: str, tmp_path: Path) -> None:
    assert str(paper(tmp_path, fields).published) == day


def test_bad_entry_costs_itself_and_is_told_with_its_line(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "@misc{a, title={One}, abstract={Body.}}\n"
        "@misc{b, title={No end, abstract={Body.}\n"
        '@misc{c,\n title={No comma},\n abstract="Body."\n year=2024}\n'
        "@misc{d, title={No abstract}}\r\n"
        "@misc{a, title={Same key}, abstract={Other body.}}\n"
        "@misc{e, title={Field twice}, title={Again}, abstract={Third body.}}\n"
        "@misc{f, title={Last}, abstract={At line begin\n\n@home and a {brace}.}}",
    )
    assert [each.title for each in found if isinstance(each, Paper)] == ["One", "Same key", "Field twice", "Last"]
    assert [(each.line, each.reason[:30]) for each in found if isinstance(each, Skipped)] == [
        (2, "not BibTeX: Unexpected block s"),
        (3, "not BibTeX: a comma or a brack"),
        (7, "no abstract"),
    ]


def test_file_is_known_by_what_it_holds(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "Refs of May\n\n@Article(k, title={T}, abstract={B.})\n", "refs.txt")
    assert isinstance(found, Paper)
