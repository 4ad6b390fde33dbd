"""What the checks of a claim find, and what they let pass, kind by kind, on made-up papers."""

from __future__ import annotations

import pytest

from assistant.grounding.checks import Cited, judge, overlap
from assistant.grounding.citations import Citations
from assistant.grounding.direction import directions_agree
from assistant.grounding.marks import Draft, Mark
from assistant.grounding.numbers import quantities
from assistant.grounding.plain import plain
from tests.support.papers import MOSSGATE, ZEBRAFOLD, evidence

TITLE = "Zebrafold: Folding Token Streams"


def verdict(claim: str, *sentences: str, rest: str = ""):
    return judge(claim, Cited(sentences, (f"{TITLE}\n{' '.join(sentences)} {rest}",)))


READS = {
    "percent": (r"46\%", [(46, "%")]),
    "percent in words": ("46 percent", [(46, "%")]),
    "points": ("5 percentage points", [(5, "points")]),
    "times": (r"$10\times$", [(10, "x")]),
    "times in words": ("three times", [(3, "x")]),
    "fold": ("twofold", [(2, "x")]),
    "hyphen fold": ("10-fold", [(10, "x")]),
    "factor": ("by a factor of 4", [(4, "x")]),
    "double": ("doubles", [(2, "x")]),
    "half": ("half of them", [(50, "%")]),
    "magnitude": ("an order of magnitude", [(10, "x")]),
    "billions": ("7B and 7 billion", [(7e9, ""), (7e9, "")]),
    "thousands": ("1,024 and 2k", [(1024, ""), (2000, "")]),
    "spelled": ("twenty-five tasks", [(25, "")]),
    "hours": ("3 hours", [(3, "hours")]),
    "range": ("1.5-2.5x", [(1.5, "x"), (2.5, "x")]),
    "power": ("10^5 steps", [(1e5, "")]),
    "name": ("GPT-4 and F1", []),
}


@pytest.mark.parametrize(("text", "expected"), READS.values(), ids=READS)
def test_quantities_are_read_in_every_form(text: str, expected: list) -> None:
    found = quantities(plain(text))
    assert [each.value for each in found] == [value for value, _ in expected]
    assert all(unit in each.units for each, (_, unit) in zip(found, expected, strict=True))


TRUE = {
    "frame": ("The authors show that folding needs no labels.", "Folding needs no labels."),
    "third person": ("The authors propose Zebrafold.", "We propose Zebrafold."),
    "synonyms": ("The approach employs folded streams.", "The method uses folded streams."),
    "spelling": ("It optimises the behaviour of colour models.", "It optimizes the behavior of color models."),
    "percent": ("It saves 25 percent of the tokens.", r"It saves 25\% of the tokens."),
    "times": ("It is two times faster.", r"It is $2\times$ faster."),
    "spelled number": ("It is tested on three corpora.", "It is tested on 3 datasets."),
    "contraction": ("It doesn't need labels.", "It does not need labels."),
    "negation moved": ("It needs no additional labels.", "It does not need additional labels."),
    "aside dropped": ("Folding streams saves memory.", "Folding streams (not shown here) saves memory."),
    "clauses": (
        "Zebrafold reduces the cost while keeping accuracy, on long streams.",
        "On long streams, Zebrafold reduces the cost while keeping accuracy.",
    ),
    "passive comparison": ("Mossgate is outperformed by Zebrafold.", "Zebrafold outperforms Mossgate."),
    "joined name": ("It runs on Quill 2 7B.", "It runs on Quill-2-7B."),
    "acronym": ("LTS are folded.", "Long token streams (LTS) are folded."),
    "leading clause": (
        "Zebrafold reduces the training time.",
        "Zebrafold reduces the training time, while accuracy may not suffer on some streams.",
    ),
    "one is no number": ("One streams tokens into layers.", "We stream tokens into layers."),
    "over a figure": ("It saves over 20% of the time.", "It saves more than 20% of the time."),
    "both directions": (
        "It lowers cost and raises accuracy on long streams.",
        "It raises accuracy and lowers cost on long streams.",
    ),
}


