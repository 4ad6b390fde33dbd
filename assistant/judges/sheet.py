"""What one call puts before a judge: papers, numbered sentences, and among them two controls, one true and one false.

A control is a sentence of a bundled pair whose verdict we know, on an invented abstract that is shown as one more cited
paper, so that neither a judge that waves everything through nor one that a sentence of an abstract tells to do so is
believed. Which pair it is, and where it stands, follows from a hash of what is judged.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Literal, NamedTuple

from assistant.parsing.events import Mark
from assistant.verification.judge import Judged, Judgement
from index.guard import is_no_name
from index.paper import Paper
from index.query import Evidence
from index.statements import heading_of, statements_of

_DATA = resources.files("assistant.judges") / "data"
_ABSTRACTS, _PAIRS = "abstracts.jsonl", "pairs.jsonl"


class Pair(NamedTuple):
    """Two sentences that cite the same, by the abstract's name; a `control` is in English, cites one, and is plain."""

    kind: str  # what the false one has wrong
    true: str
    false: str
    cites: Mapping[str, Sequence[int]]
    control: bool = False


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
    return tuple(Pair(**row) for row in _rows(_PAIRS))


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


_NAMED = 3  # authors


class Shown(NamedTuple):
    """A cited paper as the judge reads it: sentences with their numbers."""

    heading: str
    authors: tuple[str, ...]
    published: str
    sentences: tuple[tuple[int, str], ...]


class Row(NamedTuple):
    """A sentence to judge; its marks count the papers of the sheet. `known` is the verdict of a control, else ""."""

    text: str
    marks: tuple[Mark, ...]
    number: int  # of the claim, from 1; 0 for a control
    known: Literal["supported", "unsupported", ""] = ""


class Sheet(NamedTuple):
    """One call. `places` are those of its papers in the evidence, 0 for the invented one."""

    question: str
    papers: tuple[Shown, ...]
    rows: tuple[Row, ...]
    places: tuple[int, ...]

    def missed(self, found: Sequence[Judgement]) -> Row | None:
        """Return a control that is judged wrongly, else one that is not judged, else None."""
        said = {judgement.number: judgement.support for judgement in found}
        wrong = [row for n, row in enumerate(self.rows, start=1) if row.known and said.get(n, row.known) != row.known]
        absent = [row for n, row in enumerate(self.rows, start=1) if row.known and n not in said]
        return next(iter(wrong + absent), None)

    def judgements(self, found: Sequence[Judgement]) -> tuple[Judgement, ...]:
        """Return what is said of the claims, with their numbers, and those marks that name what was shown."""
        shown = {
            Mark(n, number): Mark(place, number)
            for n, (place, paper) in enumerate(zip(self.places, self.papers, strict=True), start=1)
            for number, _ in (paper.sentences if place else ())
        }
        return tuple(
            judgement._replace(number=row.number, marks=tuple(shown[mark] for mark in judgement.marks if mark in shown))
            for judgement in found
            if not (row := self.rows[judgement.number - 1]).known
        )


def sheet(
    question: str, claims: Sequence[tuple[int, Judged]], evidence: Sequence[Evidence], *, controls: bool = True
) -> Sheet:
    """Return the sheet of some claims, each with its number; their marks must resolve in the evidence."""
    rows = [Row(claim.text, claim.marks, number) for number, claim in claims]
    places = sorted({mark.paper for row in rows for mark in row.marks})
    papers = {place: evidence[place - 1].paper for place in places}
    if controls:
        seed = hashlib.sha256("\n".join([question, *(row.text for row in rows)]).encode("utf-8", "replace")).digest()
        places.insert(seed[4] % (len(places) + 1), 0)
        papers[0] = _add_controls(rows, seed)
    order = {place: n for n, place in enumerate(places, start=1)}
    renumbered = [row._replace(marks=tuple(Mark(order[m.paper], m.sentence) for m in row.marks)) for row in rows]
    shown = []
    for place in places:
        paper, cited = papers[place], {m.sentence for row in rows for m in row.marks if m.paper == place and m.sentence}
        authors = tuple(name for name in paper.authors[:_NAMED] if not is_no_name(name))
        shown.append(Shown(heading_of(paper), authors, str(paper.published or ""), context(paper, cited)))
    return Sheet(question, tuple(shown), tuple(renumbered), tuple(places))


def _add_controls(rows: list[Row], seed: bytes) -> Paper:
    """Put the two controls among the rows, and return the paper that they cite, which has the place 0."""
    controls = [pair for pair in pairs() if pair.control]
    pair = controls[int.from_bytes(seed[:4], "big") % len(controls)]  # not known to who wrote an abstract
    ((name, numbers),) = pair.cites.items()
    marks = tuple(Mark(0, n) for n in numbers)
    rows.insert(seed[5] % (len(rows) + 1), Row(pair.true, marks, 0, "supported"))
    rows.insert(seed[6] % (len(rows) + 1), Row(pair.false, marks, 0, "unsupported"))
    return abstracts()[name].paper


def readable_marks(marks: Iterable[Mark], evidence: Sequence[Evidence]) -> tuple[Mark, ...]:
    """Return the marks that name a sentence that may be read; a mark of a whole paper becomes one for each sentence."""
    found: list[Mark] = []
    for mark in marks:
        if not 0 < mark.paper <= len(evidence):
            continue
        statements = statements_of(evidence[mark.paper - 1].paper)
        wanted = range(1, len(statements) + 1) if mark.sentence is None else (mark.sentence,)
        found += [Mark(mark.paper, n) for n in wanted if 0 < n <= len(statements) and statements[n - 1]]
    return tuple(dict.fromkeys(found))


def context(paper: Paper, cited: Iterable[int]) -> tuple[tuple[int, str], ...]:
    """Return the sentences to read, numbered: the first, which says what the paper is on, the cited, and neighbours."""
    numbers = {1} | {near for n in cited for near in (n - 1, n, n + 1)}
    return tuple((n, text) for n, text in enumerate(statements_of(paper), start=1) if text and n in numbers)
