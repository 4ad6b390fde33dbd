"""An answer as text to be pasted: Markdown with its marks, and the papers that it cites in a numbered list."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.delivery.edition import web_link
from assistant.types import Claim
from assistant.web.sources import QuotedPaper
from index.paper import Paper


def copied(claims: Sequence[Claim], papers: Sequence[Paper | QuotedPaper], *, is_list: bool = False) -> str:
    """Return the text and its references; "" for an answer without sentences."""
    between = "\n" if is_list else " "
    text = between.join(f"{'- ' if is_list else ''}{_claim(claim)}" for claim in claims)
    references = _references(claims, papers)
    return "\n\n".join(filter(None, (text, "\n".join(references))))


def _claim(claim: Claim) -> str:
    marks = "".join(f"[{number}]" for number in dict.fromkeys(one.number for one in claim.citations))
    doubt = " (not supported by what it cites)" if claim.support == "unsupported" else ""
    return f"{claim.text}{' ' if marks else ''}{marks}{doubt}"


def _references(claims: Sequence[Claim], papers: Sequence[Paper | QuotedPaper]) -> list[str]:
    known = {paper.id: paper for paper in papers}
    cited = {one.number: known[one.paper] for claim in claims for one in claim.citations if one.paper in known}
    return [f"{number}. {_reference(paper)}" for number, paper in sorted(cited.items())]


def _reference(paper: Paper | QuotedPaper) -> str:
    people = f"{paper.authors[0]}{' and others' if len(paper.authors) > 1 else ''}." if paper.authors else ""
    day = f"{paper.published}." if paper.published else ""
    return " ".join(filter(None, (people, f"{paper.title.rstrip('.')}.", day, web_link(paper.url) or "")))
