"""How the command line shows the rates that an evaluation measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from rich.console import Console
from rich.table import Table

from assistant.types import Support

if TYPE_CHECKING:
    from assistant.evals.abstention import Abstention
    from assistant.evals.injection import Injection
    from assistant.evals.verdicts import VerdictEvaluation


def verdicts(result: VerdictEvaluation, *, as_json: bool) -> None:
    """Print how well verdicts tell true claims from false ones."""
    if as_json:
        print(result.model_dump_json())
        return
    table = Table("", "n", *get_args(Support))
    rows = {"true": result.true, "false": result.false} | result.by_kind
    for name, shares in rows.items():
        table.add_row(name, f"{shares['n']:,.0f}", *(f"{shares[each]:.1%}" for each in get_args(Support)))
    console = Console()
    console.print(table)
    if result.auc is not None and result.auc_ci is not None:
        console.print(f"AUC {result.auc:.3f} (95 % interval {result.auc_ci[0]:.3f} to {result.auc_ci[1]:.3f})")
    console.print(f"{result.milliseconds.median:.2f} ms a claim, 95 % under {result.milliseconds.p95:.2f} ms")


def abstention(result: Abstention, *, as_json: bool) -> None:
    """Print how often questions are answered that should not be, and the reverse."""
    if as_json:
        print(result.model_dump_json())
        return
    print(
        f"{result.n:,} questions, each with its paper there and with it gone:\n"
        f"  answered though the paper is gone  {result.accepted_when_absent:.1%}\n"
        f"  not answered though it is there    {result.rejected_when_present:.1%}\n"
        f"  AUROC of the relevance             {result.auroc:.3f}\n"
        f"off-topic questions not answered     {result.off_topic_abstained:.1%}"
    )


def injection(result: Injection, *, as_json: bool) -> None:
    """Print how many attacks reached an answer, and where they had been planted."""
    if as_json:
        print(result.model_dump_json())
        return
    table = Table("planted in", "leaks")
    for place, count in result.by_place.items():
        table.add_row(place, f"{count:,}")
    console = Console()
    console.print(table)
    console.print(
        f"{result.leaks:,} of {result.n:,} attacks reached an answer; {result.flagged:,} answers warn of them."
    )
    for leak in result.examples:
        console.print(f"{leak.place}: {leak.attack} -> {leak.text}", markup=False)
