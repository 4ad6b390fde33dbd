"""Edits that a program plants into true sentences: a regression test, averaged over kinds; no measure of verdicts."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator

from assistant.ingest.sample import read_sample, sample_file
from assistant.verification.cited import Cited, CitedPaper
from assistant.verification.verdict import verify
from index.paper import Paper
from tests.support.planted_edits import EDITS, Sample
from tests.support.rewordings import REWORDINGS


def samples() -> Iterator[tuple[Sample, Cited]]:
    with sample_file() as path:
        papers = [each for each in read_sample(path) if isinstance(each, Paper)]
    rng = random.Random(0)
    for place, paper in enumerate(papers):
        for number, sentence in enumerate(paper.sentences, start=1):
            sample = Sample(paper, " ".join(sentence.split()), papers[place - 1], rng)
            yield sample, cited(paper, number)


def cited(paper: Paper, number: int) -> Cited:
    return Cited(papers=(CitedPaper(title=paper.title, sentences=paper.sentences, numbers=(number,)),))


def mean(rates: dict[str, list[bool]]) -> float:
    return sum(sum(each) / len(each) for each in rates.values()) / len(rates)


def test_planted_edits_are_found_and_rewordings_pass() -> None:
    found, refused = defaultdict[str, list[bool]](list), defaultdict[str, list[bool]](list)
    for sample, source in samples():
        assert verify(sample.text, source).verdict.support == "quoted"
        for kind, plant in EDITS.items():
            if text := plant(sample):
                found[kind].append(verify(text, source).verdict.support not in {"quoted", "supported"})
        for kind, reword in REWORDINGS.items():
            if text := reword(sample.text, sample.rng):
                refused[kind].append(verify(text, source).verdict.support == "unsupported")
    assert sum(map(len, found.values())) > 800
    assert mean(found) >= 0.8
    assert mean(refused) <= 0.04
