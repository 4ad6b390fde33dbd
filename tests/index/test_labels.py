import pytest

from index.labels import contribution, is_named_in, label, speaks_of_itself
from index.sentences import split

LABELS = {
    "name before the colon": ("Zebrafold: Folding Token Streams", "We fold.", "Zebrafold"),
    "name that is coined": ("Folding Token Streams", "Streams are long. We propose ZebraFold, a fold.", "ZebraFold"),
    "short name in brackets": (
        "Folding Streams for Training",
        "Streams are long. We introduce folded stream training (FST), which is cheap.",
        "FST",
    ),
    "rival that is only mentioned": (
        "A Study of Folds",
        "We propose to train MossNet and QuillBERT on folds.",
        "A Study of Folds",
    ),
    "short title": ("Cheap Folds.", "We fold.", "Cheap Folds"),
    "title that asks": ("Are Folds Cheap?", "We ask.", "Are Folds Cheap?"),
    "question that a title begins with": (
        "Are Folds Cheap? A Study of Folded Token Streams in the Training of Large Models",
        "Streams are long. We study whether folded token streams are cheap.",
        "Are Folds Cheap?",
    ),
    "long title is cut at a phrase": (
        "Evaluating Folded Token Streams for Mathematics through Long Interactions with People",
        "We evaluate.",
        "Evaluating Folded Token Streams for Mathematics through Long Interactions",
    ),
    "address": ("Visit www.example.com: Folds", "We fold.", ""),
    "markup": ("<b>Fold</b>: Streams", "We fold.", ""),
}


@pytest.mark.parametrize(("title", "abstract", "expected"), LABELS.values(), ids=LABELS)
def test_what_a_paper_is_called(title: str, abstract: str, expected: str) -> None:
    assert label(title, tuple(split(abstract))) == expected


def test_long_title_without_a_phrase_is_cut_and_shown_as_cut() -> None:
    found = label("Folded " * 40, ("We fold.",))
    assert found.endswith("…")
    assert len(found.split()) < 10


def test_sentence_that_has_any_name_of_its_paper_is_named() -> None:
    title = "Cheap Training: Folded Stream Learning (FSL) for All"
    sentences = ("Streams are long.", "We introduce ZebraFold, a fold.")
    assert is_named_in("FSL is cheap.", title, sentences)
    assert is_named_in("We introduce ZebraFold, a fold.", title, sentences)
    assert not is_named_in("We train it for all.", title, sentences)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("We fold streams.", True),
        ("In this paper, folds are studied.", True),
        ("The proposed fold is cheap.", True),
        ("Zebrafold folds streams.", False),
        ("Long streams are slow.", False),
    ],
)
def test_sentence_that_says_we(sentence: str, expected: bool) -> None:
    assert speaks_of_itself(sentence) is expected


def test_contribution_is_the_sentence_that_says_what_is_done() -> None:
    sentences = (
        "Large libraries of lecture recordings are hard to search because speakers rarely say what is shown.",
        "Existing tools compare pictures only, and most lectures have few of them.",
        "We propose Chalkfinder, a retrieval model that aligns speech with the strokes on a board.",
        "It is trained with a contrastive loss on lectures.",
    )
    assert contribution(sentences) == 3
    assert contribution(sentences[:2]) is None
    assert contribution((*sentences[:2], "", sentences[3])) != 3
    assert contribution(()) is None
