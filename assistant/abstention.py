"""When there is no answer: what was searched, what came nearest, why it does not answer, and what to do next."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant import metadata
from assistant.reading.filters import day_in_words, said
from assistant.types import Miss
from index import cues
from index.asking import emphasis
from index.kinds import asking
from index.labels import label
from index.lexical import terms
from index.names import mentions, names
from index.paper import Paper
from index.passages import names_work_of
from index.query import Evidence, Query

_NEAREST = 3
_WIDE = frozenset({"papers", "claim"})  # kinds of questions that papers near the subject serve
_WORD = re.compile(r"\w[\w'-]*")
_ON = re.compile(r"\bon\s+(?:the\s+|both\s+)?(?P<what>[^.;:()]{1,80})", re.IGNORECASE)
_TALK = re.compile(
    r"^\W*(?:(?:hello|hi|hey|good\s+(?:morning|afternoon|evening|day)|thanks?|thank\s+you|thx|cheers|bye|goodbye|ok(?:ay)?|cool|great"
    r"|nice|wow|help|test|please|you|very|much|so|there|again|a\s+lot|who\s+are\s+you|what\s+(?:are\s+you|can\s+you\s+do"
    r"|can\s+i\s+ask(?:\s+you)?|do\s+you\s+do)|how\s+are\s+you(?:\s+doing)?|how\s+(?:does\s+this|do\s+you)\s+work|how\s+many\s+(?:papers|abstracts)\s+(?:do\s+you\s+have|are\s+(?:there|here)|have\s+you)"
    r"|what\s+do\s+you\s+(?:have|know))\b\W*)+$",
    re.IGNORECASE,
)


class Searched(NamedTuple):
    """What answers are sought in: how many papers, and the first and the last day on which any was published."""

    papers: int
    dates: tuple[dt.date, dt.date] | None = None

    def __str__(self) -> str:
        """Return it in words: "the 631 abstracts in the library, published 2 January 2024 to 3 May 2024"."""
        if self.papers == 1:
            return "the one abstract in the library"
        what = f"the {self.papers:,} abstracts in the library"
        if not self.dates:
            return f"{what}, none of them dated,"
        first, last = map(day_in_words, self.dates)
        return f"{what}, published {first}" if first == last else f"{what}, published {first} to {last}"


def is_talk(question: str) -> bool:
    """Tell whether somebody greets, thanks, asks what this is or a sum: nothing that is looked up in abstracts."""
    return bool(_TALK.match(question[:200])) or (bool(terms(question)) and all(t.isdigit() for t in terms(question)))


def shortfall(question: str, item: Evidence) -> str:
    """Return what a paper that is near enough lacks all the same, so that it does not answer; "" if nothing.

    A limit that is not stated is not guessed, and a figure for GSM8K is not told by one for another dataset.
    """
    asked = item.part or question
    if cues.wanted_aspect(asked) == "limits" and not cues.sentences_on("limits", item.paper.statements):
        return "its abstract states no limitation"
    absent = missing_names(asked, item.paper)
    what = cues.counted(asked)
    if what and not terms_within(what.split()[-1], f"{item.paper.title} {item.paper.abstract}"):
        return f"it does not mention “{what}”"
    if asking(asked).kind not in _WIDE and any(f" on {name}" in asked for name in absent):
        return _not_reported(absent, item.paper)
    return _not_reported(absent, item.paper) if absent and asking(asked).kind == "figure" else ""


def missing_names(question: str, paper: Paper) -> tuple[str, ...]:
    """Return the methods, models and datasets that a question names and a paper does not."""
    text = f"{paper.title}\n{paper.abstract}"
    return tuple(name for name in dict.fromkeys(names(question)) if not mentions(text, name))


def terms_within(words: str, text: str) -> bool:
    """Tell whether all that these words mean stands in a text, in any form of the words."""
    return set(terms(words)) <= set(terms(text))


def missing_words(question: str, paper: Paper, *, every: bool = False) -> list[str]:
    """Return the words of a question that a paper has in no form: those that say what is asked, or every one."""
    text = f"{paper.title} {paper.abstract}"
    words = dict.fromkeys(word for word in _WORD.findall(question) if not terms_within(word, text))
    return [word for word in words if every or all(emphasis(term) == 1 for term in terms(word))]


def nearest(query: Query, evidence: Sequence[Evidence]) -> tuple[Miss, ...]:
    """Return the papers that came nearest, each with the reason why it does not answer."""
    if is_talk(query.text):
        return ()
    wanted = metadata.wanted(query.text)
    about = metadata.asked_about(query.text, evidence) if wanted else ()
    return tuple(
        Miss(
            id=item.paper.id,
            title=item.paper.title,
            url=item.paper.url,
            published=item.paper.published,
            reason=f"its record {metadata.told(wanted, item.paper)}" if wanted else _why_not(query, item),
            flagged=item.paper.warning,
        )
        for item in _best_first(query, about or evidence)[:_NEAREST]
    )


def _best_first(query: Query, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the papers by relevance, behind those whose own work the question names."""
    return sorted(evidence, key=lambda item: (not names_work_of(query.text, item.paper), -item.relevance))


