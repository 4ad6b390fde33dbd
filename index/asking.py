"""What a question is after, told by its wording: an answer, or the literature on a subject.

Also which of its words only say how somebody asks. They name no subject, so they weigh little when a paper is read
with the question in mind. The lists are of general English about papers; what they are worth is in `index.relevance`.
"""

from __future__ import annotations

import re
from functools import cache

from index.lexical import terms

_SAYS_NOTHING = 0.1
_SAYS_WHICH_PART = 0.35
# "Is it true that", "could you recommend", "what are the main findings": the frame around the subject.
_FRAME = """known true really recommend suggest point interested looking search seek research investigate investigated
    explore explored examine examined discuss discussed literature exist existing help please example provide
    specific scholarly publication academic delve focus focused regarding concerning understand reference talk
    kind good great better best explain stand beginner simple simply main key finding idea contribution tell
    mean means way ways thing conducted address addressed introduce introduced propose proposed present
    presented invent invented describe described aware relevant related insight resource learn get become happen
    actually currently possible do use always ever"""
# What is wanted of a paper: its abstract says it in other words, or with figures.
_PART = """problem solve result achieve achieved reach improve improvement compare comparison baseline benchmark
    evaluate evaluation limit limitation drawback measure cover contain fast faster performance accuracy score differ
    difference different effective advantage cost outperform size large number state art test need pro con benefit
    downside strength weakness perform"""
_LITERATURE = re.compile(
    r"\b(?:(?:papers|studies|articles|publications|surveys|literature|researchers)\b"
    r"|(?:what|which|any|some|other|related|recent|prior|(?:is|are) there)\s+(?:\w+\s+)?(?:research|works|efforts)\b"
    r"|recommend\b|(?:suggest|show|give|find) me\b|(?:point|direct|guide) (?:me|us) to\b|(?:looking|searching) for\b"
    r"|could you\b|where can i find\b|references? (?:on|for|to)\b|ha(?:s|ve) there been\b)",
    re.IGNORECASE,
)


@cache
def _stems(words: str) -> frozenset[str]:
    return frozenset(stem for word in words.split() for stem in terms(word))


def emphasis(term: str) -> float:
    """Return how much a term of a question counts, in (0, 1]: less if it only says how, or what part, is asked."""
    if term in _stems(_FRAME):
        return _SAYS_NOTHING
    return _SAYS_WHICH_PART if term in _stems(_PART) else 1.0


def seeks_literature(question: str) -> bool:
    """Tell whether somebody asks for papers on a subject, which is served by several, and not for an answer."""
    return bool(_LITERATURE.search(question))
