"""One item of Hugging Face's daily list as a paper: its record stands under `paper`, what is of the list beside it.

`ai_summary`, a model's retelling of the abstract, is never read. Authors marked `hidden` are authors all the same: the
mark says that they do not want the paper on their profile.
"""

import ast
import datetime as dt
import re
from collections.abc import Mapping

from index.paper import Paper
from index.sources.fields import BadRow, to_paper

# A sign by its bare name ("2times"), in 213 of 7,405 abstracts; apart from the figure it may be English ("2 times").
_BARE_SIGN = re.compile(r"(?<=\d)times\b|\b(?:sim|approx|leq|geq)(?=\d)")
_SIGNS = {"times": "×", "sim": "~", "approx": "≈", "leq": "≤", "geq": "≥"}
_LONGEST_WRITTEN = 200_000  # characters of an item that was written as Python shows it


def is_daily_item(row: object) -> bool:
    """Tell whether a row is an item of the daily list, be it a damaged one."""
    if isinstance(row, str):
        return row.lstrip().startswith("{'paper':")
    return isinstance(row, Mapping) and isinstance(row.get("paper"), Mapping)


def paper_of(item: object, featured: dt.date | None, source: str) -> Paper:
    """Return the paper of an item of the list of a day, where that is known; raise `BadRow` if it cannot be read."""
    outer = _mapping(item)
    inner = outer.get("paper")
    if not isinstance(inner, Mapping):
        raise BadRow("no `paper` in the item")
    abstract = inner.get("summary") or outer.get("summary")
    if isinstance(abstract, str):
        abstract = _BARE_SIGN.sub(lambda found: _SIGNS[found[0]], abstract)
    row = {
        "arxiv_id": inner.get("id"),
        "title": inner.get("title") or outer.get("title"),
        "abstract": abstract,
        "authors": inner.get("authors"),
        "organisation": _organisation(outer.get("organization")) or _organisation(inner.get("organization")),
        "published": inner.get("publishedAt"),
        "featured": featured.isoformat() if featured else inner.get("submittedOnDailyAt"),
        "upvotes": inner.get("upvotes"),
        "comments": outer.get("numComments"),
    }
    stars = inner.get("githubStars")
    more = {
        "keywords": _words(inner.get("ai_keywords")),
        "code_url": _address(inner.get("githubRepo")),
        "project_url": _address(inner.get("projectPage")),
        "stars": stars if isinstance(stars, int) and not isinstance(stars, bool) and stars >= 0 else None,
    }
    return to_paper(row, source).model_copy(update=more)


def key_of(item: object) -> str:
    """Return what makes an item the same on another page of the list: its paper's id where it has one."""
    inner = item.get("paper") if isinstance(item, Mapping) else None
    identifier = inner.get("id") if isinstance(inner, Mapping) else None
    return identifier if isinstance(identifier, str) and identifier else repr(item)


def _mapping(item: object) -> Mapping[str, object]:
    """Return an item with its fields; some captures hold items as Python shows them, in place of objects."""
    if isinstance(item, str) and len(item) <= _LONGEST_WRITTEN and is_daily_item(item):
        try:
            item = ast.literal_eval(item.strip())
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            raise BadRow("an item that was written as text, and does not read as one") from None
    if not isinstance(item, Mapping):
        raise BadRow("not an object with fields")
    return item


def _organisation(value: object) -> str:
    names = (value.get("fullname"), value.get("name")) if isinstance(value, Mapping) else ()
    return next((name for name in names if isinstance(name, str) and name.strip()), "")


def _words(value: object) -> tuple[str, ...]:
    words = (" ".join(word.split()) for word in value if isinstance(word, str)) if isinstance(value, list) else ()
    return tuple(dict.fromkeys(filter(None, words)))


def _address(value: object) -> str | None:
    address = value.strip() if isinstance(value, str) else ""
    is_one = address.startswith(("http://", "https://")) and address.isprintable() and " " not in address
    return address if is_one else None
