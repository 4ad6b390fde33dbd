"""How well verdicts tell true sentences from false ones, on claims that somebody wrote and labelled."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

import numpy as np
from pydantic import BaseModel, ValidationError
from tqdm import tqdm

from assistant.errors import SourceUnreadable
from assistant.evals.retrieval import auroc, interval, read_rows
from assistant.judges.judging import Ruling, rulings
from assistant.types import Claim, Support, Verdict
from assistant.verification.citations import Citations
from assistant.verification.cited import Cited, CitedPaper
from assistant.verification.judge import Judge
from assistant.verification.overlap import weighted_overlap
from assistant.verification.verdict import verify
from index.paper import Paper
from index.query import Evidence
from index.sentences import split

_STRENGTH: dict[Support, float] = {"quoted": 3.0, "supported": 2.0, "unverified": 1.0, "unsupported": 0.0}
_SEED, _RESAMPLES = 0, 1000
_TOGETHER = 20  # claims on one question that are judged at once


class CitedSentence(BaseModel, frozen=True):
    """A cited sentence as a file gives it."""

    paper: str = ""
    title: str = ""
    text: str
    abstract: str = ""


class LabelledClaim(BaseModel, frozen=True):
    """A claim, a row of a file, with the sentences that it cites, and whether they state it."""

    claim: str
    question: str = ""
    cited: tuple[CitedSentence, ...]
    true: bool
    kind: str = ""


class Tried(NamedTuple):
    """A claim with the verdict on it, its score for the AUC, and the processor time it took."""

    row: LabelledClaim
    support: Support
    score: float
    milliseconds: float


def read_claims(path: Path) -> list[LabelledClaim]:
    """Return the claims of a JSON Lines file, plain, .gz or .xz; SourceUnreadable if a row is none."""
    claims = []
    for number, row in enumerate(read_rows(path, "claim", "cited", "true"), start=1):
        try:
            claims.append(LabelledClaim.model_validate(row))
        except ValidationError as error:
            what = f"Row {number} of {path.name} is no labelled claim: {error.errors()[0]['msg']}."
            raise SourceUnreadable(what, "See `assistant eval verdicts --help` for the form.") from error
    if not claims:
        raise SourceUnreadable(f"{path.name} holds no claim.", "Give a JSON Lines file with a claim a line.")
    return claims


def evaluate(claims: Sequence[LabelledClaim], judge: Judge | None = None) -> dict[str, Any]:
    """Return how verdicts tell true claims from false ones, without a judge or with one."""
    tried = list(judged(claims))
    return summary(tried if judge is None else list(confirmed(tried, judge)))


def judged(claims: Sequence[LabelledClaim]) -> Iterator[Tried]:
    """Yield the verdict of the deterministic checks on each claim, against papers that were read before."""
    for row in claims:
        cited = cited_of(row)
        cited.read()
        started = time.thread_time()
        support = verify(row.claim, cited).verdict.support
        spent = 1000 * (time.thread_time() - started)
        yield Tried(row, support, _score(row, support), spent)


def _score(row: LabelledClaim, support: Support) -> float:
    near = weighted_overlap(row.claim, " ".join(each.text for each in row.cited))
    return _STRENGTH[support] + near / 2


def confirmed(tried: Sequence[Tried], judge: Judge) -> Iterator[Tried]:
    """Yield the same with the judge's word; claims on one question are judged together, as those of one answer are."""
    by_question: dict[str, list[Tried]] = {}
    for each in tried:
        by_question.setdefault(each.row.question, []).append(each)
    with tqdm(total=len(tried), desc="judging", unit=" claims", disable=None, leave=False) as bar:
        for question, group in by_question.items():
            for first in range(0, len(group), _TOGETHER):
                batch = group[first : first + _TOGETHER]
                supports = _ruled(question, batch, judge)
                for each, support in zip(batch, supports, strict=True):
                    yield each._replace(support=support, score=_score(each.row, support))
                bar.update(len(batch))


