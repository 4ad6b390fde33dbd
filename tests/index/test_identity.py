from __future__ import annotations

import datetime as dt
import time
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.identity import apart, arxiv_id, canonical_id, identifiers, merge, normalised_title, same_paper, spelled
from index.merging import Batch
from index.paper import Paper
from tests.support.papers import MOSSGATE, ZEBRAFOLD, paper

IDS = {
    "2312.10997": "2312.10997",
    "2312.10997v5": "2312.10997",
    "0704.0001": "0704.0001",
    " arXiv: 2312.10997 ": "2312.10997",
    "https://www.arxiv.org/abs/2312.10997/": "2312.10997",
    "https://arxiv.org/html/2312.10997v1": "2312.10997",
    "https://arxiv.org/pdf/2312.10997": "2312.10997",
    "arXiv:2312.10997v1": "2312.10997",
    "http://arxiv.org/abs/2312.10997v2": "2312.10997",
    "https://arxiv.org/pdf/2312.10997v2.pdf": "2312.10997",
    "cs/9902027": "cs/9902027",
    "http://arxiv.org/abs/solv-int/9901001v1": "solv-int/9901001",
    "math.GT/0309136": "math/0309136",
    "arXiv:hep-th/9901001v2": "hep-th/9901001",
    "https://arxiv.org/abs/math.GT/0309136": "math/0309136",
    "cond-mat.stat-mech/0001001": "cond-mat/0001001",
    "MATH/0309136v2": "math/0309136",
    "oai:arXiv.org:2608.11254v1": "2608.11254",
    "arXiv:2402.08052 [hep-th]": "2402.08052",
    "arXiv.2402.08063": "2402.08063",
    "@arxiv:2402.08063": "2402.08063",
    "https://huggingface.co/papers/2402.08054": "2402.08054",
    "https://www.alphaxiv.org/overview/2402.08054v1": "2402.08054",
    "https://ar5iv.labs.arxiv.org/html/2106.09685": "2106.09685",
    "https://doi.org/10.48550/arXiv.2402.08056": "2402.08056",
    "https://arxiv.org/abs/2402.08058v3?context=cs.CL": "2402.08058",
    "2023.12345": None,
    "1908.1234": None,
    "d27497": None,
    "2312.109": None,
    "12312.10997": None,
    "2312.10997 and more": None,
    "https://arxiv.org/list/cs.CL/recent": None,
    "https://example.org/2312": None,
    "10.1000/182": None,
    "": None,
}


@pytest.mark.parametrize(("text", "expected"), IDS.items())
def test_arxiv_identifier_is_read_in_every_form(text: str, expected: str | None) -> None:
    assert arxiv_id(text) == expected


TEXTS = {
    "Compare 2106.09685v2, arXiv 2401.00001 and (math.GT/0309136).": [
        "2106.09685v2",
        "arXiv 2401.00001",
        "math.GT/0309136",
    ],
    "Is arXiv:2402.08052 [hep-th] like https://arxiv.org/abs/2402.08058v3?context=cs.CL?": [
        "arXiv:2402.08052 [hep-th]",
        "https://arxiv.org/abs/2402.08058v3?context=cs.CL",
    ],
    "What does https://dl.acm.org/doi/10.1145/3292500.3330701. say?": ["10.1145/3292500.3330701"],
    "(doi:10.1016/S0140-6736(20)30183-5)": ["doi:10.1016/S0140-6736(20)30183-5"],
    "In 2023.12345 with Python 3.11 it cost $2106.09685, rose by 2106.09685 % and 12106.09685.": [],
    "Version 1.2106.09685 of http://example.org/2106.09685, 1234.56789 and 10.5/3": [],
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.items())
def test_identifiers_in_a_text_are_told_with_their_places(text: str, expected: list[str]) -> None:
    assert [text[one.start : one.end] for one in identifiers(text)] == expected


def test_doi_is_an_id_of_its_own() -> None:
    assert canonical_id("T", "https://doi.org/10.1145/3292500.ABC") == "doi:10.1145/3292500.abc"
    assert canonical_id("T", "10.48550/arXiv.2106.09685") == "arxiv:2106.09685"
    assert spelled("doi:10.1145/3292500.abc is one") is None


@pytest.mark.parametrize("text", ["a" * 50_000, "a-" * 25_000, "a." * 25_000, "10.1145/" * 5_000, "2106.0968" * 5_000])
def test_long_texts_are_read_in_a_moment(text: str) -> None:
    started = time.perf_counter()
    identifiers(text)
    assert time.perf_counter() - started < 1


def test_title_is_the_same_without_case_accents_and_signs() -> None:
    assert normalised_title("À-la-carte  Prompt: Tuning!") == normalised_title("a la carte prompt tuning")
    assert canonical_id("A: B") == canonical_id("a b") != canonical_id("a c")


def test_two_arxiv_identifiers_decide() -> None:
    other = paper(ZEBRAFOLD.title, ZEBRAFOLD.abstract, "2401.99999")
    assert not same_paper(ZEBRAFOLD, other)


def test_same_title_with_another_abstract_is_another_paper() -> None:
    assert not same_paper(
        paper("Attention", "Cats look at birds from windows."), paper("Attention", "Neural machines translate.")
    )
    assert same_paper(paper("Attention", "Cats look at birds from windows."), paper("attention", "Cats look at birds."))


