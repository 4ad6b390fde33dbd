"""Claims about made-up papers, true ones and false ones of every kind: the table is claims.txt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.grounding.checks import Cited, judge

TABLE = Path(__file__).with_name("claims.txt")


def rows(mark: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    sentences: tuple[str, ...] = ()
    for line in TABLE.read_text().splitlines():
        if line.startswith("> "):
            sentences = tuple(line[2:].split(" || "))
        elif line.startswith(mark):
            yield line[2:], sentences


def verdict(claim: str, sentences: tuple[str, ...]):
    return judge(claim, Cited(sentences, tuple(f"Of Ponds and Lamps\n{sentence}" for sentence in sentences)))


@pytest.mark.parametrize(("claim", "sentences"), list(rows("+ ")))
def test_true_claim_is_supported(claim: str, sentences: tuple[str, ...]) -> None:
    found = verdict(claim, sentences)
    assert found.support == "supported", found.reason


@pytest.mark.parametrize(("claim", "sentences"), list(rows("- ")))
def test_false_claim_is_not_supported(claim: str, sentences: tuple[str, ...]) -> None:
    kind, _, text = claim.partition(": ")
    assert verdict(text, sentences).support != "supported", kind
