"""How well the checks of claims work: faults planted into true sentences, and true sentences left alone or reworded."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict
from tqdm import tqdm

from assistant.errors import SourceUnreadable
from assistant.evals.faults import FAULTS, Sample
from assistant.evals.mixups import MIXUPS
from assistant.evals.rewordings import REWORDINGS, merged
from assistant.grounding.citations import Citations
from assistant.grounding.marks import Draft, Mark
from assistant.types import Claim
from index.paper import Paper
from index.query import Evidence

_SHORTEST = 40  # characters of a sentence that says something
_NEIGHBOURS = 40  # papers that are looked at for the one that is most like another


class Milliseconds(BaseModel):
    """The processor time for a claim, in milliseconds: what else the machine does is not counted."""

    model_config = ConfigDict(frozen=True)

    median: float
    p95: float


class GroundingEvaluation(BaseModel):
    """What `assistant eval grounding` prints.

    `recall` is the share of planted faults whose verdict is not `supported`, overall and by kind, `strict_recall`
    of those that are `unsupported`; `false_alarm_rate` is the share of true sentences, verbatim and reworded, whose
    verdict is not `supported`. `planted` counts the faults of a kind.
    """

    model_config = ConfigDict(frozen=True)

    n: int
    recall: dict[str, float]
    strict_recall: dict[str, float]
    false_alarm_rate: dict[str, float]
    planted: dict[str, int]
    milliseconds: Milliseconds


class Tried(NamedTuple):
    """A claim that was judged: of which kind it is, whether it is true, and on what it was planted."""

    kind: str
    true: bool
    claim: Claim
    sample: Sample
    milliseconds: float


def evaluate(papers: Iterable[Paper], *, size: int, seed: int) -> GroundingEvaluation:
    """Judge what is planted on one sentence of each of `size` papers, chosen by `seed`.

    Raises:
        SourceUnreadable: there are not two papers with a sentence to plant a fault in.
    """
    return summary(list(trials(papers, size=size, seed=seed)))


def trials(papers: Iterable[Paper], *, size: int, seed: int) -> Iterator[Tried]:
    """Yield the verdicts on every fault and every rewording that fits the chosen sentences.

    Raises:
        SourceUnreadable: there are not two papers with a sentence to plant a fault in.
    """
    rng = random.Random(seed)  # noqa: S311  a sample, no secret
    fitting = [paper for paper in papers if len(paper.sentences) > 1 and _numbers(paper)]
    if len(fitting) < 2:
        raise SourceUnreadable("There are no two abstracts of two sentences.", "Give a corpus with --corpus.")
    chosen = rng.sample(fitting, min(size, len(fitting)))
    with tqdm(chosen, desc="judging", unit=" papers", disable=None, leave=False) as bar:
        for paper in bar:
            for number in _numbers(paper):
                yield from _planted(Sample(paper, number, _neighbour(paper, chosen, rng), rng))


def summary(tried: Sequence[Tried]) -> GroundingEvaluation:
    """Return the rates of judged claims."""
    false, true = [each for each in tried if not each.true], [each for each in tried if each.true]
    kinds = list(dict.fromkeys(each.kind for each in false))
    times = [each.milliseconds for each in tried]
    reworded = [each for each in true if each.kind != "verbatim"]
    return GroundingEvaluation(
        n=len(tried),
        recall={"overall": _rate(false)} | {kind: _rate([e for e in false if e.kind == kind]) for kind in kinds},
        strict_recall={"overall": _rate(false, strict=True)}
        | {kind: _rate([e for e in false if e.kind == kind], strict=True) for kind in kinds},
        false_alarm_rate={"verbatim": _rate([e for e in true if e.kind == "verbatim"]), "reworded": _rate(reworded)},
        planted={kind: sum(e.kind == kind for e in false) for kind in kinds},
        milliseconds=Milliseconds(
            median=round(float(np.median(times)), 3), p95=round(float(np.percentile(times, 95)), 3)
        ),
    )


def _rate(tried: Sequence[Tried], *, strict: bool = False) -> float:
    found = [
        each.claim.verdict.support == "unsupported" if strict else each.claim.verdict.support != "supported"
        for each in tried
    ]
    return round(sum(found) / len(found), 4) if found else 0.0


def _planted(sample: Sample) -> Iterator[Tried]:
    mark = Mark(1, sample.number)
    yield _judged("verbatim", Draft(sample.text, (mark,)), sample, true=True)
    for kind, reword in REWORDINGS.items():
        text = reword(sample.text, sample.rng)
        if text:
            yield _judged(kind, Draft(text, (mark,)), sample, true=True)
    if sample.number < len(sample.paper.sentences):
        following = " ".join(sample.paper.sentences[sample.number].split())
        yield _judged(
            "merged", Draft(merged(sample.text, following), (mark, Mark(1, sample.number + 1))), sample, true=True
        )
    for kind, plant in (FAULTS | MIXUPS).items():
        draft = plant(sample)
        if draft:
            yield _judged(kind, draft, sample, true=False)


def _judged(kind: str, draft: Draft, sample: Sample, *, true: bool) -> Tried:
    evidence = [_evidence(sample.paper), _evidence(sample.other)]
    started = time.thread_time()
    claim = Citations(evidence).ground(draft)
    return Tried(kind, true, claim, sample, 1000 * (time.thread_time() - started))


def _evidence(paper: Paper) -> Evidence:
    return Evidence(paper=paper, score=1.0, relevance=1.0, sentences=tuple(range(1, len(paper.sentences) + 1)))


def _numbers(paper: Paper) -> list[int]:
    """Return the numbers of the sentences in which something can be planted."""
    return [
        n
        for n, sentence in enumerate(paper.sentences, start=1)
        if len(sentence) >= _SHORTEST and "\n\n" not in sentence
    ]


def _neighbour(paper: Paper, papers: Sequence[Paper], rng: random.Random) -> Paper:
    """Return another paper that is like this one: of some drawn, the one whose title and abstract share most words."""
    own = set(paper.abstract.lower().split())
    drawn = [each for each in rng.sample(papers, min(_NEIGHBOURS, len(papers))) if each.id != paper.id]
    drawn = drawn or [each for each in papers if each.id != paper.id]
    return max(drawn, key=lambda each: len(own & set(each.abstract.lower().split())))
