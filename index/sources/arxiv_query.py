"""What somebody wants of arXiv, in the language of its API.

https://info.arxiv.org/help/api/user-manual.html#query_details: terms have a field before a colon, `all` for any,
and are joined by AND, OR and ANDNOT.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from index.identity import arxiv_id

_FIELDED = re.compile(r"\b(?:ti|au|abs|co|jr|cat|rn|id|all|submittedDate|lastUpdatedDate):\S")
_OPERATORS = ("AND", "OR", "ANDNOT")
_BRACKETS = ("(", ")")
_QUOTES = str.maketrans("“”„«»", '"' * 5)
_TOKEN = re.compile(r'"[^"]*"?|[()]|[^\s()"]+')
_INNER = re.compile(r"[^\W_]+(?:[.'+#][^\W_]+)*[+#]*")  # 2.0, C++; a hyphen parts words
_UNSEARCHED = frozenset("a an and are as at by for from in is of on or the to with".split())  # no entry in an index
_CATEGORY = re.compile(r"([a-z]+(?:-[a-z]+)?)(?:\.([a-z]+(?:-[a-z]+)?))?", re.IGNORECASE)
# https://arxiv.org/category_taxonomy: archives that have categories; of the others the archive is the category
PARTED = ("astro-ph", "cond-mat", "cs", "econ", "eess", "math", "nlin", "physics", "q-bio", "q-fin", "stat")


class BadQuery(ValueError):
    """It cannot be asked for; the message says why."""


def search_query(text: str = "", categories: Sequence[str] = ()) -> str:
    """Return the `search_query` for papers with all words of a text, in one of the categories.

    A text with fields (`au:ada AND ti:"state space"`) is a query already. Of any other, words and "phrases" are looked
    for in all fields; AND, OR, ANDNOT and brackets may stand between them.
    """
    text = " ".join(text.split())
    words = text if _FIELDED.search(text) else _words(text) if text else ""
    where = " OR ".join(f"cat:{category}.*" if category in PARTED else f"cat:{category}" for category in categories)
    parts = [part for part in (words, where) if part]
    return f"({parts[0]}) AND ({parts[1]})" if len(parts) == 2 else "".join(parts)


def date_range(since: dt.date, until: dt.date) -> str:
    """Return the term for papers whose first version is of these days, both included (GMT)."""
    return f"submittedDate:[{since:%Y%m%d}0000 TO {until:%Y%m%d}2359]"


def category_name(text: str) -> str:
    """Return a category or an archive as arXiv spells it: cs.LG, cond-mat.stat-mech, hep-th, cs.

    Raises:
        BadQuery: it cannot be one.
    """
    found = _CATEGORY.fullmatch(text.strip().removeprefix("cat:"))
    if not found:
        raise BadQuery(f"{text!r} is no category of arXiv; write it like cs.CL or hep-th")
    archive, part = found[1].lower(), found[2] or ""
    if not part:
        return archive
    return f"{archive}.{part.upper() if len(part) == 2 else part.lower()}"


def identifiers(names: Sequence[str]) -> tuple[str, ...]:
    """Return the arXiv identifiers that texts spell, without versions, each once.

    Raises:
        BadQuery: a text is none.
    """
    known = {name: arxiv_id(name) for name in names}
    if wrong := [name for name, identifier in known.items() if not identifier]:
        raise BadQuery(f"{wrong[0]!r} is no arXiv identifier; write it like 2402.08052 or hep-th/9901001")
    return tuple(dict.fromkeys(filter(None, known.values())))


def _words(text: str) -> str:
    tokens = _TOKEN.findall(text.translate(_QUOTES))
    if any(token in _OPERATORS for token in tokens):
        written = " ".join(_joined(tokens)).replace("( ", "(").replace(" )", ")")
        if not _is_well_formed(written):
            raise BadQuery(f"in {text!r}, AND, OR, ANDNOT and brackets do not fit together")
        return written
    terms = [term for token in tokens if token not in _BRACKETS and (term := _term(token))]
    telling = [term for term in terms if term.removeprefix("all:").lower() not in _UNSEARCHED] or terms
    if not telling:
        raise BadQuery(f"{text!r} has no word to look for")
    return " AND ".join(telling)


def _joined(tokens: Sequence[str]) -> Iterator[str]:
    """Yield terms, operators and brackets, with AND where nothing stands between two terms."""
    before = "("
    for token in tokens:
        part = token if token in (*_OPERATORS, *_BRACKETS) else _term(token)
        if not part:
            continue
        if part not in (*_OPERATORS, ")") and before not in (*_OPERATORS, "("):
            yield "AND"
        yield part
        before = part


def _is_well_formed(query: str) -> bool:
    """Tell whether every operator stands between two terms or bracketed groups."""
    shape = re.sub(r'all:(?:"[^"]*"|\w+)', "t", query)
    while (smaller := re.sub(r"\(t(?: (?:AND|OR|ANDNOT) t)*\)", "t", shape)) != shape:
        shape = smaller
    return re.fullmatch(r"t(?: (?:AND|OR|ANDNOT) t)*", shape) is not None


def _term(token: str) -> str:
    """Return a word or phrase as a term.

    A hyphen is read as "not" by the API (arXiv/arxiv-search issue 322), so that a hyphenated word is a phrase here.
    """
    words = " ".join(_INNER.findall(token))
    if not words:
        return ""
    return f"all:{words}" if words.isalnum() else f'all:"{words}"'
