r"""A comparison as a LaTeX table that cites by the keys of our BibTeX, for `booktabs` and `tabularx`."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.export.bibtex import keys, latex
from assistant.export.text import loud
from assistant.types import Claim, Comparison, Row
from index.labels import label
from index.paper import Paper

_NEEDS = r"% Needs \usepackage{booktabs} and \usepackage{tabularx}; the keys are those of the BibTeX export."


def comparison(result: Comparison, papers: Sequence[Paper]) -> str:
    """Return a `table*` with a row for each paper, and the paragraph below it; `papers` are those of the rows."""
    by_id = {paper.id: paper for paper in papers}
    called = keys([by_id[row.id] for row in result.rows])
    heads = ["Paper", *(f"{column[:1].upper()}{column[1:]}" for column in result.columns)]
    rows = [[_head(row, by_id[row.id], called[row.id]), *_cells(row)] for row in result.rows]
    lines = [
        _NEEDS,
        r"\begin{table*}[t]",
        r"\centering",
        r"\footnotesize",
        rf"\caption{{{latex(_caption(result))}}}",
        r"\begin{tabularx}{\textwidth}{" + " ".join([r">{\raggedright\arraybackslash}X"] * len(heads)) + "}",
        r"\toprule",
        _line(map(latex, heads)),
        r"\midrule",
        *map(_line, rows),
        r"\bottomrule",
        r"\end{tabularx}",
        r"\end{table*}",
        "",
        " ".join(_told(claim, called) for claim in result.claims),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _caption(result: Comparison) -> str:
    named = any(row.title in result.topic for row in result.rows)  # then the topic is their titles
    return f"Comparison: {result.topic}." if result.topic and not named else "Comparison."


def _head(row: Row, paper: Paper, key: str) -> str:
    name = label(paper.title, paper.sentences) or f"[{row.number}]"
    return rf"{latex(name)}{' (withdrawn)' if row.withdrawn else ''}~\cite{{{key}}}"


def _cells(row: Row) -> list[str]:
    return [latex(cell.value + loud(cell.verdict)) if cell.stated else "--" for cell in row.cells]


def _line(fields: Sequence[str] | map[str]) -> str:
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
