"""What somebody types to fetch from arXiv: identifiers and addresses, or words, maybe of a category and since a day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from assistant.errors import SourceError
from assistant.ingest.arxiv import ArxivIngest
from index.identity import arxiv_id
from index.sources.arxiv import Search
from index.sources.arxiv_query import BadQuery, category_name, identifiers, search_query

_PARTS = re.compile(r"[\s,;]+")


def wish(text: str, category: str = "", since: dt.date | None = None, most: int = 100) -> Callable[[ArxivIngest], None]:
    """Return what is to be fetched: papers by id if the text has nothing else, or what a search finds.

    Raises:
        SourceError: nothing is asked for, or something that cannot be.
    """
    parts = [part for part in _PARTS.split(text.strip()) if part]
    try:
        if parts and all(map(arxiv_id, parts)):
            named = identifiers(parts)
            return lambda ingest: ingest.by_id(named)
        categories = tuple(dict.fromkeys(map(category_name, filter(None, _PARTS.split(category.strip())))))
        if not parts and not categories:
            raise SourceError(
                "There is nothing to look for.", "Type identifiers, words or a category, and press Fetch."
            )
        search = Search(search_query(text, categories), since=since, most=most, by_relevance=bool(parts and not since))
    except BadQuery as error:
        raise SourceError(f"{str(error)[:1].upper()}{str(error)[1:]}.", "Change it, and press Fetch again.") from error
    return lambda ingest: ingest.search(search)
