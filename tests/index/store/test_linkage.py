import pytest

from index.store.merging import apart, ids_of, same_paper, share_author
from tests.support.papers import ZEBRAFOLD, paper

CATS = "Cats look at birds from windows."
MACHINES = "Neural machines translate between languages."
LONG = " ".join(f"Observation number{n} of herons follows." for n in "abcdefghijklmnopqrstuvwxyz")


def test_two_arxiv_identifiers_decide() -> None:
    other = paper(ZEBRAFOLD.title, ZEBRAFOLD.abstract, "2401.99999")
    assert not same_paper(ZEBRAFOLD, other)
    renamed = paper("Zebrafold, Renamed", MACHINES, "2401.00001v2", authors=("Cleo Other",))
    assert same_paper(ZEBRAFOLD, renamed)


def test_two_arxiv_identifiers_decide_against_one_doi() -> None:
    one, other = (paper("Attention", CATS, f"2401.0000{n}", doi="10.1000/x") for n in (1, 2))
    assert not same_paper(one, other)


def test_old_spelling_of_an_arxiv_identifier_is_no_other_one() -> None:
    stored = paper("Knots", CATS).model_copy(update={"id": "arxiv:math.GT/0309136"})
    assert same_paper(stored, paper("Knots and Chains", MACHINES, "math/0309136"))


def test_arxivs_own_doi_is_an_arxiv_identifier() -> None:
    by_doi = paper("Attention", CATS, doi="https://doi.org/10.48550/arXiv.2401.00001")
    assert ids_of(by_doi)[0] == "arxiv:2401.00001"
    assert same_paper(by_doi, ZEBRAFOLD)
    assert not same_paper(by_doi, paper("Attention", CATS, "2401.00002"))


@pytest.mark.parametrize("spelling", ["10.1000/ABC", "doi:10.1000/abc", "https://dx.doi.org/10.1000/Abc"])
def test_one_doi_is_one_paper_whatever_its_titles(spelling: str) -> None:
    preprint = paper("A Draft on Cats", CATS, "2401.00001", doi=spelling, authors=("Ada Example",))
    printed = paper("Cats: The Final Word", MACHINES, "10.1000/abc", authors=("Example, A.",))
    assert same_paper(preprint, printed)


def test_doi_of_a_volume_does_not_make_its_papers_one() -> None:
    cats = paper("Cats at Windows", CATS, doi="10.1000/volume", authors=("Ada Example",))
    machines = paper("Translation Without Pairs", MACHINES, doi="10.1000/volume", authors=("Bo Other",))
    assert not same_paper(cats, machines)


def test_same_title_needs_an_author_in_common() -> None:
    cats = paper("Attention", CATS, authors=("Ada B. Example", "Bo Other"))
    assert same_paper(cats, paper("ATTENTION!", MACHINES, authors=("Other, B.",)))
    assert not same_paper(cats, paper("Attention", CATS, authors=("Cleo Third",)))


def test_same_title_and_long_abstract_is_one_paper_though_a_source_lists_an_institution() -> None:
    people, institution = paper("Herons", LONG, authors=("Ada Example",)), paper("Herons", LONG, authors=("Heron Lab",))
    assert same_paper(people, institution)


def test_same_title_with_another_abstract_is_another_paper_where_nobody_knows_the_authors() -> None:
    assert not same_paper(paper("Attention", CATS), paper("Attention", MACHINES, authors=("Ada Example",)))
    assert same_paper(paper("Attention", CATS), paper("attention", "Cats look at birds."))


def test_summary_in_our_words_is_of_the_paper_with_its_title() -> None:
    assert same_paper(ZEBRAFOLD, paper(ZEBRAFOLD.title, "It saves time.", abstract_kind="summary"))


def test_abstracts_in_other_scripts_are_compared_too() -> None:
    one, other = paper("注意", "猫看着窗外的鸟。"), paper("注意", "机器翻译需要大量语料。")
    assert not same_paper(one, other)
    assert same_paper(one, paper("注意", "猫看着窗外的鸟和树。"))


SAME = [
    ("Edward J. Hu", "Hu, Edward J."),
    ("Edward J. Hu", "E. Hu"),
    ("Edward J. Hu", "Hu EJ"),
    ("Edward Hu", "HU, E."),
    ("J. Edward Hu", "Edward Hu"),
    ("José García-Pérez", "Garcia-Perez, J"),
    ("Gabriel García Márquez", "García Márquez, Gabriel"),
    ("Laurens van der Maaten", "van der Maaten, L."),
    ("Martin Luther King Jr.", "King, Jr., Martin Luther"),
    ("Yang Li", "Li Yang"),
    ("Hu", "Edward Hu"),
    ("Plato", "PLATO"),
    ("李明", "李明"),
]
OTHERS = [
    ("Edward Hu", "Lei Hu"),
    ("Edward Hu", "Edward Ho"),
    ("E. Hu", "H. Edward"),
    ("Ada Example", ""),
    ("...", "..."),
    ("Ada Lovelace Jr.", "Bo Other Jr."),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_person_is_known_however_written(one: str, other: str) -> None:
    assert share_author(["Somebody Else", one], [other, "Nobody Known"])
    assert share_author([other], [one])


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_two_persons_are_two(one: str, other: str) -> None:
    assert not share_author([one], [other])
    assert not share_author([other], [one])


def test_paper_apart_has_an_id_of_its_own() -> None:
    one, other = paper("Attention", CATS), paper("Attention", MACHINES)
    assert one.id == other.id
    assert apart(one).id != apart(other).id