def test_summary_in_our_words_is_of_the_paper_with_its_title() -> None:
    summary = paper(ZEBRAFOLD.title, "It saves time.", abstract_kind="summary")
    assert same_paper(ZEBRAFOLD, summary)
    assert merge(summary, ZEBRAFOLD).abstract == ZEBRAFOLD.abstract
    assert merge(summary, ZEBRAFOLD).abstract_kind == "abstract"


def test_paper_apart_has_an_id_of_its_own() -> None:
    one, other = paper("Attention", "Cats look."), paper("Attention", "Machines translate.")
    assert one.id == other.id
    assert apart(one).id != apart(other).id


DATES = st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1))
RECORDS = st.builds(
    lambda identifier, abstract, inferred, **fields: paper(
        "One Title", abstract, identifier, year_inferred=inferred and fields["published"] is not None, **fields
    ),
    identifier=st.sampled_from([None, "2401.00001", "2401.00001v2"]),
    abstract=st.sampled_from(["Short text.", "Short text. And a longer one.", "Short text. But another one."]),
    abstract_kind=st.sampled_from(["abstract", "summary"]),
    url=st.sampled_from([None, "https://arxiv.org/abs/2401.00001", "https://example.org/a", "https://example.org/b"]),
    author_count=st.none() | st.integers(1, 9),
    inferred=st.booleans(),
    published=DATES,
    featured=DATES,
    authors=st.lists(st.sampled_from(["A. One", "B. Two"]), max_size=2).map(tuple),
    categories=st.lists(st.sampled_from(["cs.CL", "cs.IR"]), max_size=2).map(tuple),
    upvotes=st.none() | st.integers(0, 9),
    comments=st.none() | st.integers(0, 9),
    organisation=st.sampled_from([None, "Example University", "Sample Institute"]),
    sources=st.lists(st.sampled_from(["pages:a", "file:b"]), max_size=2).map(tuple),
)


@given(RECORDS, RECORDS)
def test_merging_does_not_depend_on_who_comes_first(one: Paper, other: Paper) -> None:
    assert merge(one, other) == merge(other, one)


@given(RECORDS, RECORDS)
def test_merging_loses_nothing_and_invents_nothing(one: Paper, other: Paper) -> None:
    both = merge(one, other)
    for name in ("published", "featured", "upvotes", "comments", "organisation", "url", "author_count"):
        known = {getattr(record, name) for record in (one, other)} - {None}
        assert getattr(both, name) in (known or {None})
    assert set(both.sources) == {*one.sources, *other.sources}
    assert set(both.categories) == {*one.categories, *other.categories}
    assert len(both.authors) == max(len(one.authors), len(other.authors))
    assert merge(both, one) == both


@given(RECORDS, RECORDS, RECORDS)
def test_three_records_in_any_order_become_the_same(one: Paper, two: Paper, three: Paper) -> None:
    merged = {merge(merge(a, b), c).model_dump_json() for a, b, c in permutations([one, two, three])}
    assert merged == {merge(one, merge(two, three)).model_dump_json()}


@given(RECORDS)
def test_merging_a_merged_record_with_itself_changes_nothing(record: Paper) -> None:
    once = merge(record, record)
    assert merge(once, once) == once


def test_written_year_wins_over_an_inferred_one() -> None:
    page = paper("T", "Some words.", published="2025-12-18", year_inferred=True)
    known = paper("T", "Some words.", published="2025-12-19")
    assert merge(page, known).published == dt.date(2025, 12, 19)
    assert not merge(page, known).year_inferred


def stored(*records: Paper) -> dict[str, Paper]:
    batch = Batch({})
    batch.add(records)
    return batch.papers


def test_records_in_any_order_become_the_same_papers() -> None:
    title_only = paper(ZEBRAFOLD.title, ZEBRAFOLD.abstract, sources=("pages:a",))
    summary = paper(ZEBRAFOLD.title, "In short.", "2401.00001", abstract_kind="summary")
    results = [stored(*order) for order in permutations([ZEBRAFOLD, title_only, summary, MOSSGATE])]
    assert all(result == results[0] for result in results)
    assert set(results[0]) == {"arxiv:2401.00001", "arxiv:2402.00002"}


def test_id_that_a_paper_gives_up_is_told() -> None:
    title_only = paper(ZEBRAFOLD.title, ZEBRAFOLD.abstract)
    batch = Batch({title_only.id: title_only})
    batch.add([ZEBRAFOLD])
    assert batch.replaced == {title_only.id: ZEBRAFOLD.id}


def test_two_papers_of_one_title_stay_two() -> None:
    one, other = paper("Attention", "Cats look at birds."), paper("Attention", "Machines translate text.")
    assert len(stored(one, other)) == 2
    assert {p.abstract for p in stored(one, other).values()} == {one.abstract, other.abstract}
    assert len(stored(one, other, other, one)) == 2


def test_two_identifiers_of_one_title_stay_two() -> None:
    other = paper(ZEBRAFOLD.title, ZEBRAFOLD.abstract, "2401.99999")
    assert set(stored(ZEBRAFOLD, other)) == {ZEBRAFOLD.id, other.id}
    assert len(stored(ZEBRAFOLD, other, paper(ZEBRAFOLD.title, ZEBRAFOLD.abstract))) == 2


def test_abstracts_in_other_scripts_are_compared_too() -> None:
    one, other = paper("注意", "猫看着窗外的鸟。"), paper("注意", "机器翻译需要大量语料。")
    assert not same_paper(one, other)
    assert same_paper(one, paper("注意", "猫看着窗外的鸟和树。"))
