"""What the commands print: text for people on a terminal, one JSON document for scripts."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from pydantic import BaseModel
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant.cli import is_unicode
from assistant.cli.compared import choices, fetching, print_record, side_by_side
from assistant.delivery.edition import votes
from assistant.errors import ConfigurationError
from assistant.export.comparisons import Form, exported
from assistant.export.text import doubt, escaped, legend, paragraph, reference, sentence
from assistant.health import Check
from assistant.types import (
    Answer,
    AnswerEvent,
    Archived,
    Brief,
    Claim,
    Claimed,
    Comparison,
    Finished,
    Hit,
    Ingested,
    IngestError,
    Noticed,
    Retrieved,
    Source,
)
from index.paper import Paper, web_link
from index.query import Evidence

# Said on stderr or for people; the JSON is the contract's and nothing else.
_OUR_OWN = frozenset({"notice", "understood", "table", "months"})
_IF_THERE = ("choices", "comparison", "missing")  # stand in the JSON of an answer that has them
_VERDICTS = {"quoted": "quoted", "supported": "supported", "unverified": "not verified", "unsupported": "NOT SUPPORTED"}
_COLOURS = {"unverified": "yellow", "unsupported": "red"}


_console = partial(Console, highlight=False, soft_wrap=True)


def _warn(text: str) -> None:
    if text:
        print(f"note: {text}", file=sys.stderr)


def understood(filters: str, notice: str = "") -> None:
    """Say which filters were read in what somebody typed, and what is to be known of them."""
    _warn(notice)
    if filters:
        print(f"searched: {filters}", file=sys.stderr)


def _json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=not is_unicode()))


def _dump(model: BaseModel, without: frozenset[str] = _OUR_OWN) -> object:
    unasked = [name for name in _IF_THERE if not getattr(model, name, True)]
    return model.model_dump(mode="json", exclude={*without, *unasked})


def answer(
    events: Iterable[AnswerEvent], note: Callable[[str, Sequence[Claim]], str], *, judged: bool, as_json: bool
) -> None:
    """Print an answer as it grows, once more if it changed, and a `note` on who wrote it; `judged` gives signs last."""
    console, printed = _console(), list[str]()
    for event in events:
        match event:
            case Retrieved(understood=text):
                understood(text)
            case Noticed(text=text):
                _warn(text)
            case Claimed(claim=claim) if not as_json:
                pending = judged and claim.support == "unverified"
                printed.append(escape(sentence(claim)) if pending else _claim(claim))
                console.print(printed[-1])
            case Finished(answer=done):
                if as_json:
                    _json(_dump(done))
                    return
                _finished(console, done, printed)
                cost = f" ({done.usage})" if done.usage.calls else ""
                console.print(f"\n[dim]{escape(note(done.engine, done.claims) + cost)}[/]")
            case _:
                continue


def _finished(console: Console, done: Answer, printed: Sequence[str]) -> None:
    if done.status == "abstained":
        console.print(escape(done.text))
        choices(console, done.choices)
        for miss in done.nearest:
            console.print(f"  • {escape(miss.title)} [dim]({escape(miss.id)})[/]: {escape(miss.reason)}")
            if miss.flagged:
                console.print(f"    [yellow]{escape(miss.flagged)}[/]")
        fetching(console, done.missing)
        return
    if done.status == "related":
        console.print("\n[bold]These may not answer the question exactly.[/]")
    lines = [_claim(claim) for claim in done.claims]
    if lines != printed:
        console.print("\n[bold]Checked:[/]", *lines, sep="\n")
    if explained := legend(claim.verdict for claim in done.claims):
        console.print(f"[dim]{escape(explained)}[/]")
    if done.comparison:
        side_by_side(console, done.comparison)
    if done.table:
        table = Table(*done.table.columns)
        for row in done.table.rows:
            table.add_row(*map(escape, row))
        console.print(table)
        return
    _sources(console, done.sources)
    fetching(console, done.missing)


def _claim(claim: Claim) -> str:
    """Return a claim as Rich's markup: a doubt that matters in red, one that does not dimmed."""
    behind, style = doubt(claim.verdict), "red" if claim.support == "unsupported" else "dim"
    return escape(sentence(claim)) + (f"[{style}]{escape(behind)}[/]" if behind else "")


def _sources(console: Console, sources: Sequence[Source]) -> None:
    for source in sources:
        where = source.url or source.id
        date = f", {source.published}" if source.published else ""
        console.print(f"\n[bold]{escape(f'[{source.number}]')} {escape(source.title)}[/] [dim]{escape(where)}{date}[/]")
        if source.flagged:
            console.print(f"    [yellow]{escape(source.flagged)}[/]")
        for quote in source.quotes:
            console.print(f"    “{escape(quote)}”")


