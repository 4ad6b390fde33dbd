"""How long an answer is to be and in which language, and what only sounds like that."""

from __future__ import annotations

import time

import pytest

from assistant.reading.wishes import Manner, plain, wished

NOTHING = Manner()


@pytest.mark.parametrize(
    ("question", "sentences", "language", "left"),
    [
        ("In two sentences what is moss?", 2, "", "what is moss?"),
        ("Explain in one sentence what moss is.", 1, "", "what moss is."),
        ("Can you tell me in 3 sentences how ferns grow?", 3, "", "how ferns grow?"),
        ("what is moss? in 2 sentences max", 2, "", "what is moss?"),
        ("Give me a one-sentence summary of moss", 1, "", "moss"),
        ("What is moss? Keep it short.", 2, "", "What is moss?"),
        ("What is moss, briefly?", 2, "", "What is moss?"),
        ("keep your answers short", 2, "", ""),
        ("shorter please", 2, "", ""),
        ("Give me more detail about moss", None, "", "moss"),
        ("summarize that in one sentence", 1, "", ""),
        ("Bitte antworte auf Deutsch. What is moss?", None, "German", "What is moss?"),
        ("In German, please.", None, "German", ""),
        ("From now on answer in French.", None, "French", ""),
        ("What is moss? In German and in one sentence", 1, "German", "What is moss?"),
        ("What is moss? Answer in one sentence in German.", 1, "German", "What is moss?"),
    ],
)
def test_wishes(question: str, sentences: int | None, language: str, left: str) -> None:
    assert (*wished(question, NOTHING), plain(question)) == (sentences, language, False, left)


@pytest.mark.parametrize(
    "question",
    [
        "Which models encode text with a sentence transformer?",
        "How is text split in two sentences of equal length?",
        "relation extraction using two sentences as input",
        "retrieval in short videos",
        "methods that explain concisely",
        "How well do models respond in Japanese?",
        "Which models write in German?",
        "Do models answer in German when asked in English?",
        "models explain in detail why",
        "Short text classification",
        "Are longer contexts better?",
        "Simple is better",
        "How to keep it simple: pruning",
    ],
)
def test_topics_that_sound_like_wishes(question: str) -> None:
    assert (wished(question, NOTHING), plain(question)) == (NOTHING, question)


@pytest.mark.parametrize("asked", ["can you say it simpler?", "in plain English please", "Explain it in simple words."])
def test_simple_words_are_wished(asked: str) -> None:
    assert (wished(asked, NOTHING), plain(asked)) == (Manner(simply=True), "")


def test_length_is_given_back() -> None:
    for asked in ("longer please", "more details", "make it longer"):
        assert (wished(asked, Manner(sentences=1)), plain(asked)) == (NOTHING, "")


def test_wishes_are_told_to_writer_and_reader() -> None:
    manner = wished("in one sentence", wished("Answer in German.", NOTHING))
    assert manner.wish() == "Answer in one sentence. Answer in German."
    assert manner.said() == "in one sentence; in German"


def test_blank_text_takes_no_time() -> None:
    started = time.process_time()
    for sign in ' \n",-a':
        plain(sign * 2000)
        wished(sign * 2000, NOTHING)
    assert time.process_time() - started < 2
