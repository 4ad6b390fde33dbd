"""What a judge's word makes of the claims of a text: confirmed, corrected, or not stated; and how far it is trusted.

It may overrule the deterministic checks, but not on figures. Twenty bundled pairs of a true retelling and its minimal
false twin are judged in two rounds, so that no round holds both. What was measured is kept in the data directory, by
the address and the model, until prompt or pairs change.
"""

import json
import logging
import threading
from collections.abc import Generator, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import prompts
from assistant.errors import JudgeUntrusted
from assistant.judges.sheet import abstracts, fingerprint, pairs
from assistant.parsing.events import Draft, Mark, Waiting
from assistant.types import Claim, Support, Usage, Verdict
from assistant.verification.citations import Citations
from assistant.verification.judge import Judge, Judged, Judgement
from assistant.verification.output_guard import is_withheld
from assistant.writers.model import finished
from index.atomic import replace_file
from index.query import Evidence


class Ruling(NamedTuple):
    """What becomes of the claim at `place`, from 0: `part` is not stated in it, or was not in what is `mended`."""

    place: int
    claim: Claim
    part: str = ""
    mended: str = ""


def rulings(claims: Sequence[Claim], citations: Citations, judge: Judge) -> Iterator[Ruling | Waiting]:
    """Yield what a judge makes of claims that cite something and are not quotations, in one call of it."""
    places = [n for n, claim in enumerate(claims) if claim.citations and claim.support != "quoted"]
    asked = [Judged(claims[place].text, citations.marks(claims[place])) for place in places]
    if not asked:
        return
    for each in judge.judge(citations.question, asked, citations.evidence):
        if isinstance(each, Waiting):
            yield each
        else:
            place = places[each.number - 1]
            yield _ruling(place, claims[place], each, citations)


def _ruling(place: int, claim: Claim, said: Judgement, citations: Citations) -> Ruling:
    if said.support == "supported":
        veto = citations.absent_figure(claim)
        return Ruling(place, claim if veto else _with(claim, "supported"))
    part = said.part or "what it says"
    if said.correction:
        draft = Draft(said.correction, said.marks or citations.marks(claim))
        corrected = citations.ground(draft)
        if corrected.support != "unsupported" and not is_withheld(corrected, citations.evidence):
            held = corrected if corrected.support == "quoted" else _with(corrected, "supported")
            return Ruling(place, held, mended=part)
    return Ruling(place, _with(claim, "unsupported", f"not stated in the cited abstract: {part}"), part)


def _with(claim: Claim, support: Support, reason: str = "") -> Claim:
    return claim.model_copy(update={"verdict": Verdict(support=support, reason=reason, judged=True)})


FILE_NAME = "judges.json"
LEAST = 0.85  # share: 34 of 40; a judge that is right less often would spoil more verdicts than it mends
_QUESTION = "What do these papers find?"
_MEASURING = threading.Lock()  # the rows of a table are judged at the same time, and a judge is measured once
_log = logging.getLogger(__name__)


class Trust(NamedTuple):
    """Which share of `n` sentences a judge was right about; one that it left out counts as wrong."""

    share: float
    n: int

    @property
    def ok(self) -> bool:
        """Whether its verdicts may be used."""
        return self.share >= LEAST

    @property
    def right(self) -> int:
        """The number of sentences that it was right about."""
        return round(self.share * self.n)


class Examinee(Judge, Protocol):
    """A judge that says which it is, and takes no controls along: those of a bad judge would end its measurement."""

    def identity(self) -> str:
        """Return what tells it from all others, and is no secret."""
        ...


class Vetted:
    """A judge that is asked only if it is trusted; it is measured before its first use."""

    def __init__(self, judge: Judge, examinee: Examinee, home: Path) -> None:
        """`examinee` is the same model without controls, `home` the data directory."""
        self._judge, self._examinee, self._home = judge, examinee, home

    @property
    def name(self) -> str:
        """The judge's."""
        return self._judge.name

    @property
    def usage(self) -> Usage:
        """The judge's, and that of its measurement if there was one."""
        return self._judge.usage + self._examinee.usage

    def judge(
        self, question: str, claims: Sequence[Judged], evidence: Sequence[Evidence]
    ) -> Iterator[Judgement | Waiting]:
        """Yield what the judge says; raise JudgeUntrusted, before anything is said, if it is right too seldom."""
        if not claims:
            return
        with _MEASURING:
            trust = yield from measured(self._examinee, self._home)
        if not trust.ok:
            raise JudgeUntrusted.measured(self._examinee.name, trust.right, trust.n)
        yield from self._judge.judge(question, claims, evidence)


def trusted(judge: Examinee, home: Path, *, doubt: bool = False) -> Trust:
    """Return how far to trust a judge: as remembered in `home`, else measured now; with `doubt` a bad one again."""
    return finished(measured(judge, home, doubt=doubt))


def measured(judge: Examinee, home: Path, *, doubt: bool = False) -> Generator[Waiting, None, Trust]:
    """Return as `trusted` does, and yield while a model is at work."""
    who, file = f"{judge.identity()} {_version()}", home / FILE_NAME
    known = _remembered(file).get(who)
    if known is not None and (known.ok or not doubt):
        return known
    trust = yield from measure(judge)
    _remember(file, who, trust)
    return trust


def measure(judge: Judge) -> Generator[Waiting, None, Trust]:
    """Judge the bundled sentences, in two calls, and return the share of right verdicts."""
    right, papers = 0, list(abstracts())
    for round_ in (0, 1):
        asked = [(pair, (place + round_) % 2 == 0) for place, pair in enumerate(pairs())]
        claims = []
        for pair, is_true in asked:
            marks = (Mark(papers.index(name) + 1, n) for name, numbers in pair.cites.items() for n in numbers)
            claims.append(Judged(pair.true if is_true else pair.false, tuple(marks)))
        for said in judge.judge(_QUESTION, claims, tuple(abstracts().values())):
            if isinstance(said, Waiting):
                yield said
            else:
                right += (said.support == "supported") == asked[said.number - 1][1]
    return Trust(right / (2 * len(pairs())), 2 * len(pairs()))


@cache
def _version() -> str:
    """Return what changes with the prompt and the pairs."""
    return fingerprint(prompts.render("judge", question="", papers=(), rows=(), lines=False).system)


def _remembered(file: Path) -> dict[str, Trust]:
    """Return what was measured before; nothing of a file that is not there, or damaged."""
    try:
        rows: Any = json.loads(file.read_text(encoding="utf-8"))
        return {str(who): Trust(float(row["share"]), int(row["n"])) for who, row in rows.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _remember(file: Path, who: str, trust: Trust) -> None:
    rows = {**_remembered(file), who: trust}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, json.dumps({who: row._asdict() for who, row in rows.items()}, indent=1))
    except OSError as error:
        _log.warning("What was measured of a judge could not be written to %s: %s", file, error)
