"""Bundled pairs of a true retelling and its minimal false twin, over short invented abstracts, in our own words.

They measure a judge (`assistant.judges.trust`), and the plainest of them are the controls that ride along with each
call (`assistant.judges.sheet`). Names of papers and systems are invented, so that no judge knows them already.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from index.paper import Paper
from index.query import Evidence

_DATA = resources.files("assistant.judges") / "data"
_ABSTRACTS, _PAIRS = "abstracts.jsonl", "pairs.jsonl"


class Pair(NamedTuple):
    """Two sentences that cite the same: numbers of sentences, by the name of the abstract.

    `control` says that it cites one paper, is in English, and nobody who reads can take one for the other.
    """

    kind: str  # what the false one has wrong
    true: str
    false: str
    cites: Mapping[str, tuple[int, ...]]
    control: bool


@cache
def abstracts() -> Mapping[str, Evidence]:
    """Return the invented papers as evidence, by name, in the order of the file."""
    papers = {row.pop("id"): row for row in _rows(_ABSTRACTS)}
    return {
        name: Evidence(paper=Paper(id=f"title:{name}", **row), score=1, relevance=1) for name, row in papers.items()
    }


@cache
def pairs() -> tuple[Pair, ...]:
    """Return all pairs, in the order of the file."""
    return tuple(
        Pair(
            kind=row["kind"],
            true=row["true"],
            false=row["false"],
            cites={name: tuple(numbers) for name, numbers in row["cites"].items()},
            control=row.get("control", False),
        )
        for row in _rows(_PAIRS)
    )


def control(seed: bytes) -> Pair:
    """Return the control that a seed chooses: the same for the same text, and not known to who wrote an abstract."""
    chosen = [pair for pair in pairs() if pair.control]
    return chosen[int.from_bytes(seed[:4], "big") % len(chosen)]


def fingerprint(*more: str) -> str:
    """Return what changes with the pairs, and with `more` texts that a measure depends on."""
    digest = hashlib.sha256()
    for text in (_read(_ABSTRACTS), _read(_PAIRS), *more):
        digest.update(text.encode())
    return digest.hexdigest()[:12]


def _read(name: str) -> str:
    return (_DATA / name).read_text(encoding="utf-8")


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in _read(name).splitlines()]
