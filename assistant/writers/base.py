"""The seam between the jobs and whoever writes.

A writer gets evidence and gives back drafts: text in which each sentence ends with marks such as
`[P2.S3]`, paper 2 of the evidence it was given, sentence 3. It is trusted with nothing: marks are resolved and sentences judged
afterwards, in one place, whoever wrote them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from assistant.types import Usage
from index.query import Evidence

Aspect = str


class CellDraft(NamedTuple):
    """What a writer puts into one cell of a comparison: `text` may carry marks; "" says not stated."""

    paper: int  # place of the paper in the evidence, from 1
    aspect: Aspect
    text: str


class Writer(Protocol):
    """Whoever turns evidence into sentences."""

    @property
    def name(self) -> str:
        """What the reader is told: `extractive`, or the model."""
        ...

    @property
    def usage(self) -> Usage:
        """What this writer has cost since it was made; a writer is made for one job."""
        ...

    def answer(self, question: str, evidence: Sequence[Evidence]) -> Iterator[str]:
        """Yield pieces of the answer's text, as they come; nothing at all says the evidence does not answer.

        Raises:
            WriterError: what was yielded before stays good.
        """
        ...

    def cells(self, aspects: Sequence[Aspect], evidence: Sequence[Evidence]) -> Iterator[CellDraft]:
        """Yield the cells of a comparison of these papers. A cell that is left out is not stated.

        Raises:
            WriterError: what was yielded before stays good.
        """
        ...

    def paragraph(self, topic: str, evidence: Sequence[Evidence]) -> Iterator[str]:
        """Yield pieces of one paragraph over all the evidence: a brief, or the summary of a comparison.

        Each piece of evidence names, in `sentences`, the only sentences that may be cited.

        Raises:
            WriterError: what was yielded before stays good.
        """
        ...
