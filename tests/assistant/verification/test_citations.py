"""Citations: from a sentence with marks to the sentences of abstracts that a reader can open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.parsing.events import Draft, Mark
from assistant.verification.citations import Citations
from tests.support.papers import ALL, MOSSGATE, ZEBRAFOLD, evidence, paper


def ground(text: str, *marks: Mark, papers=ALL, question: str = ""):
    return Citations(evidence(*papers), question).ground(Draft(text, marks))


def test_claim_holds_no_order_to_a_terminal() -> None:
    assert ground("\x1b[31mStreams are \u202elong\x1b[0m.", Mark(1, 1)).text == "Streams are long."


MARKS = st.lists(st.builds(Mark, st.integers(-1, 9), st.none() | st.integers(-1, 30)), max_size=5).map(tuple)


@given(st.lists(st.builds(Draft, st.sampled_from(["Folding is cheap.", "Moss images are hard."]), MARKS), max_size=6))
def test_no_invented_citation_survives(written: list[Draft]) -> None:
    citations = Citations(evidence(*ALL))
    claims = [citations.ground(draft) for draft in written]
    papers = {one.id: one for one in ALL}
    first_use: list[int] = []
    for claim in claims:
        for citation in claim.citations:
            assert all(papers[citation.paper].sentence(n) for n in citation.sentences)
            assert citation.sentences
            first_use.append(citation.number)
    assert list(dict.fromkeys(first_use)) == list(range(1, len(set(first_use)) + 1))
    assert [source.number for source in citations.sources()] == sorted(set(first_use))
    for source in citations.sources():
        assert set(source.quotes) <= set(papers[source.id].sentences)
    for claim in claims:
        assert claim.citations or claim.verdict.support == "unsupported"


def test_example_of_the_prompt_never_resolves() -> None:
    assert ground("Zebrafold halves the time.", Mark(0, 0)).citations == ()


def test_bare_number_means_the_sentence_that_is_like_the_claim() -> None:
    assert ground("Mossgate finds the right species.", Mark(2, None)).citations[0].sentences == (3,)
    assert ground("Cherries grow in spring gardens.", Mark(2, None)).citations == ()


def test_claim_without_a_mark_is_looked_up() -> None:
    claim = ground("Zebrafold reduces the training time on Quillset by 46%.")
    assert [(each.paper, each.sentences) for each in claim.citations] == [(ZEBRAFOLD.id, (3,))]
    assert claim.verdict.support != "unsupported"


@pytest.mark.parametrize("marked", [2, 4])
def test_mark_one_sentence_off_is_put_right(marked: int) -> None:
    claim = ground("On Quillset, Zebrafold reduces the training time by 46% and reaches 91.2 points.", Mark(1, marked))
    assert (claim.citations[0].sentences, claim.verdict.support) == ((3,), "quoted")


def test_mark_far_off_is_left_and_the_figure_brings_its_sentence() -> None:
    claim = ground("Training on token streams got cheaper by 46%.", Mark(1, 1))
    assert claim.citations[0].sentences == (1, 3)
    assert claim.verdict.support == "unverified"


def test_name_in_another_sentence_of_the_paper_brings_that_sentence() -> None:
    quill = paper("Feathers", "We write with feathers. The feathers were tried on Quillset. Ink was short.")
    claim = ground("Writing with feathers was tried on Quillset.", Mark(1, 1), papers=(quill,))
    assert claim.citations[0].sentences == (1, 2)


@pytest.mark.parametrize("invented", [Mark(9, 1), Mark(1, 99)])
def test_invented_citation_beside_a_true_one_is_told(invented: Mark) -> None:
    claim = ground(ZEBRAFOLD.sentences[2], Mark(1, 3), invented, papers=(ZEBRAFOLD,))
    assert (claim.verdict.support, claim.citations[0].sentences) == ("unverified", (3,))
    assert "does not exist" in claim.verdict.reason


def test_true_sentence_under_the_wrong_paper_is_unsupported() -> None:
    claim = ground(ZEBRAFOLD.sentences[2], Mark(2, 2), papers=(ZEBRAFOLD, MOSSGATE))
    assert claim.verdict.support == "unsupported"


def test_what_the_record_knows_may_be_told() -> None:
    claim = ground("Ada Example and Bo Example proposed Zebrafold in 2024.", Mark(1, 2))
    assert claim.verdict.support == "unverified"
    assert ground("Zoe Other proposed Zebrafold in 2021.", Mark(1, 2)).verdict.support == "unsupported"


def test_long_text_without_a_stop_is_read_quickly() -> None:
    assert ground("moss " * 20_000, papers=(MOSSGATE,)).verdict.support == "unsupported"
