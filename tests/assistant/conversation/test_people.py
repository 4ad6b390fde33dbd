"""When "by" names an author, and when it does not."""

import datetime as dt
from pathlib import Path

import pytest

from assistant.config import Settings
from assistant.conversation.filters import There, understand
from assistant.engine import Assistant
from tests.support.papers import paper

KNOWN = {
    "asai",
    "akari asai",
    "hajishirzi",
    "smith",
    "wang",
    "a",
    "the",
    "long",
    "van den oord",
    "ai",
    "training",
    "size",
}
WORDS = {"long", "training"}


def read(question: str) -> tuple[str, tuple[str, ...]]:
    text, filters, _ = understand(
        question,
        dt.date(2026, 11, 20),
        There(author=lambda name: name.lower() in KNOWN, is_word=lambda name: name.lower() in WORDS),
    )
    return text, filters.authors


@pytest.mark.parametrize(
    ("question", "left", "authors"),
    [
        ("moss by Asai", "moss", ("Asai",)),
        ("papers by Asai et al. on moss", "papers on moss", ("Asai",)),
        ("work by Wang and colleagues", "work", ("Wang",)),
        ("papers by Akari Asai, Smith, and Wang", "papers", ("Akari Asai", "Smith", "Wang")),
        ("papers by Asai & Smith", "papers", ("Asai", "Smith")),
        ("papers by Asai or Hajishirzi on moss", "papers on moss", ("Asai or Hajishirzi",)),
        ("the metric proposed by Smith", "the metric", ("Smith",)),
        ("moss by van den Oord", "moss", ("van den Oord",)),
        ("Which papers did Asai write?", "Which papers?", ("Asai",)),
        ("Which papers on moss did Nobody Known and Asai write?", "Which papers on moss?", ("Nobody Known", "Asai")),
        ("What has Asai published on moss?", "on moss?", ("Asai",)),
        ("What did Akari Asai show on moss?", "on moss?", ("Akari Asai",)),
        ("What has Asai worked on?", "?", ("Asai",)),
        ("What else did Nobody Known write?", "?", ("Nobody Known",)),
        ("Asai's latest papers on moss", "latest papers on moss", ("Asai",)),
        ("Papers of Akari Asai", "Papers", ("Akari Asai",)),
        ("papers from Asai?", "papers?", ("Asai",)),
    ],
)
def test_authors(question: str, left: str, authors: tuple[str, ...]) -> None:
    assert read(question) == (left, authors)


@pytest.mark.parametrize(
    "question",
    [
        "work inspired by Smith",
        "papers cited by Wang",
        "moss by Unknown",
        "moss found by AI",
        "moss by Training",
        "grow moss by training",
        "cut by a third",
        "moss by the authors",
        "moss by A and B",
        "papers by size",
        "Smith's theorem",
        "What did AI show?",
        "What has Training shown?",
    ],
)
def test_by_without_an_author(question: str) -> None:
    assert read(question) == (question, ())


def test_library_tells_a_name_from_a_word(tmp_path: Path) -> None:
    assistant = Assistant.open(Settings(home=tmp_path))
    assistant.library.upsert(
        [
            paper("Mosses", "Mosses are green.", "2401.00011", authors=("Ada Long",)),
            paper("Ferns", "Long ferns are green.", "2401.00012", authors=("Bo Hedgerow",)),
            paper("Oaks", "Oaks live long.", "2401.00013"),
        ]
    )
    assert assistant.understand("green plants by Long").filters.authors == ()
    assert assistant.understand("papers by Long").filters.authors == ("Long",)
    assert assistant.understand("green plants by Hedgerow").filters.authors == ("Hedgerow",)
    found = assistant.search("green papers by Long or Hedgerow")
    assert {item.paper.title for item in found} == {"Mosses", "Ferns"}


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("papers by E. Hu", "Edward J. Hu"),
        ("Papers of E. J. Hu", "Edward J. Hu"),
        ("What did Edward Hu propose?", "Edward J. Hu"),
        ("papers by C. Hu", "Chen Hu"),
        ("papers by 佐藤花子", "佐藤 花子"),
        ("papers by 山田 太郎", "山田太郎"),
    ],
)
def test_initials_and_gaps_of_a_name_mean_whom_the_records_have(asked: str, meant: str, tmp_path: Path) -> None:
    assistant = Assistant.open(Settings(home=tmp_path))
    authors = (("Edward J. Hu", "Yelong Shen"), ("Chen Hu",), ("山田太郎", "佐藤 花子"))
    assistant.library.upsert(
        [paper(f"Moss {n}", "Mosses are green.", f"2401.0001{n}", authors=names) for n, names in enumerate(authors)]
    )
    assert assistant.understand(asked).filters.authors == (meant,)
    assert len(assistant.search(asked)) == 1
