"""The paragraph of a comparison: by a model from the abstracts, else a few sentences put together from the cells."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from assistant.comparison import contrast
from assistant.comparison.contrast import in_words, spoken_of
from assistant.comparison.naming import called, entities_of
from assistant.comparison.plot import panels
from assistant.errors import WriterError
from assistant.jobs.claims import Writing, stands
from assistant.parsing.events import Draft, Mark
from assistant.types import Claim, Row, Usage, Verdict
from assistant.verification.citations import Citations
from assistant.verification.judge import Judge
from assistant.verification.output_guard import is_withheld
from assistant.writers.base import Writer
from index.entities import names
from index.paper import Paper
from index.query import Evidence
from index.text import plain

_SHORT, _WORDS = 80, 150  # words of a paragraph
_TITLE_WORDS = 3  # from which a name is a title, and stands in quotation marks
_NAMED = 3  # papers, at most, of which a sentence says that only they state a thing
# What only some of the papers state, by column: of one, and of several.
_STATED = {
    "code": ("says that code, data or models are released", "say that code, data or models are released"),
    "limits": ("names a limit of its own work", "name limits of their own work"),
}

# The same of a table that was asked for little else.
_ASKED = {
    "cost": ("states a cost", "state a cost"),
    "training": ("says how it is trained, or that it is not", "say how they are trained, or that they are not"),
    "data": ("names its data", "name their data"),
    "results": ("states results", "state results"),
    **_STATED,
}
_FEW = 2  # columns of such a table

Words = tuple[str, str]  # of one paper, and of several
Places = Mapping[int, tuple[int, ...]]  # places of rows, from 0, with the numbers of the sentences that state a thing


class Crew(NamedTuple):
    """A model that writes, and who reads it against the abstracts. They are not shared between threads."""

    writer: Writer
    judge: Judge | None = None

    @property
    def usage(self) -> Usage:
        """What both have cost."""
        return self.writer.usage + (self.judge.usage if self.judge else Usage())


Hire = Callable[[], Crew]  # makes a crew for one thread


class Paragraph(NamedTuple):
    """The claims of a paragraph, who wrote it, and what the reader must know of its making."""

    claims: tuple[Claim, ...]
    engine: str = ""
    notices: tuple[str, ...] = ()
    usage: Usage = Usage()


def by_model(topic: str, told: Sequence[Evidence], citations: Citations, crew: Crew, *, drop: bool) -> Paragraph:
    """Return the paragraph that a model writes; without a claim where it fails, or where nothing that it says holds."""
    writing, notices = Writing([crew.writer], judge=crew.judge, drop=drop), list[str]()
    try:
        for _ in writing.write(lambda writer: writer.paragraph(topic, told), citations, may_decline=False):
            pass  # a comparison is shown whole
    except WriterError as error:
        notices.append(f"{error} The paragraph is put together from the table.")
        return Paragraph((), notices=(*writing.notices, *notices), usage=writing.usage)
    if not any(map(stands, writing.claims)):
        notices.append(f"{crew.writer.name} wrote no paragraph that holds; this one is put together from the table.")
        return Paragraph((), notices=(*writing.notices, *notices), usage=writing.usage)
    cited = tuple(claim for claim in writing.claims if claim.citations)
    if left := len(writing.claims) - len(cited):
        what = "1 sentence was" if left == 1 else f"{left} sentences were"
        notices.append(f"{what} left out for citing no abstract.")
    return Paragraph(cited, writing.engine, (*writing.notices, *notices), writing.usage)


def by_rule(rows: Sequence[Row], papers: Sequence[Paper], citations: Citations) -> tuple[Claim, ...]:
    """Return what the cells share, and what only some state, without guesses: supported, as rules made it of quotes."""
    places = {item.paper.id: place for place, item in enumerate(citations.evidence, start=1)}
    guessed = {cell.column for row in rows for cell in row.cells if not cell.firm}
    firm = [row.without_guesses for row in rows]
    said = {n: _called(paper) for n, paper in enumerate(papers) if not paper.withdrawn and _called(paper)}
    lacking = contrast.problems({n: firm[n] for n in said}, dict(enumerate(papers)), said)
    told = chain(
        ((text, stated, False) for text, stated in _sentences(firm, papers, said, guessed)),
        ((text, stated, True) for text, stated in contrast.sentences(lacking, papers, "")),
    )
    claims, words = list[Claim](), 0
    for text, stated, only_if_short in told:
        if words + len(text.split()) > _WORDS or (only_if_short and words >= _SHORT):
            continue
        marks = tuple(Mark(places[papers[place].id], n) for place, numbers in stated.items() for n in numbers)
        claim = citations.ground(Draft(text, marks))
        if stands(claim) and not is_withheld(claim, citations.evidence):
            claims.append(claim.model_copy(update={"verdict": Verdict(support="supported")}))
            words += len(text.split())
    return tuple(claims)


def _sentences(
    rows: Sequence[Row], papers: Sequence[Paper], said: Mapping[int, str], guessed: Container[str]
) -> Iterator[tuple[str, Places]]:
    """Yield sentences with what they rest on, those first that say most; not who states a column that has guesses."""
    known = {place: rows[place] for place in said}
    abstracts = {place: papers[place] for place in said}
    yield from _on(known, said)
    yield from contrast.sentences(contrast.parts("idea", known, abstracts, said), papers, "As for the approach, ")
    yield from _shared(known, said)
    yield from _side_by_side(rows, said)
    yield from contrast.sentences(contrast.parts("results", known, abstracts, said), papers, "As for results, ")
    stated = list[tuple[Words, Places]]()
    for column, words in (_ASKED if rows and len(rows[0].cells) <= _FEW else _STATED).items():
        cells = {place: cell for place, row in known.items() if (cell := row.cell(column)) and cell.sentences}
        if column not in guessed:
            stated.append((words, {place: cell.sentences[:1] for place, cell in cells.items()}))
    yield from _of_all(stated, said)
    yield from _of_some(stated, said)


def _called(paper: Paper) -> str:
    name = called(paper)
    return f"“{name}”" if len(name.split()) >= _TITLE_WORDS else name


def _shared(rows: Mapping[int, Row], said: Mapping[int, str]) -> Iterator[tuple[str, Places]]:
    """Yield which benchmark, baseline and data set two papers or more have, that of most papers first."""
    told = set[str]()
    for template, found in (
        ("{} name {} among their data.", _data(rows)),
        ("{} report results on {}.", _named(rows, "dataset")),
        ("{} compare themselves with {}.", _named(rows, "baseline")),
    ):
        several = [(name, places) for name, places in found.items() if len(places) > 1 and name not in told]
        for name, places in sorted(several, key=lambda pair: -len(pair[1]))[:1]:
            told.add(name)
            yield template.format(_both([said[place] for place in places], len(said)), name), places


def _on(rows: Mapping[int, Row], said: Mapping[int, str]) -> Iterator[tuple[str, Places]]:
    """Yield the task or method that most of the papers speak of."""
    for phrase, sentences in spoken_of(rows)[:1]:
        who = _both([said[place] for place in sentences], len(said))
        yield f"{who} speak of {in_words(phrase)}.", {place: (number,) for place, number in sentences.items()}


def _side_by_side(rows: Sequence[Row], said: Mapping[int, str]) -> Iterator[tuple[str, Places]]:
    """Yield what several papers measured on the same terms, so that a reader may set their figures side by side."""
    for panel in panels(rows)[:1]:
        first = {bar.row - 1: bar for bar in reversed(panel.bars) if bar.row - 1 in said}
        if len(first) > 1:
            who = _both([said[place] for place in sorted(first)], len(said))
            title = panel.title.split(", over ")[0]  # what one of them is set against is not that of all
            measured = f"{title[:1].lower()}{title[1:]}" if title[1:2].islower() else title
            yield f"{who} state {measured} on the same terms.", {place: (bar.sentence,) for place, bar in first.items()}


def _named(rows: Mapping[int, Row], field: str) -> dict[str, dict[int, tuple[int, ...]]]:
    """Return the names that the figures of the results have in a field, with the places of their papers."""
    found = defaultdict[str, dict[int, tuple[int, ...]]](dict)
    for place, row in rows.items():
        cell = row.cell("results")
        for figure in cell.figures if cell else ():
            if name := _name(getattr(figure, field)):
                found[name].setdefault(place, (figure.sentence,))
    return found


def _data(rows: Mapping[int, Row]) -> dict[str, dict[int, tuple[int, ...]]]:
    """Return the names of data sets in the quotes of the column of data, each with its sentence."""
    found = defaultdict[str, dict[int, tuple[int, ...]]](dict)
    for place, row in rows.items():
        cell = row.cell("data")
        for number, quote in zip(cell.sentences, cell.quotes, strict=True) if cell else ():
            for entity in entities_of(plain(quote)):
                if entity.kind == "material" and (name := _name(entity.text)):
                    found[name].setdefault(place, (number,))
    return found


def _name(text: str) -> str:
    """Return a text if it is one name and nothing else, as of a data set or a system, "" if not."""
    text = plain(text).strip(" .()")
    return text if any(each.text == text and each.is_system for each in names(text)) else ""


def _of_all(stated: Sequence[tuple[Words, Places]], said: Mapping[int, str]) -> Iterator[tuple[str, Places]]:
    """Yield what all of the papers state."""
    for (_, several), places in stated:
        if len(places) == len(said) > 1:
            yield f"{_both([said[place] for place in said], len(said))} {several}.", places


def _of_some(stated: Sequence[tuple[Words, Places]], said: Mapping[int, str]) -> Iterator[tuple[str, Places]]:
    """Yield in one sentence what only some of the papers state."""
    told, rests = defaultdict[tuple[str, ...], list[str]](list), defaultdict[int, tuple[int, ...]](tuple)
    for (one, several), places in stated:
        who = tuple(said[place] for place in said if place in places)
        if 0 < len(who) < len(said) and len(who) <= _NAMED:
            told[who].append(several if len(who) > 1 else one)
            for place, numbers in places.items():
                rests[place] = tuple(dict.fromkeys((*rests[place], *numbers)))
    if told:
        clauses = (f"only {_joined(who)} {_joined(what)}" for who, what in told.items())
        yield f"Of these papers, {'; '.join(clauses)}.", dict(sorted(rests.items()))


def _both(who: Sequence[str], of: int) -> str:
    if len(who) == of > 2:
        return "All of these papers"
    if _NAMED < len(who) > of / 2:
        return "Most of these papers"
    return f"Both {_joined(who)}" if len(who) == 2 else _joined(who)


def _joined(who: Sequence[str]) -> str:
    *first, last = who
    return f"{', '.join(first)} and {last}" if first else last
