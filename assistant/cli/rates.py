"""How the command line shows the rates that an evaluation measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from rich.console import Console
from rich.table import Table

from assistant.types import Support

if TYPE_CHECKING:
    from assistant.evals.cells import CellsEvaluation
    from assistant.evals.entities import EntitiesEvaluation
    from assistant.evals.injection import Injection
    from assistant.evals.questions import QuestionsEvaluation
    from assistant.evals.roles import RolesEvaluation
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


def questions(result: QuestionsEvaluation, *, as_json: bool) -> None:
    """Print how questions were answered."""
    if as_json:
        print(result.model_dump_json())
        return
    table = Table("of the", "", "share")
    for kind, what, share in (
        ("answerable", "answered", result.answered),
        ("", "shown as related", result.related),
        ("", "not answered", result.refused_answerable),
        ("", "a paper cited that answers", result.right_paper),
        ("", "the first sentence answers", result.first_sentence),
        ("", "one of three sentences answers", result.in_three),
        ("absent", "answered", result.answered_absent),
        ("off topic", "answered or shown as related", result.answered_off_topic),
    ):
        table.add_row(kind, what, "" if share is None else f"{share:.1%}")
    Console().print(table)
    print(
        f"{result.n:,} questions, {result.evidence_median or 0:g} papers given at the median, "
        f"{result.milliseconds[0]:.0f} ms an answer, 95 % under {result.milliseconds[1]:.0f} ms"
    )


def roles(result: RolesEvaluation, *, as_json: bool) -> None:
    """Print how well the roles of sentences are told."""
    if as_json:
        print(result.model_dump_json())
        return
    table = Table("role", "n", "precision", "recall", "F1")
    for role, found in result.by_role.items():
        table.add_row(role, f"{found.n:,}", f"{found.precision:.3f}", f"{found.recall:.3f}", f"{found.f1:.3f}")
    Console().print(table)
    print(f"{result.n:,} sentences, micro-F1 {result.micro_f1:.3f}")


def cells(result: CellsEvaluation, *, as_json: bool) -> None:
    """Print how well the cells of comparisons are filled."""
    if as_json:
        print(result.model_dump_json(exclude_none=True))
        return
    table = Table("column", "n", "precision", "first", "filled")
    for column, found in result.columns.items():
        table.add_row(column, f"{found.n:,}", f"{found.precision:.3f}", f"{found.first:.3f}", f"{found.filled:.3f}")
    if result.columns:
        Console().print(table)
    for kind, shares in result.entities.items():
        print(f"{kind}: precision {shares['precision']:.3f}, recall {shares['recall']:.3f} of {shares['n']:,}")
    if figures := result.figures:
        print(f"{figures.in_row:,} of {figures.n:,} figures in their row, {figures.foreign:,} of others")
        stated = figures.not_stated
        print(f"not stated: precision {stated['precision']:.3f}, recall {stated['recall']:.3f} of {stated['n']:,}")


def entities(result: EntitiesEvaluation, *, as_json: bool) -> None:
    """Print how well entities are found."""
    if as_json:
        print(result.model_dump_json())
        return
    table = Table("kind", "n", "precision", "recall", "F1")
    for kind, found in result.by_kind.items():
        table.add_row(kind, f"{found.n:,}", f"{found.precision:.3f}", f"{found.recall:.3f}", f"{found.f1:.3f}")
    Console().print(table)
    print(f"{result.n:,} entities in {result.sentences:,} sentences, micro-F1 {result.micro_f1:.3f}")


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
