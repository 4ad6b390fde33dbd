"""One writer after the other, until there are claims that hold: what answers, briefs and comparisons share."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from assistant.errors import WriterError
from assistant.judges.judging import rulings
from assistant.parsing.events import Declined, Draft, DraftEvent, Retracted, Waiting
from assistant.parsing.reply import declines, fit_to_tell, is_absence
from assistant.types import Claim, Claimed, Noticed, Replaced, Usage, Waited
from assistant.verification.citations import Citations
from assistant.verification.judge import Judge
from assistant.verification.output_guard import is_withheld
from assistant.writers.base import Writer
from index.query import Retriever
from index.statements import guarded_of
from index.store.library import Library
from index.text import plain

Event = Claimed | Replaced | Noticed | Waited


class Desk(NamedTuple):
    """Where texts are made: what is read, and who writes and judges; see `Writing` for `drop`."""

    library: Library
    retriever: Retriever
    writers: Sequence[Writer]
    judge: Judge | None = None
    drop: bool = True


class Writing:
    """The making of one text: which writers were at work, who judged, and what they cost."""

    def __init__(self, writers: Sequence[Writer], *, judge: Judge | None = None, drop: bool = True) -> None:
        """With `drop`, what the judge calls not stated and cannot correct is taken back; else it stays, marked."""
        self._writers, self._judge, self._drop = writers, judge, drop
        self.claims: list[Claim] = []
        self.notices: list[str] = []
        self._credited: list[str] = []
        self._withheld = 0
        self._declined = False
        self._heard = set[str]()  # the texts that the judge was given
        self._is_judged = True  # until the judge fails
        self._absent: list[str] = []  # what a writer says that the abstracts do not say

    @property
    def engine(self) -> str:
        """Whose claims hold; where none does, who was asked first, or who needs no model if no model was asked."""
        first, *_, last = self._writers[0], *self._writers
        return " + ".join(self._credited) or (first if first.usage.calls else last).name

    @property
    def usage(self) -> Usage:
        """The sum of what the writers and the judge cost."""
        judged = self._judge.usage if self._judge else Usage()
        return sum((writer.usage for writer in self._writers), judged)

    def write(
        self, job: Callable[[Writer], Iterator[DraftEvent]], citations: Citations, *, may_decline: bool = True
    ) -> Iterator[Event]:
        """Let the first writer do the job, and the next one if it fails or if nothing it writes holds.

        What a writer wrote is judged when it has ended. A writer that fails in the middle is finished by the next
        one, which leaves out what is there already. A writer that says so, and nothing that holds, has declined: the
        evidence does not answer, unless `may_decline` is false.
        """
        yield from self._written(job, citations, may_decline=may_decline)
        self.claims = citations.renumber(self.claims)
        if self._absent and self._holds():
            yield self.notice(f"The model says: {' '.join(self._absent)}")
        if self._withheld:
            they = "it does" if self._withheld == 1 else "they do"
            yield self.notice(f"{_sentences(self._withheld)} left out: {they} not speak of the abstracts.")

    def _written(
        self, job: Callable[[Writer], Iterator[DraftEvent]], citations: Citations, *, may_decline: bool
    ) -> Iterator[Event]:
        for place, writer in enumerate(self._writers):
            last = place == len(self._writers) - 1
            failure = None
            try:
                yield from self._claims(writer, job, citations)
            except WriterError as error:
                if last:
                    raise
                failure = error
            if self._declined and not self._holds():  # what it said beside that is no answer
                yield from self._take_back(range(len(self.claims)))
            yield from self._judged(citations)
            if failure:
                yield self.notice(f"{failure} The abstracts' own sentences {'go on' if self._holds() else 'follow'}.")
            elif self._holds() or last or (may_decline and self._declines()):
                return
            else:
                yield self.notice(self._why_not(writer))

    def _declines(self) -> bool:
        return (self._declined or bool(self._absent)) and not self.claims

    def _why_not(self, writer: Writer) -> str:
        if self.claims or self._withheld or self._heard:
            return f"Nothing that {writer.name} wrote holds against the abstracts; their own sentences follow."
        if self._declines():
            return f"{writer.name} finds no answer in the abstracts; their own sentences follow."
        return f"{writer.name} wrote no sentence; the abstracts' own sentences follow."

    def _claims(
        self, writer: Writer, job: Callable[[Writer], Iterator[DraftEvent]], citations: Citations
    ) -> Iterator[Claimed | Replaced | Waited]:
        before = {each for claim in self.claims if stands(claim) for each in _cited(claim)}
        first, absent = len(self.claims), len(self._absent)
        for event in job(writer):
            match event:
                case Waiting():
                    yield Waited()
                case Retracted():
                    yield from self._take_back(range(first, len(self.claims)))
                    self._declined = False
                    del self._absent[absent:]
                case Declined():
                    self._declined = True
                case Draft():
                    yield from self._claim(citations.ground(event), writer, citations, before)

    def _claim(
        self, claim: Claim, writer: Writer, citations: Citations, before: set[tuple[str, int]]
    ) -> Iterator[Claimed | Replaced]:
        """Take up one claim, in the place of one that says the same and fails, or pass it over."""
        if claim.support not in {"quoted", "supported"} and is_absence(claim.text):
            if declines(claim.text):
                self._declined = True
            elif fit_to_tell(claim.text) and not any(guarded_of(item.paper).withheld for item in citations.evidence):
                self._absent.append(claim.text)
            else:  # it may be an attack's doing
                self._withheld += 1
            return
        if is_withheld(claim, citations.evidence):
            self._withheld += 1
            return
        same = next((place for place, other in enumerate(self.claims) if _said(claim) == _said(other)), None)
        if same is not None:
            if stands(claim) and not stands(self.claims[same]):
                self.credit(writer)
                self.claims[same] = claim
                yield Replaced(place=same, claim=claim)
        elif not (cites := _cited(claim)) or not cites <= before:  # an earlier writer has told no more
            if stands(claim):
                self.credit(writer)
            self.claims.append(claim)
            yield Claimed(claim=claim)

    def _judged(self, citations: Citations) -> Iterator[Event]:
        """Change the claims in place to what the judge makes of each, once, and take back what it calls not stated."""
        if self._judge is None or not self._is_judged:
            return
        new = [place for place, claim in enumerate(self.claims) if claim.text not in self._heard]
        self._heard |= {self.claims[place].text for place in new}
        lost: dict[int, str] = {}
        try:
            for each in rulings([self.claims[place] for place in new], citations, self._judge):
                if isinstance(each, Waiting):
                    yield Waited()
                elif each.part and self._drop:
                    lost[new[each.place]] = each.part
                else:
                    yield from self._ruled(new[each.place], each.claim)
        except WriterError as error:
            self._is_judged = False
            yield self.notice(f"{error} Sentences that no judge confirmed are marked as not verified.")
        yield from self._take_back(sorted(lost))
        if lost:
            what, parts = _sentences(len(lost)), "; ".join(lost.values())
            yield self.notice(f"{what} left out, for the cited abstracts do not state: {parts}.")

    def _ruled(self, place: int, ruled: Claim) -> Iterator[Replaced]:
        claim = self.claims[place]
        repeats = any(_said(ruled) == _said(other) for other in self.claims if other is not claim and stands(other))
        if ruled != claim and not repeats:
            self._heard.add(ruled.text)
            self.claims[place] = ruled
            yield Replaced(place=place, claim=ruled)

    def _take_back(self, places: Sequence[int]) -> Iterator[Replaced]:
        for place in reversed(places):
            del self.claims[place]
            yield Replaced(place=place, claim=None)
        if not self._holds():
            self._credited.clear()

    def credit(self, writer: Writer) -> None:
        """Note that a writer has made a part of the text that holds."""
        if writer.name not in self._credited:
            self._credited.append(writer.name)

    def _holds(self) -> bool:
        return any(stands(claim) for claim in self.claims)

    def notice(self, text: str) -> Noticed:
        """Note something that the reader must know, and return the event that says so."""
        self.notices.append(text)
        return Noticed(text=text)


def _sentences(count: int) -> str:
    return "1 sentence was" if count == 1 else f"{count} sentences were"


def stands(claim: Claim) -> bool:
    """Return whether a claim may be shown without a loud mark."""
    return claim.support != "unsupported"


def _said(claim: Claim) -> str:
    """Return by what two claims are told to be the same: a model loops, or a second writer has one with a mark."""
    return plain(claim.text).casefold().strip(" .\"'")


def _cited(claim: Claim) -> set[tuple[str, int]]:
    """Return the sentences that a claim cites: paper (id) and number."""
    return {(citation.paper, number) for citation in claim.citations for number in citation.sentences}


def text_of(claims: Sequence[Claim]) -> str:
    """Return the claims as one text with numbered citations; one that is unsupported is marked, never plain."""
    told = list[str]()
    for claim in claims:
        numbers = "".join(f"[{citation.number}]" for citation in claim.citations)
        told.append(f"{claim.text} {numbers}{'' if stands(claim) else ' (NOT SUPPORTED)'}".strip())
    return " ".join(told)
