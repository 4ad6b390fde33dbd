"""The seam between the jobs and whoever writes: from evidence to sentences with marks such as `[P2.S3]`.

A writer is trusted with nothing: marks are resolved and sentences judged afterwards, in one place.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from assistant.parsing.events import Draft, DraftEvent
from assistant.types import Usage
from index.query import Evidence


class CellColumn(NamedTuple):
    """A column of a comparison as a writer is asked to fill it; `words` are a reader's own, "" for a known column."""

    name: str
    words: str = ""


class Writer(Protocol):
    """Whoever turns evidence into sentences. One is made for each job, so that its usage is the job's.

    Every method may raise `WriterError`; what was yielded before stays good.
    """

    @property
    def name(self) -> str:
        """What the reader is told: `extractive`, or the model."""

    @property
    def usage(self) -> Usage:
        """What this writer has cost since it was made."""

    def answer(self, question: str, evidence: Sequence[Evidence]) -> Iterator[DraftEvent]:
        """Yield the sentences of the answer, as they come; `Declined` says that the evidence does not answer."""

    def brief(self, opening: str, evidence: Sequence[Evidence]) -> Iterator[DraftEvent]:
        """Yield what stands behind the first sentence: the first paper, then the best ones, of each `part` one."""

    def paragraph(self, topic: str, evidence: Sequence[Evidence]) -> Iterator[DraftEvent]:
        """Yield one paragraph over all the evidence, which names in `sentences` those that tell most of it."""


@runtime_checkable
class Rewriter(Protocol):
    """A writer that can put a turn of a conversation into English words that stand alone."""

    def rewrite(self, question: str, earlier: Sequence[str], titles: Sequence[str]) -> str:
        """Return what the prompt `rewrite` asks for, with `earlier` questions and the titles of papers cited last."""


@runtime_checkable
class CellWriter(Protocol):
    """A writer that can fill the row of one paper in a comparison."""

    def cells(self, columns: Sequence[CellColumn], item: Evidence) -> Mapping[str, Draft | None]:
        """Return what stands in each column, by name, marks on paper 1; None is "not stated", a gap "passed over"."""
