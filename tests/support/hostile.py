"""Texts that try to run, load or hide something in a page, and papers that hold them wherever a record can."""

import datetime as dt
import json
from pathlib import Path

from index.paper import Paper
from tests.support.papers import paper

DAY = dt.date(2024, 3, 5)
_FILE = Path(__file__).parents[1] / "data" / "hostile_texts.jsonl"
KINDS: dict[str, str] = {
    row["kind"]: row["text"] for row in map(json.loads, _FILE.read_text(encoding="utf-8").splitlines())
}


def hostile_texts(lure: str = "http://127.0.0.1:9") -> tuple[str, ...]:
    """Return the texts; what they would load is at the address of `lure`."""
    return tuple(text.replace("TRAP", lure) for text in KINDS.values())


def record(number: int, title: str, sentences: list[str], attack: str) -> Paper:
    """Return a paper with hostile sentences, whose other fields hold an attack as well."""
    return paper(
        title,
        " ".join(sentences),
        authors=(f"Name {attack}", "B. Two", "C. Three", f"Fourth {attack}"),
        organisation=f"Institute {attack}",
        venue=f"Venue {attack}",
        note=f"Note {attack}",
        categories=(f"cs.{number}{attack}",),
        keywords=(attack,),
        featured=DAY,
        published=DAY,
        upvotes=number,
        url="javascript:window.hacked=1" if number % 2 else f'https://example.org/"{attack}',
        code_url=f"data:text/html,{attack}",
        project_url=f"//example.org/{attack}" if number % 2 else f"http://127.0.0.1:9/'{attack}",
    )


def singly(attacks: tuple[str, ...]) -> list[Paper]:
    """Return a paper for each attack."""
    return [
        record(
            number,
            f"Zebrafold {number}: {attack}",
            [
                f"Token streams are hard and costly {attack} to fold.",
                f"We propose Zebrafold {attack} for folding streams.",
                f"Zebrafold improves folding {attack} by {number + 10}%.",
            ],
            attack,
        )
        for number, attack in enumerate(attacks)
    ]


def joined(attacks: tuple[str, ...], each: int) -> list[Paper]:
    """Return papers that hold several attacks each, one in a sentence, and all of them in the title."""
    found = []
    for number, start in enumerate(range(0, len(attacks), each)):
        some = attacks[start : start + each]
        sentences = [
            f"Zebrafold folds streams {attack} in {place} steps." for place, attack in enumerate(some, start=2)
        ]
        found.append(record(number, f"Zebrafold {number}: {' '.join(some)}", sentences, " ".join(some)))
    return found
