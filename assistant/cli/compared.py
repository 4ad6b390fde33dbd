"""What an answer shows beside its text on a terminal: papers side by side, those that may be meant, or are missing."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant.export.text import credits_of, legend, table_of
from assistant.jobs.compared import fetching as command
from assistant.types import Choice, Comparison


def side_by_side(console: Console, result: Comparison) -> None:
    """Print papers side by side; what the cells quote stands below, with the sources."""
    shown = table_of(result)
    table = Table(*map(escape, shown.columns), show_lines=True)
    for row in shown.rows:
        table.add_row(*map(escape, row))
    console.print()
    console.print(table, soft_wrap=False)
    if explained := legend(cell.verdict for row in result.rows for cell in row.cells):
        console.print(f"[dim]{escape(explained)}[/]")
    for line in credits_of(result):
        console.print(f"[dim]{escape(line)}[/]")


def fetching(console: Console, missing: Sequence[str]) -> None:
    """Print the commands that fetch what is missing."""
    for name in missing:
        console.print(f"To fetch what arXiv has on {escape(name)}: [bold]{escape(command(name))}[/]")


def choices(console: Console, choices: Sequence[Choice]) -> None:
    """Print the papers of which one is to be named, and the command that asks of each."""
    for place, choice in enumerate(choices, start=1):
        made = f" [dim]({escape(choice.made)})[/]" if choice.made else ""
        console.print(f"  {place}. [bold]{escape(choice.title)}[/]{made}")
        if choice.flagged:
            console.print(f"     [yellow]{escape(choice.flagged)}[/]")
        console.print(f"     [dim]ask it again with[/] --paper {escape(shlex.quote(choice.id))}")
