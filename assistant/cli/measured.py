"""What the measurements of the extractive writer print: a table for people, one JSON document for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from assistant.evals.evidence import EvidenceFound
    from assistant.evals.summaries import Summaries


def summaries(result: Summaries, *, as_json: bool) -> None:
    """Print how good the chosen sentences are as summaries, between the first ones and the best ones."""
    if as_json:
        print(result.model_dump_json(by_alias=True))
        return
    table = Table("", "ROUGE-1", "ROUGE-2", "ROUGE-L")
    for name, found in (("first", result.lead), ("chosen", result.chosen), ("best", result.oracle)):
        table.add_row(name, f"{found.one:.4f}", f"{found.two:.4f}", f"{found.longest:.4f}")
    Console(highlight=False, soft_wrap=True).print(table)
    print(f"{result.n:,} papers")


def evidence(result: EvidenceFound, *, as_json: bool) -> None:
    """Print how often the sentences that are shown for a claim are its evidence."""
    if as_json:
        print(result.model_dump_json())
        return
    table = Table("", "found", "95 % interval", "precision", "recall")
    for name, found in (("asked", result.shown), ("abstracts given", result.given)):
        low, high = found.found_ci
        table.add_row(
            name, f"{found.found:.4f}", f"{low:.3f} to {high:.3f}", f"{found.precision:.4f}", f"{found.recall:.4f}"
        )
    Console(highlight=False, soft_wrap=True).print(table)
    print(
        f"{result.claims:,} claims, {result.corpus:,} abstracts, {result.abstained:.1%} not answered, "
        f"{result.seconds_per_claim * 1000:.0f} ms a claim"
    )
