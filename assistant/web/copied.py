"""An answer as text to be pasted: Markdown with its marks, and the papers that it cites in a numbered list."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.export.text import loud, sentence, table_lines, table_of
from assistant.export.transcript import dated
from assistant.types import Claim, Comparison, Source, Table
from assistant.web.sources import QuotedPaper
from index.paper import Paper, web_link


def copied(
    claims: Sequence[Claim],
    papers: Sequence[Paper | QuotedPaper],
    *,
    is_list: bool = False,
    comparison: Comparison | None = None,
) -> str:
    """Return the table of a comparison, the text and its references; "" for an answer that has none of them."""
    between = "\n" if is_list else " "
    table = "\n".join(table_lines(table_of(comparison))) if comparison else ""
    text = between.join(f"{'- ' if is_list else ''}{sentence(claim)}{loud(claim.verdict)}" for claim in claims)
    cells = comparison.quoting if comparison else ()
    return "\n\n".join(filter(None, (table, text, "\n".join(_references((*cells, *claims), papers)))))


def copied_records(table: Table | None, listed: Sequence[Source]) -> str:
    """Return what an answer by count shows below its sentence: a table, or the papers that it tells of."""
    return "\n".join(table_lines(table) if table else (f"- {dated(source)}" for source in listed))


def _references(claims: Sequence[Claim], papers: Sequence[Paper | QuotedPaper]) -> list[str]:
    known = {paper.id: paper for paper in papers}
    cited = {one.number: known[one.paper] for claim in claims for one in claim.citations if one.paper in known}
    return [f"{number}. {_reference(paper)}" for number, paper in sorted(cited.items())]


def _reference(paper: Paper | QuotedPaper) -> str:
    people = f"{paper.authors[0]}{' and others' if len(paper.authors) > 1 else ''}." if paper.authors else ""
    day = f"{paper.published}." if paper.published else ""
    return " ".join(filter(None, (people, f"{paper.title.rstrip('.')}.", day, web_link(paper.url) or "")))
