"""The only HTML there is: Jinja templates that escape whatever a paper, a model or a reader wrote."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from assistant.comparison.plot import plot
from assistant.delivery.edition import votes, web_link
from assistant.export.credits import credits_of
from assistant.types import Brief, Citation, Claim, Comparison
from assistant.web.sources import QuotedPaper
from index.paper import Paper

_environment = Environment(
    loader=PackageLoader("assistant.web", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


_GRADIO_SIGNS = str.maketrans({sign: f"&#{ord(sign)};" for sign in "{}$`\\"})


def _titled(name: str) -> str:
    """Return a text with a capital at its beginning; `capitalize` would put its names in small letters."""
    return name[:1].upper() + name[1:]


_environment.filters |= {"web_link": web_link, "votes": votes, "titled": _titled}


def render(template: str, **values: object) -> str:
    """Return a filled template.

    Gradio's HTML component reads its value as text to insert, but braces and dollars are what its own
    templates are made of, so none of ours leaves here bare.
    """
    text = _environment.get_template(template).render(**values)
    return text.translate(_GRADIO_SIGNS)


# Gradio's page has a base address, so a link to "#t1-s1" would load the page anew when the address has a query.
# The explanation of a ring is moved beside it as far as the text is wide; Escape puts it away.
LIVELY = """
element.addEventListener("click", (event) => {
  const link = event.target.closest("a.cite");
  if (!link) return;
  event.preventDefault();
  const cited = document.querySelector(link.hash) ?? document.querySelector(link.hash.replace(/-[0-9]+$/, ""));
  for (let within = cited; (within = within?.parentElement?.closest("details")); ) within.open = true;
  location.hash = "";
  location.hash = cited?.id ?? link.hash;
});
element.addEventListener("click", (event) => {
  const choice = event.target.closest("button.choice");
  if (choice && !choice.disabled) trigger("select", { ...choice.dataset });
});
const explain = (event) => {
  const doubt = event.target.closest(".doubt"), why = doubt?.querySelector(".why");
  if (!why || why.contains(event.target)) return;
  const text = why.offsetParent, ring = doubt.firstElementChild.getBoundingClientRect();
  const wanted = ring.left - text.getBoundingClientRect().left - why.offsetWidth / 2;
  why.style.left = Math.max(0, Math.min(wanted, text.clientWidth - why.offsetWidth)) + "px";
};
element.addEventListener("mouseover", explain);
element.addEventListener("focusin", explain);
element.addEventListener("keydown", (event) => event.key === "Escape" && document.activeElement?.blur());
"""


def pressed(event: object) -> dict[str, str]:
    """Return the data of the button that was pressed in a page; empty for an event that no button of ours sends."""
    data = getattr(event, "_data", None)
    return {str(name): str(value) for name, value in data.items()} if isinstance(data, dict) else {}


def style() -> str:
    """Return the style sheet."""
    return (resources.files("assistant.web") / "templates" / "style.css").read_text(encoding="utf-8")


def sources(claims: Sequence[Claim], papers: Sequence[Paper | QuotedPaper]) -> list[dict[str, object]]:
    """Return what the panel of sources shows: each cited paper by number, its sentences, and which are cited."""
    known = {paper.id: paper for paper in papers}
    cited: dict[int, tuple[Paper | QuotedPaper, set[int]]] = {}
    for claim in claims:
        for citation in claim.citations:
            if paper := known.get(citation.paper):
                _, numbers = cited.setdefault(citation.number, (paper, set()))
                numbers.update(citation.sentences)
    return [{"number": number, "paper": paper, "cited": numbers} for number, (paper, numbers) in sorted(cited.items())]


def brief(result: Brief, papers: Sequence[Paper]) -> str:
    """Return the page of a brief; of papers whose abstract is another one by now it shows what was cited then."""
    known = {paper.id: paper for paper in papers}
    same = [known[one.id] for one in result.sources if one.id in known and {*one.quotes} <= {*known[one.id].sentences}]
    listed = {source["number"]: source for source in sources(result.claims, same)}
    then = [listed.get(one.number, {"then": one, "is_there": one.id in known}) for one in result.sources]
    return render("brief.html", brief=result, sources=then, turn="brief")


def comparison(result: Comparison, papers: Sequence[Paper]) -> str:
    """Return the page of a comparison."""
    cells = [
        Claim(
            text=cell.value,
            citations=(Citation(number=row.number, paper=row.id, sentences=cell.sentences),),
            verdict=cell.verdict,
        )
        for row in result.rows
        for cell in row.cells
        if cell.quotes
    ]
    listed = sources((*cells, *result.claims), papers)
    drawing = Markup(plot(result, alone=False))  # noqa: S704  of a template that escapes
    told = [line for line in credits_of(result) if line[:1] != "["]  # a row says itself that it failed
    return render("comparison.html", result=result, sources=listed, plot=drawing, credits=told, turn="compare")
