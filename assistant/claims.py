"""One writer after the other, until there are claims that hold: what answers, briefs and comparisons share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from assistant.errors import WriterError
from assistant.grounding.citations import Citations
from assistant.grounding.marks import PAUSE, THOUGHT, Draft
from assistant.grounding.strange import is_strange
from assistant.repair import fails, repair
from assistant.types import Claim, Claimed, Noticed, Replaced, Usage, Waited
from assistant.writers.base import Writer

Event = Claimed | Replaced | Noticed | Waited


class Writing:
    """The making of one text: which writers were at work, and what they cost."""

    def __init__(self, writers: Sequence[Writer], *, drop: bool = False) -> None:
        """With `drop`, what fails after its repair is taken back; otherwise it stays, marked."""
        self._writers, self._drop = writers, drop
        self.claims: list[Claim] = []
        self.notices: list[str] = []
        self.engine = writers[0].name
        self._withheld = 0

    @property
    def usage(self) -> Usage:
        """The sum of what the writers cost."""
        return sum((writer.usage for writer in self._writers), Usage())

    def write(
        self, job: Callable[[Writer], Iterator[Draft]], citations: Citations, *, may_decline: bool = True
    ) -> Iterator[Event]:
        """Let the first writer do the job, and the next one if it fails or if nothing it writes holds.

        Each gets one chance to repair its claims that fail. A writer that fails in the middle is finished by the
        next one, which leaves out what is there already. A writer that writes nothing has declined: the evidence
        does not answer, unless `may_decline` is false.
        """
        yield from self._written(job, citations, may_decline=may_decline)
        if self._drop:
            for place in reversed([place for place, claim in enumerate(self.claims) if fails(claim)]):
                del self.claims[place]
                yield Replaced(place=place, claim=None)
        self.claims = citations.renumber(self.claims)
        if self._withheld:
            what = "1 sentence was" if self._withheld == 1 else f"{self._withheld} sentences were"
            yield self.notice(f"{what} left out: they do not speak of the abstracts.")

    def _written(
        self, job: Callable[[Writer], Iterator[Draft]], citations: Citations, *, may_decline: bool
    ) -> Iterator[Event]:
        for place, writer in enumerate(self._writers):
            last = place == len(self._writers) - 1
            try:
                yield from self._claims(writer, job, citations)
                yield from self._repaired(writer, citations)
            except WriterError as error:
                if last:
                    raise
                yield self.notice(f"{error} The abstracts' own sentences {'go on' if self._holds() else 'follow'}.")
                continue
            if self._holds() or last or (may_decline and not self.claims):
                return
            yield self.notice(
                f"Nothing that {writer.name} wrote holds against the abstracts; their own sentences follow."
            )

    def _claims(
        self, writer: Writer, job: Callable[[Writer], Iterator[Draft]], citations: Citations
    ) -> Iterator[Claimed | Replaced | Waited]:
        before = {(c.paper, n) for claim in self.claims if _stands(claim) for c in claim.citations for n in c.sentences}
        first = len(self.claims)
        for draft in job(writer):
            if draft == PAUSE:
                yield Waited()
                continue
            if draft == THOUGHT:
                while len(self.claims) > first:
                    self.claims.pop()
                    yield Replaced(place=len(self.claims), claim=None)
                continue
            claim = citations.ground(draft)
            if is_strange(claim, citations.evidence):
                self._withheld += 1
                continue
            if _repeats(claim, self.claims, before):
                continue
            self._credit(writer, claim)
            self.claims.append(claim)
            yield Claimed(claim=claim)

    def _repaired(self, writer: Writer, citations: Citations) -> Iterator[Replaced]:
        for place, claim in repair(tuple(self.claims), writer, citations):
            if not _repeats(claim, self.claims, set()) and not is_strange(claim, citations.evidence):
                self._credit(writer, claim)
                self.claims[place] = claim
                yield Replaced(place=place, claim=claim)

    def _credit(self, writer: Writer, claim: Claim) -> None:
        if not self._holds() and _stands(claim):
            self.engine = writer.name
        elif _stands(claim) and writer.name not in self.engine.split(" + "):
            self.engine = f"{self.engine} + {writer.name}"

    def _holds(self) -> bool:
        return any(_stands(claim) for claim in self.claims)

    def notice(self, text: str) -> Noticed:
        """Note something that the reader must know, and return the event that says so."""
        self.notices.append(text)
        return Noticed(text=text)


def _stands(claim: Claim) -> bool:
    return not fails(claim)


def _repeats(claim: Claim, earlier: Sequence[Claim], cited_before: set[tuple[str, int]]) -> bool:
    """Tell whether a claim was made already, in words (a model that loops) or in what it cites (a second writer)."""
    if any(claim.text == other.text for other in earlier):
        return True
    cites = {(citation.paper, number) for citation in claim.citations for number in citation.sentences}
    return bool(cites) and cites <= cited_before


def text_of(claims: Sequence[Claim]) -> str:
    """Return the claims as one text with numbered citations; one that does not hold is marked, never plain."""
    return " ".join(_with_citations(claim) for claim in claims)


def _with_citations(claim: Claim) -> str:
    numbers = "".join(f"[{citation.number}]" for citation in claim.citations)
    doubt = {"supported": "", "partial": " (partly supported)", "unsupported": " (NOT SUPPORTED)"}[
        claim.verdict.support
    ]
    return f"{claim.text} {numbers}{doubt}".strip()
