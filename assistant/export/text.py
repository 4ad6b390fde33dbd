"""Sentences with their verdicts and doubts, tables, and references to papers as text: plain, or as Markdown."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from assistant.jobs.records import NAME as RECORDS
from assistant.store.turns import StoredTurn
from assistant.types import BY_CODE, Answer, Cell, Claim, Comparison, Miss, Other, Row, Source, Table, Verdict
from assistant.writers.extractive import NAME as EXTRACTIVE
from index.paper import Paper, web_link

SIGN = "°"
_PERHAPS = "perhaps:"
# A number in brackets is a mark, which means nothing in Markdown unless an address follows.
_MEANINGFUL = re.compile(r"(\[\d+\])(?![\[(:])|[\\`*_<>#|~\[\]]")
_ENDS_A_LINK = re.compile(r"[<>\\\s]")  # between angle brackets
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # what a table program computes, CWE-1236
MADE_BY = {EXTRACTIVE: "Quotes from the abstracts", RECORDS: "From the papers' records"}
ENDED_EARLY = {"growing": "This answer was not finished.", "stopped": "This answer was stopped."}


def sentence(claim: Claim) -> str:
    """Return a claim with the numbers of its sources."""
    marks = "".join(f"[{number}]" for number in dict.fromkeys(citation.number for citation in claim.citations))
    return " ".join(filter(None, (claim.text, marks)))


def told(claims: Iterable[Claim]) -> str:
    """Return claims as a paragraph, with marks and doubts."""
    return " ".join(sentence(claim) + doubt(claim.verdict) for claim in claims)


def doubt(verdict: Verdict | None) -> str:
    """Return what stands behind a text with this verdict."""
    return SIGN if verdict and verdict.support == "unverified" else loud(verdict)


def loud(verdict: Verdict | None) -> str:
    """Return what must stand behind a text with this verdict, also where no sign can be explained."""
    if verdict is None or verdict.support != "unsupported":
        return ""
    return f" (not supported: {verdict.reason})" if verdict.reason else " (not supported)"


def legend(verdicts: Iterable[Verdict | None]) -> str:
    """Return the line that explains the sign, each reason once; "" if it stands nowhere."""
    reasons = Counter(verdict.reason for verdict in verdicts if verdict and verdict.support == "unverified")
    if not reasons:
        return ""
    told = [f"{reason} ({count} times)" if count > 1 else reason for reason, count in reasons.items() if reason]
    return f"{SIGN} not verified: {' · '.join(told)}" if told else f"{SIGN} not verified"


def by_paper(answer: Answer) -> list[list[Claim]]:
    """Return the sentences of an answer paper by paper, where it is read as a list: our own writer's, or one of each.

    Nothing where there are no several papers, or where sentences of one stand apart.
    """
    runs = [list(run) for _, run in groupby(answer.claims, lambda claim: [one.paper for one in claim.citations[:1]])]
    papers = {citation.paper for run in runs for citation in run[0].citations[:1]}
    of_ours = answer.engine == EXTRACTIVE or all(len(run) == 1 for run in runs)
    return runs if of_ours and not answer.comparison and 1 < len(papers) == len(runs) else []


def value_of(cell: Cell) -> str:
    """Return what a cell states, with a word before a guess that says so."""
    return cell.value if cell.firm else f"{_PERHAPS} {cell.value}"


def on_guesses(result: Comparison) -> list[str]:
    """Return the sentence that explains the word before guesses, if there are any."""
    told = f"“{_PERHAPS}” marks a guess, which may be wrong; the text, computed columns and plots leave it out."
    return [told] if result.has_guesses else []


def table_of(result: Comparison) -> Table:
    """Return papers side by side as rows of text; what nobody confirmed has its sign."""
    rows = ((row_head(row), *(value_of(cell) + doubt(cell.verdict) for cell in row.cells)) for row in result.rows)
    return Table(columns=("Paper", *result.columns), rows=tuple(rows))


def row_head(row: Row) -> str:
    """Return what a row of a comparison begins with: the number and title of its paper."""
    return f"[{row.number}] {row.title}{' (withdrawn)' if row.withdrawn else ''}"


def credits_of(result: Comparison) -> list[str]:
    """Return one line on who wrote which cells, if several did, and one for each row that a model failed on."""
    failed = [f"[{row.number}] {row.failed}" for row in result.rows if row.failed]
    by_writer = defaultdict[str, dict[int, list[str]]](dict)
    for row in result.rows:
        for cell in row.cells:
            if cell.stated and cell.writer not in BY_CODE:
                by_writer[cell.writer].setdefault(row.number, []).append(cell.column)
    if len(by_writer) < 2:
        return failed
    most, *others = sorted(by_writer, key=lambda writer: -sum(map(len, by_writer[writer].values())))
    places = {
        writer: "; ".join(f"[{number}] {', '.join(columns)}" for number, columns in by_writer[writer].items())
        for writer in others
    }
    told = "; ".join(f"by {writer}: {cells}" for writer, cells in places.items())
    return [f"Cells are written by {most}, but {told}.", *failed]


def escaped(text: str) -> str:
    """Return text on one line that means nothing in Markdown or HTML; the marks of sources stay."""
    return _MEANINGFUL.sub(lambda found: found[1] or f"\\{found[0]}", " ".join(text.split()))


def paragraph(claims: Sequence[Claim], others: Iterable[Verdict | None] = ()) -> list[str]:
    """Return claims as a line of Markdown, and a paragraph that explains the sign if they or others have it."""
    explained = legend([*others, *(claim.verdict for claim in claims)])
    return [escaped(told(claims)), *(["", escaped(explained)] if explained else [])]


def table_lines(table: Table) -> Iterator[str]:
    """Yield the lines of a table in Markdown."""
    for number, row in enumerate((table.columns, *table.rows)):
        yield f"| {' | '.join(map(escaped, row))} |"
        if not number:
            yield "|" + " --- |" * len(table.columns)


def compared_lines(result: Comparison) -> Iterator[str]:
    """Yield the lines of a comparison's table in Markdown, and what explains the word before guesses."""
    yield from table_lines(table_of(result))
    for line in on_guesses(result):
        yield ""
        yield escaped(line)


