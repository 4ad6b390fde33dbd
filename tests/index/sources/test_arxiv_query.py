"""What somebody types, in the language of arXiv's API."""

import datetime as dt

import pytest

from index.sources.arxiv import BadQuery, category_name, date_range, identifiers, search_query

TEXTS = {
    "words": ("graph neural networks", "all:graph AND all:neural AND all:networks"),
    "words that no index has": ("the attention of the transformer", "all:attention AND all:transformer"),
    "only such words": ("to be or not", "all:be AND all:not"),
    "phrase": ('"state space" models', 'all:"state space" AND all:models'),
    "phrase in signs of print": ("“state space” models", 'all:"state space" AND all:models'),
    "hyphen, which the API reads as not": ("self-supervised", 'all:"self supervised"'),
    "colon that is no field": ("BERT: pre-training", 'all:BERT AND all:"pre training"'),
    "signs": ("what? agents! (new)", "all:what AND all:agents AND all:new"),
    "number": ("GPT-4.5", 'all:"GPT 4.5"'),
    "other scripts": ("naïve 检索", "all:naïve AND all:检索"),
    "operators": ("(gnn OR graph) AND molecules", "(all:gnn OR all:graph) AND all:molecules"),
    "operator and bare words": ("gnn ANDNOT protein folding", "all:gnn ANDNOT all:protein AND all:folding"),
    "fields": ('ti:"state space" AND au:gu', 'ti:"state space" AND au:gu'),
    "fields over lines": ("cat:cs.LG\n AND  au:gu", "cat:cs.LG AND au:gu"),
}


@pytest.mark.parametrize(("text", "query"), TEXTS.values(), ids=TEXTS)
def test_text_becomes_a_query(text: str, query: str) -> None:
    assert search_query(text) == query


@pytest.mark.parametrize("text", ["gnn ANDNOT (graph", "graph AND", "OR graph", "(gnn AND) graph OR x", "?!", "()"])
def test_text_that_asks_for_nothing_sure_is_refused(text: str) -> None:
    with pytest.raises(BadQuery):
        search_query(text)


def test_categories_are_joined_and_archives_stand_for_all_of_theirs() -> None:
    assert search_query("", ("cs.LG",)) == "cat:cs.LG"
    assert (
        search_query("x y", ("cs.LG", "cs", "hep-th")) == "(all:x AND all:y) AND (cat:cs.LG OR cat:cs.* OR cat:hep-th)"
    )


def test_range_of_one_day_has_the_whole_day() -> None:
    day = dt.date(2026, 3, 5)
    assert date_range(day, day) == "submittedDate:[202603050000 TO 202603052359]"


NAMES = {"cs.lg": "cs.LG", "CS.CL": "cs.CL", "cond-mat.Stat-Mech": "cond-mat.stat-mech", "hep-th": "hep-th", "cs": "cs"}


@pytest.mark.parametrize(("typed", "name"), NAMES.items())
def test_category_is_spelled_as_arxiv_does(typed: str, name: str) -> None:
    assert category_name(typed) == name


@pytest.mark.parametrize("typed", ["", "cs.", "machine learning", "cs.LG+cs.CL", "2402.08052"])
def test_what_is_no_category_is_refused(typed: str) -> None:
    with pytest.raises(BadQuery, match="no category"):
        category_name(typed)


def test_identifiers_are_read_in_every_spelling_and_named_once() -> None:
    names = ["https://arxiv.org/pdf/2402.08052v3.pdf", "arXiv:2402.08052", "hep-th/9901001v1", "math.GT/0309136"]
    assert identifiers(names) == ("2402.08052", "hep-th/9901001", "math/0309136")


def test_what_is_no_identifier_is_refused_by_name() -> None:
    with pytest.raises(BadQuery, match="'abc'"):
        identifiers(["2402.08052", "abc"])
