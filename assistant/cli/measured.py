"""What the measurements of the extractive writer print: a table for people, one JSON document for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from assistant.writers.composition import LEAST_WORDS, MOST_WORDS

if TYPE_CHECKING:
    from assistant.evals.briefs import BriefsEvaluation
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


def briefs(result: BriefsEvaluation, *, as_json: bool) -> None:
    """Print what the briefs of some days are like."""
    if as_json:
        print(result.model_dump_json())
        return
    table = Table("", "least", "median", "most")
    for name, found in (("words", result.words), ("papers told", result.papers), ("seconds", result.seconds)):
        table.add_row(name, f"{found.least:g}", f"{found.median:g}", f"{found.most:g}")
    shares = Table("of the", "", "share")
    for kind, what, share in (
        ("briefs", f"{LEAST_WORDS} to {MOST_WORDS} words", result.in_range),
        ("", "the paper with most votes is told", result.most_voted),
        ("papers told", "from the list of the day", result.from_list),
        ("sentences", "in the first person", result.first_person),
        ("", "with a boast", result.boasts),
        ("", "from the record", result.record),
        *(("", support, share) for support, share in result.verdicts.items()),
    ):
        shares.add_row(kind, what, "" if share is None else f"{share:.1%}")
    Console(highlight=False, soft_wrap=True).print(table, shares)
    print(f"{result.n:,} briefs, {result.empty:,} days without one, {result.repeats:,} papers told a second time")
