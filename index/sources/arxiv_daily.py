"""What arXiv has announced today: one Atom feed for some categories (https://info.arxiv.org/help/rss.html).

It has at most 2,000 papers, none on Saturdays, Sundays and arXiv's holidays, and neither comments nor the day of the
first version, so the papers are then looked up by id.
"""

import calendar
import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote
from xml.etree.ElementTree import Element

from index.errors import SourceBadReply, SourceError
from index.paper import Paper
from index.sources.arxiv import Arxiv
from index.sources.arxiv_replies import (
    MANNERS,
    NAMES,
    Question,
    ask,
    author_names,
    day_of,
    root_of,
    row_of,
    text_of,
    time_of,
    to_paper,
    version_of,
)
from index.sources.base import Skipped
from index.sources.fields import papers_of
from index.sources.http import PoliteClient

ENDPOINT = "https://rss.arxiv.org/atom"
KINDS = ("new", "cross", "replace", "replace-cross")

_MOST = 2000  # papers in one feed
_MANNERS = MANNERS._replace(keep=0.0)  # always asked whether it has changed: a day's cache would hide the next day
_PREFIX = re.compile(r"\s*arXiv:\S+\s+Announce Type:\s*\S+\s+(?:Abstract:\s*)?", re.IGNORECASE)
_PATHS = {
    "id": "atom:id",
    "title": "atom:title",
    "abstract": "atom:summary",
    "authors": "dc:creator",
    "published": "atom:published",
    "venue": "arxiv:journal_reference",
    "doi": "arxiv:DOI",
}
_MIDNIGHT = dt.timedelta(hours=4)  # New York's, in GMT; an hour later in winter, which is the same day
_NO_LISTS = ("Saturday", "Sunday")
_HOLIDAYS = "https://info.arxiv.org/help/availability.html"


class Announced(NamedTuple):
    """A paper as it was announced: `kind` is one of `KINDS`."""

    kind: str
    paper: Paper


class Listing(NamedTuple):
    """The list of a day; `day` is None where the feed does not say. `skip_days` are days of the week without a list."""

    day: dt.date | None
    announced: tuple[Announced, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    skip_days: tuple[str, ...] = _NO_LISTS

    def __str__(self) -> str:
        """Say what is on it, or why there is nothing."""
        if self.announced:
            counts = Counter(entry.kind for entry in self.announced)
            return f"list of {self.day}: " + ", ".join(f"{n} {kind}" for kind, n in counts.most_common())
        weekday = calendar.day_name[self.day.weekday()] if self.day else ""
        if weekday in self.skip_days:
            return f"list of {self.day}: empty, for arXiv announces nothing on {' and '.join(self.skip_days)}"
        return f"list of {self.day}: empty; arXiv announces nothing on its holidays ({_HOLIDAYS})"


def read_listing(client: PoliteClient, categories: Sequence[str], *, endpoint: str = ENDPOINT) -> Listing:
    """Return today's list of some categories, each paper once. That it is empty is believed the second time."""
    question = Question(f"{endpoint.rstrip('/')}/{quote('+'.join(categories), safe='+.')}", manners=_MANNERS)
    listing = ask(client, question, parse_listing)
    if not (listing.announced or listing.skipped):
        listing = ask(client, question, parse_listing, fresh=True)
    if len(listing.announced) + len(listing.skipped) < _MOST or len(categories) == 1:
        return listing
    return _together([read_listing(client, [category], endpoint=endpoint) for category in categories])


def parse_listing(body: bytes) -> Listing:
    """Return the list in a feed; raise `SourceBadReply` if it is no such feed, or says that the request is wrong."""
    feed = root_of(body, "atom:feed")
    if text_of(feed, "atom:title").startswith("Feed error"):
        raise SourceBadReply(
            f"arXiv refuses the request: {text_of(feed, 'atom:subtitle')[:200]}", "Check the categories."
        )
    entries = feed.findall("atom:entry", NAMES)
    found = list(papers_of(entries, _announced, "arXiv listing"))
    announced = tuple(each for each in found if isinstance(each, Announced))
    skipped = tuple(each for each in found if isinstance(each, Skipped))
    skip_days = tuple(text_of(element) for element in feed.iter() if element.tag.rpartition("}")[2] == "day")
    return Listing(_day(feed, entries), announced, skipped, skip_days or _NO_LISTS)


def _announced(entry: Element) -> Announced:
    kind = text_of(entry, "arxiv:announce_type")
    row = row_of(entry, _PATHS)
    if kind != "new" or version_of(row["id"]) != 1:
        del row["published"]  # the day it was announced, until it is looked up
    row["abstract"] = _PREFIX.sub("", row["abstract"], count=1)
    terms = [category.get("term", "") for category in entry.findall("atom:category", NAMES)]
    paper = to_paper({**row, "authors": author_names(row["authors"]), "categories": terms})
    return Announced(kind if kind in KINDS else "new", paper)


def _day(feed: Element, entries: Sequence[Element]) -> dt.date | None:
    """Return the day of the list: its entries', or for an empty list that of its making."""
    if days := [day for entry in entries if (day := day_of(text_of(entry, "atom:published")))]:
        return max(days)
    made = time_of(text_of(feed, "atom:updated"))
    return (made.astimezone(dt.UTC) - _MIDNIGHT).date() if made else None


def _together(listings: Sequence[Listing]) -> Listing:
    """Return several lists as one; the first announcement of a paper counts, a new one before the others."""
    entries = sorted((entry for one in listings for entry in one.announced), key=lambda entry: KINDS.index(entry.kind))
    once = {entry.paper.id: entry for entry in reversed(entries)}
    skipped = tuple(entry for one in listings for entry in one.skipped)
    return listings[0]._replace(announced=tuple(reversed(once.values())), skipped=skipped)


def look_up(listing: Listing, arxiv: Arxiv) -> tuple[tuple[Paper | Skipped, ...], str]:
    """Return the papers of a list with comments, days and versions from the API, and a note where that fails."""
    listed = {entry.paper.id: entry.paper for entry in listing.announced}
    known, note = dict[str, Paper](), ""
    try:
        for paper in arxiv.by_id([name.removeprefix("arxiv:") for name in listed]):
            if isinstance(paper, Paper) and paper.id in listed:
                known[paper.id] = paper
    except SourceError as error:
        missing = f"{len(listed) - len(known)} of {len(listed)} papers are without comments and first days"
        note = f"{missing}: {error.what} Run it again later today."
    for name, found in known.items():
        if (found.version or 0) >= (listed[name].version or 0):  # else it has not got the announced version yet
            listed[name] = found
    return (*listed.values(), *listing.skipped), note
