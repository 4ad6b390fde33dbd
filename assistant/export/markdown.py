"""A comparison as Markdown: the table, its paragraph, and the sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.export import verdicts
from assistant.export.credits import credits_of
from assistant.types import Claim, Comparison, Source, Verdict
from index.paper import web_link


def comparison(result: Comparison) -> str:
    """Return the table, with a sign behind each cell that nobody confirmed, and what rests on it."""
    rows = [
        [
            f"[{row.number}] {row.title}{' (withdrawn)' if row.withdrawn else ''}",
            *(cell.value + verdicts.doubt(cell.verdict) for cell in row.cells),
        ]
        for row in result.rows
    ]
    heads = ["paper", *result.columns]
    lines = ["| " + " | ".join(_in_table(field) for field in fields) + " |" for fields in (heads, *rows)]
    lines.insert(1, "|" + " --- |" * len(heads))
    marked = (cell.verdict for row in result.rows for cell in row.cells)
    told = [line for text in credits_of(result) for line in (escaped(text), "")]
    return "\n".join([*lines, "", *told, *paragraph(result.claims, marked), "", *map(reference, result.sources)])


def paragraph(claims: Sequence[Claim], others: Iterable[Verdict] = ()) -> list[str]:
    """Return claims as a line, and a paragraph that explains the sign if they or others have it."""
    text = " ".join(verdicts.sentence(claim) + verdicts.doubt(claim.verdict) for claim in claims)
    legend = verdicts.legend([*others, *(claim.verdict for claim in claims)])
    return [escaped(text), *(["", escaped(legend)] if legend else [])]


def reference(source: Source) -> str:
    """Return the line of a source."""
    date = f", {source.published}" if source.published else ""
    link = web_link(source.url) or ""
    where = source.id if not link or any(map(str.isspace, link)) else link
    return f"[{source.number}] {escaped(source.title)}, {where}{date}  "


def escaped(text: str) -> str:
    """Make a sentence show as it is: abstracts hold tags, stars, tildes and back-ticks."""
    for sign in "\\`*_~<>":
        text = text.replace(sign, "\\" + sign)
    return text


def _in_table(text: str) -> str:
    return escaped(text).replace("|", "\\|")
