"""What is said beneath an answer: what it leaves open, and what the cited abstracts do not have."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from assistant.abstention import missing_names, missing_words, terms_within
from assistant.claims import Writing
from assistant.writers.extractive import NAME as EXTRACTIVE
from index import cues
from index.asking import seeks_literature
from index.compound import parts
from index.kinds import asking
from index.names import mentions, names
from index.paper import Paper
from index.passages import names_work_of
from index.query import Evidence, Query
from index.verbs import is_verb


def notices(query: Query, relevant: Sequence[Evidence], writing: Writing) -> tuple[str, ...]:
    """Return what a reader is to know of an answer that was written from these papers."""
    missing = _unanswered(query, relevant) or _unmentioned(query, writing, relevant)
    every = (_senses(relevant), missing, _no_figure(query, writing, relevant), _more(query, relevant, writing))
    return tuple(filter(None, every))


def _more(query: Query, relevant: Sequence[Evidence], writing: Writing) -> str:
    """Say how many papers more there are where papers were asked for and not all of them are told of."""
    if asking(query.text).kind != "papers" or EXTRACTIVE not in writing.engine or not writing.claims:
        return ""
    left = len(relevant) - len(_cited(writing, relevant))
    what = "1 more paper comes" if left == 1 else f"{left} more papers come"
    return f"{what} near: ask for more, or search." if left > 0 else ""


def _senses(relevant: Sequence[Evidence]) -> str:
    """Say so when an acronym in the question stands for several things."""
    meanings = [f"“{meaning}”" for meaning in dict.fromkeys(item.sense for item in relevant) if meaning]
    if len(meanings) < 2:
        return ""
    return f"It stands for several things in these papers: {', '.join(meanings)}. Ask with the words to have one only."


def _unanswered(query: Query, relevant: Sequence[Evidence]) -> str:
    """Say which of several questions in one nothing answers."""
    answered = {item.part for item in relevant if item.part}
    told = [f"{item.paper.title}\n{item.paper.abstract}" for item in relevant]
    unmet = [part for part in parts(query.text) if part not in answered] if answered else []
    missing = [f"“{part}”" for part in unmet if not any(_is_told_of(part, text) for text in told)]
    return f"Nothing in the library answers {' or '.join(missing)}." if missing else ""


def _is_told_of(part: str, text: str) -> bool:
    """Tell whether a text that was found for another part of a question has this one as well."""
    named = names(part)
    return all(mentions(text, name) for name in named) if named else terms_within(part, text)


def _unmentioned(query: Query, writing: Writing, relevant: Sequence[Evidence]) -> str:
    """Say so when something that is named in the question stands in none of the abstracts that were cited."""
    if not writing.claims or seeks_literature(query.text) or asking(query.text).kind == "papers":
        return ""
    papers, named = _cited(writing, relevant), names(query.text)
    by_words = asking(query.text).kind != "figure"  # which is answered by its figure, in whatever words
    one = by_words and len(papers) == 1 and names_work_of(query.text, papers[0])  # it was asked about, for certain
    missing = [missing_words(query.text, paper) if one else list(missing_names(query.text, paper)) for paper in papers]
    missing = [[word for word in words if word in named or not is_verb(word.lower())] for words in missing]
    absent = [word for word in dict.fromkeys(chain.from_iterable(missing)) if all(word in each for each in missing)]
    if not absent:
        return ""
    what = " or ".join(f"“{name}”" for name in absent)
    return f"The cited {'abstract does' if len(missing) == 1 else 'abstracts do'} not mention {what}."


def _cited(writing: Writing, relevant: Sequence[Evidence]) -> list[Paper]:
    """Return the papers that the claims cite."""
    cited = {citation.paper for claim in writing.claims for citation in claim.citations}
    return [item.paper for item in relevant if item.paper.id in cited]


def _no_figure(query: Query, writing: Writing, relevant: Sequence[Evidence]) -> str:
    """Say so when a figure was asked for and the abstracts that were cited give none."""
    if not writing.claims or not cues.wants_quantity(query.text):
        return ""
    papers = _cited(writing, relevant)
    what = cues.counted(query.text)
    if what and papers and not any(cues.counts(sentence, what) for paper in papers for sentence in paper.statements):
        return f"The cited {'abstract gives' if len(papers) == 1 else 'abstracts give'} no number of “{what}”."
    if not papers or any(cues.has_number(sentence) for paper in papers for sentence in paper.statements):
        return ""
    return "The cited abstract gives no figure." if len(papers) == 1 else "The cited abstracts give no figure."
