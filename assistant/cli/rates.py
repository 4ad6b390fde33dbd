"""How the command line shows the rates that an evaluation measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from assistant.evals.abstention import Abstention
    from assistant.evals.grounding import GroundingEvaluation
    from assistant.evals.injection import Injection


def grounding(result: GroundingEvaluation, *, as_json: bool) -> None:
    """Print how well the checks of claims work."""
    if as_json:
        print(result.model_dump_json(indent=2))
        return
    table = Table("fault", "planted", "found", "of them refused")
    for kind, count in result.planted.items():
        table.add_row(kind, f"{count:,}", f"{result.recall[kind]:.1%}", f"{result.strict_recall[kind]:.1%}")
    console = Console()
    console.print(table)
    rates = ", ".join(f"{rate:.1%} of {kind} true sentences" for kind, rate in result.false_alarm_rate.items())
    console.print(f"Found {result.recall['overall']:.1%} of the faults; suspected {rates}.")
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
