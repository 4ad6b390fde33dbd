import json
import lzma
from itertools import islice

import pytest

from index.withdrawn import is_withdrawn
from tests.conftest import DATA

ABSTRACT = "We fold token streams. Folding saves time."
SAYS_SO = [
    "This submission has been removed by arXiv administrators",
    "Withdrawn",
    "withdrawn.",
    "This paper has been withdrawn by the authors due to errors in Section 4",
    "This paper as been withdrawn",
    "The authors have withdrawn this manuscript because the data may not be shown",
    "After some thought we decided to withdraw the paper",
    "We are withdrawing this version to correct the analysis",
    "I ask for the withdrawal of my submission",
    "arXiv admin note: This submission has been withdrawn by arXiv administrators due to unclear authorship",
    "12 pages, 4 figures. Withdrawn by the author",
    "10 pages; this paper is withdrawn for an error in the proof of Lemma 2",
    "Retracted: the main theorem is wrong",
    "v2: withdrawn, replaced by arXiv:2504.01234",
    "The first version had an error; this article has therefore been withdrawn from arXiv",
]
SAYS_SOMETHING_ELSE = [
    "This version corrects the retracted theorem of the first one",
    "12 pages, 3 figures",
    "A previous version of this paper was withdrawn; the proof is now complete",
    "Replaces the withdrawn paper arXiv:2407.18191",
    "Extends arXiv:2105.14712, which was recently withdrawn",
    "v3: the central claim of v2 is withdrawn",
    "Section 6 is withdrawn. Lemma 2 is new",
    "Withdrawn from the proceedings of the workshop",
    "This paper was withdrawn from a conference and is under review at a journal",
    "This work was submitted to a conference, but the authors have withdrawn it and will submit it elsewhere",
    "It could be withdrawn if accepted by the journal",
    "Earlier version withdrawn. This one corrects the bound",
]


@pytest.mark.parametrize("note", SAYS_SO)
def test_note_of_a_withdrawal_is_read(note: str) -> None:
    assert is_withdrawn(ABSTRACT, note)


@pytest.mark.parametrize("note", SAYS_SOMETHING_ELSE)
def test_note_on_something_else_that_was_withdrawn_is_none(note: str) -> None:
    assert not is_withdrawn(ABSTRACT, note)


@pytest.mark.parametrize(
    "abstract",
    [
        "This paper has been withdrawn by the author due to a sign error in equation 1.",
        "(Withdrawn) We fold token streams.",
        "Paper is withdrawn. It adds little.",
        "We fold token streams. UPDATE: Manuscript withdrawn, because a step is wrong.",
        "We fold token streams. This paper had been withdrawn due to some missing cases.",
    ],
)
def test_abstract_that_is_a_notice_is_read(abstract: str) -> None:
    assert is_withdrawn(abstract)


@pytest.mark.parametrize(
    "abstract",
    [
        "We study why papers are withdrawn. Most were retracted by their authors.",
        "The drug has been withdrawn, and the model does not know.",
        "Withdrawing keys makes a model forget. A member withdrew from the group.",
        "The withdrawal reflex of a worm is modelled.",
    ],
)
def test_abstract_on_withdrawals_is_none(abstract: str) -> None:
    assert not is_withdrawn(abstract)


def test_real_abstracts_are_called_withdrawn_only_where_they_say_so() -> None:
    """Of 74,728 papers of 2025 and 2026, of which these are the first, none says it of itself."""
    path = DATA / "arxiv_daily" / "papers.jsonl.xz"
    if not path.exists():
        pytest.skip("the papers are not beside the project")
    with lzma.open(path, "rt") as lines:
        rows = (json.loads(line) for line in islice(lines, 20_000))
        assert [row["id"] for row in rows if is_withdrawn(row["abstract"], row["comment"])] == []
