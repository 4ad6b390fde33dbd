"""Papers of the files of reference managers: BibTeX, RIS, PubMed's, and the plain text of Web of Science.

The parser of rispy loses, or runs together, records without their end, and wants two spaces before a hyphen. So each
record is cut out and put into its form before it is parsed.
"""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence

import rispy  # type: ignore[import-untyped]
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Entry as BibEntry
from bibtexparser.model import ParsingFailedBlock

from index.sources.cleaning import clean
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


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(_MONTHS)})", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_PLAIN = ("doi", "url", "eprint", "howpublished", "note", "journal", "booktitle")  # where an id or an address may stand
_UNKNOWN_STRING = re.compile(r"[\s\"{}=]")


class _NotBibTeX(ValueError):
    """A field that ends nowhere; the message says which."""


def bibtex_entries(text: str) -> Iterator[Entry]:
    """Yield the entries of a file in order, those too whose key or field stands twice; comments are passed over."""
    logging.getLogger("bibtexparser").setLevel(logging.ERROR)  # what it warns of is told as the entry's own fault
    library = parse_string(text, parse_stack=[])
    strings = {name.lower(): string.value for name, string in library.strings_dict.items()}
    for block in library.blocks:
        # An entry whose key, or one of whose fields, was there before is still a paper.
        entry = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
        line = (block.start_line or 0) + 1
        if isinstance(entry, BibEntry):
            try:
                yield Entry(line, _fields(entry, strings), kind=kinds()["bibtex"])
            except _NotBibTeX as error:
                yield Entry(line, None, f"not BibTeX: {error}")
        elif isinstance(block, ParsingFailedBlock):
            why = getattr(block.error, "abort_reason", "") or "it cannot be read"
            yield Entry(line, None, f"not BibTeX: {' '.join(why.split())}")


def _fields(entry: BibEntry, strings: Mapping[str, str]) -> dict[str, object]:
    fields: dict[str, object] = {}
    for field in entry.fields:
        fields.setdefault(field.key.lower(), _value(field.key, f"{field.value}", strings))
    authors = fields.get("author")
    if isinstance(authors, str):
        fields["author"] = _names(authors)
    for name in _PLAIN:
        if isinstance(value := fields.get(name), str):
            fields[name] = clean(value)
    return {**fields, "day_of_parts": _day_of_parts(fields)}


def _names(authors: str) -> list[str]:
    """Return the names of a list, of one also that has commas or semicolons where BibTeX wants `and`."""
    people = split_multiple_persons_names(authors)
    if len(people) == 1 and ";" in authors and "{" not in authors:
        people = authors.split(";")
    mixed = len(people) > 1 and "," not in people[-1] and " " in people[-1].strip()
    names = (name.strip(" ,;:") for person in people for name in _apart(person, mixed=mixed))
    return [parse_single_name_into_parts(name, strict=False).merge_first_name_first for name in names]


def _apart(person: str, *, mixed: bool) -> list[str]:
    """Return the names that commas separate; where lists are `mixed`, the last person has the first name first."""
    parts = [part.strip() for part in person.split(",") if part.strip()]
    if "{" in person or len(parts) < 2 or (len(parts) == 3 and len(parts[1]) <= len("Jr.")):
        return [person]
    full = all(" " in part and part[0].isupper() for part in parts)
    return parts if len(parts) > 3 or (full and (mixed or len(parts) == 3)) else [person]


def _value(name: str, value: str, strings: Mapping[str, str], *, deep: bool = True) -> str:
    """Return a value without what encloses it, its parts joined and its abbreviations written out."""
    parts = []
    for part in _parts(value):
        if (part[:1], part[-1:]) in {('"', '"'), ("{", "}")} and len(part) > 1:
            parts.append(part[1:-1])
        elif _UNKNOWN_STRING.search(part):
            raise _NotBibTeX(f"a comma or a bracket is missing in `{name}`")
        elif deep and part.lower() in strings:
            parts.append(_value(name, strings[part.lower()], strings, deep=False))
        else:
            parts.append(part)
    return "".join(parts)


def _parts(value: str) -> list[str]:
    """Split a value at each `#` that joins, and behind each bracket or quote that closes what was opened first."""
    parts, start, depth, quoted, escaped = [], 0, 0, False, False
    for place, sign in enumerate(value):
        if escaped or sign == "\\":
            escaped = not escaped
            continue
        depth += (sign == "{") - (sign == "}")
        quoted ^= sign == '"' and depth == 0
        if sign == "#" and depth == 0 and not quoted:
            parts.append(value[start:place])
            start = place + 1
    parts.append(value[start:])
    return [part.strip() for part in parts]


def _day_of_parts(fields: Mapping[str, object]) -> list[int] | None:
    """Return year, month and day of an entry that has all three; `month = "12~feb"` has the day as well."""
    year, month, day = (f"{fields.get(name, '')}" for name in ("year", "month", "day"))
    if not re.fullmatch(r"\s*\d{4}\s*", year, re.ASCII):
        return None
    named, number = _MONTH.search(month), _NUMBER.search(month)
    written = _NUMBER.search(day) or (number if named else None)
    if named and written:
        return [int(year), _MONTHS.index(named[0].lower()) + 1, int(written[0])]
    return [int(year), int(number[0]), int(written[0])] if number and written else None
