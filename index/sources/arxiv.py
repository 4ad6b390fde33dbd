"""arXiv's API: the papers that a query finds, and papers by their identifiers.

The package `arxiv` is not used: it reads `Rate exceeded.`, a page for people and an empty first page as no results, and
keeps its distance within one object only. https://info.arxiv.org/help/api/user-manual.html
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from index.paper import Paper
from index.sources.arxiv_query import date_range
from index.sources.arxiv_records import Page, parse_page
from index.sources.arxiv_replies import EmptyPage, Question, ask
from index.sources.base import Skipped
from index.sources.http import PoliteClient

ENDPOINT = "https://export.arxiv.org/api/query"
FIRST_DAY = dt.date(1991, 8, 14)  # of arXiv
Progress = Callable[[int, int], object]  # papers so far, papers found in total

_SLICE = 200  # papers a request; 2,000 are allowed, and fail more often
_DEEPEST = 10_000  # `start` beyond which requests fail, though the manual allows 30,000


class Search(NamedTuple):
    """A query in arXiv's language (see `arxiv_query`), days of the first version (both included), and how many.

    The newest papers come first; with `by_relevance` the most relevant, of which the first 10,000 can be had.
    """

    query: str
    since: dt.date | None = None
    until: dt.date | None = None
    most: int | None = None
    by_relevance: bool = False


class Arxiv:
    """The API; `progress` is told after each page. `today` is the last day that papers can be of."""

    def __init__(
        self,
        client: PoliteClient,
        *,
        endpoint: str = ENDPOINT,
        progress: Progress = lambda _done, _total: None,
        today: Callable[[], dt.date] = lambda: dt.datetime.now(dt.UTC).date(),
    ) -> None:
        self._client, self._endpoint, self._progress, self._today = client, endpoint, progress, today

    def search(self, search: Search) -> Iterator[Paper | Skipped]:
        """Yield what a query finds, page by page; the pages end when as many have come as arXiv says there are.

        Raises:
            SourceThrottled: arXiv asks for fewer requests.
            SourceUnreachable: it does not answer, or not to the end.
            SourceBadReply: it refuses the query, answers with something else, or leaves out what it has promised.
        """
        return islice(self._found(search), search.most)

    def by_id(self, identifiers: Sequence[str]) -> Iterator[Paper | Skipped]:
        """Yield the last version of papers by their arXiv identifiers, and a `Skipped` for each that arXiv lacks.

        Raises:
            SourceError: as for `search`.
        """
        for start in range(0, len(identifiers), _SLICE):
            batch = identifiers[start : start + _SLICE]
            params = {"id_list": ",".join(batch), "start": "0", "max_results": str(len(batch))}
            came = set[str]()
            for page in self._pages(self._page(params, 0), params):
                yield from page.papers
                came |= {paper.id for paper in page.papers if isinstance(paper, Paper)}
            self._progress(start + len(batch), len(identifiers))
            for identifier in batch:
                if f"arxiv:{identifier}" not in came:
                    yield Skipped(file=identifier, line=None, reason="arXiv has no such paper")

    def _found(self, search: Search) -> Iterator[Paper | Skipped]:
        """Yield papers; a range of days with more than can be paged through is asked for in halves, the later first."""
        ranges = [(search.since or FIRST_DAY, search.until or self._today())]
        has_days = search.since is not None or search.until is not None
        done = total = 0
        while ranges:
            since, until = ranges.pop()
            params = _params(search, date_range(since, until) if has_days else "")
            first = self._page(params, 0)
            if not first.total:  # that nothing was found is believed the second time
                first = self._page(params, 0, fresh=True)
            total = total or first.total
            wanted = _DEEPEST + 1 if search.most is None else search.most - done
            if first.total > _DEEPEST and wanted > _DEEPEST and not search.by_relevance and since < until:
                middle = since + (until - since) // 2
                ranges += [(since, middle), (middle + dt.timedelta(days=1), until)]
                has_days = True
                continue
            for page in self._pages(first, params):
                done += len(page.papers)
                self._progress(done, total)
                yield from page.papers

    def _pages(self, page: Page, params: Mapping[str, str]) -> Iterator[Page]:
        total, start = min(page.total, _DEEPEST), 0
        while page.papers:
            yield page
            start += len(page.papers)
            if start >= total:
                return
            page = self._page({**params, "start": str(start)}, total)

    def _page(self, params: Mapping[str, str], promised: int, *, fresh: bool = False) -> Page:
        """Return a page; without entries only if it says that there are no more, and not that there never were any."""
        start = int(params["start"])

        def parse(body: bytes) -> Page:
            page = parse_page(body)
            total = page.total or promised
            if not page.papers and start < total:
                raise EmptyPage(f"arXiv left page empty from {start:,} on, though it found {total:,} papers.", "")
            return page

        return ask(self._client, Question(self._endpoint, params), parse, fresh=fresh)


def _params(search: Search, days: str) -> dict[str, str]:
    query = f"({search.query}) AND {days}" if search.query and days else search.query or days
    return {
        "search_query": query,
        "start": "0",
        "max_results": str(_SLICE if search.most is None else min(search.most, _SLICE)),
        "sortBy": "relevance" if search.by_relevance else "submittedDate",
        "sortOrder": "descending",
    }
