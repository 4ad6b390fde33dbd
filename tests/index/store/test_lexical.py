import datetime as dt
import json
from pathlib import Path

import pytest
import tantivy
from hypothesis import given
from hypothesis import strategies as st

from index.identity import normalised_title
from index.query import Filters
from index.store.lexical import LexicalIndex
from index.store.library import Library
from index.terms import terms
from tests.support.embedder import HashedEmbedder
from tests.support.papers import ALL, LANTERN, MOSSGATE, ZEBRAFOLD, paper


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    index = LexicalIndex(tmp_path / "lexical")
    index.write(ALL)
    return index


def found(index: LexicalIndex, words: str, **filters: object) -> list[str]:
    return [key for key, _ in index.search(terms(words), 10, Filters(**filters))]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Zebrafold", ZEBRAFOLD),  # in title and abstract
        ("survey", LANTERN),
        ("folds", ZEBRAFOLD),  # "Folding" in the title
        ("retrievers", MOSSGATE),
        ("QUILLSET", ZEBRAFOLD),
        ("histórÿ", LANTERN),
    ],
)
def test_paper_is_found_by_a_form_of_its_word(index: LexicalIndex, words: str, expected: object) -> None:
    assert found(index, words)[0] == expected.id  # type: ignore[attr-defined]


def test_word_in_the_title_counts_beside_the_abstract(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "lexical")
    both, one = paper("Owls", "Birds are owls."), paper("Birds", "Birds are owls.")
    index.write([one, both])
    assert found(index, "owls") == [both.id, one.id]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"since": dt.date(2024, 1, 2)}, {ZEBRAFOLD, MOSSGATE}),
        ({"since": dt.date(2024, 1, 3)}, {MOSSGATE}),
        ({"until": dt.date(2024, 2, 2)}, {ZEBRAFOLD}),
        ({"since": dt.date(2024, 1, 2), "until": dt.date(2024, 1, 2)}, {ZEBRAFOLD}),
        ({"papers": (LANTERN.id, MOSSGATE.id)}, {LANTERN, MOSSGATE}),
        ({"papers": (LANTERN.id, MOSSGATE.id), "until": dt.date(2024, 12, 31)}, {MOSSGATE}),
        ({"papers": ("title:none",)}, set()),
        ({"since": dt.date(2025, 1, 1)}, set()),
        ({}, set(ALL)),
    ],
    ids=lambda value: f"{len(value)}" if isinstance(value, set) else str(value),  # the same in every process
)
def test_filters_keep_out_what_they_name(index: LexicalIndex, filters: dict, expected: set) -> None:
    assert set(found(index, "zebrafold moss lantern", **filters)) == {one.id for one in expected}
    assert set(index.admitted(Filters(**filters))) == {one.id for one in expected}
    assert index.matching(Filters(**filters)) == len(expected)


def test_filters_do_not_change_a_score(index: LexicalIndex) -> None:
    plain = dict(index.search(terms("moss lantern"), 10))
    filtered = index.search(terms("moss lantern"), 10, Filters(papers=(LANTERN.id, ZEBRAFOLD.id)))
    assert filtered == [(LANTERN.id, pytest.approx(plain[LANTERN.id]))]


def test_rewritten_paper_loses_its_old_words(index: LexicalIndex) -> None:
    index.write([paper(MOSSGATE.title, "It is about ferns now.", "2402.00002")], removed=[LANTERN.id])
    assert found(index, "ferns") == [MOSSGATE.id]
    assert found(index, "gated retriever species") == [MOSSGATE.id]  # by its title
    assert found(index, "species lantern") == []
    assert index.count() == 2


def test_papers_are_found_by_their_whole_title(index: LexicalIndex) -> None:
    double = paper(LANTERN.title.upper(), "Ships and harbours.", "2403.00003")
    index.write([double])
    names = [f"{LANTERN.title}?", "A Survey", "!!!"]
    assert index.titled(names) == {normalised_title(LANTERN.title): [double.id, LANTERN.id]}


def test_rarer_words_weigh_more(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "lexical")
    index.write(paper(f"Paper {n}", "Common words." + " Seldom said." * (n < 3) + " Once." * (n < 1)) for n in range(9))
    weights = index.weights(["common", "seldom", "onc", "unheard"])
    assert sorted(weights, key=weights.__getitem__) == ["common", "seldom", "onc", "unheard"]


def test_no_word_weighs_less_than_nothing_after_a_paper_was_rewritten(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "lexical")
    index.write([paper("Moss A", "Green."), paper("Moss B", "Grey.")])
    index.write([paper("Moss A", "Green.", upvotes=1)])
    assert index.weights(["moss"])["moss"] > 0


def test_only_words_that_mean_something_are_terms() -> None:
    assert terms("What is the F-score of a 7 B model?") == ["score", "7", "model"]


