"""The fields of a row, whatever an export calls them, as a paper: title and abstract are required.

What else is missing or of the wrong kind is unknown and never guessed; a date that cannot be read is told.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote

from index.identity import bare_doi, canonical_id, identifiers, normalised_title, spelled
from index.paper import Paper
from index.sources.base import Skipped
from index.sources.cleaning import clean, raw, without_braces
from index.sources.dates import UnreadableDate, read_day, read_year
from index.sources.exports import ROWS, Kind, found_in, kind_of, text_in_order
from index.sources.people import names_of
from index.withdrawn import is_withdrawn

_BETWEEN_WORDS = re.compile(r"[\s-]+")
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_UNREADABLE = re.compile(r"[\x00\ud800-\udfff]")  # NUL, half of a character, or a byte that is not of the encoding
_NO_ABSTRACT = re.compile(r"\W*(?:no abstract(?: (?:is |was )?available)?|n/?a|none|null|nan)\W*", re.IGNORECASE)
_WITHDRAWN = re.compile(r"\bwithdrawn|\bretract|^removal", re.IGNORECASE)  # a venue of OpenReview, a type of Crossref
_RETRACTED = re.compile(r"\W*(?:retracted|withdrawn)(?: (?:article|paper|chapter))?\W*[:\])]", re.IGNORECASE)
_ARXIV = re.compile(r"arxiv\b|corr\b", re.IGNORECASE)
_VERSION = re.compile(r"(?<=\d)v(\d{1,3})(?!\d)", re.IGNORECASE)
_VERSION_BEHIND = re.compile(r"(?<=\d)\s*\(\s*(v\d{1,3})\s*\)\Z", re.IGNORECASE)
_BEFORE_ID = re.compile(
    r"\A\s*(?:arxiv\s+(?:e-?prints?|preprints?)[\s:,]+|info:(?:doi|arxiv)/|urn:(?:doi:)?(?=\S)|doi\s+(?=10\.)|abs/(?=\S))",
    re.IGNORECASE,
)
_BRACKETED_ID = re.compile(r"\A\s*[\[<(]\s*([^\[\]<>()]+?)\s*[\])>]\s*\Z")
_BEHIND_ID = " ,;.#"
_LONGEST = 100_000  # characters of an abstract; beyond, a quote was not closed

Values = Mapping[str, Sequence[object]]  # what a row has, by our name of the field
_Value = TypeVar("_Value")
_Made = TypeVar("_Made")


class BadRow(ValueError):
    """The row is no paper; the message says why."""


class Reading(NamedTuple):
    """A paper, and what of its row could not be read."""

    paper: Paper
    remarks: tuple[str, ...] = ()


def to_paper(row: object, source: str) -> Paper:
    """Return the paper that a row describes."""
    return read_row(row, source).paper


def papers_of(
    entries: Iterable[_Value], read: Callable[[_Value], _Made], file: str, first: int = 1
) -> Iterator[_Made | Skipped]:
    """Yield the paper that `read` makes of each entry, and for one that is none a `Skipped` with its number."""
    for number, entry in enumerate(entries, first):
        try:
            yield read(entry)
        except BadRow as error:
            yield Skipped(file=file, line=number, reason=str(error))


def read_row(row: object, source: str, kind: Kind | None = None) -> Reading:
    """Return the paper of a row, with remarks on what could not be read; raise `BadRow` without title or abstract."""
    if not isinstance(row, Mapping):
        raise BadRow("not an object with fields")
    fields = {str(name).strip().casefold(): value for name, value in row.items()}
    kind = kind or kind_of(fields)
    if kind.name == ROWS:  # people write `Paper ID`, programs `paper_id`
        fields = {**{_BETWEEN_WORDS.sub("_", name): value for name, value in fields.items()}, **fields}
    return _reading(found_in(fields, kind), kind, source)


def _reading(found: Values, kind: Kind, source: str) -> Reading:
    text = partial(_line, unbraced=kind.in_braces)
    names = partial(names_of, text=text, last_name_first=kind.last_name_first)
    texts = _texts(found, text)
    ids = _ids(found, texts["title"])
    remarks: list[str] = []
    dates: dict[str, Any] = {
        name: _day(name, found.get(name, ()), remarks) for name in ("published", "featured", "updated")
    }
    counts: dict[str, Any] = {
        name: next((n for each in found.get(name, ()) if (n := _number(each)) is not None), None)
        for name in ("author_count", "upvotes", "comments", "stars")
    }
    note, venue = _note(found, text), _venue(found, text, dates["published"])
    paper = Paper(
        **texts,
        **ids,
        **dates,
        year_inferred=dates["published"] is not None and found.get("year_inferred") == [True],
        **counts,
        authors=_first(map(names, found.get("authors", ()))) or (),
        organisation=_first(map(text, found.get("organisation", ()))),
        categories=_first(map(_categories, found.get("categories", ()))) or (),
        url=_url(found, ids, kind),
        venue=venue,
        note=note,
        withdrawn=bool(_RETRACTED.match(texts["title"]))
        or _says_withdrawn(found)
        or is_withdrawn(texts["abstract"], note)
        or is_withdrawn("", venue),
        keywords=_first(_keywords(each, text) for each in found.get("keywords", ())) or (),
        code_url=_first(_links(found.get("code_url", ()))),
        project_url=_first(_links(found.get("project_url", ()))),
        sources=(source,),
        provenance=_provenance(found),
    )
    return Reading(paper, tuple(remarks))


def _first(values: Iterable[_Value | None]) -> _Value | None:
    """Return the first value that is not empty."""
    return next(filter(None, values), None)


def _texts(found: Values, text: Callable[[object], str]) -> dict[str, Any]:
    """Return title and abstract, cleaned, and as the source has them where that changed more than spaces."""
    title, abstract = _required(found, "title"), _required(found, "abstract")
    clean_title, clean_abstract = text(title), text(abstract)
    for what, cleaned in (("title", clean_title), ("abstract", clean_abstract)):
        if not cleaned:
            raise BadRow(f"no {what}")
    return {
        "title": clean_title,
        "abstract": clean_abstract,
        "abstract_kind": "summary" if found.get("abstract_kind") == ["summary"] else "abstract",
        "raw_title": _first(map(_line, found.get("raw_title", ()))) or raw(title, clean_title),
        "raw_abstract": _first(map(_line, found.get("raw_abstract", ()))) or raw(abstract, clean_abstract),
    }


def _required(found: Values, what: str) -> str:
    """Return the first of the values that is a text."""
    values = [text_in_order(value) for value in found.get(what, ())]
    text = next((value for value in values if isinstance(value, str) and value.strip()), "")
    if not text or (what == "abstract" and _NO_ABSTRACT.fullmatch(text[:40])):
        raise BadRow(f"the {what} is not text" if any(not isinstance(v, str) for v in values) else f"no {what}")
    if not _is_readable(text):
        raise BadRow(f"the {what} holds characters that are not text")
    if len(text) > _LONGEST:
        raise BadRow(f"the {what} is too long")
    return text


def _line(value: object, *, unbraced: bool = False) -> str:
    """Return a text cleaned, on one line, or "" for anything else."""
    if not isinstance(value, str) or not _is_readable(value):
        return ""
    return without_braces(value) if unbraced else clean(value)


def _is_readable(text: str) -> bool:
    return "\0" not in text if text.isascii() else not _UNREADABLE.search(text)


def _ids(found: Values, title: str) -> dict[str, Any]:
    """Return the canonical id: arXiv's where one is given, else that of a DOI, else the title's; DOI and version."""
    known = [(key, line) for line in map(_bare, _lines(found.get("ids", ()))) if (key := _spelled(line))]
    mentions = _lines(found.get("mentions", ()))
    told = [(each.id, line[each.start : each.end]) for line in mentions for each in identifiers(line)]
    arxiv, in_passing = ([(key, line) for key, line in some if key.startswith("arxiv:")] for some in (known, told))
    arxiv = arxiv or in_passing
    doi = _first(map(bare_doi, _lines(found.get("doi", ()))))
    doi = doi or _first(key.removeprefix("doi:") for key, _ in known if key.startswith("doi:"))
    if not arxiv and not doi and not normalised_title(title):
        raise BadRow("a title without letters")
    key = arxiv[0][0] if arxiv else f"doi:{doi}" if doi else None
    versions = [int(version[1]) for each, line in arxiv if each == key and (version := _VERSION.search(line))]
    bare = (v.strip().lower().removeprefix("v") if isinstance(v, str) else v for v in found.get("version", ()))
    given = _first(map(_number, bare)) if arxiv else None
    return {"id": canonical_id(title, key), "doi": doi, "version": next(iter(versions), given)}


def _flat(values: Iterable[object]) -> Iterator[object]:
    """Yield the values, and in the place of each list its own."""
    for value in values:
        yield from value if isinstance(value, list) else (value,)


def _lines(values: Iterable[object]) -> Iterator[str]:
    """Yield the lines of all texts: Zotero keeps an arXiv id among other things on lines."""
    texts = (each for each in _flat(values) if isinstance(each, str))
    return filter(None, (line.strip() for text in texts for line in text.splitlines()))


def _bare(text: str) -> str:
    """Return an id without what people write around one: brackets, `arXiv preprint`, `DOI`, a version behind it."""
    text = _BRACKETED_ID.sub(r"\1", text.rstrip(_BEHIND_ID))
    return _VERSION_BEHIND.sub(r"\1", _BEFORE_ID.sub("", text))


def _spelled(text: str) -> str | None:
    """Return the id that a text is, or that it begins with behind the word arXiv: `arXiv:2402.00001 [cs, stat]`."""
    if whole := spelled(text):
        return None if whole.startswith("title:") else whole
    begins = identifiers(text[:100]) if text[:5].lower() == "arxiv" else ()
    return begins[0].id if begins and begins[0].start == 0 else None


def _day(name: str, values: Sequence[object], remarks: list[str]) -> dt.date | None:
    """Return the first day among the values; where there is none, tell of the first that is none."""
    wrong = ""
    for value in values:
        try:
            if day := read_day(value):
                return day
        except UnreadableDate as error:
            wrong = wrong or str(error)
    if wrong:
        remarks.append(f"{name}: {wrong}; left out")
    return None


def _venue(found: Values, text: Callable[[object], str], published: dt.date | None) -> str | None:
    """Return where it was published, with the year where no day is known: a year alone is no date."""
    venue = _first(map(text, found.get("venue", ())))
    year = None if published else _first(map(read_year, found.get("year", ())))
    if venue and _ARXIV.match(venue):
        venue = "arXiv" if year else None  # where everybody is; said for the year alone
    if not venue:
        return str(year) if year else None
    return f"{venue}, {year}" if year and str(year) not in venue else venue


def _note(found: Values, text: Callable[[object], str]) -> str | None:
    """Return what is said beside the abstract; a number is a count of comments, and an id is no remark."""
    notes = (
        text(value)
        for value in _flat(found.get("note", ()))
        if not (isinstance(value, str) and _spelled(value.strip()))
    )
    return _first(note for note in notes if not note.isdecimal())


def _says_withdrawn(found: Values) -> bool:
    said = _flat(found.get("withdrawn", ()))
    return any(told is True or (isinstance(told, str) and bool(_WITHDRAWN.search(told))) for told in said)


def _url(found: Values, ids: Mapping[str, Any], kind: Kind) -> str | None:
    """Return where to read it. Catalogues link to pages of their own, so arXiv and the DOI go before what they give."""
    own = f"https://arxiv.org/abs/{ids['id'][6:]}" if ids["id"].startswith("arxiv:") else None
    resolved = f"https://doi.org/{quote(ids['doi'], safe='/:;()._-')}" if ids["doi"] else None
    forum = _first(map(_line, found.get("forum", ())))
    pages = [*_links(found.get("page", ())), f"https://openreview.net/forum?id={quote(forum)}" if forum else None]
    given = _links(found.get("url", ()))
    return _first((*given, own, resolved) if kind.name == ROWS else (own, resolved, *given, *pages))


def _links(values: Iterable[object]) -> list[str]:
    links = (" ".join(each.split()) for each in _flat(values) if isinstance(each, str) and _is_readable(each))
    return [link for link in links if _LINK.fullmatch(link)]


def _categories(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [name.strip("[]'\"") for name in re.split(r"[\s,;]+", value)]
    return tuple(filter(None, map(_line, value))) if isinstance(value, list) else ()


def _keywords(value: object, text: Callable[[object], str]) -> tuple[str, ...]:
    if isinstance(value, str):
        value = re.split(r"[;|]" if re.search(r"[;|]", value) else ",", value)
    words = [text(word).strip(" []'\"") for word in value] if isinstance(value, list) else []
    return tuple(dict.fromkeys(filter(None, words)))


def _number(value: object) -> int | None:
    """Return a count; CSV has its numbers as text."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value.strip(), re.ASCII):
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _provenance(found: Values) -> tuple[tuple[str, str], ...]:
    """Return what our own export says of where its fields are from."""
    pairs = _first(value for value in found.get("provenance", ()) if isinstance(value, list)) or []
    return tuple((_line(p[0]), _line(p[1])) for p in pairs if isinstance(p, list) and list(map(type, p)) == [str, str])
