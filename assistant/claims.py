"""One writer after the other, until there are claims that hold: what answers, briefs and comparisons share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from assistant.errors import WriterError
from assistant.grounding.citations import Citations
from assistant.grounding.marks import Draft
from assistant.types import Claim, Claimed, Noticed, Usage
from assistant.writers.base import Writer


class Writing:
    """The making of one text: which writers were at work, and what they cost."""

    def __init__(self, writers: Sequence[Writer]) -> None:
        self._writers = writers
        self.claims: list[Claim] = []
        self.notices: list[str] = []
        self.engine = writers[0].name

    @property
    def usage(self) -> Usage:
        """The sum of what the writers cost."""
        return sum((writer.usage for writer in self._writers), Usage())

    def write(
        self, job: Callable[[Writer], Iterator[Draft]], citations: Citations, *, may_decline: bool = True
    ) -> Iterator[Claimed | Noticed]:
        """Let the first writer do the job, and the next one if it fails or if nothing it writes holds.

        A writer that fails in the middle is finished by the next one, which leaves out what is there already.
        A writer that writes nothing has declined: the evidence does not answer, unless `may_decline` is false.
        """
        for place, writer in enumerate(self._writers):
            last = place == len(self._writers) - 1
            try:
                yield from self._claims(writer, job, citations)
            except WriterError as error:
                if last:
                    raise
                yield self._notice(f"{error} The abstracts' own sentences {'go on' if self._holds() else 'follow'}.")
                continue
            if self._holds() or last or (may_decline and not self.claims):
                return
            yield self._notice(
                f"Nothing that {writer.name} wrote holds against the abstracts; their own sentences follow."
            )

    def _claims(
        self, writer: Writer, job: Callable[[Writer], Iterator[Draft]], citations: Citations
    ) -> Iterator[Claimed]:
        before = {(c.paper, n) for claim in self.claims if _stands(claim) for c in claim.citations for n in c.sentences}
        for draft in job(writer):
            claim = citations.ground(draft)
            if _repeats(claim, self.claims, before):
                continue
            if not self._holds() and _stands(claim):
                self.engine = writer.name
            elif _stands(claim) and writer.name not in self.engine.split(" + "):
                self.engine = f"{self.engine} + {writer.name}"
            self.claims.append(claim)
            yield Claimed(claim=claim)

    def _holds(self) -> bool:
        return any(_stands(claim) for claim in self.claims)

    def _notice(self, text: str) -> Noticed:
        self.notices.append(text)
        return Noticed(text=text)


def _stands(claim: Claim) -> bool:
    return claim.verdict.support != "unsupported"


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