@given(st.text())
def test_any_text_is_a_query(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    index = LexicalIndex(tmp_path_factory.getbasetemp() / "any-text")
    index.search(terms(text), 5)
    index.titled([text])


@pytest.mark.parametrize("victim", ["meta.json", ".managed.json", "*.idx", "*.store", "*.term"])
def test_damaged_index_is_rebuilt_from_the_papers(tmp_path: Path, victim: str) -> None:
    Library(tmp_path, HashedEmbedder()).upsert(ALL)
    for path in (tmp_path / "lexical").glob(victim):
        path.write_text("no index\n" * 20)
    again = Library(tmp_path, HashedEmbedder())
    assert set(found(again.lexical, "zebrafold moss lantern")) == {one.id for one in ALL}


LABELLED = [
    paper(
        "Plums",
        "Plums ripen, and no Zebrafold is used.",
        authors=("Ada Éxample", "Bo Sample"),
        categories=("cs.CL", "cs.LG"),
    ),
    paper("Pears", "Pears rot in sparse retrieval.", authors=("Bo Adams",), categories=("cs.CV",)),
    paper("Figs", "Retrieval that is sparse.", authors=("Ada Adams", "Example Bo")),
]


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({"authors": ("example",)}, {"Plums", "Figs"}),
        ({"authors": ("Ada Example",)}, {"Plums"}),
        ({"authors": ("bo example",)}, set()),  # words of two names are no name
        ({"authors": ("Ada", "Bo")}, {"Plums", "Figs"}),
        ({"authors": ("!",)}, set()),
        ({"authors": ("Adams or Sample",)}, ["Plums", "Pears", "Figs"]),  # one of them is enough
        ({"authors": ("Sample or Nobody", "Ada")}, {"Plums"}),
        ({"others_than": (LABELLED[0].id, "title:none")}, {"Pears", "Figs"}),
        ({"categories": ("cs.LG", "cs.CV")}, ["Plums", "Pears"]),
        ({"categories": ("cs",)}, set()),
        ({"without": ("plum",)}, {"Pears", "Figs"}),
        ({"without": ("sparse retrieval",)}, {"Plums", "Figs"}),
        ({"without": ("ripening", "rots")}, {"Figs"}),
        ({"without": ("Zebrafold",), "authors": ("ada",)}, {"Figs"}),
    ],
    ids=lambda value: " ".join(sorted(value)) if isinstance(value, set) else str(value),  # the same in every process
)
def test_author_category_and_words_are_filters(tmp_path: Path, filters: dict, titles: set) -> None:
    index = LexicalIndex(tmp_path / "labelled")
    index.write(LABELLED)
    ids = {one.id for one in LABELLED if one.title in titles}
    assert set(index.admitted(Filters(**filters))) == ids
    assert set(index.admitted(Filters(**filters), [LABELLED[0].id, "title:none"])) == ids & {LABELLED[0].id}
    assert {key for key, _ in index.search(terms("plums pears figs"), 9, Filters(**filters))} == ids


OF_HOUSES = [
    paper("Plums", "Plums ripen without light.", authors=("Orchard", "Bo Sample")),
    paper("Pears", "Pears rot without any light.", organisation="AI at Orchard"),
    paper("Figs", "Figs are free, and light-free.", organisation="Fig Lab"),
    paper("Light of Kiwis", "Light, and more light.", authors=("Bo Orchardson",)),
]


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({"organisations": ("orchard",)}, ["Plums", "Pears"]),
        ({"organisations": ("Orchard or Fig Lab",)}, ["Plums", "Pears", "Figs"]),
        ({"organisations": ("Lab Fig",)}, []),
        ({"not_from": ("Orchard",)}, ["Figs", "Light of Kiwis"]),
    ],
    ids=str,
)
def test_organisation_is_a_filter_also_where_it_stands_among_the_authors(
    tmp_path: Path, filters: dict, titles: list
) -> None:
    index = LexicalIndex(tmp_path / "houses")
    index.write(OF_HOUSES)
    assert set(index.admitted(Filters(**filters))) == {one.id for one in OF_HOUSES if one.title in titles}
    assert index.of_organisation("Orchard") == (1, False)
    assert index.of_organisation("fig lab") == (1, True)


def test_index_of_an_older_version_is_made_again(tmp_path: Path) -> None:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words")
    folder = tmp_path / "older"
    folder.mkdir()
    tantivy.Index(builder.build(), path=str(folder))
    assert LexicalIndex(folder).count() == 0


def test_what_a_killed_writer_left_is_no_harm(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "killed")
    index.write(ALL)
    index.write([], [LANTERN.id])
    meta = json.loads((tmp_path / "killed" / "meta.json").read_text())
    for segment in meta["segments"]:  # a commit that was killed had written which papers are gone, under some name
        for stamp in range(meta["opstamp"] + 1, meta["opstamp"] + 20):
            name = f"{segment['segment_id'].replace('-', '')}.{stamp}.del"
            (tmp_path / "killed" / name).write_text("half a li")
    for again in (index, LexicalIndex(tmp_path / "killed")):
        again.write([LANTERN], [MOSSGATE.id])
        again.write([MOSSGATE], [LANTERN.id])
        assert set(found(again, "zebrafold moss lantern")) == {ZEBRAFOLD.id, MOSSGATE.id}
