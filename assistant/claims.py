"""One writer after the other, until there are claims that hold: what answers, briefs and comparisons share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from assistant.absence import declines, fit_to_tell, is_absence
from assistant.errors import WriterError
from assistant.grounding.citations import Citations
from assistant.grounding.marks import DECLINED, PAUSE, THOUGHT, Draft
from assistant.grounding.plain import plain
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
        self._credited: list[str] = []
        self._withheld = 0
        self._declined = False
        self._absent: list[str] = []  # what a writer says that the abstracts do not say

    @property
    def engine(self) -> str:
        """Whose claims hold; where none does, who was asked first, or who needs no model if no model was asked."""
        first, *_, last = self._writers[0], *self._writers
        return " + ".join(self._credited) or (first if first.usage.calls else last).name

    @property
    def usage(self) -> Usage:
        """The sum of what the writers cost."""
        return sum((writer.usage for writer in self._writers), Usage())

    def write(
        self, job: Callable[[Writer], Iterator[Draft]], citations: Citations, *, may_decline: bool = True
    ) -> Iterator[Event]:
        """Let the first writer do the job, and the next one if it fails or if nothing it writes holds.

        Each gets one chance to repair its claims that fail. A writer that fails in the middle is finished by the
        next one, which leaves out what is there already. A writer that says so, and nothing that holds, has declined:
        the evidence does not answer, unless `may_decline` is false.
        """
        yield from self._written(job, citations, may_decline=may_decline)
        if self._drop:
            yield from self._take_back([place for place, claim in enumerate(self.claims) if fails(claim)])
        self.claims = citations.renumber(self.claims)
        if self._absent and self._holds():
            yield self.notice(f"The model says: {' '.join(self._absent)}")
        if self._withheld:
            what = "1 sentence was" if self._withheld == 1 else f"{self._withheld} sentences were"
            they = "it does" if self._withheld == 1 else "they do"
            yield self.notice(f"{what} left out: {they} not speak of the abstracts.")

    def _written(
        self, job: Callable[[Writer], Iterator[Draft]], citations: Citations, *, may_decline: bool
    ) -> Iterator[Event]:
        for place, writer in enumerate(self._writers):
            last = place == len(self._writers) - 1
            try:
                yield from self._claims(writer, job, citations)
                if self._declined and not self._holds():  # what it said beside that is no answer
                    yield from self._take_back(range(len(self.claims)))
                yield from self._repaired(writer, citations)
            except WriterError as error:
                if last:
                    raise
                yield self.notice(f"{error} The abstracts' own sentences {'go on' if self._holds() else 'follow'}.")
                continue
            if self._holds() or last or (may_decline and self._declines()):
                return
            yield self.notice(self._why_not(writer))

    def _declines(self) -> bool:
        return (self._declined or bool(self._absent)) and not self.claims

    def _why_not(self, writer: Writer) -> str:
        if self.claims or self._withheld:
            return f"Nothing that {writer.name} wrote holds against the abstracts; their own sentences follow."
        if self._declines():
            return f"{writer.name} finds no answer in the abstracts; their own sentences follow."
        return f"{writer.name} wrote no sentence; the abstracts' own sentences follow."

    def _claims(
        self, writer: Writer, job: Callable[[Writer], Iterator[Draft]], citations: Citations
    ) -> Iterator[Claimed | Replaced | Waited]:
        before = {(c.paper, n) for claim in self.claims if _stands(claim) for c in claim.citations for n in c.sentences}
        first, absent = len(self.claims), len(self._absent)
        for draft in job(writer):
            if draft == PAUSE:
                yield Waited()
            elif draft == THOUGHT:
                yield from self._take_back(range(first, len(self.claims)))
                self._declined = False
                del self._absent[absent:]
            elif draft == DECLINED:
                self._declined = True
            else:
                yield from self._claim(citations.ground(draft), writer, citations, before)

    def _claim(
        self, claim: Claim, writer: Writer, citations: Citations, before: set[tuple[str, int]]
    ) -> Iterator[Claimed | Replaced]:
        """Take up one claim, in the place of one that says the same and fails, or pass it over."""
        if not _stands(claim) and is_absence(claim.text):
            if declines(claim.text):
                self._declined = True
            elif fit_to_tell(claim.text) and not any(item.paper.suspects for item in citations.evidence):
                self._absent.append(claim.text)
            else:  # it may be an attack's doing
                self._withheld += 1
            return
        if is_strange(claim, citations.evidence):
            self._withheld += 1
            return
        same = next((place for place, other in enumerate(self.claims) if _same(claim, other)), None)
        if same is not None:
            if _stands(claim) and fails(self.claims[same]):
                self._credit(writer, claim)
                self.claims[same] = claim
                yield Replaced(place=same, claim=claim)
        elif not _cites_only(claim, before):
            self._credit(writer, claim)
            self.claims.append(claim)
            yield Claimed(claim=claim)

    def _take_back(self, places: Sequence[int]) -> Iterator[Replaced]:
        for place in reversed(places):
            del self.claims[place]
            yield Replaced(place=place, claim=None)
        if not self._holds():
            self._credited.clear()

    def _repaired(self, writer: Writer, citations: Citations) -> Iterator[Replaced]:
        for place, claim in repair(tuple(self.claims), writer, citations):
            said = any(_same(claim, other) for other in self.claims if _stands(other))
            if not said and not is_strange(claim, citations.evidence):
                self._credit(writer, claim)
                self.claims[place] = claim
                yield Replaced(place=place, claim=claim)

    def _credit(self, writer: Writer, claim: Claim) -> None:
        if _stands(claim) and writer.name not in self._credited:
            self._credited.append(writer.name)

    def _holds(self) -> bool:
        return any(_stands(claim) for claim in self.claims)

    def notice(self, text: str) -> Noticed:
        """Note something that the reader must know, and return the event that says so."""
        self.notices.append(text)
        return Noticed(text=text)


def _stands(claim: Claim) -> bool:
    return not fails(claim)


def _same(claim: Claim, other: Claim) -> bool:
    """Tell whether two claims have the same words: a model loops, or a second writer has them with a mark."""
    return _said(claim.text) == _said(other.text)


def _said(text: str) -> str:
    return plain(text).casefold().strip(" .\"'")


def _cites_only(claim: Claim, before: set[tuple[str, int]]) -> bool:
    """Tell whether a claim cites nothing but what an earlier writer has told already."""
    cites = {(citation.paper, number) for citation in claim.citations for number in citation.sentences}
    return bool(cites) and cites <= before


def text_of(claims: Sequence[Claim]) -> str:
    """Return the claims as one text with numbered citations; one that does not hold is marked, never plain."""
    return " ".join(_with_citations(claim) for claim in claims)


def _with_citations(claim: Claim) -> str:
    numbers = "".join(f"[{citation.number}]" for citation in claim.citations)
    doubt = {"supported": "", "partial": " (partly supported)", "unsupported": " (NOT SUPPORTED)"}[
        claim.verdict.support
    ]
    return f"{claim.text} {numbers}{doubt}".strip()