def abstention(query: Query, searched: Searched, evidence: Sequence[Evidence], *, outside: bool = False) -> str:
    """Return the sentences that a reader gets in place of an answer.

    With `outside`, papers that the filters leave out would answer.
    """
    if is_talk(query.text):
        return (
            f"Answers come from {searched}".rstrip(",") + ". Ask what a method is, by how much it improves something, "
            "which papers study a subject, or how two methods differ."
        )
    wanted = metadata.wanted(query.text)
    if wanted:
        return metadata.answer(wanted, metadata.asked_about(query.text, evidence))
    filters = said(query.filters.model_copy(update={"papers": ()}))
    where = "the abstracts asked about" if query.filters.papers else str(searched)
    first = f"Not answered in {where}" + (f", searched for what is {filters}" if filters else "")
    return f"{first.rstrip(',')}. {_next(query, evidence, outside=outside)}"


def _next(query: Query, evidence: Sequence[Evidence], *, outside: bool) -> str:
    """Return what the reader can do."""
    if outside:
        return "Papers outside these filters come near: they are listed first, and are not used."
    if not evidence:
        return "No paper passes these filters; widen them." if query.filters else "No paper has any word of it."
    best = _best_first(query, evidence)[0]
    absent = missing_names(query.text, best.paper) if shortfall(query.text, best) else ()
    if absent and names_work_of(query.text, best.paper):
        without = " and ".join(f"“{name}”" for name in absent)
        return f"The nearest papers are listed with what they lack; ask without {without} for what they do say."
    return "The nearest papers are listed with what they lack; ask about one of them, or add papers."


def _why_not(query: Query, item: Evidence) -> str:
    lacks = shortfall(query.text, item)
    if lacks:
        return lacks
    missing = missing_words(query.text, item.paper) or missing_words(query.text, item.paper, every=True)
    if missing:
        return "it does not mention " + ", ".join(f"“{word}”" for word in missing[:3])
    if cues.wants_quantity(query.text) and not any(map(cues.has_number, item.paper.statements)):
        return "it has the words of the question, but gives no figure"
    return "it has the words of the question, but no sentence brings them together"


def _not_reported(absent: Sequence[str], paper: Paper) -> str:
    """Say what is not mentioned, and on which datasets the paper reports instead."""
    missing = ", ".join(f"“{name}”" for name in absent)
    places = [found["what"] for sentence in paper.statements for found in _ON.finditer(sentence)]
    own = label(paper.title, paper.sentences)
    others = list(dict.fromkeys(name for place in places for name in names(place) if name != own))
    instead = f"; it reports on {', '.join(others[:3])}" if others else ""
    return f"it does not mention {missing}{instead}"
