"""Papers from the files that people have: JSON Lines and other JSON, tables, BibTeX, RIS, PubMed, plain or packed.

What a file is, its first characters tell before its name does; what an entry is, its fields. JSON Lines, arrays
and tables are read one entry at a time, other files whole.
"""

import bz2
import datetime as dt
import gzip
import io
import json
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, BinaryIO, TextIO, cast

from index.errors import SourceUnreadable
from index.paper import Paper
from index.sources.base import Skipped, cannot_open, printable
from index.sources.encodings import Encoding, encoding_of, lines, whole
from index.sources.exports import Entry
from index.sources.fields import BadRow, Reading, read_row
from index.sources.hub_items import is_daily_item, paper_of
from index.sources.json_entries import array_entries, document_entries, line_entries
from index.sources.references import bibtex_entries, pubmed_entries, ris_entries, wos_entries
from index.sources.tables import is_header, table_entries

_PACKED = (".gz", ".xz", ".bz2", ".zip")
_LINES = (".jsonl", ".ndjson", ".json-lines", ".jsonlines")
_TABLES = (".csv", ".tsv", ".tab")
_BIBTEX = (".bib", ".bibtex", ".biblatex")
_FORMATS = "Give .jsonl, .json, .csv, .tsv, .bib, .ris or .nbib: papers with abstracts, plain or packed."
_DAMAGED = (EOFError, gzip.BadGzipFile, lzma.LZMAError, zipfile.BadZipFile, zlib.error)
_HEAD = 2**20  # bytes by which the encoding is told
_START = 20_000  # characters by which the format is told
_MOST_REMARKS = 20  # in one file; a column of dates in a form of its own has the same to say in each row
_IS_BIBTEX = re.compile(r"^\s*@[a-z]+\s*[{(]", re.IGNORECASE | re.MULTILINE)
_IS_RIS = re.compile(r"\s*TY {1,2}- ?")
_IS_PUBMED = re.compile(r"PMID ?- ")
_IS_WOS = re.compile(r"(?:FN .*\s+)?(?:VR .*\s+)?PT [A-Z]\s")
_LIST_OF = re.compile(r"(\d{4}-\d\d-\d\d)(?:\.[a-z\d]+)*")  # a file that is named by a day alone


def read_file(path: Path) -> Iterator[Paper | Skipped]:
    """Yield a paper for each row of the file, and a `Skipped` for each row that is none.

    It raises SourceUnreadable; a packed file may turn out to be damaged only after papers have been given out.
    """
    try:
        head = _head(path)
        if not head:
            with path.open("rb") as packed, io.BufferedReader(_unpacked(packed)) as file:
                file.read(1)  # where it is damaged from the beginning, that is told
            raise SourceUnreadable(f"{printable(path)} is empty.", _FORMATS)
        encoding = encoding_of(head)
        errors = "surrogateescape" if encoding.name.startswith("utf-8") else "replace"
        with (
            path.open("rb") as packed,
            io.BufferedReader(_unpacked(packed)) as file,
            io.TextIOWrapper(file, encoding=encoding.name, errors=errors, newline="") as text,
        ):
            start = head.decode(encoding.name, "replace")[:_START].lstrip("\ufeff")
            yield from _papers(path, _entries(path, text, start), encoding)
    except _DAMAGED as error:
        what = "ends too early: it was cut off" if isinstance(error, EOFError) else "is damaged: it cannot be unpacked"
        raise SourceUnreadable(f"{printable(path)} {what}.", "Fetch it again.") from error
    except OSError as error:
        raise cannot_open(path, error) from error


def _unpacked(packed: BinaryIO) -> io.RawIOBase:
    """Return the file with its packing undone. Typeshed does not see that these read as raw files do."""
    start = packed.read(6)
    packed.seek(0)
    if start.startswith(b"\x1f\x8b"):
        return cast("io.RawIOBase", gzip.open(packed))
    if start.startswith(b"BZh"):
        return cast("io.RawIOBase", bz2.open(packed))
    if start.startswith(b"PK\x03\x04"):
        return cast("io.RawIOBase", _only_one(zipfile.ZipFile(packed)))
    return cast("io.RawIOBase", lzma.open(packed) if start.startswith(b"\xfd7zXZ") else packed)


