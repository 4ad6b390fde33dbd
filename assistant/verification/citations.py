"""From marks to citations: what does not exist is dropped, and papers are numbered in order of first use."""

import re
from collections.abc import Iterable, Mapping, Sequence

from assistant.parsing.events import Draft, Mark
from assistant.types import Citation, Claim, Source, Verdict
from assistant.verification.cited import Cited, CitedPaper
from assistant.verification.overlap import content_stems, weighted_overlap
from assistant.verification.verdict import absent_figure, is_quoted, verify
from index.labels import label
from index.language import is_english
from index.paper import Paper
from index.query import Evidence
from index.statements import heading_of, statement_of, statements_of
from index.text import plain
from index.unseen import visible

_LIKELY = 0.45  # share of what a claim tells that a sentence must hold to be taken for the one that a bare [2] means
_SURE = 0.7  # the same where no paper is named
_BESIDE = 0.35  # by how much more a sentence beside the marked one must hold, for the mark to be one off
_FEW = 3  # content words that a claim must have to be looked up
_CLAUSE = re.compile(r"[;:]\s|,\s|\s(?:while|whereas|but|although|though|and)\s")

Place = tuple[int, int]  # of a paper in the evidence, from 1, and the number of a sentence


class Citations:
    """The numbering of one text; nothing is carried over from another. `question` is what the text answers, or ""."""

    def __init__(self, evidence: Sequence[Evidence], question: str = "") -> None:
        self.evidence, self.question = tuple(evidence), question
        self._papers = [item.paper for item in evidence]
        self._numbers: dict[str, int] = {}
        self._quoted: dict[str, list[int]] = {}
        self._fixed = False

    def ground(self, draft: Draft) -> Claim:
        """Resolve the marks of a draft, or look up what it rests on; judge it against that, and number its papers."""
        draft = draft._replace(text=visible(draft.text))  # it may be printed on a terminal
        found, lost = self._resolve(draft)
        if not found and (sentence := self._looked_up(draft)):
            found, lost = {sentence[0]: [sentence[1]]}, False
        found = {place: self._one_off(draft.text, place, numbers) for place, numbers in found.items()}
        verified = verify(draft.text, self._cited(found))
        for at, number in verified.added:
            found[list(found)[at]].append(number)
        verdict = verified.verdict
        if lost and verdict.support in {"quoted", "supported"}:
            verdict = Verdict(support="unverified", reason="it also cites a sentence that does not exist")
        citations = tuple(self.cite(self._papers[place - 1], numbers) for place, numbers in found.items())
        return Claim(text=draft.text, citations=citations, verdict=verdict)

    def marks(self, claim: Claim) -> tuple[Mark, ...]:
        """Return the citations of a claim as marks into the evidence."""
        places = {paper.id: place for place, paper in enumerate(self._papers, start=1)}
        return tuple(Mark(places[each.paper], n) for each in claim.citations for n in each.sentences)

    def absent_figure(self, claim: Claim) -> str:
        """Return what is wrong with a figure of a claim that stands nowhere in what it cites, "" if none does."""
        found: dict[int, list[int]] = {}
        for mark in self.marks(claim):
            found.setdefault(mark.paper, []).append(mark.sentence or 0)
        return absent_figure(claim.text, self._cited(found))

    def number(self, paper: Paper) -> int:
        """Return the number of a paper, the next free one if it has none yet. From now on no number changes."""
        self._fixed = True
        return self._number(paper)

    def renumber(self, claims: Sequence[Claim]) -> list[Claim]:
        """Return the claims with their papers numbered anew, but for numbers that `number` gave out."""
        if self._fixed:
            return list(claims)
        papers = {paper.id: paper for paper in self._papers}
        self._numbers, self._quoted = {}, {}
        return [
            claim.model_copy(
                update={"citations": tuple(self.cite(papers[c.paper], c.sentences) for c in claim.citations)}
            )
            for claim in claims
        ]

    def sources(self) -> tuple[Source, ...]:
        """Return the papers cited so far, by number, each with the sentences cited from it, in reading order."""
        papers = {paper.id: paper for paper in self._papers}
        return tuple(Source.of(papers[key], number, self._quoted[key]) for key, number in self._numbers.items())

    def cite(self, paper: Paper, numbers: Iterable[int]) -> Citation:
        """Return a citation of sentences that exist, and remember them for the sources."""
        number = self._number(paper)
        quoted, numbers = self._quoted[paper.id], tuple(dict.fromkeys(numbers))
        quoted.extend(n for n in numbers if n not in quoted)
        return Citation(number=number, paper=paper.id, sentences=numbers)

    def _number(self, paper: Paper) -> int:
        self._quoted.setdefault(paper.id, [])
        return self._numbers.setdefault(paper.id, len(self._numbers) + 1)

    def _cited(self, found: Mapping[int, Sequence[int]]) -> Cited:
        papers = tuple(_cited_paper(self._papers[place - 1], numbers) for place, numbers in found.items())
        return Cited(papers=papers, question=self.question)

    def _resolve(self, draft: Draft) -> tuple[dict[int, list[int]], bool]:
        """Return the places that marks name, each with the numbers of sentences there, and if a mark was dropped."""
        named: dict[int, list[Mark]] = {}
        single = len(self._papers) == 1
        for mark in draft.marks:
            place = 1 if single and (mark.paper == 0 or mark.sentence is None) else mark.paper
            if place or mark.sentence is None:
                named.setdefault(place, []).append(mark)
        resolved: dict[int, list[int]] = {}
        lost = False
        for place, marks in named.items():
            if not 1 <= place <= len(self._papers):
                lost = True
                continue
            paper = self._papers[place - 1]
            numbers = list(dict.fromkeys(m.sentence for m in marks if m.sentence and statement_of(paper, m.sentence)))
            if not numbers and all(mark.sentence is None for mark in marks):
                numbers = _likeliest(draft.text, paper)
            lost = lost or len(numbers) < len({mark.sentence for mark in marks if mark.sentence})
            if numbers:
                resolved[place] = numbers
        return resolved, lost

    def _one_off(self, text: str, place: int, numbers: list[int]) -> list[int]:
        """Return the numbers of the marked sentences, or that of the one beside a marked one which is plainly meant."""
        paper = self._papers[place - 1]
        if len(numbers) != 1 or (share := weighted_overlap(text, statements_of(paper)[numbers[0] - 1])) >= _SURE:
            return numbers
        beside = [n for n in (numbers[0] - 1, numbers[0] + 1) if statement_of(paper, n)]
        best = max(beside, key=lambda n: weighted_overlap(text, statements_of(paper)[n - 1]), default=0)
        near = weighted_overlap(text, statements_of(paper)[best - 1]) if best else 0.0
        return [best] if near >= _SURE and near - share >= _BESIDE else numbers

    def _looked_up(self, draft: Draft) -> Place | None:
        """Return the sentence with most of what a draft tells: one of those marked beside it, else any other."""
        if any(mark.paper or mark.sentence == 0 for mark in draft.marks):
            return None  # it names something, which is not there
        if len(content_stems(plain(draft.text))) < _FEW:
            return None
        beside = {(m.paper or place, m.sentence) for m in (*draft.marks, *draft.near) for place in self._places()}
        every = [
            (place, n)
            for place in self._places()
            for n, said in enumerate(statements_of(self._papers[place - 1]), start=1)
            if said
        ]
        marked = [one for one in every if one in beside or (one[0], None) in beside]
        for group in (marked, every):
            shares = [(self._share(draft.text, one), -at, one) for at, one in enumerate(group)]
            share, _, best = max(shares, default=(0.0, 0, (0, 0)))
            if share >= _SURE:
                return best
        return None

    def _places(self) -> range:
        return range(1, len(self._papers) + 1)

    def _share(self, text: str, sentence: Place) -> float:
        paper = self._papers[sentence[0] - 1]
        statement = statements_of(paper)[sentence[1] - 1]
        if is_quoted(text, Cited(papers=(_cited_paper(paper, (sentence[1],)),))):
            return 1.0
        return weighted_overlap(text, statement)


def _cited_paper(paper: Paper, numbers: Sequence[int]) -> CitedPaper:
    """Return a paper as a claim is checked against it: nothing in it that speaks to the assistant."""
    day = str(paper.published) if paper.published else ""
    return CitedPaper(
        title=heading_of(paper),
        sentences=statements_of(paper),
        numbers=tuple(numbers),
        name=label(paper.title, paper.sentences),
        record=", ".join(filter(None, (*paper.authors, paper.organisation, day))),
    )


def _likeliest(text: str, paper: Paper) -> list[int]:
    """Return the sentence that a claim citing only the paper rests on, by words, or figures and names; or nothing."""
    clauses = [clause for clause in _CLAUSE.split(text) if len(content_stems(plain(clause))) >= _FEW]
    enough = _LIKELY if is_english(text) else 0.0
    for parts in ([text], clauses if len(clauses) > 1 else []):
        worth = {
            n: max((weighted_overlap(part, said) for part in parts), default=0.0)
            for n, said in enumerate(statements_of(paper), start=1)
            if said
        }
        best = max(worth, key=lambda n: worth[n], default=0)
        if best and worth[best] > 0 and worth[best] >= enough:
            return [best]
    return []
