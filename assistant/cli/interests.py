"""`assistant interests`: what a reader wants to read of."""

from __future__ import annotations

import json as json_format
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Json, open_assistant, settings_of

if TYPE_CHECKING:
    from assistant.interests.interests import Interests, Named
    from assistant.interests.profile import Interest

_WORDS, _PAPERS = ("topics", "authors", "categories"), ("liked", "disliked")
app = typer.Typer(help="Say what you want to read of: it orders the briefs.")

Name = Annotated[str, typer.Option("--interest", metavar="NAME", help="Which of several interests.")]
Papers = Annotated[list[str], typer.Argument(metavar="PAPER...", help="Ids, links or titles.")]
Topics = Annotated[list[str] | None, typer.Option("--topic", metavar="WORDS", help="A subject; may be repeated.")]
Authors = Annotated[list[str] | None, typer.Option("--author", metavar="NAME", help="A person; may be repeated.")]
Categories = Annotated[
    list[str] | None, typer.Option("--category", metavar="CATEGORY", help="One of arXiv's, such as cs.IR.")
]


@app.callback(invoke_without_command=True)
def start(context: typer.Context, json: Json = False) -> None:
    """Say what you want to read of: it orders the briefs. Alone it shows all interests."""
    if context.invoked_subcommand is None:
        show(context, json=json)


@app.command()
def show(context: typer.Context, interest: Name = "", json: Json = False) -> None:
    """Show one interest, or all of them."""
    interests = _interests(context)
    if interest:
        interests.get(interest)  # raises if it is not there
    names = (interest,) if interest else interests.names()
    lines = [line for name in names for line in _lines(interests, name)]
    none = "No interests yet. Begin with `assistant interests add --topic WORDS` or `assistant interests like PAPER`."
    document = {"file": str(interests.file), "interests": [_document(interests, name) for name in names]}
    _tell(document, [*lines, f"Edit them in {interests.file}"] if names else [none], as_json=json)


@app.command()
def like(context: typer.Context, papers: Papers, interest: Name = "", json: Json = False) -> None:
    """Say that you like papers: what is near them comes first."""
    interests = _interests(context)
    told = [f"liked: {paper.title} ({paper.id})" for paper in interests.like(papers, interest)]
    _done(interests, interest, told, as_json=json)


@app.command()
def dislike(context: typer.Context, papers: Papers, interest: Name = "", json: Json = False) -> None:
    """Say that you want less like these papers: what is near them comes last, at once."""
    interests = _interests(context)
    told = [f"less like: {paper.title} ({paper.id})" for paper in interests.dislike(papers, interest)]
    _done(interests, interest, told, as_json=json)


@app.command()
def add(
    context: typer.Context,
    topic: Topics = None,
    author: Authors = None,
    category: Categories = None,
    interest: Name = "",
    json: Json = False,
) -> None:
    """Put subjects, people or categories into an interest, which is made if it is not there."""
    wanted = _named(topic, author, category)
    if not wanted:
        raise typer.BadParameter("Give a --topic, an --author or a --category.")
    interests = _interests(context)
    interests.add(wanted, interest)
    _done(interests, interest, [], as_json=json)


@app.command()
def remove(
    context: typer.Context,
    topic: Topics = None,
    author: Authors = None,
    category: Categories = None,
    paper: Annotated[
        list[str] | None, typer.Option("--paper", metavar="PAPER", help="Neither liked nor disliked any more.")
    ] = None,
    interest: Name = "",
    json: Json = False,
) -> None:
    """Take subjects, people, categories or papers out of an interest."""
    unwanted = _named(topic, author, category, paper)
    if not unwanted:
        raise typer.BadParameter("Give a --topic, an --author, a --category or a --paper.")
    interests = _interests(context)
    interests.remove(unwanted, interest)
    _done(interests, interest, [], as_json=json)


@app.command()
def seed(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.bib", help="A BibTeX file, such as that of your thesis.")],
    interest: Name = "",
    json: Json = False,
) -> None:
    """Like what a BibTeX file cites; titles of papers that are not in the library count as subjects."""
    interests = _interests(context)
    seeds = interests.seed(file, interest)
    for skipped in seeds.skipped:
        print(f"left out: {skipped.file}, line {skipped.line}: {skipped.reason}", file=sys.stderr)
    told = f"{len(seeds.papers)} of the library's papers and {len(seeds.titles)} other titles are cited."
    _done(interests, interest, [told], as_json=json)


@app.command()
def clear(context: typer.Context, interest: Name = "", json: Json = False) -> None:
    """Take an interest out of the file: the default one if none is named. Its briefs are in the plain order again."""
    from assistant.interests.profile import table_name  # noqa: PLC0415

    interests = _interests(context)
    gone = interests.clear(interest)
    document = {"interest": table_name(interest), "removed": gone.model_dump(mode="json")}
    _tell(document, [f"The interest {table_name(interest)!r} is gone."], as_json=json)


def _named(
    topics: list[str] | None, authors: list[str] | None, categories: list[str] | None, papers: list[str] | None = None
) -> Interest:
    from assistant.interests.profile import Interest  # noqa: PLC0415

    given = (topics, authors, categories, papers, papers)
    return Interest(**{key: tuple(values or ()) for key, values in zip((*_WORDS, *_PAPERS), given, strict=True)})


def _interests(context: typer.Context) -> Interests:
    from assistant.interests.interests import Interests  # noqa: PLC0415  keeps NumPy off --help

    return Interests(settings_of(context).home, open_assistant(context).library)


def _tell(document: Mapping[str, object], lines: Sequence[str], *, as_json: bool) -> None:
    print(json_format.dumps(document, ensure_ascii=False) if as_json else "\n".join(lines))


def _done(interests: Interests, name: str, told: Sequence[str], *, as_json: bool) -> None:
    _tell(_document(interests, name), [*told, f"Written to {interests.file}"], as_json=as_json)


def _document(interests: Interests, name: str) -> dict[str, object]:
    from assistant.interests.profile import table_name  # noqa: PLC0415

    interest = interests.get(name)
    words = {key: list(getattr(interest, key)) for key in _WORDS}
    papers = {key: [_paper(one) for one in interests.papers(getattr(interest, key))] for key in _PAPERS}
    return {"interest": table_name(name), **words, **papers}


def _paper(named: Named) -> dict[str, str | None]:
    paper = named.paper
    return {"name": named.name, "id": paper.id if paper else None, "title": paper.title if paper else None}


def _lines(interests: Interests, name: str) -> Iterator[str]:
    interest = interests.get(name)
    yield f"[{name}]"
    for key in _WORDS:
        if values := getattr(interest, key):
            yield f"  {key}: {'; '.join(values)}"
    for key in _PAPERS:
        for named in interests.papers(getattr(interest, key)):
            known = f"{named.paper.title} ({named.paper.id})" if named.paper else f"{named.name} (not in the library)"
            yield f"  {key}: {known}"
