"""Sentences told in the third person: what known rules make of a sentence, and what they do not."""

import pytest

from assistant.verification.cited import Cited, CitedPaper
from assistant.verification.retold import Known, is_retold, long_form, subject_of
from assistant.verification.verdict import verify

ABSTRACT = (
    "Token streams that leak (TSL) are long, and large language models (LLMs) with reinforcement learning (RL) tire.",
    "To address this, we introduce Zebrafold, a novel method that folds streams (FS), enabling cheap training.",
    "Extensive experiments on Quillset and Mossgate show that our method is significantly faster than RL by 46%.",
    "In this paper, we propose a gated retriever called Mossgate that finds moss.",
    "We do not find that folding is significantly better on short streams, with 3 exceptions.",
    "However, we also present Fernwick, which reads 12 pages a second.",
    "Through human evaluation, we show that Zebrafold is preferred in 71% of cases, although readers tire.",
    "This work studies streams such as poems, letters, enabling nothing.",
    "Addressing these, we introduce Quillwing, a press that prints pages twice.",
    "Fernwick brings substantial gains and a significant 5% boost over current state-of-the-art systems and commercial "
    "SOTA models.",
    "Fernwick is a light yet powerful reader and beats every other one by a large margin.",
)


def cited(number: int) -> Cited:
    paper = CitedPaper(
        title="Zebrafold: Folding Token Streams",
        sentences=ABSTRACT,
        numbers=(number,),
        name="Zebrafold",
        record="Ada Example, Bo Other, Moss Labs, 2024-01-02",
    )
    return Cited(papers=(paper,))


def retold(claim: str, number: int) -> bool:
    known = Known(subject_of("Ada Example, Bo Other"), " ".join(ABSTRACT))
    return is_retold(claim, ABSTRACT[number - 1], known)


RETOLD = {
    "definition": (2, "Zebrafold is a method that folds streams (FS), enabling cheap training."),
    "without aside and tail": (2, "Zebrafold is a method that folds streams."),
    "by its author": (2, "Example et al. introduce Zebrafold, a method that folds streams."),
    "by the authors": (2, "The authors introduce Zebrafold, a novel method that folds streams."),
    "where it was tried": (3, "On Quillset and Mossgate, the method is faster than RL by 46%."),
    "acronym in full": (3, "On Quillset and Mossgate, the method is faster than reinforcement learning by 46%."),
    "named at the end": (4, "Mossgate is a gated retriever that finds moss."),
    "which does": (6, "Fernwick reads 12 pages a second."),
    "also": (6, "Example et al. present Fernwick, which reads 12 pages a second."),
    "a lead that points back": (9, "Quillwing is a press that prints pages twice."),
    "praise of a result": (10, "Fernwick brings gains and a 5% boost over leading systems and commercial models."),
    "praise behind": (11, "Fernwick is a light reader and beats every other one."),
    "work by": (8, "Work by Example et al. studies streams such as poems, letters, enabling nothing."),
}


@pytest.mark.parametrize(("number", "claim"), RETOLD.values(), ids=RETOLD)
def test_sentence_that_known_rules_retell_is_supported(number: int, claim: str) -> None:
    assert verify(claim, cited(number)).verdict.support in {"quoted", "supported"}
    assert retold(claim, number)


ELSE = {
    "another figure": (3, "On Quillset and Mossgate, the method is faster than RL by 64%."),
    "fewer places": (3, "On Quillset, the method is faster than RL by 46%."),
    "no place at all": (3, "The method is faster than RL by 46%."),
    "turned round": (3, "On Quillset and Mossgate, RL is faster than the method by 46%."),
    "a negation less": (5, "The authors do find that folding is significantly better on short streams."),
    "praise that is denied": (5, "The authors do not find that folding is better on short streams, with 3 exceptions."),
    "an exception less": (5, "The authors do not find that folding is significantly better on short streams."),
    "who was asked": (7, "Zebrafold is preferred in 71% of cases, although readers tire."),
    "a concession less": (7, "Through human evaluation, Zebrafold is preferred in 71% of cases."),
    "another author": (2, "Other et al. introduce Zebrafold, a method that folds streams."),
    "another name": (2, "Mossgate is a method that folds streams."),
    "a list cut short": (8, "Work by Example et al. studies streams such as poems, letters."),
    "another verb": (6, "Fernwick writes 12 pages a second."),
    "a word more": (6, "Fernwick reads over 12 pages a second."),
}


@pytest.mark.parametrize(("number", "claim"), ELSE.values(), ids=ELSE)
def test_sentence_that_says_something_else_is_none_of_theirs(number: int, claim: str) -> None:
    assert not retold(claim, number)


ACRONYMS = {
    "defined": ("LLM", "large language model"),
    "plural": ("LLMs", "large language models"),
    "not by its initials": ("TSL", ""),
    "of the field, which the text is not of": ("VQA", ""),
    "unknown": ("QXZ", ""),
}


@pytest.mark.parametrize(("short", "words"), ACRONYMS.values(), ids=ACRONYMS)
def test_acronym_stands_for_what_the_text_or_the_field_says(short: str, words: str) -> None:
    assert long_form(short, " ".join(ABSTRACT)) == words


def test_acronym_of_the_field_needs_half_of_its_words_in_the_text() -> None:
    assert long_form("VQA", "Answering a visual riddle is hard, and VQA tests it.") == "visual question answering"
    assert long_form("NER", "Sales rose and NER fell.") == ""


def test_part_of_a_longer_word_is_not_what_an_acronym_stands_for() -> None:
    assert long_form("AFM", "The ink-aware folding method (AFM) reads pages.") == ""


def test_title_may_stand_before_what_is_told() -> None:
    known = Known("Example et al.", "Streams, Folded. Zebrafold reads 12 pages a second.")
    assert is_retold(
        "“Streams, Folded”: Zebrafold reads 12 pages a second.", "Zebrafold reads 12 pages a second.", known
    )
    assert is_retold("In “Streams, Folded”, they read 12 pages.", "We read 12 pages.", known)
    named = known._replace(whole="Zebrafold: Streams, Folded. Zebrafold reads 12 pages a second.")
    said = "Zebrafold (“Streams, Folded”) reads 12 pages a second."
    assert is_retold(said, "Zebrafold reads 12 pages a second.", named)
    assert not is_retold(said, "Zebrafold reads 12 pages a second.", known)
    assert not is_retold("“Streams, Unfolded”: Zebrafold reads 12 pages.", "Zebrafold reads 12 pages.", known)


def test_long_hostile_sentence_is_read_quickly() -> None:
    hostile = "We introduce " + "A, a " * 200 + "." + " which (" * 100
    paper = CitedPaper(title="T", sentences=(hostile,), numbers=(1,))
    assert verify("A is a thing.", Cited(papers=(paper,))).verdict.support not in {"quoted", "supported"}