@pytest.mark.parametrize(("claim", "sentence"), TRUE.values(), ids=TRUE)
def test_light_rewording_is_supported(claim: str, sentence: str) -> None:
    assert verdict(claim, sentence).support == "supported", verdict(claim, sentence).reason


def test_two_sentences_in_one_are_supported() -> None:
    first, second = "Zebrafold folds streams into layers.", "It reduces the training time by 46%."
    merged = "Zebrafold folds streams into layers, and it reduces the training time by 46%."
    assert verdict(merged, first, second).support == "supported"


FALSE = {
    "number": ("It saves 46% of the time.", "It saves 64% of the time.", "46%"),
    "unit": ("It gains 5% over the baseline.", "It gains 5 points over the baseline.", "another unit"),
    "times": ("It gains 5x over the baseline.", "It gains 5% over the baseline.", "another unit"),
    "scale": ("It has 7M parameters.", "It has 7B parameters.", "7M"),
    "sign": ("The score changes by -3 points.", "The score changes by +3 points.", "another sign"),
    "sign behind a name": ("It reaches 80% F1 (-6.2% in all).", "It reaches 80% F1 (+6.2% in all).", "another sign"),
    "range": ("It saves 10-30% of the time.", "It saves 10-20% of the time.", "30%"),
    "range cut": ("It saves 20% of the time.", "It saves 10-20% of the time.", "one end of a range"),
    "bound": ("It saves at least 20% of the time.", "It saves at most 20% of the time.", "opposite"),
    "bound dropped": ("It saves 20% of the time.", "It saves up to 20% of the time.", "at most"),
    "bound added": ("It saves at least 20% of the time.", "It saves 20% of the time.", "at least"),
    "one for three": ("It has one layer of streams.", "It has three layers of streams.", "one"),
    "numbers exchanged": (
        "It reaches 90% on Quillset, 80% on Reedset.",
        "It reaches 80% on Quillset, 90% on Reedset.",
        "for something else",
    ),
    "number twice": ("It is tried on 3 streams with 3 layers.", "It is tried on 3 streams with 4 layers.", "fewer"),
    "version": ("It is compared with Quill-3.", "It is compared with Quill-3.5.", "Quill-3"),
    "size in a name": ("It runs on Quill-2-70B.", "It runs on Quill-2-7B.", "70B"),
    "direction": ("Zebrafold increases the memory use.", "Zebrafold reduces the memory use.", "‘reduces’"),
    "prefix": ("It is trained in a supervised manner.", "It is trained in an unsupervised manner.", "‘unsupervised’"),
    "one of two": (
        "It works for smaller streams and smaller layers.",
        "It works for smaller streams and larger layers.",
        "‘larger’",
    ),
    "sides": ("Mossgate outperforms Zebrafold.", "Zebrafold outperforms Mossgate.", "turns round"),
    "sides of than": (
        "Plain training is faster than folded training.",
        "Folded training is faster than plain training.",
        "turns round",
    ),
    "we": (
        "The lantern baselines outperform our method.",
        "Our method outperforms the lantern baselines.",
        "turns round",
    ),
    "negation added": ("Zebrafold does not need labels.", "Zebrafold needs labels.", "does not deny"),
    "negation dropped": ("Zebrafold needs labels.", "Zebrafold does not need labels.", "denies this"),
    "negation doubled": ("It is not true that it lacks no labels.", "It lacks no labels.", "does not deny"),
    "all": ("It works on all streams.", "It works on streams.", "‘all’"),
    "best": ("It achieves the best accuracy on streams.", "It achieves good accuracy on streams.", "‘best’"),
    "first": (
        "We propose the first folding method for streams.",
        "We propose a folding method for streams.",
        "‘first’",
    ),
    "proves": ("The results prove that folding helps.", "The results suggest that folding helps.", "‘prove’"),
    "hedge dropped": ("Folding helps on long streams.", "Folding may help on long streams.", "‘may’"),
    "suggests": ("The results show that folding helps.", "The results suggest that folding helps.", "‘suggest’"),
    "other thing": ("We fold streams of birds into layers.", "We fold streams of tokens into layers.", "‘birds’"),
}


@pytest.mark.parametrize(("claim", "sentence", "reason"), FALSE.values(), ids=FALSE)
def test_fault_is_found_and_said(claim: str, sentence: str, reason: str) -> None:
    found = verdict(claim, sentence)
    assert found.support != "supported"
    assert reason in found.reason


