"""The events of a text that a model writes, as it comes and as sentences; dataclasses, as empty tuples are equal."""

from dataclasses import dataclass
from typing import NamedTuple


class Mark(NamedTuple):
    """A citation mark `[P2.S3]`: the place of the paper in the evidence, from 1, and the number of the sentence.

    A mark without a sentence, `[2]`, has `sentence` None; one that names no paper, `[S3]`, has `paper` 0.
    """

    paper: int
    sentence: int | None


class Draft(NamedTuple):
    """One sentence as written, without its marks. `near` are marks of its paragraph, where it has none of its own."""

    text: str
    marks: tuple[Mark, ...]
    near: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of what is written, cut anywhere."""

    text: str


@dataclass(frozen=True, slots=True)
class Declined:
    """The writer says that the evidence does not answer."""


@dataclass(frozen=True, slots=True)
class Retracted:
    """All before this event was the model thinking aloud, and is taken back."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The model is at work and has nothing to show yet."""


TextEvent = Text | Retracted | Waiting
DraftEvent = Draft | Declined | Retracted | Waiting
