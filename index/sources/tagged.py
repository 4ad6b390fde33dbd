"""Papers of files with a tag at the beginning of each line: RIS, PubMed's, and the plain text of Web of Science.

The parser of rispy loses, or runs together, records without their end, and wants two spaces before a hyphen. So each
record is cut out and put into its form before it is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import rispy  # type: ignore[import-untyped]

from index.sources.exports import Entry, kind_of, kinds

_RIS_LINE = re.compile(r"\s{0,3}([A-Z][A-Z0-9])\s{1,3}-(?:\s(.*)|$)")
_WOS_LINE = re.compile(r"([A-Z][A-Z0-9])(?:\s(.*)|$)")
_PUBMED_LINE = re.compile(r"([A-Z]{2,4}) {0,2}- (.*)")


def ris_entries(text: str) -> Iterator[Entry]:
    """Yield the records of a RIS file, each from its `TY` to the next."""
    for line, lines in _records(text, _RIS_LINE, "TY"):
        whole = "\n".join(f"{tag}  - {value}" if tag else value for tag, value in lines) + "\nER  - "
        parsed = rispy.loads(whole)
        yield Entry(line, parsed[0] if parsed else None, kind=kinds()["ris"])


def wos_entries(text: str) -> Iterator[Entry]:
    """Yield the records of a tagged file of Web of Science, each from its `PT` to the next."""
    for line, lines in _records(text, _WOS_LINE, "PT"):
        whole = "\n".join(f"{tag} {value}" if tag else f"   {value}" for tag, value in lines) + "\nER"
        mapping = {tag: tag.lower() for tag, _ in lines if tag}
        parser = rispy.WokParser(mapping=mapping, list_tags=["AU", "AF"], skip_unknown_tags=True)
        parsed = parser.parse(whole)
        row = parsed[0] if parsed else {}
        yield Entry(line, row, kind=kind_of(row))


def pubmed_entries(text: str) -> Iterator[Entry]:
    """Yield the records of a file of PubMed, as `.nbib` or "MEDLINE", each from its `PMID` to the next."""
    for line, lines in _records(text, _PUBMED_LINE, "PMID"):
        row: dict[str, list[str]] = {}
        last: list[str] = []
        for tag, value in lines:
            if tag:
                last = row.setdefault(tag.lower(), [])
                last.append(value)
            else:
                last[-1] = f"{last[-1]} {value}".strip()
        named = (
            value.removesuffix(" [doi]") for value in (*row.get("lid", ()), *row.get("aid", ())) if "[doi]" in value
        )
        link = f"https://pubmed.ncbi.nlm.nih.gov/{row['pmid'][0]}/"
        title = next(iter(row.get("ti") or row.get("btl") or ()), "").removesuffix(".")
        yield Entry(line, {**row, "title": title, "doi": next(named, None), "url": link}, kind=kinds()["pubmed"])


def _records(text: str, tagged: re.Pattern[str], start: str) -> Iterator[tuple[int, Sequence[tuple[str, str]]]]:
    """Yield the lines of each record as tag and value, without its end; "" is the tag of a line that goes on."""
    record: list[tuple[str, str]] = []
    first = 0
    for number, line in enumerate(text.splitlines(), 1):
        found = tagged.match(line)
        tag, value = (found[1], (found[2] or "").strip()) if found else ("", line.strip())
        if tag == start or tag in {"ER", "EF"}:
            if record:
                yield first, record
            record, first = [], number
        if tag == start or (record and tag not in {"ER", "EF"} and (tag or value)):
            record.append((tag, value))
    if record:
        yield first, record
