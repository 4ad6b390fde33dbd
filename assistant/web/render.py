"""The only HTML there is: Jinja templates that escape whatever a paper, a model or a reader wrote."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from assistant.delivery.edition import votes
from assistant.types import Answer, Brief, Claim, Source
from assistant.web import i18n
from assistant.web.wording import lines
from index.language import is_english
from index.paper import Paper, web_link
from index.sources.tex import from_tex
from index.statements import guarded_of, warning_of
from index.store.library import Library
from index.unseen import encodable

# `$…$` is a formula as pandoc takes it (https://pandoc.org/MANUAL.html#math, extension tex_math_dollars): no space
# inside its signs and no digit behind them, so that two prices are none.
_FORMULA = re.compile(
    r"(?<![\\$\w])\$(?P<one>(?![\s$])(?:[^$\\]|\\.){1,500}?)(?<!\s)\$(?![\d$])"
    r"|\$\$(?P<two>[^$]{1,1000})\$\$|\\\((?P<round>.{1,500}?)\\\)|\\\[(?P<square>.{1,1000}?)\\\]",
    re.DOTALL,
)
# What is left of formulas written as plain text: `n^2`, `α_t`, `x_{i}`. Below the line goes one sign, or what stands in
# braces: `file_name`, `d_in` and all addresses stay as they are.
_SCRIPT = re.compile(
    r"""(?<!\S)\S{0,60}?(?:://|www\.|\.[a-z]{2,4}/)\S*  # an address
    |(?<=[\w)\]}])\^(?:(?P<degree>circ\b|\{circ\})
        |\{(?P<braced>[^{}\\^$]{1,24})\} |\((?P<round>[-+−]?\d+)\) |(?P<sup>[-+−]?\d+|(?:[^\W\d_]|\*)(?!\w)))
    |(?:(?<=[\w)\]}])|(?<=[∇∑∏]))_\{(?P<index>[^{}\\^$]{1,24})\}
    |(?<![\w/\\.@:-])(?P<base>[^\W\d_]|[∇∑∏]|log|pi|ell)_(?P<sub>[^\W\d_]|\d{1,3})(?![\w/]|\.\w)""",
    re.VERBOSE,
)
_MAY_BE = frozenset("$\\^_")
_PROSE = re.compile(r"(?<![\\{\w])[A-Za-z]{3,} [A-Za-z]{2,} ")  # words in a row, which a formula does not have


def math(text: str) -> Markup:
    """Return a text as HTML, with each formula in a span that the page hands to KaTeX."""
    if not _MAY_BE.intersection(text):
        return escape(text)
    parts, end = [], 0
    for found in _FORMULA.finditer(text):
        body = next(filter(None, found.groups()))
        if not _PROSE.search(body):
            before = _with_scripts(from_tex(text[end : found.start()]))
            parts += [before, Markup('<span class="tex">${}$</span>').format(body)]
            end = found.end()
    return Markup("").join((*parts, _with_scripts(from_tex(text[end:]))))


def _with_scripts(text: str) -> Markup:
    """Return a text as HTML with what stands above or below the line in it set so."""
    parts, end = [], 0
    for found in _SCRIPT.finditer(text):
        if script := _script(found):
            parts += [escape(text[end : found.start()]), escape(found["base"] or ""), script]
            end = found.end()
    return Markup("").join((*parts, escape(text[end:])))


def _script(found: re.Match[str]) -> Markup:
    """Return what was found, set above or below the line; "" for an address."""
    if found["degree"]:
        return Markup("°")
    if above := found["braced"] or found["round"] or found["sup"]:
        return Markup("<sup>{}</sup>").format(above)
    below = found["index"] or found["sub"]
    return Markup("<sub>{}</sub>").format(below) if below else Markup("")


_environment = Environment(
    loader=PackageLoader("assistant.web", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


_GRADIO_SIGNS = str.maketrans({sign: f"&#{ord(sign)};" for sign in "{}$`\\"})


def _fill(text: str, **values: object) -> str:
    """Return a text with values in the places that have their names in braces."""
    return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found[1], found[0])), text)


def _lang(text: str) -> Markup:
    """Return the attribute of an element that says that its text is English where the page is not."""
    is_other = i18n.spoken() != "en" and is_english(text)
    return Markup(' lang="en"') if is_other else Markup()


_environment.filters.update(web_link=web_link, votes=votes, math=math, lines=lines, fill=_fill, lang=_lang)
_OF_LANGUAGE = "told", "day", "short_day", "short_date", "month", "weekday", "number", "lasted"
_environment.filters |= {name: getattr(i18n, name) for name in _OF_LANGUAGE}
_environment.filters |= {
    "year_month": lambda month: i18n.month(dt.date.fromisoformat(f"{month}-01"), short=True),
    "titled": lambda name: name[:1].upper() + name[1:],  # `capitalize` would put its names in small letters
    # What a reader must be told of a paper, and the numbers of the sentences that were not read; 0 is the title.
    "warning": lambda paper: i18n.told(paper.warning if isinstance(paper, QuotedPaper) else warning_of(paper)),
    "withheld": lambda paper: frozenset() if isinstance(paper, QuotedPaper) else guarded_of(paper).withheld,
}
_environment.globals["_"] = i18n.say


def render(template: str, **values: object) -> str:
    """Return a filled template without bare braces and dollars, which Gradio's HTML component takes for its own."""
    return plain(template, **values).translate(_GRADIO_SIGNS)


