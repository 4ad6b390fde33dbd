"""A test collection from JSON Lines, plain, .gz or .xz, in the names of the common ones, and BEIR's judgements."""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from assistant.errors import SourceUnreadable
from index.paper import Paper

_QRELS_FIELDS = 3
_OPENERS: Mapping[str, Callable[..., IO[str]]] = {".gz": gzip.open, ".xz": lzma.open}


class Judged(NamedTuple):
    """A query with the grades of its relevant documents."""

    text: str
    relevant: Mapping[str, float]


def read_documents(path: Path) -> Iterator[Paper]:
    """Yield the documents of a corpus under their own ids; one with neither title nor text is left out."""
    for number, row in _rows(path):
        title = str(row.get("title") or "").strip()
        text = str(row.get("abstract") or row.get("text") or "").strip()
        if title or text:
            yield Paper(id=_id(row, path, number), title=title or text[:80], abstract=text or title)


def read_queries(path: Path, judgements: Path | None) -> list[Judged]:
    """Return the queries that have a relevant document, by themselves or by a table; SourceUnreadable if none has."""
    table = _read_judgements(judgements) if judgements else {}
    queries = []
    for number, row in _rows(path):
        relevant = table.get(_id(row, path, number), {}) if table else {}
        own = row.get("relevant")
        own = dict.fromkeys(own, 1.0) if isinstance(own, list) else own
        relevant = relevant or (_positive(own) if isinstance(own, Mapping) else {})
        text = str(row.get("query") or row.get("question") or row.get("text") or "").strip()
        if text and relevant:
            queries.append(Judged(text, relevant))
    if not queries:
        raise SourceUnreadable(f"No query of {path.name} has a relevant document.", "Give the judgements with --qrels.")
    return queries


def _positive(grades: Mapping[Any, Any]) -> dict[str, float]:
    return {str(key): float(grade) for key, grade in grades.items() if float(grade) > 0}


def _read_judgements(path: Path) -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {}
    with _open(path) as lines:
        for number, line in enumerate(lines, start=1):
            fields = line.split()
            if len(fields) == _QRELS_FIELDS + 1:  # trec_eval's own form has an unused second field
                fields = [fields[0], *fields[2:]]
            try:
                query, document, grade = fields[0], fields[1], float(fields[2])
            except (IndexError, ValueError) as error:
                if number == 1:
                    continue  # the header
                what = f"{path.name}:{number} is no judgement."
                raise SourceUnreadable(what, "Lines: query corpus score.") from error
            if grade > 0:
                table.setdefault(query, {})[document] = grade
    return table


def _id(row: Mapping[str, Any], path: Path, number: int) -> str:
    for name in ("id", "_id", "doc_id"):
        if row.get(name) is not None:
            return str(row[name])
    raise SourceUnreadable(f"{path.name}:{number} has no id.", "Each line needs `id`, `_id` or `doc_id`.")


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    with _open(path) as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise SourceUnreadable(f"{path.name}:{number} is not JSON.", "Give JSON Lines.") from error
            if not isinstance(row, dict):
                raise SourceUnreadable(f"{path.name}:{number} is no JSON object.", "Give one object a line.")
            yield number, row


@contextmanager
def _open(path: Path) -> Iterator[IO[str]]:
    """Open a text file, plain or compressed, and turn what goes wrong into one line."""
    try:
        with _OPENERS.get(path.suffix, open)(path, "rt", encoding="utf-8") as lines:
            yield lines
    except (OSError, EOFError, lzma.LZMAError, UnicodeDecodeError) as error:
        what = f"{path.name} cannot be read ({error})."
        raise SourceUnreadable(what, "Check the path, or fetch it again.") from error


def read_rows(path: Path, *fields: str) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a JSON Lines file; SourceUnreadable if it is none, or one lacks one of these fields."""
    for number, row in _rows(path):
        if missing := [field for field in fields if field not in row]:
            what = f"{path.name}:{number} has no {missing[0]}."
            raise SourceUnreadable(what, f"Each line needs {', '.join(fields)}.")
        yield row