def _only_one(archive: zipfile.ZipFile) -> IO[bytes]:
    """Return the one file of an archive, as Kaggle packs one."""
    names = [name for name in archive.namelist() if not name.endswith("/") and not name.startswith("__MACOSX")]
    if len(names) != 1:
        name = printable(archive.filename or "The archive")
        raise SourceUnreadable(f"{name} packs {len(names)} files.", "Unpack it, and give those that have papers.")
    return archive.open(names[0])


def _head(path: Path) -> bytes:
    """Return how the file begins; damage behind that is found when it is read."""
    head = b""
    with path.open("rb") as packed, io.BufferedReader(_unpacked(packed)) as file, suppress(*_DAMAGED):
        while len(head) < _HEAD and (more := file.read1(_HEAD)):
            head += more
    return head


def _entries(path: Path, text: TextIO, start: str) -> Iterator[Entry]:
    """Choose how to read the file: by how it begins, where that tells, else by its name."""
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() not in _PACKED]
    suffix = suffixes[-1] if suffixes else ""
    begins = start.lstrip()
    first = begins.splitlines()[0] if begins else ""
    if suffix in _TABLES:
        return table_entries(path, text, first)
    if begins.startswith("["):
        return array_entries(path, text)
    if begins.startswith("{") and suffix not in _LINES and not _is_json(first):
        return document_entries(path, whole(path, text).strip().removeprefix("\ufeff"))
    if begins.startswith("{") or suffix in _LINES:
        return line_entries(lines(text))
    if _IS_WOS.match(begins):
        return wos_entries(whole(path, text))
    if _IS_PUBMED.match(begins):
        return pubmed_entries(whole(path, text))
    if _IS_RIS.match(begins) or suffix == ".ris":
        return ris_entries(whole(path, text))
    if suffix in _BIBTEX or _IS_BIBTEX.search(start):
        return bibtex_entries(whole(path, text).replace("\r\n", "\n").replace("\r", "\n"))
    if is_header(first):
        return table_entries(path, text, first)
    raise SourceUnreadable(f"{printable(path)} is of no format that is known here.", _FORMATS)


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _papers(path: Path, entries: Iterator[Entry], encoding: Encoding) -> Iterator[Paper | Skipped]:
    name, wrong, found, remarks = printable(path), None, False, 0
    for entry in entries:
        try:
            reading = _read(entry, path)
        except BadRow as error:
            skipped = Skipped(file=name, line=entry.line, reason=str(error))
            wrong = wrong or skipped
            yield skipped
            continue
        if encoding.guessed and not found:
            yield Skipped(file=name, line=1, reason=f"not UTF-8; read as {encoding.name}", kept=True)
        found = True
        yield reading.paper
        remarks += len(reading.remarks)
        if remarks <= _MOST_REMARKS:
            yield from (Skipped(file=name, line=entry.line, reason=each, kept=True) for each in reading.remarks)
    if remarks > _MOST_REMARKS:
        yield Skipped(file=name, line=1, reason=f"{remarks:,} dates in all that cannot be read", kept=True)
    if not found:
        why = f"; first, line {wrong.line}: {wrong.reason}" if wrong else ""
        raise SourceUnreadable(f"{name} has no paper in it{why}.", "Each row needs a `title` and an `abstract`.")


def _read(entry: Entry, path: Path) -> Reading:
    source = f"file:{printable(path.name)}"
    if entry.wrong:
        raise BadRow(entry.wrong)
    if not is_daily_item(entry.value):
        return read_row(entry.value, source, entry.kind)
    paper = paper_of(entry.value, None, source)
    return Reading(paper if paper.featured else paper.model_copy(update={"featured": _list_of(path)}))


def _list_of(path: Path) -> dt.date | None:
    """Return the day whose list a file has by its name: before 2025-03 no item of a list tells its day."""
    named = _LIST_OF.fullmatch(path.name)
    with suppress(ValueError):
        return dt.date.fromisoformat(named[1]) if named else None
    return None
