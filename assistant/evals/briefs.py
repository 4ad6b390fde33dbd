"""What daily briefs are like: how long, of which papers, whose words, and how well what they say is supported."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any, NamedTuple, get_args

from tqdm import tqdm

from assistant.evals.retrieval import share
from assistant.jobs.brief_days import Span
from assistant.types import Brief, Support
from assistant.writers.composition import LEAST_WORDS, MOST_WORDS
from index.paper import Paper

_FIRST_PERSON = re.compile(r"\b(?:we|our|ours|us|ourselves)\b", re.IGNORECASE)
_TITLE = re.compile(r"“[^”]*”")
_BOASTS = re.compile(
    r"\b(?:novel(?! views?\b)|state-of-the-art|sota|significant(?:ly)?|remarkabl[ey]|groundbreaking|unprecedented"
    r"|impressive(?:ly)?|superior|outstanding|exceptional|cutting-edge|dramatic(?:ally)?|substantial(?:ly)?|powerful)\b",
    re.IGNORECASE,
)


class Written(NamedTuple):
    """A brief, and the papers that stood on the list of its day."""

    brief: Brief
    listed: Sequence[Paper]


def evaluate(
    write: Callable[[Span], Brief], listed: Callable[[dt.date], Sequence[Paper]], since: dt.date, days: int
) -> dict[str, Any]:
    """Write briefs of days in a row, with a `write` that remembers what it has told, and return what they are like."""
    every = []
    for n in tqdm(range(days), desc="writing", unit=" days", disable=None, leave=False):
        day = since + dt.timedelta(days=n)
        every.append(Written(write(Span(day, day)), listed(day)))
    return summary(every)


def summary(every: Sequence[Written]) -> dict[str, Any]:
    """Return what `assistant eval briefs` prints of the briefs of some days in a row.

    `repeats` counts papers that were told a second time; `from_list` is the share of papers told that stood on the
    list of their day, `most_voted` that of briefs which tell the paper with most votes. The rest are shares of
    sentences: with words of the first person or of praise, on records, and with each verdict.
    """
    told = [each for each in every if each.brief.claims]
    claims = [claim for each in told for claim in each.brief.claims]
    bare = [_TITLE.sub("", claim.text) for claim in claims]
    words = [sum(len(claim.text.split()) for claim in each.brief.claims) for each in told]
    shown = Counter(source.id for each in told for source in each.brief.sources)
    with_list = [each for each in told if each.listed]
    on_list = [source.id in {p.id for p in each.listed} for each in with_list for source in each.brief.sources]
    voted = [_tells_most_voted(each) for each in with_list if any(paper.upvotes for paper in each.listed)]
    return {
        "n": len(told),
        "empty": len(every) - len(told),
        "words": _amounts(words),
        "in_range": share(LEAST_WORDS <= each <= MOST_WORDS for each in words) or 0.0,
        "papers": _amounts([len(each.brief.sources) for each in told]),
        "repeats": sum(count - 1 for count in shown.values()),
        "from_list": share(on_list),
        "most_voted": share(voted),
        "sentences": len(claims),
        "first_person": share(bool(_FIRST_PERSON.search(text)) for text in bare) or 0.0,
        "boasts": share(bool(_BOASTS.search(text)) for text in bare) or 0.0,
        "record": share(claim.basis == "record" for claim in claims) or 0.0,
        "verdicts": {each: share(claim.support == each for claim in claims) or 0.0 for each in get_args(Support)},
        "seconds": _amounts([each.brief.seconds for each in told]),
    }


def _amounts(numbers: Sequence[float]) -> dict[str, float]:
    """Return the least, the median and the most of some numbers; 0 of none."""
    some = [float(number) for number in numbers] or [0.0]
    return {"least": min(some), "median": round(median(some), 2), "most": max(some)}


def _tells_most_voted(each: Written) -> bool:
    """Return whether a brief tells one of the papers with most votes of its day."""
    most = max(paper.upvotes or 0 for paper in each.listed)
    first = {paper.id for paper in each.listed if paper.upvotes == most}
    return any(source.id in first for source in each.brief.sources)
