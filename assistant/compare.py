"""The third job: papers side by side, a quote in each cell, and a paragraph that rests on the cells alone."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from assistant.claims import Writing, text_of
from assistant.errors import WriterError
from assistant.grounding.citations import Citations
from assistant.grounding.strange import is_strange
from assistant.types import Cell, Claim, Comparison, Row, Verdict
from assistant.writers.base import Writer
from index.cues import ASPECTS, Aspect
from index.paper import Paper
from index.query import Evidence

NOT_STATED = "not stated in the abstract"
_IN_PARAGRAPH: tuple[Aspect, ...] = ("idea", "results")


def compare(topic: str, papers: Sequence[Paper], *, writers: Sequence[Writer], drop: bool = False) -> Comparison:
    """Return the papers side by side on problem, idea, results and limits; `drop` leaves out what does not hold.

    Raises:
        WriterError: the last of the writers failed.
    """
    started = time.monotonic()
    evidence = [_whole(paper) for paper in papers]
    writing = Writing(writers, drop=drop)
    cells = _cells(evidence, writing, writers)
    stated = [_only(item, place, cells) for place, item in enumerate(evidence)]
    citations = Citations(stated, only_named=True)
    for paper in papers:
        citations.number(paper)  # in the order of the rows
    for (place, _), claim in cells.items():
        citations.cite(papers[place], claim.citations[0].sentences)
    for _ in writing.write(lambda writer: writer.paragraph(topic, stated), citations, may_decline=False):
        pass  # a comparison is shown whole
    return Comparison(
        topic=topic,
        rows=tuple(_row(paper, place, cells) for place, paper in enumerate(papers)),
        text=text_of(writing.claims),
        claims=tuple(writing.claims),
        sources=citations.sources(),
        engine=writing.engine,
        usage=writing.usage,
        seconds=round(time.monotonic() - started, 3),
        notice=" ".join(writing.notices),
    )


Place = tuple[int, Aspect]  # row, from 0, and column


def _cells(evidence: Sequence[Evidence], writing: Writing, writers: Sequence[Writer]) -> dict[Place, Claim]:
    """Return the claim of each stated cell. What a writer fails to support, or to write at all, the next one fills."""
    cells: dict[Place, Claim] = {}
    open_cells: set[Place] = {(place, aspect) for place in range(len(evidence)) for aspect in ASPECTS}
    for writer in writers:
        try:
            open_cells = _fill(cells, open_cells, writer, evidence)
        except WriterError as error:
            if writer is writers[-1]:
                raise
            writing.notices.append(f"{error} The abstracts' own sentences fill the table.")
            open_cells -= cells.keys()
        if not open_cells:
            break
    return cells


def _fill(cells: dict[Place, Claim], wanted: set[Place], writer: Writer, evidence: Sequence[Evidence]) -> set[Place]:
    """Add the cells that `writer` states and the abstracts support; return those that it stated without support."""
    unsupported = set[Place]()
    for paper, aspect, draft in writer.cells(ASPECTS, evidence):
        place = (paper - 1, aspect)
        if place not in wanted or place in cells:
            continue
        claim = Citations(evidence).ground(draft)
        own = {citation.paper for citation in claim.citations} == {evidence[paper - 1].paper.id}
        if own and claim.verdict.support != "unsupported" and not is_strange(claim, evidence):
            cells[place] = claim
        else:
            unsupported.add(place)
    return unsupported


def _whole(paper: Paper) -> Evidence:
    told = tuple(number for number, text in enumerate(paper.statements, start=1) if text)
    return Evidence(paper=paper, score=1.0, relevance=1.0, sentences=told)


def _only(item: Evidence, place: int, cells: Mapping[Place, Claim]) -> Evidence:
    """Return the paper with the sentences that its cells quote: nothing else may be cited in the paragraph."""
    claims = [cells[place, aspect] for aspect in _IN_PARAGRAPH if (place, aspect) in cells]
    quoted = dict.fromkeys(n for claim in claims for citation in claim.citations for n in citation.sentences)
    return item.model_copy(update={"sentences": tuple(quoted)})


def _row(paper: Paper, place: int, cells: Mapping[Place, Claim]) -> Row:
    return Row(
        number=place + 1,
        id=paper.id,
        title=paper.title,
        flagged=paper.warning,
        url=paper.url,
        published=paper.published,
        cells=tuple(_cell(aspect, paper, place, cells) for aspect in ASPECTS),
    )


def _cell(aspect: Aspect, paper: Paper, place: int, cells: Mapping[Place, Claim]) -> Cell:
    claim = cells.get((place, aspect))
    if claim is None:
        return Cell(aspect=aspect, value=NOT_STATED, verdict=Verdict(support="supported"))
    citation = claim.citations[0].model_copy(update={"number": place + 1})
    quote = " ".join(paper.sentences[n - 1] for n in citation.sentences)
    return Cell(aspect=aspect, value=claim.text, quote=quote, citation=citation, verdict=claim.verdict)
