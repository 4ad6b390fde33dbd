"""What is found while somebody types, filters and sorts."""

import datetime as dt
from pathlib import Path

import pytest

from assistant.browsing.finding import PAGE, Marked, View, found, paged
from assistant.browsing.rows import Shelf, Shelves
from index.embedders.static import StaticEmbedder
from index.paper import Paper
from index.store.library import Library
from tests.support.papers import ALL, LANTERN, MOSSGATE, ZEBRAFOLD, paper

NONE = Marked()
FERN = paper(
    "Fernlight: Growing Lamps from Ferns",
    "Lamps are bought. We present Fernlight, which grows them. It folds leaves.",
    "2403.00003",
    published="2024-03-01",
    authors=("Zoë Müller", "Bo Chen"),
    categories=("cs.LG", "stat.ML"),
    upvotes=7,
    sources=("file:ferns.bib",),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    library = Library(tmp_path_factory.mktemp("library"), StaticEmbedder())
    library.upsert([*ALL, FERN])
    return library


@pytest.fixture(scope="module")
def shelf(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelves(library, tmp_path_factory.mktemp("home")).shelf()


def ids(library: Library, shelf: Shelf, marked: Marked = NONE, **fields: str) -> list[str]:
    return [row.id for row in found(View.of(fields), shelf, library, marked).rows]


@pytest.mark.parametrize(
    ("typed", "papers"),
    [
        ("zebraf", [ZEBRAFOLD]),  # half a word of a title
        ("muller fern", [FERN]),  # of an author and a title, without the accent
        ("retriever", [MOSSGATE]),  # a word of an abstract, in another form
        ("2402.00002", [MOSSGATE]),
        ("https://arxiv.org/abs/2402.00002v3", [MOSSGATE]),
        ("fold", [ZEBRAFOLD, FERN]),  # a title's word comes before an abstract's
        ("moss zebra", []),
        ("!?", []),
        ("", [FERN, MOSSGATE, ZEBRAFOLD, LANTERN]),
    ],
)
def test_words_find_papers_while_they_are_typed(
    library: Library, shelf: Shelf, typed: str, papers: list[Paper]
) -> None:
    assert ids(library, shelf, q=typed) == [each.id for each in papers]


def test_words_that_follow_each_other_come_before_words_that_are_apart(tmp_path: Path) -> None:
    apart = paper("Policies and Their Diffusion", "A paper on towns and their rules.", "2404.1", published="2024-05-01")
    together = paper("On Diffusion Policies", "A paper on robots and arms.", "2404.2", published="2024-04-01")
    library = Library(tmp_path / "library", StaticEmbedder())
    library.upsert([apart, together])
    assert ids(library, Shelves(library, tmp_path).shelf(), q="diffusion poli") == [together.id, apart.id]


@pytest.mark.parametrize(
    ("fields", "papers"),
    [
        ({"since": "2024-02-03"}, [FERN, MOSSGATE]),
        ({"until": "2024-02-03"}, [MOSSGATE, ZEBRAFOLD]),  # a paper without a date is in no range
        ({"category": "stat.ML"}, [FERN]),
        ({"category": "cs"}, [FERN]),
        ({"author": "chen"}, [FERN]),
        ({"author": "muller zoe"}, [FERN]),
        ({"source": "file"}, [FERN]),
        ({"mark": "saved"}, [MOSSGATE]),
        ({"mark": "unread"}, [FERN, MOSSGATE, LANTERN]),
        ({"mark": "noted"}, [LANTERN]),
        ({"sort": "oldest"}, [ZEBRAFOLD, MOSSGATE, FERN, LANTERN]),
        ({"sort": "votes"}, [FERN, MOSSGATE, ZEBRAFOLD, LANTERN]),
        ({"sort": "title"}, [LANTERN, FERN, MOSSGATE, ZEBRAFOLD]),
        ({"sort": "nonsense", "since": "yesterday"}, [FERN, MOSSGATE, ZEBRAFOLD, LANTERN]),
    ],
)
def test_filters_and_orders(library: Library, shelf: Shelf, fields: dict[str, str], papers: list[Paper]) -> None:
    marked = Marked(saved={MOSSGATE.id}, read={ZEBRAFOLD.id}, noted={LANTERN.id})
    assert ids(library, shelf, marked, **fields) == [each.id for each in papers]


def test_the_bars_count_what_other_dates_would_show(library: Library, shelf: Shelf) -> None:
    result = found(View.of({"since": "2024-03-01"}), shelf, library, Marked())
    assert len(result.rows) == 1
    assert sorted(filter(None, result.days)) == [dt.date(2024, 1, 2), dt.date(2024, 2, 3), dt.date(2024, 3, 1)]


def test_pages_and_one_beyond_the_last(shelf: Shelf) -> None:
    many = [shelf.rows[0]] * (PAGE + 1)
    assert (len(paged(many, 1).rows), paged(many, 1).pages) == (PAGE, 2)
    assert (len(paged(many, 9).rows), paged(many, 9).page) == (1, 2)
    assert paged([], 3) == ([], 0, 1, 1)


def test_author_is_found_by_whole_names_and_while_the_last_word_is_typed(tmp_path: Path) -> None:
    by_her = paper("Lamps of Moss", "We grow lamps.", "2405.1", authors=("Mina Yao", "Olga Thorne"))
    alike = paper("Ferns of Glass", "We blow ferns.", "2405.2", authors=("Minatova Yao", "Yaomin Mina"))
    library = Library(tmp_path / "library", StaticEmbedder())
    library.upsert([by_her, alike])
    shelf = Shelves(library, tmp_path).shelf()
    for typed in ("Mina Yao", "M. Thorne or Mina Yao", "mina y", "yao mina"):
        assert by_her.id in ids(library, shelf, author=typed), typed
    assert ids(library, shelf, author="Mina Yao") == [by_her.id]
    assert ids(library, shelf, author="O. Thorne") == [by_her.id]
    assert ids(library, shelf, author="mina thorne") == []
    assert ids(library, shelf, author="minat") == [alike.id]
    assert ids(library, shelf, author="inatova") == []


def test_a_view_is_the_same_after_its_address() -> None:
    fields = {"q": "a&b=c #1", "since": "2024-01-02", "mark": "saved", "sort": "votes", "page": "3"}
    address = View.of(fields).address()
    assert address == "q=a%26b%3Dc+%231&since=2024-01-02&mark=saved&sort=votes&page=3"
    assert View.of({"page": "-1", "mark": "x", "sort": None}) == View()
