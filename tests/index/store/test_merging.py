import datetime as dt
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.paper import Paper
from index.store.merging import merge, normal
from tests.support.papers import ZEBRAFOLD, paper

TITLE = "One Title"
LONG = "An early text. It is much longer than what came of it later on."
DATES = st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1))
COUNTS = st.none() | st.integers(0, 9)
# A record as a source yields it: of one source, and with a DOI in any spelling.
RECORDS = st.builds(
    lambda identifier, abstract, inferred, **fields: paper(
        fields.pop("title"), abstract, identifier, year_inferred=inferred and fields["published"] is not None, **fields
    ),
    identifier=st.sampled_from([None, "2401.00001", "2401.00001v2", "10.1000/x"]),
    title=st.sampled_from([TITLE, "One Title, Revised"]),
    abstract=st.sampled_from(["Short text.", "Short text. And a longer one.", "Short text. But another one."]),
    abstract_kind=st.sampled_from(["abstract", "summary"]),
    version=st.none() | st.integers(1, 3),
    updated=st.none() | st.dates(dt.date(2024, 1, 1), dt.date(2024, 1, 3)),
    withdrawn=st.booleans(),
    raw_title=st.sampled_from([None, r"\emph{One} Title"]),
    raw_abstract=st.sampled_from([None, r"Short\ text."]),
    url=st.sampled_from([None, "https://arxiv.org/abs/2401.00001", "https://example.org/a", "https://example.org/b"]),
    doi=st.sampled_from([None, "10.1000/X", "https://doi.org/10.1000/x2", "10.48550/arXiv.2401.00001"]),
    venue=st.sampled_from([None, "ACL", "Proceedings of ACL"]),
    note=st.sampled_from([None, "12 pages", "12 pages, 3 figures", "Withdrawn for an error"]),
    keywords=st.lists(st.sampled_from(["folding", "tokens"]), max_size=2).map(tuple),
    code_url=st.sampled_from([None, "https://example.org/code", "https://example.org/code/tree"]),
    project_url=st.sampled_from([None, "https://example.org/page"]),
    stars=COUNTS,
    author_count=COUNTS,
    inferred=st.booleans(),
    published=DATES,
    featured=DATES,
    authors=st.lists(st.sampled_from(["A. One", "B. Two"]), max_size=2).map(tuple),
    categories=st.lists(st.sampled_from(["cs.CL", "cs.IR"]), max_size=2).map(tuple),
    upvotes=COUNTS,
    comments=COUNTS,
    organisation=st.sampled_from([None, "Example University", "Sample Institute"]),
    sources=st.sampled_from([(), ("arxiv",), ("hub",), ("file:b", "file:a")]),
)
TEXT = ("title", "abstract", "abstract_kind", "version", "updated", "withdrawn", "raw_title", "raw_abstract")
UNIONS = ("sources", "categories", "keywords")
ALONE = {"id", "year_inferred", "provenance", *TEXT, *UNIONS}  # not chosen, or together with others
CHOSEN = sorted(Paper.model_fields.keys() - ALONE)


@given(RECORDS, RECORDS)
def test_merging_does_not_depend_on_who_comes_first(one: Paper, other: Paper) -> None:
    assert merge(one, other) == merge(other, one)


@given(RECORDS, RECORDS, RECORDS)
def test_three_records_in_any_order_become_the_same(one: Paper, two: Paper, three: Paper) -> None:
    merged = {merge(merge(a, b), c).model_dump_json() for a, b, c in permutations([one, two, three])}
    assert merged == {merge(one, merge(two, three)).model_dump_json()}


@given(RECORDS, RECORDS)
def test_record_that_comes_again_changes_nothing(one: Paper, other: Paper) -> None:
    both = merge(one, other)
    assert merge(both, one) == merge(both, other) == merge(both, both) == both
    assert normal(both) is both


@given(RECORDS)
def test_normal_record_stays_as_it_is(record: Paper) -> None:
    once = normal(record)
    assert normal(once) is once
    assert merge(record, record) == once


