"""The seam to who reads a retelling against its sources, of which the deterministic checks cannot say if it is true."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, Protocol

from assistant.parsing.events import Mark, Waiting
from assistant.types import Usage
from index.query import Evidence


class Judged(NamedTuple):
    """A sentence to be judged, with the sentences it cites: places of papers in the evidence, from 1."""

    text: str
    marks: tuple[Mark, ...]


class Judgement(NamedTuple):
    """What a judge says of sentence `number`, from 1; `part` names what is not stated, "" if all is."""

    number: int
    support: Literal["supported", "unsupported"]
    part: str = ""
    correction: str = ""
    marks: tuple[Mark, ...] = ()


class Judge(Protocol):
    """Whoever reads sentences against the papers they cite. One is made for a job, so that its usage is the job's."""

    @property
    def name(self) -> str:
        """What the reader is told: the model."""
        ...

    @property
    def usage(self) -> Usage:
        """What this judge has cost since it was made."""
        ...

    def judge(
        self, question: str, claims: Sequence[Judged], evidence: Sequence[Evidence]
    ) -> Iterator[Judgement | Waiting]:
        """Yield a judgement for each claim, in any order; after a WriterError what was yielded before stays good."""
        ...