def checked(events: Iterable[AnswerEvent], *, as_json: bool) -> None:
    """Print a checked text when all of it is judged: each sentence with its verdict, then the sources with quotes."""
    console = _console()
    for event in events:
        match event:
            case Noticed(text=text):
                _warn(text)
            case Finished(answer=done) if as_json:
                _json(_dump(done))
            case Finished(answer=done):
                for claim in done.claims:
                    verdict = claim.verdict
                    assert verdict is not None  # noqa: S101  what is checked rests on abstracts
                    word = ": ".join(filter(None, (_VERDICTS[verdict.support], verdict.reason)))
                    colour = _COLOURS.get(verdict.support, "green")
                    console.print(f"{escape(sentence(claim))} [{colour}]({escape(word)})[/]")
                _sources(console, done.sources)
                cost = f", judged by {done.engine} ({done.usage})" if done.usage.calls else ""
                count = Counter(_VERDICTS[claim.support] for claim in done.claims if claim.support)
                total = ", ".join(f"{count[word]} {word}" for word in _VERDICTS.values() if count[word])
                console.print(f"\n[dim]{escape(total + cost)}[/]")
            case _:
                continue


def hits(found: Sequence[Evidence], *, as_json: bool) -> None:
    """Print what a search found."""
    if as_json:
        shown = [Hit.of(item) for item in found]
        _json([hit.model_dump(mode="json", exclude=set() if hit.withdrawn else {"withdrawn"}) for hit in shown])
        return
    console = _console()
    for place, item in enumerate(found, start=1):
        date = f", {item.paper.published}" if item.paper.published else ""
        mark = " [yellow]withdrawn[/]" if item.paper.withdrawn else ""
        console.print(f"{place:2}. [bold]{escape(item.paper.title)}[/]{mark} [dim]{escape(item.paper.id)}{date}[/]")
        for number in item.sentences[:1]:
            console.print(f"    {escape(item.paper.sentences[number - 1])}")
    if not found:
        console.print("No paper matches.")


def comparison(result: Comparison, papers: Sequence[Paper], form: Form, out: Path | None = None) -> None:
    """Print a comparison, or write it into a file; `papers` are those of its rows."""
    _warn(result.notice)
    text = exported(result, papers, form).rstrip("\n") + "\n"
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise ConfigurationError(f"{out} cannot be written: {error.strerror}.", "Choose another file.") from error


def brief(result: Brief, form: str) -> None:
    """Print a brief as Markdown or as JSON."""
    _warn(result.notice)
    if form == "json":
        _json(_dump(result))
        return
    lines = [result.empty] if result.empty else [*paragraph(result.claims), "", *map(reference, result.sources)]
    lines += ["", "Also there:", ""] if result.others else []
    for paper in result.others:
        gist = f": {escaped(paper.gist)}" if paper.gist else ""
        lines.append(f"- {escaped(paper.title)}, {web_link(paper.url) or paper.id}{votes(paper)}{gist}")
    lines += [f"- and {result.unlisted:,} more"] if result.unlisted else []
    print("\n".join(lines))


def _left_out(errors: Sequence[IngestError]) -> None:
    for error in errors:
        place = f"{error.file}:{error.line}: " if error.line else f"{error.file}: "
        is_told = not error.line and error.file in error.reason
        print(f"assistant: {'' if is_told else place}{error.reason}", file=sys.stderr)


def archived(result: Archived, *, as_json: bool) -> None:
    """Print what was put into the archive; what was left out goes to stderr."""
    _left_out(result.errors)
    text = f"{result.records:,} records put into the archive; {result.seconds:.1f} s"
    done(_dump(result, frozenset()), text, as_json=as_json)


def ingested(result: Ingested, *, as_json: bool) -> None:
    """Print what an ingest did; what was left out goes to stderr."""
    _left_out(result.errors)
    embedded = f"{result.embedded:,} embedded" if result.embedded else "nothing to embed"
    text = (
        f"{result.records:,} records, {result.papers:,} papers: {result.new:,} new, {result.updated:,} updated, "
        f"{result.unchanged:,} unchanged, {result.merged:,} merged, {result.skipped:,} skipped; "
        f"{embedded}, {result.seconds:.1f} s"
    )
    done(_dump(result, frozenset({"embedded"})), text, as_json=as_json)


def papers(found: Sequence[Paper], *, as_json: bool) -> None:
    """Print papers, one a line."""
    if as_json:
        _json([_dump(paper, frozenset()) for paper in found])
        return
    for paper in found:
        print(f"{paper.id}\t{paper.published or '-'}\t{paper.title}")


def paper(found: Paper, *, as_json: bool) -> None:
    """Print one paper whole."""
    if as_json:
        _json(_dump(found, frozenset()))
    else:
        print_record(found)


def status(state: Mapping[str, str | int | float | None], *, as_json: bool) -> None:
    """Print what is in the library and how it is configured."""
    if as_json:
        _json(state)
        return
    table = Table(show_header=False, box=None)
    for name, value in state.items():
        table.add_row(name.replace("_", " "), escape(str(value if value is not None else "-")))
    _console().print(table)


def checks(done: Sequence[Check], *, as_json: bool) -> None:
    """Print what works and what to do about what does not."""
    if as_json:
        _json([_dump(check, frozenset()) for check in done])
        return
    console = _console()
    for check in done:
        sign = "[green]ok[/]  " if check.works else "[red]FAIL[/]"
        console.print(f"{sign} {escape(check.name)}: {escape(check.found)}")
        if check.todo:
            console.print(f"       {escape(check.todo)}")


def done(result: object, text: str, *, as_json: bool) -> None:
    """Print that something was done, as JSON or for people."""
    if as_json:
        _json(result)
    else:
        print(text)
