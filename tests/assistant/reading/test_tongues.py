"""Questions in other languages ask for what they name."""

from __future__ import annotations

import pytest

from assistant.reading.tongues import foreign


@pytest.mark.parametrize(
    ("asked", "means", "language"),
    [
        ("Was ist Zebrafold?", "What is Zebrafold?", "German"),
        ("Wie funktioniert Zebrafold, bitte?", "How does Zebrafold work?", "German"),
        ("Welche Papers gibt es zu Mossgate?", "Which papers are about Mossgate?", "German"),
        ("Qu'est-ce que Zebrafold ?", "What is Zebrafold?", "French"),
        ("Qu’est-ce qu’un Zebrafold ?", "What is Zebrafold?", "French"),
        ("¿Qué es Zebrafold?", "What is Zebrafold?", "Spanish"),
        ("¿Cómo funciona el Zebrafold?", "How does Zebrafold work?", "Spanish"),
        ("Cos'è Zebrafold?", "What is Zebrafold?", "Italian"),
        ("O que é Zebrafold?", "What is Zebrafold?", "Portuguese"),
        ("什么是Zebrafold？", "What is Zebrafold?", "Chinese"),
        ("Zebrafold是什么？", "What is Zebrafold?", "Chinese"),
        ("Zebrafoldとは何ですか？", "What is Zebrafold?", "Japanese"),
    ],
)
def test_frame_becomes_english(asked: str, means: str, language: str) -> None:
    assert foreign(asked) == (means, language)


@pytest.mark.parametrize(
    "asked", ["What is Zebrafold?", "Was Zebrafold better?", "Was moss ist", "Zebrafold", "Die Zebrafold"]
)
def test_other_texts_have_no_such_frame(asked: str) -> None:
    assert foreign(asked) is None
