"""What questions of each kind want of the sentences of a paper."""

from __future__ import annotations

import pytest

from index import cues
from index.gist import gist
from index.lexical import terms
from index.paper import Paper
from index.passages import Covered, defines, expands, gives_figure, is_about, rank
from tests.support.papers import LANTERN, MOSSGATE, ZEBRAFOLD, paper


def best(question: str, one: Paper) -> str:
    wanted = set(terms(question))

    def share(text: str) -> float:
        return len(wanted & set(terms(text))) / max(len(wanted), 1)

    alone = [share(sentence) for sentence in one.sentences]
    titled = [share(f"{one.title} {sentence}") for sentence in one.sentences]
    found = rank(question, one, Covered(alone, titled, [0.0] * len(alone)))
    assert sorted(found.numbers) == list(range(1, len(one.sentences) + 1))
    assert list(found.strengths) == sorted(found.strengths, reverse=True)
    return one.sentences[found.numbers[0] - 1]


BRAMBLE = paper(
    "Bramble Nets",
    "Training bramble nets takes long. Bramble nets are a family of models that grow by themselves. "
    "However, bramble nets are seldom trained on rivers. We train bramble nets on three rivers. "
    "The time for it falls by 31%. Code for bramble nets is available at https://example.org/bramble.",
)


def test_figure_is_preferred_where_one_is_asked_for() -> None:
    assert "31%" in best("How much faster can bramble nets be trained?", BRAMBLE)
    assert "31%" not in best("How are bramble nets trained?", BRAMBLE)


def test_definition_is_preferred_where_one_is_asked_for() -> None:
    assert best("What are bramble nets?", BRAMBLE) == BRAMBLE.sentences[1]


def test_part_of_the_abstract_that_is_asked_for_is_preferred() -> None:
    assert best("What are the limitations of Zebrafold?", ZEBRAFOLD) == ZEBRAFOLD.sentences[3]


def test_where_the_code_lies_is_told_to_who_asks_for_it() -> None:
    assert best("Where is the code of bramble nets available?", BRAMBLE) == BRAMBLE.sentences[5]
    numbers = rank("How do bramble nets work?", BRAMBLE, Covered([0.5] * 6, [0.5] * 6, [0.0] * 6)).numbers
    assert numbers[-1] == 6


def test_figure_of_a_paper_that_only_mentions_what_is_named_is_none_of_it() -> None:
    rival = paper("Ivy Nets", "We imitate MossNet with 13 million leaves. Ivy nets are small.")
    assert not gives_figure("How much did MossNet cost to train?", rival, 1)
    assert gives_figure("How many million leaves does MossNet have?", rival, 1)  # the words of the question are there
    own = paper("MossNet: Nets of Moss", "Training takes 13 million steps.")
    assert gives_figure("How much did MossNet cost to train?", own, 1)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Moss nets are a kind of net.", True),
        ("A moss net (MN) is a net.", True),
        ("We propose a new kind of moss net.", True),
        ("A net, called moss net, grows.", True),
        ("We compare with moss nets.", False),
        ("We present Dry Moss Nets.", False),  # another thing
        ("Moss nets were slow.", False),
    ],
)
def test_sentence_that_defines(sentence: str, expected: bool) -> None:
    assert defines(sentence, "moss net") is expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It uses gated moss optimization (GMO).", True),
        ("It uses learning of moss from old stones (LMOS).", True),
        ("We win (see GMO).", False),
        ("We use GMO.", False),
    ],
)
def test_short_name_with_its_words(sentence: str, expected: bool) -> None:
    assert expands(sentence, "LMOS" if "LMOS" in sentence else "GMO") is expected


def test_paper_is_about_what_its_title_has_by_itself() -> None:
    assert is_about(MOSSGATE, "Mossgate")
    assert not is_about(MOSSGATE, "Moss Net")
    assert not is_about(paper("Moss-PPO-Net: A Net", "We fold."), "PPO")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("However, it is slow.", True),
        ("It is slow.", True),
        ("These results are new.", True),
        ("It is known that moss grows.", False),
        ("This paper folds.", False),
        ("Zebrafold folds.", False),
    ],
)
def test_sentence_that_needs_the_one_before(sentence: str, expected: bool) -> None:
    assert cues.leans_back(sentence) is expected


def test_limit_of_another_that_is_overcome_is_no_limit() -> None:
    sentences = ["We propose a fold.", "This addresses the limitations of glue.", "It fails on rivers."]
    assert cues.sentences_on("limits", sentences) == (3,)


@pytest.mark.parametrize(("one", "number"), [(ZEBRAFOLD, 2), (MOSSGATE, 2), (LANTERN, 2)])
def test_gist_is_the_sentence_that_says_what_the_paper_is(one: Paper, number: int) -> None:
    assert gist(one.title, one.sentences) == number


def test_gist_of_nothing_is_the_first_sentence() -> None:
    assert gist("A title", ()) == 1
