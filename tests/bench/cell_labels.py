"""The cells that people filled (`tests/data/cell_labels.jsonl`), looked up in papers, and how near ours come to them.

A cell is a list of pieces, each a sentence number, the place of its first word in the plain sentence and that behind
its last one. A sixth of the papers, `"part": "test"`, is never trained on while measuring.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from assistant.comparison.cells import abstract_cell
from assistant.comparison.values import MOST
from index.models.cell_reader import COLUMNS, words_of
from index.paper import Paper
from index.text import plain
from tests.bench.model_files import read

LABELS = Path(__file__).parents[1] / "data" / "cell_labels.jsonl"
Piece = tuple[int, int, int]


class Labelled(NamedTuple):
    """A paper, and the pieces of each column that it states."""

    paper: Paper
    cells: Mapping[str, Sequence[Piece]]
    is_test: bool

    def states(self, column: str) -> set[int]:
        return {number for number, _, _ in self.cells.get(column, ())}


def labelled(papers: Iterable[Path]) -> Iterator[Labelled]:
    wanted = {row["paper"]: row for row in read(LABELS)}
    for record in (record for path in papers for record in read(path)):
        key = record["id"] if ":" in record["id"] else f"arxiv:{record['id']}"
        if row := wanted.pop(key, None):
            paper = Paper(id=key, title=record["title"], abstract=record["abstract"])
            yield Labelled(
                paper,
                {name: [tuple(each) for each in row["cells"][name]] for name in row["cells"]},
                row["part"] == "test",
            )
    if wanted:
        raise SystemExit(f"{len(wanted)} papers are not given: {sorted(wanted)[:3]}")


def measure(every: Sequence[Labelled]) -> Iterator[str]:
    """Yield of each column how often a cell and the first sentence it quotes are right, and its words' F1."""
    short = list[bool]()
    for column in COLUMNS:
        right, quoted, overlap = list[bool](), list[bool](), list[float]()
        stating = [each for each in every if each.states(column)]
        for each in every:
            cell, numbers = abstract_cell(column, each.paper), each.states(column)
            if not cell.stated:
                continue
            right.append(cell.sentences[0] in numbers)
            quoted.append(bool(numbers & set(cell.sentences)))
            short.append(len(cell.value.split()) <= MOST)
            if right[-1]:
                own = [piece for piece in each.cells[column] if piece[0] == cell.sentences[0]]
                overlap.append(max(_f1(cell.value, text) for text in _texts(each.paper, own)))
        yield (
            f"{column:8} stated {len(stating):3}, cells {len(right):3}, first sentence P {_mean(right):.3f} "
            f"R {sum(right) / max(1, len(stating)):.3f}, any P {_mean(quoted):.3f} "
            f"R {sum(quoted) / max(1, len(stating)):.3f}, F1 of words {_mean(overlap):.3f}"
        )
    yield f"at most {MOST} words: {_mean(short):.3f} of {len(short)} cells"


def _texts(paper: Paper, pieces: Sequence[Piece]) -> Iterator[str]:
    """Yield the words of each piece, and those of all of one sentence."""
    by_sentence: dict[int, list[str]] = defaultdict(list)
    for number, first, last in pieces:
        text = plain(paper.sentences[number - 1])
        words = words_of(text)
        by_sentence[number].append(text[words[first].start : words[last - 1].end])
        yield by_sentence[number][-1]
    yield from map(" ".join, by_sentence.values())


def _f1(one: str, two: str) -> float:
    said, wanted = ([word.low for word in words_of(text)] for text in (one, two))
    shared = sum(min(said.count(word), wanted.count(word)) for word in set(said))
    return 2 * shared / max(1, len(said) + len(wanted))


def _mean(found: Sequence[float]) -> float:
    return mean(found) if found else 0.0
