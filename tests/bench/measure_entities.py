"""How well entities are found in sentences, against spans that people marked: right is what agrees to the letter.

python -m tests.bench.measure_entities FILE
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from assistant.errors import SourceUnreadable
from assistant.evals.retrieval import read_rows
from index.models.entity_tagger import KINDS, tag

_SCIERC = {"OtherScientificTerm": "other"} | {kind.capitalize(): kind for kind in KINDS}
_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "``": '"', "''": '"'}

Span = tuple[str, int, int]  # kind, and where it begins and ends in the sentence


class Marked(NamedTuple):
    """A sentence, and the spans marked in it."""

    sentence: str
    spans: frozenset[Span]


class KindFound(BaseModel):
    """Precision, recall and F1 of one kind, and how many spans have it."""

    model_config = ConfigDict(frozen=True)

    n: int
    precision: float
    recall: float
    f1: float


class EntitiesEvaluation(BaseModel):
    """What is printed: `n` spans in so many `sentences`."""

    model_config = ConfigDict(frozen=True)

    sentences: int
    n: int
    micro_f1: float
    by_kind: dict[str, KindFound]


def evaluate(path: Path) -> EntitiesEvaluation:
    """Find the entities of each sentence of a file and compare them with its marks.

    Raises:
        SourceUnreadable: the file is neither SciERC's CoNLL format nor such JSON Lines, or has no marked span.
    """
    marked = list(read_marked(path))
    if not any(each.spans for each in marked):
        raise SourceUnreadable(f"{path.name} has no marked entity.", "Each line needs `sentence` and `entities`.")
    return measure((each, frozenset((e.kind, e.start, e.end) for e in tag(each.sentence))) for each in marked)


def measure(pairs: Iterable[tuple[Marked, frozenset[Span]]]) -> EntitiesEvaluation:
    """Compare the spans found in sentences with those marked; kinds that nobody marked do not count."""
    every = list(pairs)
    known = {kind for marked, _ in every for kind, *_ in marked.spans}
    gold = Counter(kind for marked, _ in every for kind, *_ in marked.spans)
    found = Counter(kind for _, spans in every for kind, *_ in spans if kind in known)
    right = Counter(kind for marked, spans in every for kind, *_ in marked.spans & spans)
    total = _found(right.total(), found.total(), gold.total())
    names = [kind for kind in KINDS if kind in known] + sorted(known - set(KINDS))
    by_kind = {name: _found(right[name], found[name], gold[name]) for name in names}
    return EntitiesEvaluation(sentences=len(every), n=total.n, micro_f1=total.f1, by_kind=by_kind)


def read_marked(path: Path) -> Iterator[Marked]:
    """Yield marked sentences: JSON Lines with `sentence` and `entities` (kind, start, end), or CoNLL in a `.txt`.

    Raises:
        SourceUnreadable: the file is not what it should be.
    """
    if path.suffix == ".txt":
        yield from _read_conll(path)
        return
    for row in read_rows(path):
        try:
            spans = frozenset((str(e["kind"]), int(e["start"]), int(e["end"])) for e in row.get("entities") or ())
        except (TypeError, KeyError, ValueError):
            raise SourceUnreadable(f"{path.name} has an entity that is none.", "It needs kind, start, end.") from None
        yield Marked(str(row.get("sentence") or ""), spans)


def _read_conll(path: Path) -> Iterator[Marked]:
    """Yield sentences of a file with a token a line, its tag last, and an empty line between sentences."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceUnreadable(f"{path.name} cannot be read.", "Give a text file in UTF-8.") from error
    rows: list[list[str]] = []
    for line in [*lines, ""]:
        if parts := line.split():
            rows.append(parts)
        elif rows:
            if rows[0][0] != "-DOCSTART-":
                yield _joined(rows)
            rows = []


def _joined(rows: list[list[str]]) -> Marked:
    text, spans, last = "", list[Span](), "O"
    for row in rows:
        start = len(text) + bool(text)
        text = f"{text} {_BRACKETS.get(row[0], row[0])}".strip()
        kind = _SCIERC.get(row[-1][2:], row[-1][2:])
        if row[-1] != "O" and (row[-1][0] == "B" or kind != last):
            spans.append((kind, start, len(text)))
        elif row[-1] != "O":
            spans[-1] = (kind, spans[-1][1], len(text))
        last = kind if row[-1] != "O" else "O"
    return Marked(text, frozenset(spans))


def _found(right: int, found: int, gold: int) -> KindFound:
    precision, recall = right / max(found, 1), right / max(gold, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return KindFound(n=gold, precision=round(precision, 4), recall=round(recall, 4), f1=round(f1, 4))


if __name__ == "__main__":
    print(evaluate(Path(sys.argv[1])).model_dump_json(indent=2))
