"""The verdicts without a judge: what is quoted, what is a copy, and what makes a claim unsupported, with its reason."""

import pytest

from assistant.types import Verdict
from assistant.verification.cited import Cited, CitedPaper
from assistant.verification.verdict import verify

TITLE = "Zebrafold: Folding Token Streams"
ABSTRACT = (
    "Training on long token streams is slow and costly.",
    "We propose Zebrafold, which folds a stream into layers of equal depth without any labels.",
    "On Quillset, Zebrafold reduces the training time from 46 to 25 hours, while QuillNet-7B needs 61 hours.",
    "It may lose up to 3.5% of its accuracy on short streams.",
)


def verdict(claim: str, *numbers: int, abstract=ABSTRACT, question: str = "", title: str = TITLE) -> Verdict:
    paper = CitedPaper(title=title, sentences=abstract, numbers=numbers, name="Zebrafold", record="Ada Example, 2024")
    return verify(claim, Cited(papers=(paper,), question=question)).verdict


QUOTED = {
    "verbatim": (ABSTRACT[0], 1),
    "two sentences": (" ".join(ABSTRACT[:2]), 1, 2),
    "behind the paper's name": (f"Zebrafold: {ABSTRACT[1]}", 2),
    "other signs": (ABSTRACT[3].replace("%", r"\%"), 4),
}


@pytest.mark.parametrize("case", QUOTED.values(), ids=QUOTED)
def test_cited_sentences_to_the_letter_are_quoted(case) -> None:
    assert verdict(case[0], *case[1:]) == Verdict(support="quoted")


def test_title_that_was_cut_is_a_name_before_a_quotation() -> None:
    paper = CitedPaper(
        title="Folding", sentences=ABSTRACT, numbers=(1,), name="Folding LLM Streams can be More …", record=""
    )
    assert verify(f"{paper.name}: {ABSTRACT[0]}", Cited(papers=(paper,), question="")).verdict.support == "quoted"


def test_aside_and_first_adverb_may_be_left_out_of_a_quotation() -> None:
    abstract = ("However, folding (as we call it) saves memory.",)
    assert verdict("Folding (as we call it) saves memory.", 1, abstract=abstract).support == "quoted"
    assert verdict("However, folding saves memory.", 1, abstract=abstract).support == "quoted"


COPIES = {
    "name for we": "Zebrafold folds a stream into layers of equal depth without any labels.",
    "frame": "The authors propose Zebrafold, which folds a stream into layers of equal depth without any labels.",
    "verb": "We present Zebrafold, which folds a stream into layers of equal depth without any labels.",
}


@pytest.mark.parametrize("claim", COPIES.values(), ids=COPIES)
def test_copy_in_which_nothing_that_matters_differs_is_supported(claim: str) -> None:
    assert verdict(claim, 2) == Verdict(support="supported")


def test_words_in_another_order_are_not_taken_for_a_copy() -> None:
    found = verdict("Without any labels, Zebrafold folds a stream into layers of equal depth.", 2)
    assert (found.support, "another place" in found.reason) == ("unverified", True)


OPEN = {
    "only": "We propose Zebrafold, which is the only one that folds a stream into layers of equal depth.",
    "another verb": "We propose Zebrafold, which scatters a stream into layers of equal depth without any labels.",
}


@pytest.mark.parametrize("claim", OPEN.values(), ids=OPEN)
def test_copy_with_a_word_of_its_own_is_not_called_supported(claim: str) -> None:
    assert verdict(claim, 2).support != "supported"