def linked(paper: Paper | Source | Miss | Other) -> str:
    """Return a title in Markdown with its link; one of another scheme, such as `javascript:`, is left out."""
    title, url = escaped(paper.title), web_link(paper.url)
    return f"[{title}](<{_ENDS_A_LINK.sub(lambda found: f'%{ord(found[0]):02X}', url)}>)" if url else title


def reference(source: Source) -> str:
    """Return the line of a source in Markdown, with its number and its address, or its id where it has none."""
    date = f", {source.published}" if source.published else ""
    return f"[{source.number}] {escaped(source.title)}, {address_of(source)}{date}  "


def address_of(source: Source) -> str:
    """Return the address of a source in one piece, or its id where it has none."""
    link = web_link(source.url) or ""
    return source.id if not link or any(map(str.isspace, link)) else link


def uncomputed(field: str) -> str:
    """Return a field of CSV that no table program takes for a formula: such a one begins with an apostrophe."""
    return f"'{field}" if field.lstrip(" ").startswith(_FORMULA) else field


def transcript(title: str, turns: Sequence[StoredTurn]) -> str:
    """Return a conversation as a Markdown document. Numbers of sources count anew in each answer."""
    blocks = [f"# {escaped(title)}"]
    for turn in turns:
        blocks += [f"## {escaped(turn.question)}", f"*{turn.asked_at:%Y-%m-%d %H:%M} UTC*"]
        blocks += _answer(turn.answer) if turn.answer else ()
        blocks += map(escaped, (turn.message, ENDED_EARLY.get(turn.state, "")))
    return "\n\n".join(filter(None, blocks)) + "\n"


def _answer(answer: Answer) -> Iterator[str]:
    if answer.comparison:
        yield "\n".join(compared_lines(answer.comparison))
    if items := by_paper(answer):
        yield "\n".join(f"- {escaped(told(claims))}" for claims in items)
    else:
        yield escaped(told(answer.claims) or answer.text)
    if answer.table:
        yield "\n".join(table_lines(answer.table))
    if answer.notice:
        yield f"*{escaped(answer.notice)}*"
    lines = []
    for source in answer.sources:
        quotes = "".join(f" “{escaped(quote)}”" for quote in source.quotes)
        lines.append(f"{source.number}. {dated(source)}{quotes}")
    yield "\n".join([*lines, *(f"- {dated(miss)} {escaped(miss.reason)}" for miss in answer.nearest)])
    if answer.engine:
        yield f"*{MADE_BY.get(answer.engine) or f'Written by {escaped(answer.engine)}'}*"


def dated(paper: Source | Miss) -> str:
    """Return a paper with its link and its day, in Markdown."""
    return f"{linked(paper)}, {paper.published}." if paper.published else f"{linked(paper)}."
