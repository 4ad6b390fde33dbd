"""ROUGE-1, ROUGE-2 and ROUGE-L, as F1, between short texts.

Lin, ROUGE: A Package for Automatic Evaluation of Summaries, 2004: n-gram overlap with clipped counts (section 2) and
the longest common subsequence (section 3.1). Words are runs of letters and digits in lower case, not stemmed, none
left out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pydantic import BaseModel, ConfigDict, Field

_WORD = re.compile(r"[^\W_]+")


class Rouge(BaseModel):
    """F1 of the three measures, each in [0, 1]."""

    model_config = ConfigDict(frozen=True)

    one: float = Field(serialization_alias="rouge1")
    two: float = Field(serialization_alias="rouge2")
    longest: float = Field(serialization_alias="rougeL")

    @property
    def mean(self) -> float:
        """The mean of the three."""
        return (self.one + self.two + self.longest) / 3


def rouge(text: str, references: Sequence[str]) -> Rouge:
    """Return the scores of `text`; of several references, each measure takes the one that it scores highest on."""
    own = _words(text)
    others = [_words(reference) for reference in references]
    return Rouge(
        one=max((_overlap(own, other, 1) for other in others), default=0.0),
        two=max((_overlap(own, other, 2) for other in others), default=0.0),
        longest=max((_f1(_common(own, other), len(own), len(other)) for other in others), default=0.0),
    )


def mean(scores: Iterable[Rouge]) -> Rouge:
    """Return the means over texts."""
    every = list(scores)
    count = max(len(every), 1)
    return Rouge(
        one=round(sum(score.one for score in every) / count, 4),
        two=round(sum(score.two for score in every) / count, 4),
        longest=round(sum(score.longest for score in every) / count, 4),
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _overlap(one: Sequence[str], two: Sequence[str], size: int) -> float:
    first, second = (
        Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1)) for words in (one, two)
    )
    return _f1((first & second).total(), first.total(), second.total())


def _common(one: Sequence[str], two: Sequence[str]) -> int:
    """Return the length of the longest common subsequence."""
    before = [0] * (len(two) + 1)
    for word in one:
        now = [0]
        for place, other in enumerate(two):
            now.append(before[place] + 1 if word == other else max(now[place], before[place + 1]))
        before = now
    return before[-1]


def _f1(shared: int, first: int, second: int) -> float:
    return 2 * shared / (first + second) if shared else 0.0
