"""`assistant eval`: measure the assistant on a set of your own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.cli.options import Json, open_assistant, settings_of

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
    from assistant.cli import show  # noqa: PLC0415
    from assistant.engine import Assistant  # noqa: PLC0415
    from assistant.evals.retrieval import evaluate as run  # noqa: PLC0415
    from index.embedders import choose_embedder  # noqa: PLC0415

    settings = settings_of(context)
    embedder = choose_embedder(settings.embedder, Assistant.embeddings_of(settings))
    result = run(corpus, queries, qrels, embedder)
    show.evaluation(result, as_json=json)


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
    from assistant.cli import rates  # noqa: PLC0415
    from assistant.engine import Assistant  # noqa: PLC0415
    from assistant.evals.verdicts import evaluate as run  # noqa: PLC0415
    from assistant.evals.verdicts import read_claims  # noqa: PLC0415

    rows = read_claims(claims)
    chosen = Assistant.endpoint_judge(settings_of(context)) if judge == "endpoint" else None
    rates.verdicts(run(rows, chosen), as_json=json)


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
    from assistant.cli import rates  # noqa: PLC0415
    from assistant.evals.attacks import hosts, read_attacks  # noqa: PLC0415
    from assistant.evals.injection import evaluate as run  # noqa: PLC0415

    result = run(settings_of(context), hosts(corpus, size, seed), read_attacks(attacks), seed=seed)
    rates.injection(result, as_json=json)


@app.command()
def summaries(
    papers: Annotated[Path, typer.Option(help="JSON Lines with title, source (sentences) or abstract, and target.")],
    json: Json = False,
) -> None:
    """Report ROUGE of the one sentence that a brief takes of an abstract, against written summaries."""
    from assistant.cli import measured  # noqa: PLC0415
    from assistant.evals.summaries import evaluate as run  # noqa: PLC0415

    measured.summaries(run(papers), as_json=json)


@app.command()
def evidence(
    context: typer.Context,
    corpus: Annotated[Path, typer.Option(help="JSON Lines with id or doc_id, title, and abstract as sentences.")],
    claims: Annotated[Path, typer.Option(help="JSON Lines with claim, and evidence: id to lists of sentences.")],
    json: Json = False,
) -> None:
    """Report how often the extractive writer shows the sentences that people marked as evidence for a claim."""
    from assistant.cli import measured  # noqa: PLC0415
    from assistant.evals.evidence import evaluate as run  # noqa: PLC0415
    from index.embedders import choose_embedder  # noqa: PLC0415

    measured.evidence(run(corpus, claims, choose_embedder(settings_of(context).embedder)), as_json=json)


@app.command()
def abstention(
    context: typer.Context,
    corpus: Annotated[
        Path | None, typer.Option(help="JSON Lines with id, title, and abstract or text. Without it: the library.")
    ] = None,
    questions: Annotated[
        Path | None, typer.Option(help="JSON Lines with question and relevant ids. Without it: made from the papers.")
    ] = None,
    size: Annotated[int, typer.Option(min=1, help="How many questions.")] = 200,
    seed: Annotated[int, typer.Option(help="Which papers and questions are drawn.")] = 0,
    json: Json = False,
) -> None:
    """Ask questions with their paper there and with it gone, and off-topic ones; report how often that errs."""
    from assistant.cli import rates  # noqa: PLC0415
    from assistant.engine import Assistant  # noqa: PLC0415
    from assistant.evals.abstention import evaluate as run  # noqa: PLC0415
    from assistant.evals.collection import read_documents, read_queries  # noqa: PLC0415
    from index.embedders import choose_embedder  # noqa: PLC0415

    papers = read_documents(corpus) if corpus else open_assistant(context).library.all()
    given = read_queries(questions, None) if questions else None
    settings = settings_of(context)
    embedder = choose_embedder(settings.embedder, Assistant.embeddings_of(settings))
    rates.abstention(run(papers, embedder, questions=given, size=size, seed=seed), as_json=json)