def laid_out(template: str, **values: object) -> str:
    """Return a filled template for a page that is not asked for yet, so that nobody knows in which language."""
    return render(template, _=i18n.later, **values)


def plain(template: str, **values: object) -> str:
    """Return a filled template as it is, for what no HTML component of Gradio shows."""
    return _environment.get_template(template).render(**values)


def script(name: str) -> str:
    """Return a script of the pages, which runs when its piece of HTML is there."""
    return resources.files("assistant.web").joinpath("static", "script", name).read_text(encoding="utf-8")


LIVELY = script("lively.js")  # for each piece of HTML with citations or buttons
HIDE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}  # of every event of the pages


def pressed(event: object) -> dict[str, str]:
    """Return the data of the button that was pressed in a page; empty for an event that no button of ours sends."""
    data = getattr(event, "_data", None)
    given = data if isinstance(data, dict) else {}
    return {encodable(str(name)): encodable(str(value)) for name, value in given.items()}


def sources(claims: Sequence[Claim], papers: Sequence[Paper | QuotedPaper]) -> list[dict[str, Any]]:
    """Return what the panel of sources shows: each cited paper by number, its sentences, and which are cited."""
    known = {paper.id: paper for paper in papers}
    cited: dict[int, tuple[Paper | QuotedPaper, set[int]]] = {}
    for claim in claims:
        for citation in claim.citations:
            if paper := known.get(citation.paper):
                _, numbers = cited.setdefault(citation.number, (paper, set()))
                numbers.update(citation.sentences)
    return [{"number": number, "paper": paper, "cited": numbers} for number, (paper, numbers) in sorted(cited.items())]


def brief(result: Brief, papers: Sequence[Paper], places: Mapping[str, int] | None = None) -> str:
    """Return the page of a brief, with sources that have no card; marks lead to cards, whose `places` are by id."""
    known, places = {paper.id: paper for paper in papers}, places or {}
    cited = {one.number: _paper(one, result.claims, known.get(one.id)) for one in result.sources}
    where = {n: places[one.id] for n, one in cited.items() if one.id in places and isinstance(one, Paper)}
    numbers = {source["number"]: source["cited"] for source in sources(result.claims, list(cited.values()))}
    below = [{"number": n, "paper": one, "cited": numbers.get(n, ())} for n, one in cited.items() if n not in where]
    return render("brief.html", brief=result, sources=below, places=where, turn="brief")


class QuotedPaper(NamedTuple):
    """A paper that is gone, or has another abstract now; `sentences` are those cited, at their places, others ""."""

    id: str
    title: str
    url: str | None
    published: dt.date | None
    warning: str
    sentences: tuple[str, ...]
    is_there: bool
    authors: tuple[str, ...] = ()
    abstract_kind: str = "abstract"


def papers_of(answers: Sequence[Answer], library: Library) -> list[list[Paper | QuotedPaper]]:
    """Return the papers that each of these answers cites."""
    wanted = dict.fromkeys(source.id for answer in answers for source in answer.sources)
    known = {paper.id: paper for paper in library.get(list(wanted))}
    return [
        [_paper(source, claims_of(answer), known.get(source.id)) for source in answer.sources] for answer in answers
    ]


def claims_of(answer: Answer) -> tuple[Claim, ...]:
    """Return the sentences of an answer, behind the cells of its comparison."""
    return (*(answer.comparison.quoting if answer.comparison else ()), *answer.claims)


def _paper(source: Source, claims: Sequence[Claim], known: Paper | None) -> Paper | QuotedPaper:
    if known and set(source.quotes) <= set(known.sentences):
        return known
    citations = (citation for claim in claims for citation in claim.citations if citation.paper == source.id)
    cited = sorted({n for citation in citations for n in citation.sentences})
    places = cited if len(cited) == len(source.quotes) else range(1, len(source.quotes) + 1)
    quotes = dict(zip(places, source.quotes, strict=True))
    sentences = tuple(quotes.get(n, "") for n in range(1, max(quotes, default=0) + 1))
    there = source.id, source.title, source.url, source.published, source.flagged
    return QuotedPaper(*there, sentences, is_there=known is not None)
