"""From marks to citations: what does not exist is dropped, and papers are numbered in order of first use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.grounding.checks import Cited, judge, overlap
from assistant.grounding.cited import partial
from assistant.grounding.marks import Draft, Mark
from assistant.grounding.plain import plain
from assistant.grounding.text import roots
from assistant.types import Citation, Claim, Source
from index.paper import Paper
from index.query import Evidence
from index.unseen import visible

_LIKELY = 0.5  # share of a claim's words that a sentence must hold to be taken for the one a bare [2] means
_SURE = 0.75  # the same where no paper is named
_FEW = 3  # content words that a claim must have to be looked up
_CLAUSE = re.compile(r"[;:]\s|,\s|\s(?:while|whereas|but|although|though|and)\s")


class Citations:
    """The numbering of one text; nothing is carried over from another.

    With `only_named`, no sentence may be cited but those that the evidence names.
    """

    def __init__(self, evidence: Sequence[Evidence], *, only_named: bool = False) -> None:
        self.evidence = tuple(evidence)
        self._papers = [item.paper for item in evidence]
        self._allowed = [set(item.sentences) for item in evidence] if only_named else None
        self._numbers: dict[str, int] = {}
        self._quoted: dict[str, list[int]] = {}
        self._fixed = False

    def ground(self, draft: Draft) -> Claim:
        """Resolve the marks of a draft, judge it against what it cites, and number its papers.

        A claim that rests on what exists but cites something else as well is partial at best. One that has no mark, or
        none that means something, is looked up: models know where a sentence comes from and forget to say so.
        """
        draft = draft._replace(text=visible(draft.text))  # it may be printed on a terminal
        found, lost = self._resolve(draft)
        if not found and (sentence := self._looked_up(draft)):
            found, lost = [sentence], False
        cited = Cited(
            tuple(paper.sentences[n - 1] for paper, numbers in found for n in numbers),
            tuple(_told(paper) for paper, _ in found),
        )
        citations = tuple(self.cite(paper, numbers) for paper, numbers in found)
        verdict = judge(draft.text, cited)
        if lost and verdict.support == "supported":
            verdict = partial("it also cites a sentence that was not given")
        return Claim(text=draft.text, citations=citations, verdict=verdict)

    def number(self, paper: Paper) -> int:
        """Return the number of a paper, the next free one if it has none yet. From now on no number changes."""
        self._fixed = True
        return self._number(paper)

    def renumber(self, claims: Sequence[Claim]) -> list[Claim]:
        """Return the claims with their papers numbered anew, and forget what none of them cites any more.

        A repair may have changed what is cited. Numbers that `number` gave out stay.
        """
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
        return tuple(
            Source(
                number=number,
                id=key,
                title=papers[key].title,
                url=papers[key].url,
                flagged=papers[key].warning,
                published=papers[key].published,
                quotes=tuple(papers[key].sentences[n - 1] for n in sorted(self._quoted[key])),
            )
            for key, number in self._numbers.items()
        )

    def _resolve(self, draft: Draft) -> tuple[list[tuple[Paper, tuple[int, ...]]], bool]:
        """Return the papers that the marks name, each with the numbers of sentences that exist in it.

        The second value tells whether a mark was dropped.
        """
        named: dict[int, list[Mark]] = {}
        single = len(self._papers) == 1
        for mark in draft.marks:
            place = 1 if single and (mark.paper == 0 or mark.sentence is None) else mark.paper
            if place or mark.sentence is None:
                named.setdefault(place, []).append(mark)
        resolved, lost = [], False
        for place, marks in named.items():
            if not 1 <= place <= len(self._papers):
                lost = True
                continue
            paper = self._papers[place - 1]
            numbers = tuple(dict.fromkeys(m.sentence for m in marks if m.sentence and paper.statement(m.sentence)))
            if not numbers and all(mark.sentence is None for mark in marks):
                numbers = _likeliest(draft.text, paper)
            if self._allowed is not None:
                numbers = tuple(number for number in numbers if number in self._allowed[place - 1])
            lost = lost or len(numbers) < len({mark.sentence for mark in marks if mark.sentence})
            if numbers:
                resolved.append((paper, numbers))
        return resolved, lost

    def _looked_up(self, draft: Draft) -> tuple[Paper, tuple[int, ...]] | None:
        """Return the sentence with most of the words of a draft: one of those marked beside it, else any other."""
        if any(mark.paper or mark.sentence == 0 for mark in draft.marks):
            return None  # it names something, which is not there
        if len(roots(plain(draft.text))) < _FEW:
            return None
        beside = {(m.paper or place, m.sentence) for m in (*draft.marks, *draft.near) for place in self._places()}
        every = [(place, n) for place in self._places() for n in self._citable(place)]
        marked = [one for one in every if one in beside or (one[0], None) in beside]
        for group in (marked, every):
            likeness, _, best = max(
                ((self._overlap(draft.text, one), -at, one) for at, one in enumerate(group)), default=(0.0, 0, (0, 0))
            )
            if likeness >= _SURE:
                return self._papers[best[0] - 1], (best[1],)
        return None

    def _places(self) -> range:
        return range(1, len(self._papers) + 1)

    def _citable(self, place: int) -> list[int]:
        statements = self._papers[place - 1].statements
        allowed = None if self._allowed is None else self._allowed[place - 1]
        return [n for n, text in enumerate(statements, start=1) if text and (allowed is None or n in allowed)]

    def _overlap(self, text: str, sentence: tuple[int, int]) -> float:
        return overlap(text, self._papers[sentence[0] - 1].statements[sentence[1] - 1])

    def cite(self, paper: Paper, numbers: Iterable[int]) -> Citation:
        """Return a citation of sentences that exist, and remember them for the sources."""
        number = self._number(paper)
        quoted = self._quoted[paper.id]
        quoted.extend(n for n in numbers if n not in quoted)
        return Citation(number=number, paper=paper.id, sentences=tuple(numbers))

    def _number(self, paper: Paper) -> int:
        self._quoted.setdefault(paper.id, [])
        return self._numbers.setdefault(paper.id, len(self._numbers) + 1)


def _told(paper: Paper) -> str:
    """Return the title and the abstract that a claim may rest on: nothing in them that speaks to the assistant."""
    if all(paper.statements) and paper.heading:
        return f"{paper.title}\n{paper.abstract}"
    return f"{paper.heading}\n{' '.join(filter(None, paper.statements))}"


def _likeliest(text: str, paper: Paper) -> tuple[int, ...]:
    """Return the sentence that a claim citing only the paper rests on, or nothing if none is like it.

    A claim on two papers says one thing in one clause and another in the next, so a clause may do as well.
    """
    clauses = [clause for clause in _CLAUSE.split(text) if len(roots(plain(clause))) >= _FEW]
    for parts in ([text], clauses if len(clauses) > 1 else []):
        worth = {
            n: max((overlap(part, said) for part in parts), default=0.0)
            for n, said in enumerate(paper.statements, start=1)
            if said
        }
        best = max(worth, key=lambda n: worth[n], default=0)
        if best and worth[best] >= _LIKELY:
            return (best,)
    return ()
