"""From a question to an answer in a library of real papers: what a model is given, and when it is not called at all."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.config import Settings, load_settings
from assistant.engine import Assistant, last
from assistant.types import Answer, Turn
from index.query import Filters
from tests.support.openai_server import OpenAIServer, says

COLBERT = "arxiv:2004.12832"


@pytest.fixture(scope="module")
def offline(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant.open(load_settings(home=shutil.copytree(sample, tmp_path_factory.mktemp("answers") / "home")))


@pytest.fixture
def online(offline: Assistant, openai_server: OpenAIServer) -> Assistant:
    """The same library, with a model that writes."""
    settings = Settings(home=offline.settings.home, base_url=openai_server.url, model="tiny", judge="off")
    return Assistant(settings, offline.library)


def ask(assistant: Assistant, question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
    return last(assistant.ask(question, history=history, filters=filters)).answer


def given(server: OpenAIServer) -> list[str]:
    """The papers in the one prompt that the model got, by their places."""
    (asked,) = server.asked
    return re.findall(r'id="(P\d+)"', asked.body["messages"][-1]["content"])


@pytest.mark.parametrize(
    "question",
    ["How can long contexts be made cheaper for language models?", "Which papers are on dense retrieval?"],
)
def test_evidence_of_several_papers_reaches_the_model(
    online: Assistant, openai_server: OpenAIServer, question: str
) -> None:
    ask(online, question)
    assert 6 <= len(given(openai_server)) <= 10


def test_word_that_no_abstract_has_keeps_no_paper_from_the_model(
    online: Assistant, openai_server: OpenAIServer
) -> None:
    ask(online, "How does the KV cache of language models grow with long contexts of zebrafish?")
    assert len(given(openai_server)) >= 6


def test_model_that_answers_is_believed_whatever_the_abstracts_lack(
    online: Assistant, openai_server: OpenAIServer
) -> None:
    openai_server.script(says("ColBERT encodes the query and the document separately with BERT [P1.S2]."))
    result = ask(online, "Does ColBERT help with ASR?")
    assert (result.status, result.engine, result.notice) == ("answered", "tiny", "")
    assert given(openai_server) == ["P1"]


def test_model_that_declines_leaves_the_nearest_papers(online: Assistant, openai_server: OpenAIServer) -> None:
    openai_server.script(says("NOT ANSWERED"))
    result = ask(online, "Does ColBERT help with ASR?")
    assert (result.status, result.engine) == ("abstained", "tiny")
    assert [miss.id for miss in result.nearest] == [COLBERT]


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 2018 football world cup?",
        "How do I bake sourdough bread?",
        "Which antibiotic resistance genes spread in hospitals?",
        "hello",
        "thank you very much",
        "12*13?",
        "Who wrote the LoRA paper?",
        "How many papers are in the library?",
    ],
)
def test_no_model_is_called_for_what_no_abstract_answers(
    online: Assistant, openai_server: OpenAIServer, question: str
) -> None:
    ask(online, question)
    assert openai_server.asked == openai_server.listed == []


def test_name_that_an_abstract_has_is_of_the_subject_whatever_is_asked_of_it(offline: Assistant) -> None:
    assert ask(offline, "TREC-CAR weak spots, tips and tricks").status != "abstained"


def test_question_behind_a_long_story_is_not_on_the_records(offline: Assistant) -> None:
    story = "We gave a dense retriever a problem with one number missing and it ranked thousands of passages."
    assert "papers are in the library" not in ask(offline, f"{story} Has anyone studied this?").text


@pytest.mark.parametrize(
    ("question", "notice"),
    [
        ("Does ColBERT help with ASR?", "Not stated in the abstract of ColBERT: “ASR”."),
        (
            "Do dense retrieval models trained with contrastive learning do well on FlashBrain?",
            "None of the nearest abstracts mentions “FlashBrain”.",
        ),
    ],
)
def test_what_is_only_related_is_shown_with_what_it_lacks(offline: Assistant, question: str, notice: str) -> None:
    result = ask(offline, question)
    assert (result.status, result.engine) == ("related", "extractive")
    assert result.notice == notice
    assert result.claims
    assert all(claim.basis == "abstract" and claim.support == "quoted" for claim in result.claims)


def test_named_paper_that_lacks_what_is_asked_is_told_of_from_no_neighbour(offline: Assistant) -> None:
    result = ask(offline, "How many GPUs does ColBERT need for training on protein folding?")
    assert result.status == "related"
    assert [source.id for source in result.sources] == [COLBERT]


@pytest.mark.parametrize("question", ["How tall is the oldest oak?", "And in winter?"])
def test_papers_that_are_chosen_are_the_subject_whatever_is_asked(offline: Assistant, question: str) -> None:
    chosen = ask(offline, question, filters=Filters(papers=(COLBERT,)))
    assert chosen.status != "abstained"
    assert {source.id for source in chosen.sources} == {COLBERT}