def _ruled(question: str, batch: Sequence[Tried], judge: Judge) -> list[Support]:
    papers = [[_whole_paper(paper) for paper in cited_of(each.row).papers] for each in batch]
    every = {paper.id: paper for found in papers for paper, _ in found}.values()
    citations = Citations([Evidence(paper=each, score=1.0, relevance=1.0, sentences=()) for each in every], question)
    claims = [
        Claim(
            text=each.row.claim,
            citations=tuple(citations.cite(paper, numbers) for paper, numbers in found),
            verdict=Verdict(support=each.support),
        )
        for each, found in zip(batch, papers, strict=True)
    ]
    supports: list[Support] = [each.support for each in batch]
    for ruling in rulings(claims, citations, judge):
        if isinstance(ruling, Ruling):
            corrected = not ruling.part and ruling.claim.text != claims[ruling.place].text
            supports[ruling.place] = "unsupported" if corrected else ruling.claim.support or "unsupported"
    return supports


def _whole_paper(cited: CitedPaper) -> tuple[Paper, tuple[int, ...]]:
    """Return a cited paper as one of a library, and the numbers of the cited sentences in it."""
    abstract = " ".join(filter(None, cited.sentences))
    key = hashlib.sha256(f"{cited.title}\n{abstract}".encode()).hexdigest()[:16]
    paper = Paper(id=f"title:{key}", title=cited.title or abstract[:80], abstract=abstract)
    wanted = [" ".join(sentence.split()) for sentence in cited.cited]
    numbers = [
        n
        for n, sentence in enumerate(paper.sentences, start=1)
        if any(" ".join(sentence.split()) in each or each in " ".join(sentence.split()) for each in wanted)
    ]
    return paper, tuple(numbers)


def cited_of(row: LabelledClaim) -> Cited:
    """Return what a row cites, paper by paper; a sentence that its abstract does not have stands behind it."""
    papers: dict[tuple[str, str, str], list[str]] = {}
    for each in row.cited:
        papers.setdefault((each.paper, each.title, each.abstract), []).append(each.text)
    return Cited(papers=tuple(_paper(key[1], key[2], texts) for key, texts in papers.items()), question=row.question)


def _paper(title: str, abstract: str, texts: Sequence[str]) -> CitedPaper:
    sentences = list(split(abstract))
    places = {" ".join(sentence.split()): number for number, sentence in enumerate(sentences, start=1)}
    numbers = []
    for text in texts:
        flat = " ".join(text.split())
        if flat not in places:
            sentences.append(text)
            places[flat] = len(sentences)
        numbers.append(places[flat])
    return CitedPaper(title=title, sentences=tuple(sentences), numbers=tuple(dict.fromkeys(numbers)))


def summary(tried: Sequence[Tried]) -> dict[str, Any]:
    """Return what `assistant eval verdicts` prints: shares of each verdict among true and false claims, also by kind.

    `auc` is the chance that a true claim has the stronger verdict than a false one, of equal verdicts that whose
    wording is nearer; with the 95 % interval of the bootstrap over claims. None where all are true, or all false.
    `milliseconds` is the processor time for a claim against papers that were read, at the median and at 95 %.
    """
    times = [each.milliseconds for each in tried]
    true = np.array([each.score for each in tried if each.row.true])
    false = np.array([each.score for each in tried if not each.row.true])
    groups: dict[str, list[Tried]] = {}
    for each in tried:
        if each.row.kind:
            groups.setdefault(f"{each.row.kind} ({'true' if each.row.true else 'false'})", []).append(each)
    both, rng = len(true) > 0 and len(false) > 0, np.random.default_rng(_SEED)
    resamples = range(_RESAMPLES if both else 0)
    drawn = [auroc(rng.choice(true, len(true)), rng.choice(false, len(false))) for _ in resamples]
    return {
        "n": len(tried),
        "true": shares([each for each in tried if each.row.true]),
        "false": shares([each for each in tried if not each.row.true]),
        "by_kind": {kind: shares(group) for kind, group in sorted(groups.items())},
        "auc": round(auroc(true, false), 4) if both else None,
        "auc_ci": interval(drawn) if both else None,
        "milliseconds": {"median": round(float(np.median(times)), 3), "p95": round(float(np.percentile(times, 95)), 3)},
    }


def shares(tried: Sequence[Tried]) -> dict[str, float]:
    """Return the share of each verdict, and how many there are."""
    count = max(1, len(tried))
    found = {name: round(sum(each.support == name for each in tried) / count, 4) for name in get_args(Support)}
    return {"n": float(len(tried)), **found}
