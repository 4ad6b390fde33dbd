"""What `assistant check` reads and prints."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape

from assistant.cli.terminal import is_unicode
from assistant.types import Answer, AnswerEvent, Claim, Finished, Noticed, Source

# Said on stderr, or what no check has; the JSON is that of `ask`.
_OUR_OWN = {"notice", "understood", "table", "months", "choices", "comparison", "missing"}
_VERDICTS = {"quoted": "quoted", "supported": "supported", "unverified": "not verified", "unsupported": "NOT SUPPORTED"}
_COLOURS = {"unverified": "yellow", "unsupported": "red"}


def standard_input() -> str:
    """Return what is piped in; what is no UTF-8 is shown as such."""
    return sys.stdin.buffer.read().decode("utf-8", "replace")


def text(events: Iterable[AnswerEvent], *, as_json: bool) -> None:
    """Print a checked text when all of it is judged: each sentence with its verdict, then the sources with quotes."""
    for event in events:
        match event:
            case Noticed(text=notice):
                print(f"note: {notice}", file=sys.stderr)
            case Finished(answer=done):
                if as_json:
                    document = done.model_dump(mode="json", exclude=_OUR_OWN)
                    print(json.dumps(document, ensure_ascii=not is_unicode()))
                else:
                    _print(done)
            case _:
                continue


def _print(done: Answer) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for claim in done.claims:
        console.print(_line(claim))
    _sources(console, done.sources)
    cost = f", judged by {done.engine} ({done.usage})" if done.usage.calls else ""
    count = Counter(_VERDICTS[claim.support] for claim in done.claims if claim.support)
    total = ", ".join(f"{count[word]} {word}" for word in _VERDICTS.values() if count[word])
    console.print(f"\n[dim]{escape(total + cost)}[/]")


def _line(claim: Claim) -> str:
    """Return a sentence with the numbers of its papers and its verdict, in rich's markup."""
    numbers = "".join(f"[{citation.number}]" for citation in claim.citations)
    verdict = claim.verdict
    assert verdict is not None  # noqa: S101  what is checked rests on abstracts
    word = ": ".join(filter(None, (_VERDICTS[verdict.support], verdict.reason)))
    colour = _COLOURS.get(verdict.support, "green")
    return f"{escape(' '.join(filter(None, (claim.text, numbers))))} [{colour}]({escape(word)})[/]"


def _sources(console: Console, sources: Sequence[Source]) -> None:
    for source in sources:
        date = f", {source.published}" if source.published else ""
        where = f"[dim]{escape(source.url or source.id)}{date}[/]"
        console.print(f"\n[bold]{escape(f'[{source.number}]')} {escape(source.title)}[/] {where}")
        if source.flagged:
            console.print(f"    [yellow]{escape(source.flagged)}[/]")
        for quote in source.quotes:
            console.print(f"    “{escape(quote)}”")
