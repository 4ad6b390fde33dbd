"""What is said around a question is not searched."""

from __future__ import annotations

import pytest

from assistant.reading.courtesy import is_courtesy, without_courtesy


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Hi, what is moss?", "what is moss?"),
        ("Hello! How does moss grow?", "How does moss grow?"),
        ("ok, what about moss?", "what about moss?"),
        ("Please tell me how moss grows, thanks", "how moss grows"),
        ("I would like to know what moss is", "what is moss?"),
        ("Could you please explain how moss grows? Thank you so much!", "how moss grows?"),
        ("Good morning, can you tell me about moss gates?", "moss gates"),
        ("Give me a short overview of moss gates", "moss gates"),
        ("Explain moss to a beginner", "Explain moss"),
        ("Tell me more about Quillset", "Quillset"),
        ("now something else: what is moss?", "what is moss?"),
        ("I'm wondering whether moss grows", "whether moss grows"),
    ],
)
def test_question_without_what_is_said_around_it(said: str, asked: str) -> None:
    assert without_courtesy(said) == asked


@pytest.mark.parametrize(
    "said",
    [
        "Hi-C maps of moss",
        "well-known moss",
        "GREAT: gates for moss",
        "Tell me more about it",
        "tell me more",
        "Can models explain how moss grows?",
        "What does “thank you, please” mean?",
        "thanks!",
        "please",
        "What do models know about moss?",
    ],
)
def test_what_stays(said: str) -> None:
    assert without_courtesy(said) == said


def test_turns_that_ask_nothing() -> None:
    assert all(map(is_courtesy, ("hi", "Thanks a lot!", "ok, thank you", "Great.")))
    assert not any(map(is_courtesy, ("hi, what is moss?", "great moss", "")))


def test_questions_of_a_benchmark_are_hardly_touched(questions: list[str]) -> None:
    touched = [question for question in questions if without_courtesy(question) != question]
    assert len(touched) <= len(questions) // 100
