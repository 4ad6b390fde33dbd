"""Relevance and the order of sentences; how far they are right on real papers is measured in tests/bench."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical import terms
from index.relevance import Asked, Read, read, stack
from tests.support.embedder import HashedEmbedder
from tests.support.papers import MOSSGATE, ZEBRAFOLD, paper


def asked(question: str, **more: object) -> Asked:
    vector = HashedEmbedder().embed([question])[0]
    return Asked(question, {term: 2.0 for term in terms(question)}, vector, **more)


def reading(question: str, one: object, **more: object) -> Read:
    return read(asked(question, **more), one, HashedEmbedder().embed(stack([one])))


WORDS = st.lists(st.sampled_from("we propose moss 46% however fails . ! by how much GPT-4 \n".split(" ")), max_size=30)


@settings(max_examples=200)
@given(
    question=WORDS.map(" ".join), abstract=WORDS.map(lambda words: "A. " + " ".join(words)), follows_up=st.booleans()
)
def test_every_sentence_has_one_place_and_relevance_is_a_share(question: str, abstract: str, follows_up: bool) -> None:
    one = paper("A title", abstract)
    found = reading(question, one, follows_up=follows_up)
    assert sorted(found.sentences.numbers) == [n for n, text in enumerate(one.statements, start=1) if text]
    assert list(found.sentences.strengths) == sorted(found.sentences.strengths, reverse=True)
    assert 0 <= found.relevance <= 1


def test_more_of_the_question_is_more_relevant() -> None:
    whole, half = (
        reading("gated retriever of moss", one).relevance for one in (MOSSGATE, paper("Moss", "Moss grows."))
    )
    assert whole > half > reading("gated retriever of moss", ZEBRAFOLD).relevance


def test_paper_without_the_name_that_is_asked_for_is_less_relevant() -> None:
    question = "What does GlimmerNet do for moss images?"
    without = reading(question, MOSSGATE).relevance
    assert reading(question, MOSSGATE, names=("GlimmerNet",)).relevance < without
    assert reading(question, MOSSGATE, names=("GlimmerNet", "Mossgate")).relevance == without


def test_each_paper_is_followed_by_its_sentences_in_the_stack() -> None:
    texts = stack([MOSSGATE, ZEBRAFOLD])
    assert len(texts) == 1 + len(MOSSGATE.sentences) + 1 + len(ZEBRAFOLD.sentences)
    assert tuple(texts[1:4]) == MOSSGATE.sentences
    assert texts[4].startswith(ZEBRAFOLD.title)
