"""What is one question and what is several."""

import pytest

from index.search.compound import parts
from tests.support.runaway import ends


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is Zebrafold-X, and how fast is MossGate?", ("What is Zebrafold-X", "how fast is MossGate?")),
        ("papers on prompt tuning; papers on watermarking", ("papers on prompt tuning", "papers on watermarking")),
        ("What is pruning? Which datasets measure toxicity?", ("What is pruning?", "Which datasets measure toxicity?")),
        ("HyDE vs MossGate", ("HyDE", "MossGate")),
        ("How do HyDE and MossGate differ?", ("How do HyDE differ?", "How do MossGate differ?")),
        ("Compare LoRA and QLoRA on GLUE", ("Compare LoRA on GLUE", "Compare QLoRA on GLUE")),
        (
            "How fast is MossGate, and what are the rules of chess?",
            ("How fast is MossGate", "what are the rules of chess?"),
        ),
    ],
)
def test_several_questions_are_told_apart(question: str, expected: tuple[str, ...]) -> None:
    assert parts(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "How does MossGate work and by how much does it speed things up?",
        "What is MossGate? How is it evaluated?",
        "What is MossGate and is training slow?",
        "Which papers use retrieval and reranking?",
        "Do retrieval and reranking help?",
        'What does "Attention and how it works" say?',
        "How do models reduce hallucination, and which benchmarks measure it?",
        "e.g. this, i.e. that",
        "How much better is MossGate than HyDE on GLUE?",
        "What is the difference between folding and gating?",
        "Why?",
        "",
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert parts(question) == (question,)


@pytest.mark.parametrize("piece", ["and what ", "A", '"', "What is X? ", " ", " ; ", "and "])
def test_hostile_question_is_divided_to_its_end(piece: str) -> None:
    with ends():
        assert len(parts(piece * (300_000 // len(piece)))) <= 4
