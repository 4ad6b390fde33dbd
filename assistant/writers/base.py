"""The seam between the jobs and whoever writes.

A writer gets evidence and gives back drafts: sentences with marks such as `[P2.S3]`, paper 2 of the
evidence it was given, sentence 3. It is trusted with nothing: marks are resolved and sentences judged
afterwards, in one place, whoever wrote them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from assistant.parsing.events import Draft, DraftEvent
from assistant.types import Usage
from index.aspects import Aspect
from index.query import Evidence


class CellDraft(NamedTuple):
    """What a writer puts into one cell of a comparison. A cell that is not stated is never drafted."""

    paper: int  # place of the paper in the evidence, from 1
    aspect: Aspect
    draft: Draft


class Writer(Protocol):
    """Whoever turns evidence into sentences. One is made for each job, so that its usage is the job's."""

    @property
    def name(self) -> str:
        """What the reader is told: `extractive`, or the model."""
        ...

    @property
    def usage(self) -> Usage:
        """What this writer has cost since it was made."""
        ...

    def answer(self, question: str, evidence: Sequence[Evidence]) -> Iterator[DraftEvent]:
        """Yield the sentences of the answer, as they come; `Declined` says that the evidence does not answer.

        Raises:
            WriterError: what was yielded before stays good.
        """
        ...

    def cells(self, aspects: Sequence[Aspect], evidence: Sequence[Evidence]) -> Iterator[CellDraft]:
        """Yield the cells of a comparison of these papers; a cell that is left out is not stated.

        Raises:
            WriterError: what was yielded before stays good.
        """
        ...

    def brief(self, opening: str, evidence: Sequence[Evidence]) -> Iterator[DraftEvent]:
        """Yield the sentences of a brief behind its first one, which says whose papers it is about.

        The first paper is always told; of the others, best first, those that there is room for. Where pieces of
        evidence have a `part`, each is of another day.

        Raises:
            WriterError: what was yielded before stays good.
        """
        ...

    def paragraph(self, topic: str, evidence: Sequence[Evidence]) -> Iterator[DraftEvent]:
        """Yield the sentences of one paragraph over all the evidence: the summary of a comparison.

        Each piece of evidence names, in `sentences`, those that tell most of it.

        Raises:
            WriterError: what was yielded before stays good.
        """
        ...


@runtime_checkable
class Rewriter(Protocol):
    """A writer that can put a turn of a conversation into English words that stand alone."""

    def rewrite(self, question: str, earlier: Sequence[str], titles: Sequence[str]) -> str:
        """Return the JSON, or what came in its place, that the prompt `rewrite` asks for.

        `earlier` are the questions before it, each standing alone, and `titles` those of the papers cited last.

        Raises:
            WriterError: nothing came back.
        """
        ...
