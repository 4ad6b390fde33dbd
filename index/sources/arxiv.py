"""arXiv's API: the papers that a query finds, and papers by their identifiers.

The package `arxiv` is not used: it reads `Rate exceeded.`, a page for people and an empty first page as no results.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from index.identity import arxiv_id
from index.paper import Paper
from index.sources.arxiv_replies import EmptyPage, Page, Question, ask, parse_page
from index.sources.base import Skipped
from index.sources.http import PoliteClient

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
    """Return a category or an archive as arXiv spells it: cs.LG, hep-th, cs; raise `BadQuery` if it cannot be one."""
    found = _CATEGORY.fullmatch(text.strip().removeprefix("cat:"))
    if not found:
        raise BadQuery(f"{text!r} is no category of arXiv; write it like cs.CL or hep-th")
    archive, part = found[1].lower(), found[2] or ""
    if not part:
        return archive
    return f"{archive}.{part.upper() if len(part) == 2 else part.lower()}"


def identifiers(names: Sequence[str]) -> tuple[str, ...]:
    """Return the arXiv identifiers that texts spell, without versions; raise `BadQuery` if a text is none."""
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
    """Return a word or phrase as a term; a hyphen is read as "not" by the API (arXiv/arxiv-search issue 322)."""
    words = " ".join(_INNER.findall(token))
    if not words:
        return ""
    return f"all:{words}" if words.isalnum() else f'all:"{words}"'


ENDPOINT = "https://export.arxiv.org/api/query"
FIRST_DAY = dt.date(1991, 8, 14)  # of arXiv
Progress = Callable[[int, int], object]  # papers so far, papers found in total

_SLICE = 200  # papers a request; 2,000 are allowed, and fail more often
_DEEPEST = 10_000  # `start` beyond which requests fail, though the manual allows 30,000


class Search(NamedTuple):
    """What is looked for; the newest papers come first."""

    query: str  # in arXiv's language: see `search_query`
    since: dt.date | None = None  # of the first version, included
    until: dt.date | None = None
    most: int | None = None
    by_relevance: bool = False  # the most relevant come first, of which the first 10,000 can be had


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

        It raises what the client does, and SourceBadReply too if arXiv leaves out what it has promised.
        """
        return islice(self._found(search), search.most)

    def by_id(self, identifiers: Sequence[str]) -> Iterator[Paper | Skipped]:
        """Yield the last version of papers by their arXiv identifiers, and a `Skipped` for each that arXiv lacks."""
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
