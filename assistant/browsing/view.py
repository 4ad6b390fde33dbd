"""What a reader wants to see of the library: words, filters, order and page, as the address of the page has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args
from urllib.parse import urlencode

Sort = Literal["", "newest", "oldest", "votes", "title", "relevance"]
MarkFilter = Literal["", "saved", "read", "unread", "noted"]
SORTS: tuple[Sort, ...] = get_args(Sort)
MARK_FILTERS: tuple[MarkFilter, ...] = get_args(MarkFilter)
_LONGEST = 200  # characters of a field


class View(NamedTuple):
    """What is wanted; an empty field asks for nothing. Without a `sort`, words bring relevance, else the newest."""

    q: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    category: str = ""
    author: str = ""
    source: str = ""
    mark: MarkFilter = ""
    sort: Sort = ""
    page: int = 1

    @classmethod
    def of(cls, fields: Mapping[str, object]) -> View:
        """Return what an address or a form asks for; what cannot be read asks for nothing."""
        texts = {name: " ".join(str(value or "").split())[:_LONGEST] for name, value in fields.items()}
        page = texts.get("page", "")
        return cls(
            q=texts.get("q", ""),
            since=_day(texts.get("since", "")),
            until=_day(texts.get("until", "")),
            category=texts.get("category", ""),
            author=texts.get("author", ""),
            source=texts.get("source", ""),
            mark=next((mark for mark in MARK_FILTERS if mark == texts.get("mark")), ""),
            sort=next((sort for sort in SORTS if sort == texts.get("sort")), ""),
            page=min(max(int(page), 1), 1_000_000) if page.isascii() and page.isdecimal() else 1,
        )

    @property
    def order(self) -> Sort:
        """The order that is meant."""
        return self.sort if self.sort and (self.q or self.sort != "relevance") else "relevance" if self.q else "newest"

    @property
    def is_filtered(self) -> bool:
        """Whether any paper may be left out."""
        return any((self.q, self.since, self.until, self.category, self.author, self.source, self.mark))

    def address(self) -> str:
        """Return it as a query string."""
        fields = {name: str(value) for name, value in self._asdict().items() if value}
        if self.page == 1:
            fields.pop("page", None)
        return urlencode(fields)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None
