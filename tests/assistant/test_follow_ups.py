"""Further questions, without a model: what they are about, and which questions are none."""

from __future__ import annotations

import pytest

from assistant.question import after_turn, follows_up, to_query
from assistant.state import Talk
from index.query import Filters, Query

DEFINED = "What is Zebrafold?"
FIGURES = "How accurate is Zebrafold on MATH?"
WANTED = "Which papers fold token streams?"
REST = "Folding Token Streams for Cheap Training"


def talked(*turns: tuple[str, tuple[str, ...]]) -> Talk:
    talk = Talk()
    for question, papers in turns:
        talk = after_turn(talk, question, papers)
    return talk


def after(asked: str, *earlier: str) -> Query:
    return to_query(
        asked, talked(*((question, ("z",)) for question in earlier)), Filters(), called=lambda _: ("Zebrafold", REST)
    )


@pytest.mark.parametrize(
    "asked",
    [
        "what about its limits?",
        "and by how much?",
        "why?",
        "tell me more",
        "limits?",
        "which dataset?",
        "does it scale?",
        "Does it scale to long contexts and many tasks at once?",
        "is it robust to noise?",
        "why is that?",
        "how is the model trained?",
        "what do the authors conclude?",
        "what does this paper say about speed?",
        "who wrote it?",
        "who made that benchmark?",
        "and the training cost?",
    ],
)
def test_asked_about_the_papers_of_the_last_answer(asked: str) -> None:
    query = after(asked, DEFINED)
    assert (query.text, query.filters.papers, query.context) == (asked, ("z",), DEFINED)


@pytest.mark.parametrize(
    ("earlier", "asked", "means"),
    [
        (FIGURES, "and on GSM8K?", "How accurate is Zebrafold on GSM8K?"),
        (FIGURES, "what about GSM8K?", "How accurate is Zebrafold on GSM8K?"),
        (FIGURES, "and RetGen?", "How accurate is RetGen on MATH?"),
        (WANTED, "and on GSM8K?", "Which papers fold token streams on GSM8K?"),
        (DEFINED, "what about Mossgate?", "What is Mossgate?"),
        (DEFINED, "compare it with HyDE", "compare Zebrafold with HyDE"),
        (DEFINED, "does it beat GPT-4?", "does Zebrafold beat GPT-4?"),
        (DEFINED, "are its costs those of GPT-4?", "are Zebrafold's costs those of GPT-4?"),
        (WANTED, "is this better than HyDE?", "is Zebrafold better than HyDE?"),
        (DEFINED, "how does it compare to QZebrafold?", "how does Zebrafold compare to QZebrafold?"),
        (WANTED, "and about summarisation?", "Which papers are about summarisation?"),
        (WANTED, "What about robots?", "Which papers are about robots?"),
        (DEFINED, "and for retrieval?", "What is Zebrafold for retrieval?"),
        (WANTED, "and for retrieval?", "Which papers fold token streams for retrieval?"),
        ("What is ZBF?", "I mean the gated one", "What is gated ZBF?"),
        (DEFINED, "no, the benchmark", "What is benchmark Zebrafold?"),
        (DEFINED, "I meant RetGen", "What is RetGen?"),
    ],
)
def test_names_are_carried_over(earlier: str, asked: str, means: str) -> None:
    assert after(asked, earlier) == Query(text=means)


def test_another_meaning_takes_the_place_of_the_one_before() -> None:
    assert after("no, the benchmark", "What is ZBF?", "I mean the gated one").text == "What is benchmark ZBF?"


def test_more_papers_are_those_of_the_list() -> None:
    for topic in ("papers on moss", "List all papers on moss"):
        for more in ("more papers", "more", "show me more"):
            assert after(more, topic) == Query(text=topic, filters=Filters(others_than=("z",)))
    assert after("more", DEFINED).filters.papers == ("z",)


def test_question_within_a_list_is_not_about_its_first_paper() -> None:
    talk = talked((WANTED, ("z", "y")))
    for asked in ("which of them use GPT-4?", "do they use GPT-4?", "which one has the most layers?"):
        query = to_query(asked, talk, Filters(), called=lambda _: ("Zebrafold", REST))
        assert (query.text, query.filters.papers) == (asked, ("z", "y"))


