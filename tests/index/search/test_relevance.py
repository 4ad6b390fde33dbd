"""What is on the subject of a library, and how likely its papers answer: of other fields, and of the bundled sample."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.ingest.files import read_sample, sample_file
from index.embedders.static import StaticEmbedder
from index.paper import Paper
from index.query import Query
from index.search.retriever import HybridRetriever
from index.store.library import Library
from tests.support.embedder import HashedEmbedder
from tests.support.papers import ALL

DATA = Path(__file__).parents[2] / "data"
FIELDS = ("oaks", "ships")  # libraries of other fields
LEARNING = 100  # questions about machine learning


def rows(name: str) -> Iterator[dict[str, Any]]:
    with (DATA / name).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


ASKED = list(rows("other_questions.jsonl"))
STRANGE = ("bees", "tunnels")  # libraries that nothing was trained on
ABOUT = {field: [row for row in ASKED if row.get("library") == field] for field in FIELDS}
ON_SAMPLE = (
    "What is retrieval-augmented generation?",
    "How much does LoRA reduce the number of trainable parameters?",
    "Which papers study long contexts?",
    "How do language models learn from human feedback?",
    "Why does attention cost so much on long texts?",
    "How can models use tools?",
    "does scaling improve language models?",
    "Was ist LoRA?",
)
OTHER = dict(zip(FIELDS, reversed(FIELDS), strict=True))


def papers_of(field: str) -> list[Paper]:
    kept = ("id", "title", "abstract")
    return [Paper(**{key: row[key] for key in kept}) for row in rows("other_fields.jsonl") if row["library"] == field]


def sample_papers() -> list[Paper]:
    with sample_file() as path:
        return [record for record in read_sample(path) if isinstance(record, Paper)]


@pytest.fixture(scope="module")
def fields(tmp_path_factory: pytest.TempPathFactory) -> dict[str, HybridRetriever]:
    made = {}
    for field in (*FIELDS, *STRANGE):
        library = Library(tmp_path_factory.mktemp(field), StaticEmbedder())
        library.upsert(papers_of(field))
        made[field] = HybridRetriever(library)
    return made


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> HybridRetriever:
    library = Library(tmp_path_factory.mktemp("sample"), StaticEmbedder())
    library.upsert(sample_papers())
    return HybridRetriever(library)


def is_taken(retriever: HybridRetriever, question: str) -> bool:
    """Tell whether a question is on the subject; what is said of that is said before any paper is read closely."""
    return any(item.relevance > 0 for item in retriever.search(Query(text=question, is_topic=True)))


def taken(retriever: HybridRetriever, questions: Iterable[str]) -> float:
    return float(np.mean([is_taken(retriever, question) for question in questions]))


@pytest.mark.parametrize("field", FIELDS)
def test_most_questions_that_a_library_of_another_field_answers_are_taken(
    fields: dict[str, HybridRetriever], field: str
) -> None:
    own = [row["question"] for row in ABOUT[field] if row["kind"] == "answerable"]
    assert len(own) == 25
    assert taken(fields[field], own) >= 0.7


@pytest.mark.parametrize(("field", "least"), [("bees", 0.9), ("tunnels", 0.8)])
def test_library_that_nothing_was_trained_on_takes_what_it_answers_and_little_else(
    fields: dict[str, HybridRetriever], field: str, least: float
) -> None:
    """Most is asked in everyday words ("my ears pop on the bullet train"); before such were trained on, .95 and .71."""
    own = [row for row in rows("library_questions.jsonl") if row["library"] == field]
    told = {kind: [row["question"] for row in own if row["kind"] == kind] for kind in ("answerable", "off topic")}
    assert taken(fields[field], told["answerable"]) >= least
    assert taken(fields[field], told["off topic"]) <= 0.1


@pytest.mark.parametrize("field", FIELDS)
def test_question_on_a_neighbouring_field_is_refused(fields: dict[str, HybridRetriever], field: str) -> None:
    assert taken(fields[field], [row["question"] for row in ABOUT[OTHER[field]]]) <= 0.15


@pytest.mark.parametrize("field", FIELDS)
def test_question_on_machine_learning_is_refused_by_a_library_of_another_field(
    fields: dict[str, HybridRetriever], field: str
) -> None:
    learning = [row["question"] for row in rows("questions.jsonl") if row["kind"] == "answerable"][:LEARNING]
    assert taken(fields[field], learning) <= 0.1


@pytest.mark.parametrize("field", FIELDS)
def test_paper_that_answers_comes_among_the_first_three_and_is_likelier_than_the_last(
    fields: dict[str, HybridRetriever], field: str
) -> None:
    first = likelier = 0
    own = [row for row in ABOUT[field] if row["kind"] == "answerable"]
    for row in own:
        found = fields[field].search(Query(text=row["question"]))
        right = [item for item in found if item.paper.id in row["papers"]]
        first += any(item in found[:3] for item in right)
        likelier += any(item.relevance > found[-1].relevance for item in right)
    assert first >= 0.75 * len(own)
    assert likelier >= 0.75 * len(own)


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 2018 football world cup?",
        "How do I bake sourdough bread?",
        "best pizza in town",
        "what is the capital of Mongolia",
        "Wie wird das Wetter morgen in Berlin?",
    ],
)
def test_sample_refuses_what_is_of_no_science(sample: HybridRetriever, question: str) -> None:
    assert not is_taken(sample, question)


@pytest.mark.parametrize("question", ON_SAMPLE)
def test_sample_takes_what_its_papers_are_on(sample: HybridRetriever, question: str) -> None:
    assert is_taken(sample, question)


def test_paper_that_is_named_is_taken_whatever_is_asked_of_it(sample: HybridRetriever) -> None:
    best = sample.search(Query(text="LoRA: Low-Rank Adaptation of Large Language Models"))[0]
    assert best.named
    assert best.relevance > 0


def test_question_in_a_conversation_is_on_the_subject_of_the_conversation(sample: HybridRetriever) -> None:
    assert not is_taken(sample, "Who paid for it?")
    found = sample.search(Query(text="Who paid for it?", context="How do language models use tools?"))
    assert any(item.relevance > 0 for item in found)


def test_subject_is_told_with_vectors_of_another_embedder_too(tmp_path: Path) -> None:
    library = Library(tmp_path, HashedEmbedder())
    library.upsert(sample_papers())
    retriever = HybridRetriever(library)
    off = [row["question"] for row in ASKED if row["kind"] == "off topic"][:40]
    assert taken(retriever, off) <= 0.1
    assert taken(retriever, ON_SAMPLE) >= 0.7


def test_library_with_one_paper_takes_questions_about_it_alone(tmp_path: Path) -> None:
    library = Library(tmp_path, StaticEmbedder())
    library.upsert([paper for paper in papers_of("oaks") if paper.id == "oak:1"])
    retriever = HybridRetriever(library)
    assert is_taken(retriever, "How far do jays carry acorns before they bury them?")
    assert not is_taken(retriever, "Which papers study long contexts?")
    assert not is_taken(retriever, "Who won the 2018 football world cup?")


@pytest.mark.parametrize(
    "question", ["papers on folding token streams", "How are moss images retrieved?", "lantern networks"]
)
def test_library_of_three_papers_takes_what_is_asked_in_their_own_words(question: str, tmp_path: Path) -> None:
    library = Library(tmp_path, StaticEmbedder())
    library.upsert(ALL)
    assert is_taken(HybridRetriever(library), question)


@pytest.mark.parametrize(
    ("field", "question"),
    [("oaks", "papers on pollen"), ("oaks", "roots"), ("ships", "papers on cargo"), ("ships", "coast")],
)
def test_one_word_that_several_papers_have_is_on_their_subject(
    fields: dict[str, HybridRetriever], field: str, question: str
) -> None:
    assert is_taken(fields[field], question)
    assert not is_taken(fields[OTHER[field]], question)