UNSUPPORTED = {
    "figure": ("Zebrafold trains on Quillset in 22 hours.", 3, "22 hours does not stand in the cited abstract"),
    "unit": ("Zebrafold trains on Quillset in 25 minutes.", 3, "another unit"),
    "spelled": ("Zebrafold makes training thrice as fast as QuillNet-7B.", 3, "thrice"),
    "system": ("Zebrafold trains faster than MossNet.", 3, "MossNet does not stand in the cited abstract"),
    "size of a system": ("QuillNet-70B needs 61 hours.", 3, "QuillNet-70B"),
    "capitalised name": ("Unlike Gemini, it folds streams.", 2, "Gemini"),
    "opposite": (
        "On Quillset, Zebrafold raises the training time from 46 to 25 hours, while QuillNet-7B needs 61 hours.",
        3,
        "‘raises’",
    ),
    "ends": (
        "On Quillset, Zebrafold reduces the training time from 25 to 46 hours, while QuillNet-7B needs 61 hours.",
        3,
        "from",
    ),
    "negation": (
        "We propose Zebrafold, which folds a stream into layers of equal depth with labels.",
        2,
        "the cited sentence says ‘without’",
    ),
    "hedge": ("It loses up to 3.5% of its accuracy on short streams.", 4, "the cited sentence says ‘may’"),
    "bound": ("It may lose 3.5% of its accuracy on short streams.", 4, "the cited sentence says ‘up’"),
    "other thing": ("It may lose up to 3.5% of its accuracy on long streams.", 4, "‘long’"),
    "other figure of the sentence": (
        "On Quillset, Zebrafold reduces the training time from 46 to 25 hours, while QuillNet-7B needs 46 hours.",
        3,
        "it says ‘46’ where the cited sentence says ‘61’",
    ),
    "sign": ("It may lose up to -3.5% of its accuracy on short streams.", 4, "3.5% does not stand"),
    "nearly the figure": ("On Quillset, Zebrafold needs more than 25.3 hours of training.", 3, "25.3 hours"),
    "something else": ("Cherries ripen in sunny gardens before apples do.", 1, "speaks of something else"),
}


@pytest.mark.parametrize(("claim", "number", "reason"), UNSUPPORTED.values(), ids=UNSUPPORTED)
def test_what_is_wrong_is_unsupported_and_named(claim: str, number: int, reason: str) -> None:
    found = verdict(claim, number)
    assert found.support == "unsupported"
    assert reason in found.reason


RETOLD = {
    "free": ("Folding cuts nearly half of the hours that training on Quillset took before.", 3),
    "difference": ("Zebrafold saves 21 hours of training on Quillset.", 3),
    "rounded": ("On short streams some 4% of the accuracy can be lost.", 4),
    "half": ("Training with Zebrafold takes about half the time.", 3),
    "number and name the other way": ("Zebrafold is compared with the 7B QuillNet.", 3),
    "part of a name": ("The 7B model needs longer than Zebrafold.", 3),
    "who and when": ("Ada Example proposed it in 2024.", 2),
}


@pytest.mark.parametrize("case", RETOLD.values(), ids=RETOLD)
def test_retelling_whose_figures_and_names_are_there_is_unverified(case) -> None:
    assert verdict(*case).support == "unverified"


def test_figure_and_name_of_the_question_may_be_told() -> None:
    claim = "No: with MossNet at 99 streams it was not compared."
    assert verdict(claim, 3).support == "unsupported"
    assert verdict(claim, 3, question="Does it beat MossNet at 99 streams?").support == "unverified"


def test_absence_is_not_claimed_of_a_paper_of_which_only_the_cited_sentence_is_known() -> None:
    claim = "Training on long token streams with MossNet takes 99 hours."
    assert verdict(claim, 1).support == "unsupported"
    assert verdict(claim, 1, abstract=ABSTRACT[:1], title="").support == "unverified"


def test_no_citation_is_unsupported_however_true() -> None:
    assert verify(ABSTRACT[0], Cited(papers=())).verdict.support == "unsupported"


def test_verdict_says_how_near_the_wording_is() -> None:
    near = verdict("For everyone, a long token stream makes training slow.", 1).reason
    far = verdict("Laboratories wait for weeks when their streams have many tokens.", 1).reason
    assert ("close to" in near, "far from" in far) == (True, True)


@pytest.mark.parametrize("unit", ["not only ", "increase decrease ", "5% ", "no lack of ", "better than , ", "((a "])
def test_endless_claim_is_refused_unread(unit: str) -> None:
    assert "too long" in verdict(unit * 50_000, 1).reason
    assert verdict("Folding helps long streams of tokens.", 1, abstract=(unit * 20_000,)).support != "quoted"


def test_abstract_of_nothing_but_figures_is_read_to_its_end() -> None:
    found = verdict("Folding saves at least 9.7x and 0.37% of the tokens.", 1, abstract=("8% and 5x, " * 5_000,))
    assert found.support == "unsupported"


def test_digits_of_any_script_are_read() -> None:
    abstract = ("We fold long streams of tokens on ፩ device with ² layers.",)
    assert (
        verdict("We fold long streams of tokens on ፪ device with ² layers.", 1, abstract=abstract).support != "quoted"
    )
