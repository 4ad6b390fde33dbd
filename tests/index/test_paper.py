import datetime as dt

import pytest
from pydantic import ValidationError

from index.paper import Paper
from tests.support.papers import ZEBRAFOLD, paper


def test_sentences_are_counted_from_one() -> None:
    assert ZEBRAFOLD.sentence(1) == ZEBRAFOLD.sentences[0]
    assert ZEBRAFOLD.sentence(4) == "However, Zebrafold fails on streams shorter than a page."
    assert [ZEBRAFOLD.sentence(number) for number in (-1, 0, 5)] == [None] * 3


def test_unknown_is_none() -> None:
    bare = paper("A", "B.")
    assert {bare.published, bare.featured, bare.url, bare.upvotes, bare.organisation, bare.author_count} == {None}


@pytest.mark.parametrize("wrong", [{"title": ""}, {"abstract": ""}, {"editor": "x"}, {"published": "soon"}], ids=str)
def test_record_that_is_none_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Paper(**{"id": "x:1", "title": "A", "abstract": "B."} | wrong)


def test_paper_never_changes() -> None:
    with pytest.raises(ValidationError):
        ZEBRAFOLD.title = "Other"


def test_paper_is_the_same_after_json() -> None:
    odd = paper("Tab\there", "One \\textbf{line}.\r\nAnother \x00 line.\n", published=dt.date(2024, 2, 29), comments=0)
    again = Paper.model_validate_json(odd.model_dump_json(exclude_defaults=True))
    assert again == odd
    assert again.sentences == odd.sentences
