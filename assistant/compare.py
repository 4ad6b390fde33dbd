"""The third job: papers side by side, a quote in each cell, and a paragraph that rests on the cells alone."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from assistant import withdrawals
from assistant.claims import Writing, stands, text_of
from assistant.errors import WriterError
from assistant.judging import rulings
from assistant.parsing.events import Waiting
from assistant.types import Cell, Claim, Comparison, Row, Verdict
from assistant.verification.citations import Citations
from assistant.verification.judge import Judge
from assistant.verification.output_guard import is_withheld
from assistant.writers.base import Writer
from index.aspects import ASPECTS, Aspect
from index.paper import Paper
from index.query import Evidence

NOT_STATED = "not stated in the abstract"
_IN_PARAGRAPH: tuple[Aspect, ...] = ("idea", "results")


def compare(
    topic: str, papers: Sequence[Paper], *, writers: Sequence[Writer], judge: Judge | None = None, drop: bool = True
) -> Comparison:
    """Return the papers side by side on problem, idea, results and limits; see `Writing` for `drop`.

    The paragraph says first which papers were withdrawn, and tells of the others.

    Raises:
        WriterError: the last of the writers failed.
    """
    started = time.monotonic()
    evidence = [_whole(paper) for paper in papers]
    writing = Writing(writers, judge=judge, drop=drop)
    cells = _cells(evidence, writing, writers, judge)
    stated = [_told(item, place, cells) for place, item in enumerate(evidence)]
    told = [item for item in stated if not item.paper.withdrawn]
    citations = Citations([*told, *(item for item in stated if item.paper.withdrawn)])
    for paper in papers:
        citations.number(paper)  # in the order of the rows
    for (place, _), claim in cells.items():
        citations.cite(papers[place], claim.citations[0].sentences)
    if told:
        for _ in writing.write(lambda writer: writer.paragraph(topic, told), citations, may_decline=False):
            pass  # a comparison is shown whole
    claims = (*withdrawals.statements(papers), *writing.claims)
    return Comparison(
        topic=topic,
        rows=tuple(_row(paper, place, cells) for place, paper in enumerate(papers)),
        text=text_of(claims),
        claims=claims,
        sources=citations.sources(),
        engine=writing.engine,
        usage=writing.usage,
        seconds=round(time.monotonic() - started, 3),
        notice=" ".join(writing.notices),
    )


Place = tuple[int, Aspect]  # row, from 0, and column


def _cells(
    evidence: Sequence[Evidence], writing: Writing, writers: Sequence[Writer], judge: Judge | None
) -> dict[Place, Claim]:
    """Return the claim of each stated cell. What a writer fails to support, or to write at all, the next one fills."""
    cells: dict[Place, Claim] = {}
    open_cells: set[Place] = {(place, aspect) for place in range(len(evidence)) for aspect in ASPECTS}
    for writer in writers:
        filled = dict[Place, Claim]()
        try:
            open_cells = _fill(filled, open_cells, writer, evidence)
        except WriterError as error:
            if writer is writers[-1]:
                raise
            writing.notices.append(f"{error} The abstracts' own sentences fill the table.")
            open_cells -= filled.keys()
        if judge is not None:
            open_cells |= _confirm(filled, evidence, judge, writing)
        if filled:
            writing.credit(writer)
        cells |= filled
        if not open_cells:
            break
    return cells


def _fill(filled: dict[Place, Claim], wanted: set[Place], writer: Writer, evidence: Sequence[Evidence]) -> set[Place]:
    """Add the cells that `writer` states and the abstracts support; return those that it stated without support."""
    unsupported = set[Place]()
    for paper, aspect, draft in writer.cells(ASPECTS, evidence):
        place = (paper - 1, aspect)
        if place not in wanted or place in filled:
            continue
        claim = Citations(evidence).ground(draft)
        own = {citation.paper for citation in claim.citations} == {evidence[paper - 1].paper.id}
        if own and stands(claim) and not is_withheld(claim, evidence):
            filled[place] = claim
        else:
            unsupported.add(place)
    return unsupported - filled.keys()


def _confirm(cells: dict[Place, Claim], evidence: Sequence[Evidence], judge: Judge, writing: Writing) -> set[Place]:
    """Put the judge's word on the cells, take out those that it calls not stated, and return their places."""
    places, lost = list(cells), set[Place]()
    try:
        for each in rulings(list(cells.values()), Citations(evidence), judge):
            if isinstance(each, Waiting):
                continue
            place = places[each.place]
            if each.part or {citation.paper for citation in each.claim.citations} != {evidence[place[0]].paper.id}:
                lost.add(place)
            else:
                cells[place] = each.claim
    except WriterError as error:
        writing.notices.append(f"{error} Cells that no judge confirmed are marked as not verified.")
    for place in lost:
        del cells[place]
    return lost


def _whole(paper: Paper) -> Evidence:
    told = tuple(number for number, text in enumerate(paper.statements, start=1) if text)
    return Evidence(paper=paper, score=1.0, relevance=1.0, sentences=told)


def _told(item: Evidence, place: int, cells: Mapping[Place, Claim]) -> Evidence:
    """Return the paper with the sentences that its cells quote: those the paragraph is to tell of first."""
    claims = [cells[place, aspect] for aspect in _IN_PARAGRAPH if (place, aspect) in cells]
    quoted = dict.fromkeys(n for claim in claims for citation in claim.citations for n in citation.sentences)
    return item.model_copy(update={"sentences": tuple(quoted)})


def _row(paper: Paper, place: int, cells: Mapping[Place, Claim]) -> Row:
    return Row(
        number=place + 1,
        id=paper.id,
        title=paper.title,
        flagged=paper.warning,
        withdrawn=paper.withdrawn,
        url=paper.url,
        published=paper.published,
        cells=tuple(_cell(aspect, paper, place, cells) for aspect in ASPECTS),
    )


def _cell(aspect: Aspect, paper: Paper, place: int, cells: Mapping[Place, Claim]) -> Cell:
    claim = cells.get((place, aspect))
    if claim is None or claim.verdict is None:
        return Cell(aspect=aspect, value=NOT_STATED, verdict=Verdict(support="supported"))
    citation = claim.citations[0].model_copy(update={"number": place + 1})
    quote = " ".join(paper.sentences[n - 1] for n in citation.sentences)
    return Cell(aspect=aspect, value=claim.text, quote=quote, citation=citation, verdict=claim.verdict)