@given(RECORDS, RECORDS)
def test_merging_loses_nothing_and_invents_nothing(one: Paper, other: Paper) -> None:
    one, other = normal(one), normal(other)
    both = merge(one, other)
    for name in CHOSEN:
        known = {getattr(record, name) for record in (one, other)} - {None, ()}
        assert getattr(both, name) in (known or {None, ()}), name
    for name in UNIONS:
        assert set(getattr(both, name)) == {*getattr(one, name), *getattr(other, name)}
    text = [tuple(getattr(record, name) for name in TEXT) for record in (both, one, other)]
    assert text[0] in text[1:]


@given(RECORDS, RECORDS)
def test_provenance_names_a_source_that_has_the_value(one: Paper, other: Paper) -> None:
    one, other = (normal(record.model_copy(update={"sources": (name,)})) for record, name in ((one, "a"), (other, "b")))
    both, records = merge(one, other), {"a": one, "b": other}
    told = dict(both.provenance)
    for name in ("abstract", *CHOSEN):
        value = getattr(both, name)
        if value not in (None, ()):
            source = told.get(name, told["abstract"])
            assert getattr(records[source], name) == value, name


def test_provenance_is_kept_only_where_several_sources_know_a_paper() -> None:
    alone = ZEBRAFOLD.model_copy(update={"sources": ("arxiv",)})
    assert merge(alone, alone.model_copy(update={"upvotes": 3})).provenance == ()
    hub = paper("Zebrafold", "Folded.", "2401.00001", sources=("hub",), upvotes=7, featured="2024-01-03")
    known = (("abstract", "arxiv"), ("featured", "hub"), ("upvotes", "hub"))
    assert merge(alone.model_copy(update={"version": 1}), hub).provenance == known


def test_value_that_two_sources_have_is_of_the_first_by_name() -> None:
    one, other = (ZEBRAFOLD.model_copy(update={"sources": (name,)}) for name in ("b", "a"))
    assert merge(one, other).provenance == (("abstract", "a"),)


def test_what_an_earlier_release_merged_has_no_known_source() -> None:
    before = ZEBRAFOLD.model_copy(update={"sources": ("arxiv", "pages:a")})
    hub = paper("Zebrafold", "Folded.", "2401.00001", sources=("hub",), upvotes=7)
    assert merge(before, hub).provenance == (("upvotes", "hub"),)


def version(number: int | None, abstract: str, **fields: object) -> Paper:
    return paper(TITLE, abstract, "2401.00001", version=number, **fields)


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        (version(2, "Short."), version(1, LONG)),
        (version(10, "Short."), version(9, LONG)),
        (version(1, "Short."), version(None, LONG)),
        (version(1, "Short."), version(None, LONG, updated="2024-05-01")),
        (version(None, "Short.", updated="2024-03-05"), version(None, LONG, updated="2024-01-02")),
        (version(None, "Short.", updated="2024-03-05"), version(None, LONG)),
        (version(2, "Short.", updated="2024-03-05"), version(2, LONG)),
        (version(None, "Short."), version(None, LONG, abstract_kind="summary")),
        (version(None, LONG), version(None, "Short.")),
        (version(None, "Short."), version(3, LONG, abstract_kind="summary")),
    ],
    ids=[
        "version",
        "version as a number",
        "known version",
        "known version before a day",
        "day",
        "known day",
        "day of one version",
        "authors' words",
        "length",
        "authors' words before the version of a summary",
    ],
)
def test_later_text_wins_whatever_its_length(later: Paper, earlier: Paper) -> None:
    for both in (merge(later, earlier), merge(earlier, later)):
        told = (both.title, both.abstract, both.version, both.updated)
        assert told == (later.title, later.abstract, later.version, later.updated)


def test_title_and_raw_text_come_with_the_text() -> None:
    first = paper("Folding: A Long Draft Title", LONG, "2401.00001v1", version=1, raw_abstract=r"An \emph{early} text.")
    second = paper("Folding", "Short.", "2401.00001v2", version=2)
    both = merge(first, second)
    assert (both.title, both.raw_abstract) == ("Folding", None)


