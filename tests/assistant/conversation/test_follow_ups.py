"""From a turn and its act to a query: on the papers of the last answer, or on what was talked about."""

import pytest

from assistant.conversation.follow_ups import Outcome, after_turn, to_query
from assistant.conversation.state import Talk
from index.models.turns import Act, Before, dialogue_act
from index.query import Filters, Query

DEFINED = "What is Zebrafold?"
FIGURES = "How accurate is Zebrafold on MATH?"
WANTED = "Which papers fold token streams?"
REST = "Folding Token Streams for Cheap Training"


def talked(*turns: tuple[Act, str, tuple[str, ...]]) -> Talk:
    talk = Talk()
    for act, question, papers in turns:
        talk = after_turn(talk, act, question, Outcome(papers))
    return talk


def after(act: Act, asked: str, earlier: str = DEFINED, papers: tuple[str, ...] = ("z",)) -> Query:
    talk = talked(("new", earlier, papers))
    return to_query(act, asked, talk, Filters(), called=lambda _: ("Zebrafold", REST))


def test_asked_about_the_papers_of_the_last_answer() -> None:
    for act in ("about", "within"):
        query = after(act, "does it scale?")
        assert (query.text, query.filters.papers, query.context) == ("does it scale?", ("z",), DEFINED)


@pytest.mark.parametrize(("bare", "asked"), [("when?", "When was it published?"), ("and who?", "Who wrote it?")])
def test_bare_question_for_a_record_is_put_in_full(bare: str, asked: str) -> None:
    assert after("about", bare).text == asked


@pytest.mark.parametrize(
    ("act", "earlier", "asked", "means"),
    [
        ("vary", FIGURES, "and on GSM8K?", "How accurate is Zebrafold on GSM8K?"),
        ("vary", FIGURES, "what about GSM8K?", "How accurate is Zebrafold on GSM8K?"),
        ("vary", FIGURES, "and RetGen?", "How accurate is RetGen on MATH?"),
        ("vary", DEFINED, "what about Mossgate?", "What is Mossgate?"),
        ("narrow", DEFINED, "I meant RetGen", "What is RetGen?"),
        ("narrow", "What is ZBF?", "I mean the gated one", "What is ZBF: I mean the gated one"),
        ("vary", WANTED, "and about summarisation?", "about summarisation?"),
        ("vary", WANTED, "and for retrieval?", "Which papers fold token streams: and for retrieval?"),
        ("search", DEFINED, "what can be done about it?", "What is Zebrafold: what can be done about it?"),
        ("compare", DEFINED, "compare it with HyDE", "What is Zebrafold: compare it with HyDE"),
        ("compare", DEFINED, "HyDE or RetGen?", "HyDE or RetGen?"),
        ("new", DEFINED, "What is moss?", "What is moss?"),
    ],
)
def test_topic_is_carried_over(act: Act, earlier: str, asked: str, means: str) -> None:
    assert after(act, asked, earlier) == Query(text=means)


def test_another_meaning_takes_the_place_of_the_one_before() -> None:
    talk = talked(("new", "What is ZBF?", ("z",)), ("narrow", "I mean the gated one", ("z",)))
    assert to_query("narrow", "no, the benchmark", talk, Filters()).text == "What is ZBF: no, the benchmark"


def test_other_papers_are_others_than_all_that_were_cited_on_the_subject() -> None:
    talk = talked(("new", "What is moss?", ("m",)), ("new", WANTED, ("a",)), ("about", "why?", ("b",)))
    query = to_query("others", "what else?", talk, Filters())
    assert (query.text, query.filters.others_than) == (WANTED, ("b", "a"))
    assert after("others", "any others?").text == REST
    assert after("others", "who else folds ferns into boxes?", WANTED).text.endswith(
        ": who else folds ferns into boxes?"
    )


def test_question_within_a_list_is_not_about_its_last_paper_alone() -> None:
    talk = talked(("new", WANTED, ("z", "y")), ("pick", "the second one", ("y",)))
    assert to_query("within", "which of them use GPT-4?", talk, Filters()).filters.papers == ("z", "y")
    assert to_query("about", "does it use GPT-4?", talk, Filters()).filters.papers == ("y",)


def test_topic_goes_on_through_what_is_asked_of_it() -> None:
    talk = talked(("new", DEFINED, ("z",)), ("about", "and its limits?", ("z",)), ("search", "any fixes?", ("y",)))
    assert (talk.topic, talk.papers) == (DEFINED, ("y",))
    talk = talked(("new", FIGURES, ("z",)), ("vary", "and on GSM8K?", ("z",)))
    assert to_query("vary", "and on ARC?", talk, Filters()).text == "How accurate is Zebrafold on ARC?"


def test_what_found_nothing_is_asked_again_with_the_topic() -> None:
    talk = talked(("new", DEFINED, ()))
    assert to_query("about", "why?", talk, Filters()) == Query(text="What is Zebrafold: why?")
    assert to_query("about", "why?", Talk(), Filters()) == Query(text="why?")


def test_papers_that_only_came_near_are_a_list_and_no_subject() -> None:
    talk = after_turn(Talk(), "new", "How do agents forget?", Outcome(("y", "z"), near=True))
    assert to_query("within", "which of these use moss?", talk, Filters()).filters.papers == ("y", "z")
    assert to_query("about", "does it scale?", talk, Filters()) == Query(text="How do agents forget: does it scale?")


def test_long_text_is_not_carried_on() -> None:
    assert len(after("about", "why?", "it is a text that was pasted. " * 40).context) < 1000


def test_what_is_kept_of_a_conversation_does_not_grow() -> None:
    talk = talked(*(("new", f"What is moss number {n}?", (f"p{n}", f"q{n}")) for n in range(300)))
    assert len(talk.model_dump_json()) < 2_000


@pytest.mark.parametrize(
    "asked",
    [
        "Which papers study how agents plan their actions?",
        "Which datasets cover both code and maths?",
        "How hard is it to detect generated text?",
        "Is it possible to prune a network without retraining?",
        "What does it take to train a good reward model?",
        "How does the model size affect robustness in translation?",
        "What datasets exist for summarisation?",
        "What are scaling laws?",
    ],
)
def test_first_question_stands_alone(asked: str) -> None:
    assert dialogue_act(asked, Before()).act == "new"


def test_questions_of_a_benchmark_stand_alone(questions: list[str]) -> None:
    acts = [dialogue_act(question, Before()).act for question in questions]
    assert len(acts) - acts.count("new") <= len(questions) // 100