def test_subject_of_a_question_without_an_answer_is_carried_on() -> None:
    talk = talked((WANTED, ("z",)), ("Who wrote RetGen?", ()))
    assert to_query("When was it published?", talk, Filters()) == Query(text="When was RetGen published?")
    assert to_query("when?", talk, Filters()) == Query(text="When was RetGen published?")


@pytest.mark.parametrize(
    "asked",
    [
        "who else does this?",
        "any others?",
        "are there similar papers?",
        "more papers like this",
        "more papers",
        "show me more papers",
    ],
)
def test_other_papers_are_asked_for(asked: str) -> None:
    assert after(asked, WANTED) == Query(text=WANTED, filters=Filters(others_than=("z",)))
    assert after(asked, DEFINED) == Query(text=REST, filters=Filters(others_than=("z",)))


def test_others_are_others_than_all_that_were_cited_on_the_subject() -> None:
    talk = talked(("What is moss?", ("m",)), (WANTED, ("a",)), ("why?", ("b",)))
    assert to_query("what else?", talk, Filters()).filters.others_than == ("b", "a")


def test_subject_is_carried_over_several_turns() -> None:
    assert after("and its limits?", DEFINED, "and by how much?", "why?").context == DEFINED
    assert after("and on ARC?", FIGURES, "and on GSM8K?").text == "How accurate is Zebrafold on ARC?"
    assert after("compare it with HyDE", DEFINED, "What is Mossgate?").text == "compare Mossgate with HyDE"


@pytest.mark.parametrize(
    "asked",
    [
        "Which papers study how agents plan their actions?",
        "Which datasets cover both code and maths?",
        "Which methods improve models that hallucinate?",
        "How hard is it to detect generated text?",
        "Is it possible to prune a network without retraining?",
        "What does it take to train a good reward model?",
        "How does the model size affect robustness in translation?",
        "Are there papers that study this year's benchmarks?",
        "What other architectures exist besides transformers?",
        "Does pretraining help small networks when they are quantised?",
        "What datasets exist for summarisation?",
        "So how does RLHF work?",
        "What's new?",
        "What are scaling laws?",
    ],
)
def test_new_subject_is_searched_everywhere(asked: str) -> None:
    assert after(asked, DEFINED) == Query(text=asked)


def test_questions_of_a_benchmark_stand_alone(questions: list[str]) -> None:
    assert sum(map(follows_up, questions)) <= len(questions) // 100


def test_long_text_neither_follows_nor_is_carried_on() -> None:
    text = "it is a text that was pasted. " * 40_000
    assert after(text, DEFINED).filters == Filters()
    assert len(after("why?", text).context) < 1000


def test_history_holds_no_answer_to_follow() -> None:
    assert after("why?") == Query(text="why?")
    assert to_query("why?", talked((DEFINED, ())), Filters()) == Query(text="What is Zebrafold: why?")


@pytest.mark.parametrize(
    "asked",
    [
        "How can these problems be mitigated?",
        "What can be done about it?",
        "how do people fix this?",
        "any fixes?",
        "are there known workarounds?",
        "how many hours are in the one from Meta?",
    ],
)
def test_remedies_and_others_of_its_kind_are_searched_everywhere(asked: str) -> None:
    problem = "Why do agents forget?"
    assert after(asked, problem) == Query(text=f"Why do agents forget: {asked}")
    assert talked((problem, ("z",)), (asked, ("y",))).topic == problem


@pytest.mark.parametrize("asked", ["how does it prevent collapse?", "does it fix them?", "can it be done on a laptop?"])
def test_what_a_paper_does_against_something_is_asked_of_it(asked: str) -> None:
    assert after(asked, "Why do agents forget?").filters.papers == ("z",)


def test_papers_that_only_came_near_are_a_list_and_no_subject() -> None:
    talk = after_turn(Talk(), "How do agents forget?", ("y", "z"), near=True)
    assert to_query("which of these use moss?", talk, Filters()).filters.papers == ("y", "z")
    assert to_query("does it scale?", talk, Filters()) == Query(text="How do agents forget: does it scale?")


def test_what_is_kept_of_a_conversation_does_not_grow() -> None:
    talk = talked(*((f"What is moss number {n}?", (f"p{n}", f"q{n}")) for n in range(300)))
    assert len(talk.model_dump_json()) < 2_000