@pytest.mark.parametrize("field", ["raw_title", "raw_abstract"])
def test_texts_that_differ_as_they_were_written_have_an_order_too(field: str) -> None:
    raw, other = (version(1, "Short.", **{field: text}) for text in ("{Short}", r"\emph{Short}"))
    assert merge(raw, other) == merge(other, raw)
    assert merge(raw, version(1, "Short.")) == raw


@pytest.mark.parametrize(
    ("one", "other", "withdrawn"),
    [
        (version(1, LONG), version(2, "Short.", withdrawn=True), True),
        (version(2, LONG, withdrawn=True), version(3, "Short."), False),
        (version(None, LONG), version(None, "Short.", withdrawn=True), True),
        (version(None, LONG, updated="2024-05-01"), version(None, "Short.", withdrawn=True), True),
        (version(1, LONG), version(None, "Short.", withdrawn=True), True),
        (version(2, LONG), version(2, LONG, withdrawn=True), True),
        (version(None, LONG), version(2, "Short.", withdrawn=True), True),
        (version(3, LONG), version(None, "Short.", withdrawn=True), False),
    ],
    ids=[
        "withdrawn since",
        "replaced since",
        "any source",
        "any source, whatever the day",
        "no first version",
        "one of two of a version",
        "unknown version is older",
        "third version is later than a withdrawal of none",
    ],
)
def test_latest_version_tells_whether_a_paper_is_withdrawn(one: Paper, other: Paper, withdrawn: bool) -> None:
    assert merge(one, other).withdrawn is merge(other, one).withdrawn is withdrawn


def test_summary_in_our_words_gives_way_to_the_authors_abstract() -> None:
    summary = paper(ZEBRAFOLD.title, "It saves time.", abstract_kind="summary")
    both = merge(summary, ZEBRAFOLD)
    assert (both.abstract, both.abstract_kind) == (ZEBRAFOLD.abstract, "abstract")


def test_written_year_wins_over_an_inferred_one() -> None:
    page = paper("T", "Some words.", published="2025-12-18", year_inferred=True)
    known = paper("T", "Some words.", published="2025-12-19")
    assert merge(page, known).published == dt.date(2025, 12, 19)
    assert not merge(page, known).year_inferred


def test_counts_take_the_larger_and_the_day_of_the_list_the_earlier() -> None:
    one = paper("T", "Some words.", upvotes=3, comments=2, stars=10, featured="2024-01-03")
    other = paper("T", "Some words.", upvotes=5, comments=1, stars=12, featured="2024-01-05")
    both = merge(one, other)
    assert (both.upvotes, both.comments, both.stars, both.featured) == (5, 2, 12, dt.date(2024, 1, 3))


def test_reason_of_a_withdrawal_is_the_note_that_is_kept() -> None:
    first = version(1, LONG, note="12 pages, 3 figures, and an appendix with all of the proofs")
    second = version(2, LONG, note="Withdrawn for an error", withdrawn=True)
    assert merge(first, second).note == second.note


def test_paper_takes_the_best_id_that_it_has() -> None:
    by_title, by_doi = paper(TITLE, LONG), paper(TITLE, LONG, "10.1000/X")
    assert merge(by_title, by_doi).id == "doi:10.1000/x"
    both = merge(by_doi, version(1, LONG))
    assert (both.id, both.doi) == ("arxiv:2401.00001", "10.1000/x")
    assert normal(paper(TITLE, LONG, doi="https://doi.org/10.1000/X")).id == "doi:10.1000/x"


def test_id_of_an_earlier_release_is_spelled_anew() -> None:
    stored = paper(TITLE, LONG).model_copy(update={"id": "arxiv:math.GT/0309136"})
    assert merge(stored, paper(TITLE, LONG, "math/0309136v2")).id == "arxiv:math/0309136"
