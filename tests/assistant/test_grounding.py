"""Marks, citations and checks: from what a model wrote to what a reader can rely on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import EndpointBroken
from assistant.grounding.checks import Cited, judge
from assistant.grounding.citations import Citations
from assistant.grounding.marks import Draft, Mark, drafts
from tests.support.papers import ALL, LANTERN, MOSSGATE, ZEBRAFOLD, evidence

FORMS = {
    "before the stop": ("Folding is cheap [P1.S2].", [("Folding is cheap.", [(1, 2)])]),
    "after the stop": ("Folding is cheap. [P1.S2]", [("Folding is cheap.", [(1, 2)])]),
    "two": ("Folding is cheap [P1.S2][P2.S3].", [("Folding is cheap.", [(1, 2), (2, 3)])]),
    "list": ("Folding is cheap [P1.S2, P1.S3].", [("Folding is cheap.", [(1, 2), (1, 3)])]),
    "short list": ("Folding is cheap [P1.S2, S3].", [("Folding is cheap.", [(1, 2), (1, 3)])]),
    "range": ("Folding is cheap [P1.S2-S4].", [("Folding is cheap.", [(1, 2), (1, 3), (1, 4)])]),
    "other brackets": ("Folding is cheap 【P1.S2】.", [("Folding is cheap.", [(1, 2)])]),
    "number only": ("Folding is cheap [2].", [("Folding is cheap.", [(2, None)])]),
    "in parentheses": ("Folding is cheap (2).", [("Folding is cheap.", [(2, None)])]),
    "with a dagger": ("Folding is cheap 【1†source】.", [("Folding is cheap.", [(1, None)])]),
    "own line": ("Folding is cheap.\n[P1.S2]", [("Folding is cheap.", [(1, 2)])]),
    "bullets": (
        "- **Folding** is cheap [P1.S2].\n- So is glue [P2.S1].",
        [("Folding is cheap.", [(1, 2)]), ("So is glue.", [(2, 1)])],
    ),
    "no citation": ("It uses [CLS] and (2) fewer steps.", [("It uses [CLS] and (2) fewer steps.", [])]),
    "decimals": (
        "It gains 2.5 points, e.g. on Quillset [P1.S3].",
        [("It gains 2.5 points, e.g. on Quillset.", [(1, 3)])],
    ),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("text", "expected"), FORMS.values(), ids=FORMS)
def test_marks_are_read_in_every_form(text: str, expected: list) -> None:
    assert [(draft.text, [tuple(mark) for mark in draft.marks]) for draft in drafts([text])] == expected


SENTENCES = st.lists(
    st.sampled_from(
        [
            "Folding is cheap [P1.S2].",
            "It gains 2.5 points. [P2.S3]",
            "Nothing is cited here.",
            "Two are [P1.S1][P3.S9].",
            "One more [1].",
        ]
    ),
    max_size=6,
)


@given(SENTENCES, st.data())
def test_text_in_any_pieces_gives_the_same_sentences(sentences: list[str], data: st.DataObject) -> None:
    text = " ".join(sentences)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert list(drafts(pieces)) == list(drafts([text]))


def test_whole_sentences_of_a_broken_stream_are_kept() -> None:
    def pieces():
        yield "Folding is cheap [P1.S2]. And then it"
        raise EndpointBroken("It stopped.", "Try again.")

    source = drafts(pieces())
    assert next(source).text == "Folding is cheap."
    with pytest.raises(EndpointBroken):
        next(source)


def test_claim_holds_no_order_to_a_terminal() -> None:
    claim = Citations(evidence(*ALL)).ground(Draft("\x1b[31mStreams are \u202elong\x1b[0m.", (Mark(1, 1),)))
    assert claim.text == "Streams are long."


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
    claim = Citations(evidence(*ALL)).ground(Draft("Zebrafold halves the time.", (Mark(0, 0),)))
    assert claim.citations == ()


def test_bare_number_means_the_sentence_that_is_like_the_claim() -> None:
    citations = Citations(evidence(*ALL))
    assert citations.ground(Draft("Mossgate finds the right species.", (Mark(2, None),))).citations[0].sentences == (3,)
    assert citations.ground(Draft("Cherries grow in spring gardens.", (Mark(2, None),))).citations == ()


def test_only_named_sentences_may_be_cited() -> None:
    named = [item.model_copy(update={"sentences": (2,)}) for item in evidence(ZEBRAFOLD)]
    citations = Citations(named, only_named=True)
    claim = citations.ground(Draft("Training is slow.", (Mark(1, 1), Mark(1, 2))))
    assert claim.citations[0].sentences == (2,)


THIRD = ZEBRAFOLD.sentences[2]
CASES = {
    "verbatim": (THIRD, "supported"),
    "reworded": ("Zebrafold reduces training time by 46% on Quillset.", "supported"),
    "other number": ("Zebrafold reduces training time by 64% on Quillset.", "unsupported"),
    "trailing zero": ("On Quillset, Zebrafold reaches 91.20 points.", "supported"),
    "other name": ("Zebrafold reduces the training time on GLUE by 46%.", "unsupported"),
    "name within a sentence": ("Zebrafold reduces the training time on Parchment.", "unsupported"),
    "negated": ("Zebrafold does not reduce the training time on Quillset.", "unsupported"),
    "other words": ("Zebrafold was praised by critics all over the world.", "unsupported"),
    "some words": ("On Quillset Zebrafold reduces cost, memory, heat and training time.", "partial"),
}


@pytest.mark.parametrize(("claim", "support"), CASES.values(), ids=CASES)
def test_claim_is_judged_against_its_sentence(claim: str, support: str) -> None:
    verdict = judge(claim, Cited((THIRD,), (f"{ZEBRAFOLD.title}\n{ZEBRAFOLD.abstract}",)))
    assert verdict.support == support
    assert bool(verdict.reason) == (support != "supported")


NUMBERS = {
    "thousands": ("It has 1,024 heads.", "It has 1024 heads.", "supported"),
    "range is two numbers": ("It is 1.75 to 2.39x faster.", "It is 1.75-2.39x faster.", "supported"),
    "sign": ("It changes the score by -3.5 points.", "It changes the score by 3.5 points.", "unsupported"),
    "digit in a name": ("It beats strong models.", "It beats strong models such as GPT-4.", "supported"),
}


@pytest.mark.parametrize(("claim", "sentence", "support"), NUMBERS.values(), ids=NUMBERS)
def test_numbers_are_compared_as_numbers(claim: str, sentence: str, support: str) -> None:
    assert judge(claim, Cited((sentence,), (f"Title\n{sentence}",))).support == support


def test_number_from_elsewhere_in_the_abstract_is_partial() -> None:
    verdict = judge(
        "Training on token streams costs 46%.", Cited((ZEBRAFOLD.sentences[0],), (f"T\n{ZEBRAFOLD.abstract}",))
    )
    assert (verdict.support, verdict.reason) == ("partial", "46% stands in the abstract, but not in the cited sentence")


def test_uncited_claim_is_unsupported_however_true() -> None:
    assert judge(LANTERN.sentences[0], Cited((), ())).support == "unsupported"


def test_long_text_without_a_stop_is_read_quickly() -> None:
    (draft,) = drafts(["moss " * 20_000])
    assert Citations(evidence(MOSSGATE)).ground(draft).verdict.support == "unsupported"
