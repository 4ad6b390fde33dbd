"""From marks to citations: what does not exist is dropped, and papers are numbered in order of first use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.grounding.checks import Cited, judge, overlap
from assistant.grounding.cited import partial
from assistant.grounding.marks import Draft, Mark
from assistant.types import Citation, Claim, Source
from index.paper import Paper
from index.query import Evidence
from index.unseen import visible

_LIKELY = 0.5  # share of a claim's words that a sentence must hold to be taken for the one a bare [2] means


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

        A claim that rests on what exists but cites something else as well is partial at best.
        """
        draft = draft._replace(text=visible(draft.text))  # it may be printed on a terminal
        found, lost = self._resolve(draft)
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
        for mark in draft.marks:
            named.setdefault(mark.paper, []).append(mark)
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
    """Return the sentence that a claim citing only the paper rests on, or nothing if none is like it."""
    best = max(range(1, len(paper.sentences) + 1), key=lambda n: overlap(text, paper.statements[n - 1]), default=0)
    return (best,) if best and overlap(text, paper.statements[best - 1]) >= _LIKELY else ()