def test_name_from_elsewhere_in_the_place_of_another_is_partial() -> None:
    found = verdict("It is tested on Reedset.", "It is tested on Quillset.", rest="Reedset is older.")
    assert (found.support, "Reedset" in found.reason) == ("partial", True)


def test_name_of_the_method_may_stand_for_we() -> None:
    assert verdict("Zebrafold reduces the training time.", "We reduce the training time.").support == "supported"


@pytest.mark.parametrize(
    "claim",
    [
        "Zebrafold outperforms Mossgate.",
        "Zebrafold is more accurate than Mossgate.",
        "Compared with Mossgate, Zebrafold is faster.",
        "Mossgate is inferior to Zebrafold.",
    ],
)
def test_comparison_that_neither_paper_makes_is_unsupported(claim: str) -> None:
    citations = Citations(evidence(ZEBRAFOLD, MOSSGATE))
    assert citations.ground(Draft(claim, (Mark(1, 3), Mark(2, 3)))).verdict.support == "unsupported"


def test_both_papers_side_by_side_are_no_comparison() -> None:
    claim = "Zebrafold folds a stream into layers, while Mossgate is a gated retriever."
    citations = Citations(evidence(ZEBRAFOLD, MOSSGATE))
    assert citations.ground(Draft(claim, (Mark(1, 2), Mark(2, 2)))).verdict.support == "supported"


def test_true_sentence_under_the_wrong_sentence_or_paper_is_not_supported() -> None:
    true = ZEBRAFOLD.sentences[2]
    citations = Citations(evidence(ZEBRAFOLD, MOSSGATE))
    assert citations.ground(Draft(true, (Mark(1, 1),))).verdict.support != "supported"
    assert citations.ground(Draft(true, (Mark(2, 2),))).verdict.support == "unsupported"


def test_directions_are_compared_in_their_place() -> None:
    sentence = "Folding improves accuracy and increases the memory use."
    assert directions_agree("Folding increases the memory use.", Cited((sentence,), (sentence,))) is None


@pytest.mark.parametrize("unit", ["not only ", "increase decrease ", "5% ", "no lack of ", "better than , ", "((a "])
def test_endless_claim_is_refused_unread(unit: str) -> None:
    assert "too long" in verdict(unit * 50_000, "Folding helps.").reason
    assert "too long" in verdict("Folding helps.", unit * 50_000).reason


def test_overlap_is_a_share_of_the_claims_words() -> None:
    assert overlap("Folding streams", "We fold a stream") == 1
    assert overlap("Folding streams", "We fold paper") == 0.5
    assert overlap("", "anything") == 1


@pytest.mark.parametrize("invented", [Mark(9, 1), Mark(1, 99)])
def test_invented_citation_beside_a_true_one_is_told(invented: Mark) -> None:
    true = ZEBRAFOLD.sentences[2]
    claim = Citations(evidence(ZEBRAFOLD)).ground(Draft(true, (Mark(1, 3), invented)))
    assert (claim.verdict.support, claim.citations[0].sentences) == ("partial", (3,))
    assert "not given" in claim.verdict.reason


def test_retelling_words_may_take_each_others_place_but_things_may_not() -> None:
    sentence = "Extensive experiments on long streams underline the novel layers."
    assert verdict("Extensive trials on long streams highlight the original layers.", sentence).support == "supported"
    assert verdict("Extensive experiments on long rivers underline the novel layers.", sentence).support == "partial"


def test_winner_and_loser_are_told_from_the_verb() -> None:
    sentence = "Zebrafold outperforms Mossgate on long streams."
    assert verdict("Zebrafold is outperformed by Mossgate on long streams.", sentence).support == "unsupported"
    assert verdict("On long streams Mossgate is outperformed by Zebrafold.", sentence).support == "supported"


def test_what_is_left_out_need_not_keep_its_negation() -> None:
    sentence = "Folding helps long streams, whereas it does not help short streams."
    assert verdict("Folding helps long streams.", sentence).support == "supported"
    assert verdict("Folding helps short streams.", sentence).support != "supported"
