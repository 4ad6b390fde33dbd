"""What the page of a paper shows of it."""

from __future__ import annotations

from assistant.engine import Assistant
from assistant.export.bibtex import bibtex
from assistant.store.reader import Appearances
from assistant.web import render
from assistant.web.cards import cards
from index.models.sentence_roles import Role, roles
from index.paper import Paper
from index.sentences import split
from index.statements import guarded_of
from index.terms import terms

RELATED = 5  # papers
_SHARING = 300  # papers that are looked at for them
_LONGEST = 500  # characters of an id or title in an address


def found(assistant: Assistant, name: str) -> Paper | None:
    """Return the paper of an id, or of any other name that only one paper has; None if there is none."""
    name = name.strip()
    if not name or len(name) > _LONGEST:
        return None
    if there := assistant.library.get([name]):
        return there[0]
    papers = assistant.library.resolver.resolve(name).papers
    return papers[0] if len(papers) == 1 else None


def page(assistant: Assistant, paper: Paper, note: str = "", *, whole: bool = True) -> str:
    """Return the page of a paper, if `whole` with those near to it; `note` says what came of the last press."""
    near = related(assistant, paper) if whole else []
    (own, *_) = cards(assistant, [paper], whole=False)
    return render.render(
        "paper.html",
        one=own._replace(place=0, whole=True),
        sentences=sentences(paper),
        related=[card._replace(place=place) for place, card in enumerate(cards(assistant, near), start=1)],
        bibtex=bibtex([paper]).strip(),
        note=note,
    )


def places(assistant: Assistant, paper: Paper) -> str:
    """Return what stands beside a paper: whether it is liked, and where it has appeared."""
    there = Appearances(assistant.database)
    return render.render(
        "paper_places.html",
        briefs=there.in_briefs(paper.id),
        conversations=there.in_conversations(paper.id),
        taste=taste_of(assistant, paper),
    )


def taste_of(assistant: Assistant, paper: Paper) -> str:
    """Return `liked` or `disliked` if the interests name a paper, else ""."""
    interests = assistant.interests
    interest = interests.get()
    named = {key: [one.paper for one in interests.papers(getattr(interest, key))] for key in ("liked", "disliked")}
    return next((key for key, papers in named.items() if paper in papers), "")


def missing(name: str, *, removed: Paper | None = None) -> str:
    """Return the page of a paper that is not there; one that was `removed` can be put back."""
    return render.render("paper_missing.html", name=name[:_LONGEST], removed=removed)


def related(assistant: Assistant, paper: Paper) -> list[Paper]:
    """Return the papers nearest to one, by their stored vectors, of those that share most of its words.

    So no text is embedded, which with an endpoint's embedder would be a call a page.
    """
    library = assistant.library
    words = list(dict.fromkeys(terms(f"{paper.title} {paper.abstract}")))
    ids = [key for key, _ in library.lexical.search(words, _SHARING) if key != paper.id]
    vectors = library.vectors([paper.id, *ids])
    own = vectors.pop(paper.id, None)
    if own is None:
        return []
    near = sorted(vectors, key=lambda key: -float(vectors[key] @ own))
    return library.get(near[:RELATED])


def sentences(paper: Paper) -> list[tuple[str, Role, bool]]:
    """Return each sentence, with its formulas as written where that is known, its role, and whether it is read."""
    shown = paper.sentences
    if paper.raw_abstract and "$" in paper.raw_abstract and len(raw := split(paper.raw_abstract)) == len(shown):
        shown = tuple(raw)
    does = roles(paper.sentences).of
    left_out = guarded_of(paper).withheld
    return [
        (text, role, number not in left_out)
        for number, (text, role) in enumerate(zip(shown, does, strict=True), start=1)
    ]
