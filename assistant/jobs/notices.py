"""What is said beside an answer: who wrote it, what it leaves open, and why a paper does not pass the filters."""

from collections.abc import Sequence

from assistant.config import Settings
from assistant.conversation.filters import day_in_words, said
from assistant.jobs.claims import Writing
from assistant.types import Claim
from assistant.writers.extractive import NAME as EXTRACTIVE
from index.identity import normalised_title
from index.models.question_types import question_type
from index.paper import Paper
from index.query import Evidence, Filters, Query
from index.search.relevance import FLOOR

_CHECKED = "figures and names are checked against the abstracts"


def notices(query: Query, evidence: Sequence[Evidence], writing: Writing) -> tuple[str, ...]:
    """Return what a reader is to know of an answer that was written from these papers."""
    every = (_senses(evidence), _more(query, evidence, writing), _silent(query, evidence))
    return tuple(filter(None, every))


def _more(query: Query, evidence: Sequence[Evidence], writing: Writing) -> str:
    """Say how many papers more there are where papers were asked for and not all of them are told of."""
    if question_type(query.text).type != "papers" or EXTRACTIVE not in writing.engine or not writing.claims:
        return ""
    cited = {citation.paper for claim in writing.claims for citation in claim.citations}
    left = sum(item.relevance >= FLOOR and item.paper.id not in cited for item in evidence)
    what = "1 more paper comes" if left == 1 else f"{left} more papers come"
    return f"{what} near: ask for more, or search." if left > 0 else ""


def _silent(query: Query, evidence: Sequence[Evidence]) -> str:
    """Say in how many of the papers of a list nothing was found."""
    listed = len(query.filters.papers) if query.context else 0
    left = listed - len(evidence)
    if left < 1 or listed > query.k:
        return ""
    return f"Nothing on it was found in {left} of the {listed} papers asked about."


def _senses(evidence: Sequence[Evidence]) -> str:
    """Say so when an acronym in the question stands for several things."""
    meanings = [f"“{meaning}”" for meaning in dict.fromkeys(item.sense for item in evidence) if meaning]
    if len(meanings) < 2:
        return ""
    return f"It stands for several things in these papers: {', '.join(meanings)}. Ask with the words to have one only."


def why_outside(paper: Paper, filters: Filters) -> str:
    """Return the first reason for which a paper does not pass: its date, its categories, its authors, its topic."""
    if reason := _dates(paper, filters):
        return reason
    if filters.categories and not set(filters.categories) & set(paper.categories):
        known = f"it is in {', '.join(paper.categories[:3])}" if paper.categories else "its record has no category"
        return f"outside {' or '.join(filters.categories)}: {known}"
    if missing := [one for one in filters.authors if not _is_among(one, paper.authors)]:
        return f"not by {' and '.join(missing)}, as far as its record says"
    makers = (*paper.authors, paper.organisation or "")
    if missing := [one for one in filters.organisations if not _is_among(one, makers)]:
        return f"not from {' and '.join(missing)}, as far as its record says"
    if theirs := [one for one in filters.not_from if _is_among(one, makers)]:
        return f"it is from {' and '.join(theirs)}"
    if filters.within and paper.id not in filters.within:
        return f"outside {said(Filters(interests=filters.interests))[3:].replace('my ', 'your ')}"
    topics = Filters(without=filters.without)
    return f"it is not {said(topics)}" if topics else "outside the filters"


def _dates(paper: Paper, filters: Filters) -> str:
    if not (filters.since or filters.until):
        return ""
    day = paper.published
    if day is None:
        return "outside the dates: its record has no date"
    within = (filters.since is None or day >= filters.since) and (filters.until is None or day <= filters.until)
    return "" if within else f"outside the dates: published {day_in_words(day)}"


def _is_among(wanted: str, people: Sequence[str]) -> bool:
    """Tell whether one of the wanted names, which "or" joins, stands in the name of one of these."""
    known = [f" {normalised_title(each)} " for each in people]
    return any(f" {normalised_title(name)} " in each for name in wanted.split(" or ") for each in known)


def is_judged(settings: Settings) -> bool:
    """Return whether somebody is to read what a model writes against what it cites."""
    return settings.has_endpoint and settings.judge != "off"


def byline(settings: Settings, model: str, engine: str = "", claims: Sequence[Claim] = ()) -> str:
    """Say who writes, or with `engine` and `claims` who has written and confirmed them, and how to get prose."""
    if not settings.has_endpoint:
        return (
            "Written by the extractive writer: the abstracts' own sentences, no model, no key, no network. "
            "For prose, set OPENAI_API_KEY, or OPENAI_BASE_URL to a local server such as Ollama's, and start again."
        )
    if engine == EXTRACTIVE:
        return "Written by the extractive writer: the abstracts' own sentences."
    where = settings.base_url or "OpenAI"
    written = f"Written by {engine or f'{model} at {where}'}"
    if not is_judged(settings):
        return f"{written}; {_CHECKED}, the wording by nobody (judge=off)."
    if any(claim.support == "unverified" for claim in claims):
        return f"{written}; {_CHECKED}, and nobody confirmed the wording of what is marked."
    if engine and not any(claim.verdict and claim.verdict.judged for claim in claims):
        return f"{written}; {_CHECKED}." if claims else f"{written}."
    judge = settings.judge_model if settings.judge_model and settings.judge_model != model else "the same model"
    return f"{written}, and read against the abstracts by {judge}."
