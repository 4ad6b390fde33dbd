"""A comparison in each form that leaves the program; JSON is its own (`Comparison.model_dump`)."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, assert_never

from assistant.comparison.plot import plot
from assistant.errors import NothingToPlot
from assistant.export.papers import bibtex, keys, latex
from assistant.export.text import (
    credits_of,
    escaped,
    loud,
    on_guesses,
    paragraph,
    reference,
    row_head,
    table_lines,
    table_of,
    uncomputed,
    value_of,
)
from assistant.types import Claim, Comparison, Row
from index.labels import label
from index.paper import Paper

Form = Literal["md", "csv", "tex", "json", "bib", "svg"]
_NEEDS = r"% Needs \usepackage{booktabs} and \usepackage{tabularx}; the keys are those of the BibTeX export."


def exported(result: Comparison, papers: Sequence[Paper], form: Form) -> str:
    """Return a comparison as text, with the papers of its rows; NothingToPlot if no two share benchmark and metric."""
    match form:
        case "md":
            return markdown(result)
        case "csv":
            return _table(result)
        case "tex":
            return _latex(result, papers)
        case "json":
            return result.model_dump_json(exclude={"notice"})
        case "bib":
            by_id = {paper.id: paper for paper in papers}
            return bibtex([by_id[row.id] for row in result.rows])
        case "svg":
            if drawing := plot(result):
                return drawing
            raise NothingToPlot.of(len(result.rows))
        case _:
            assert_never(form)


def markdown(result: Comparison) -> str:
    """Return the table, with signs of guesses and of what nobody confirmed, its paragraph, and what they rest on."""
    marked = (cell.verdict for row in result.rows for cell in row.cells)
    told = [line for text in (*on_guesses(result), *credits_of(result)) for line in (escaped(text), "")]
    below = [*told, *paragraph(result.claims, marked), "", *map(reference, result.sources)]
    table = table_of(result).model_copy(update={"columns": ("paper", *result.columns)})
    return "\n".join([*table_lines(table), "", *below])


def _table(result: Comparison) -> str:
    """Return a line of CSV for each paper, with doubts that matter behind values; nothing would explain a sign."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(map(uncomputed, ["paper", *result.columns]))
    for row in result.rows:
        writer.writerow(map(uncomputed, [row_head(row), *(value_of(cell) + loud(cell.verdict) for cell in row.cells)]))
    return text.getvalue()


def _latex(result: Comparison, papers: Sequence[Paper]) -> str:
    """Return a `table*` with a row for each paper, and the paragraph below it; `papers` are those of the rows."""
    by_id = {paper.id: paper for paper in papers}
    called = keys([by_id[row.id] for row in result.rows])
    heads = ["Paper", *(f"{column[:1].upper()}{column[1:]}" for column in result.columns)]
    is_named = any(row.title in result.topic for row in result.rows)  # then the topic is their titles
    caption = f"Comparison: {result.topic}." if result.topic and not is_named else "Comparison."
    lines = [
        _NEEDS,
        r"\begin{table*}[t]",
        r"\centering",
        r"\footnotesize",
        rf"\caption{{{latex(' '.join([caption, *on_guesses(result)]))}}}",
        r"\begin{tabularx}{\textwidth}{" + " ".join([r">{\raggedright\arraybackslash}X"] * len(heads)) + "}",
        r"\toprule",
        _line(map(latex, heads)),
        r"\midrule",
        *(_line(_fields(row, by_id[row.id], called[row.id])) for row in result.rows),
        r"\bottomrule",
        r"\end{tabularx}",
        r"\end{table*}",
        "",
        " ".join(_told(claim, called) for claim in result.claims),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _fields(row: Row, paper: Paper, key: str) -> Iterator[str]:
    name = label(paper.title, paper.sentences) or f"[{row.number}]"
    yield rf"{latex(name)}{' (withdrawn)' if row.withdrawn else ''}~\cite{{{key}}}"
    for cell in row.cells:
        yield latex(value_of(cell) + loud(cell.verdict)) if cell.stated else "--"


def _line(fields: Iterable[str]) -> str:
    r"""Return a row, begun so that the `\\` before it takes no bracket or star of it for an argument."""
    line = " & ".join(fields)
    return ("{}" if line.startswith(("[", "*")) else "") + line + r" \\"


def _told(claim: Claim, called: dict[str, str]) -> str:
    r"""Return a claim with its `\cite` before the full stop."""
    names = ",".join(dict.fromkeys(called[each.paper] for each in claim.citations))
    cited = rf"~\cite{{{names}}}" if names else ""
    text = claim.text + loud(claim.verdict)
    end = "." if text.endswith(".") and cited else ""
    return latex(text.removesuffix(end)) + cited + end
