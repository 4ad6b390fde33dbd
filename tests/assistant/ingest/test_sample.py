"""The bundled sample is what it says it is, and questions about it get good answers."""

import json
import shutil
from pathlib import Path

import pytest

from assistant.config import load_settings
from assistant.engine import Assistant, last
from assistant.ingest.files import read_sample, sample_file
from assistant.types import Answer
from index.paper import Paper
from index.sentences import split

QUESTIONS = {
    "How much does LoRA reduce the number of trainable parameters?": ("2106.09685", "10,000"),
    "What BLEU score does the Transformer reach on English-to-German translation?": ("1706.03762", "28.4"),
    "How fast is vLLM compared with FasterTransformer?": ("2309.06180", "2 to 4 times"),
    "What does HyDE do?": ("2212.10496", "document"),
    "How does DPO differ from RLHF with PPO?": ("2305.18290", "PPO-based RLHF"),
    "How many datasets does MTEB cover?": ("2210.07316", "58"),
    "By how much does self-consistency improve GSM8K?": ("2203.11171", "17.9%"),
    "What is the accuracy of GPT-5 on BrowseComp-Plus?": ("2508.06600", "55.9%"),
    "How often do experts prefer OpenScholar?": ("2411.14199", "51%"),
    "Why do language models hallucinate?": ("2509.04664", "guessing"),
    "How many tokens does FineWeb contain?": ("2406.17557", "trillion"),
    "Do rerankers get better with more documents?": ("2411.11767", "worse"),
    "How can a model learn to call APIs?": ("2302.04761", "API"),
    "How much of the KV cache does Kimi Linear save?": ("2510.26692", "75%"),
    "Which benchmark tests zero-shot retrieval on many datasets?": ("2104.08663", "BEIR"),
}
ELSEWHERE = (
    "Who won the 2018 football world cup?",
    "What is the melting point of tungsten?",
    "How do I bake sourdough bread?",
    "Which antibiotic resistance genes spread in hospitals?",
)


@pytest.fixture(scope="module")
def assistant(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant.open(load_settings(home=shutil.copytree(sample, tmp_path_factory.mktemp("asked") / "home")))


def ask(assistant: Assistant, question: str) -> Answer:
    return last(assistant.ask(question)).answer


@pytest.mark.parametrize("question", QUESTIONS)
def test_question_is_answered_from_its_paper(assistant: Assistant, question: str) -> None:
    paper, words = QUESTIONS[question]
    answer = ask(assistant, question)
    assert answer.sources[0].id == f"arxiv:{paper}"
    assert words in answer.text
    assert all(claim.support == "quoted" for claim in answer.claims)


@pytest.mark.parametrize("question", ELSEWHERE)
def test_question_from_elsewhere_is_not_answered(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert (answer.status, answer.claims, answer.nearest) == ("abstained", (), ())
    assert "another subject" in answer.text


def test_method_that_nobody_wrote_of_is_not_made_up(assistant: Assistant) -> None:
    answer = ask(assistant, "What is FlashBrain?")
    assert answer.status == "abstained" or "mentions “FlashBrain”" in answer.notice


def test_who_wrote_it_is_told_from_the_record(assistant: Assistant) -> None:
    answer = ask(assistant, "Who wrote the LoRA paper?")
    assert (answer.status, answer.engine) == ("answered", "records")
    assert "Edward J. Hu" in answer.text
    assert [source.id for source in answer.sources] == ["arxiv:2106.09685"]


def test_every_record_says_what_it_was_checked_against() -> None:
    with sample_file() as path:
        rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 80
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert row["checked"]
        assert row["authors"]
        assert row["published"][2:4] + row["published"][5:7] == row["id"][:4], row["id"]
        assert 3 <= len(split(row["summary"])) <= 6, row["id"]


def test_sample_is_marked_as_our_words() -> None:
    with sample_file() as path:
        papers = list(read_sample(path))
    assert all(isinstance(paper, Paper) and paper.abstract_kind == "summary" for paper in papers)
    assert all(isinstance(paper, Paper) and paper.sources == ("sample",) for paper in papers)
