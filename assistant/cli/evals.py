"""`assistant eval`: measure the assistant on a set of your own. Each measurement prints one JSON document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

import typer

from assistant.cli.options import Json, day, open_assistant, settings_of

app = typer.Typer(help="Measure the assistant on test sets.", no_args_is_help=True)


@app.callback()
def evaluate() -> None:
    """Measure the assistant on test sets."""


@app.command()
def retrieval(
    context: typer.Context,
    corpus: Annotated[Path, typer.Option(help="JSON Lines with id, title, and abstract or text; plain, .gz or .xz.")],
    queries: Annotated[Path, typer.Option(help="JSON Lines with id, query or text, and relevant ids or grades.")],
    qrels: Annotated[Path | None, typer.Option(help="BEIR's judgements, where the queries have none.")] = None,
    json: Json = False,
) -> None:
    """Report nDCG@10, recall and MRR of the lexical, the dense and the hybrid search, with intervals and speeds."""
    from assistant.connections import embeddings_of  # noqa: PLC0415
    from assistant.evals.retrieval import evaluate as run  # noqa: PLC0415
    from index.embedders import choose_embedder  # noqa: PLC0415

    settings = settings_of(context)
    embedder = choose_embedder(settings.embedder, embeddings_of(settings))
    _print(run(corpus, queries, qrels, embedder), as_json=json)


@app.command()
def verdicts(
    context: typer.Context,
    claims: Annotated[
        Path,
        typer.Option(help="JSON Lines with claim, question?, cited (title, text, abstract? a sentence), true, kind?."),
    ],
    judge: Annotated[
        Literal["off", "endpoint"],
        typer.Option(help="Who judges what the checks leave open: nobody, or the model of the endpoint."),
    ] = "off",
    json: Json = False,
) -> None:
    """Report which verdicts true and false sentences get, and how well they tell them apart."""
    from assistant.connections import endpoint_judge  # noqa: PLC0415
    from assistant.evals import verdicts as evaluation  # noqa: PLC0415

    rows = evaluation.read_claims(claims)
    chosen = endpoint_judge(settings_of(context)) if judge == "endpoint" else None
    _print(evaluation.evaluate(rows, chosen), as_json=json)


@app.command()
def injection(
    context: typer.Context,
    attacks: Annotated[
        Path | None, typer.Option(help="JSON: a list of texts, or lists of texts by kind. Without it: our own.")
    ] = None,
    corpus: Annotated[
        Path | None, typer.Option(help="JSON Lines with id, title, and abstract or text. Without it: the sample.")
    ] = None,
    size: Annotated[int, typer.Option(min=1, help="How many papers to plant attacks in.")] = 30,
    seed: Annotated[int, typer.Option(help="Which papers are drawn.")] = 0,
    json: Json = False,
) -> None:
    """Plant instructions into papers and ask about them; report how often they reach the answer."""
    from assistant.evals import injection as evaluation  # noqa: PLC0415

    papers, texts = evaluation.hosts(corpus, size, seed), evaluation.read_attacks(attacks)
    _print(evaluation.evaluate(settings_of(context), papers, texts, seed=seed), as_json=json)


@app.command()
def questions(
    context: typer.Context,
    questions: Annotated[
        Path, typer.Option(help="JSON Lines with question, kind (answerable, absent, off topic), papers, sentences?.")
    ],
    split: Annotated[str | None, typer.Option(help="Only the rows with this split, such as dev.")] = None,
    json: Json = False,
) -> None:
    """Ask the library questions whose papers are known; report how many are answered, and from the right papers."""
    from assistant.evals import questions as evaluation  # noqa: PLC0415

    asked = evaluation.read_questions(questions, split)
    _print(evaluation.evaluate(open_assistant(context), asked), as_json=json)


@app.command()
def roles(
    file: Annotated[Path, typer.Option(help="JSON Lines with sentences and labels, as CSAbstruct's.")],
    json: Json = False,
) -> None:
    """Report precision, recall and F1 of the roles that sentences of abstracts are given."""
    from assistant.evals.cells import evaluate_roles  # noqa: PLC0415

    _print(evaluate_roles(file), as_json=json)


@app.command()
def cells(
    context: typer.Context,
    file: Annotated[
        Path, typer.Option(help="JSON Lines with sentences and labels, or with paper (of the library) and figures.")
    ],
    split: Annotated[str | None, typer.Option(help="Only the rows with this split, such as dev.")] = None,
    json: Json = False,
) -> None:
    """Report how well the cells of comparisons are filled without a model: sentences, figures, what is not stated."""
    from assistant.evals import cells as evaluation  # noqa: PLC0415

    named = evaluation.papers_named(file)
    papers = {paper.id: paper for paper in open_assistant(context).library.get(named)} if named else {}
    _print(evaluation.evaluate(file, papers, split=split), as_json=json)


@app.command()
def briefs(
    context: typer.Context,
    since: Annotated[dt.date, typer.Option(parser=day, metavar="DATE", help="The first day.")],
    days: Annotated[int, typer.Option(min=1, max=3660, help="How many days.")] = 30,
    json: Json = False,
) -> None:
    """Write the briefs of days in a row, without recording them; report length, papers, repeats, votes and verdicts."""
    from assistant.evals.briefs import evaluate as run  # noqa: PLC0415
    from assistant.store.database import Database  # noqa: PLC0415
    from assistant.store.ledger import Ledger  # noqa: PLC0415

    assistant = open_assistant(context)
    with TemporaryDirectory(prefix="assistant-eval-", ignore_cleanup_errors=True) as folder:
        told = Ledger(Database(Path(folder) / "app.sqlite"))  # what a reader was told stays as it was
        result = run(
            lambda span: assistant.brief(span, ledger=told), lambda one: assistant.library.listed(one, one), since, days
        )
    _print(result, as_json=json)


def _print(result: Mapping[str, object], *, as_json: bool) -> None:
    from pydantic_core import to_json  # noqa: PLC0415

    print(to_json(result, indent=None if as_json else 2).decode())
