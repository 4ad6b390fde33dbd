"""Which one sentence says best what a paper is about.

A weighted sum of what such a sentence has: a phrase that states the contribution, the title's words, the words that
the rest of the abstract comes back to, a middling length, an early place. The weights maximise the mean ROUGE of the
chosen sentence on SciTLDR's training half (Cachola et al., TLDR: Extreme Summarization of Scientific Documents,
arXiv:2004.15011); `assistant eval summaries` measures it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index import cues
from index.lexical import terms

_SHOWS = re.compile(r"\bwe (?:\w+ly )?(?:show|demonstrate|find|found|prove|establish|observe|reveal|identif)", re.I)
_STUDIES = re.compile(
    r"\b(?:we|this (?:paper|work|study)) (?:\w+ly )?(?:stud|investigat|explor|examin|analy|address|consider|tackl|aim)",
    re.IGNORECASE,
)
_HERE = re.compile(r"\b(?:this (?:paper|work|article|study)|here)\b", re.IGNORECASE)
_IDEA, _SHOW, _STUDY, _PLACE_NAMED = 1.0, 0.6, 0.7, 0.8
_TITLE, _CENTRAL, _LATE, _LENGTH = 2.1, 4.6, 0.6, 0.8
_LEANS = 0.5
_IDEAL = 30  # words


def scores(title: str, sentences: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return how well each sentence sums up the abstract, on a scale of its own: shape (len(sentences),)."""
    words = [set(terms(sentence)) for sentence in sentences]
    wanted = set(terms(title))
    shared = Counter(word for each in words for word in each)
    idea, others = cues.idea_sentence(sentences), max(len(sentences) - 1, 1)
    values = np.zeros(len(sentences))
    for place, (sentence, own) in enumerate(zip(sentences, words, strict=True)):
        central = sum(shared[word] - 1 for word in own) / max(len(own), 1) / others
        length = len(sentence.split()) / _IDEAL
        values[place] = (
            _IDEA * (place + 1 == idea)
            + _SHOW * bool(_SHOWS.search(sentence))
            + _STUDY * bool(_STUDIES.search(sentence))
            + _PLACE_NAMED * bool(_HERE.search(sentence))
            + _TITLE * len(own & wanted) / max(len(wanted), 1)
            + _CENTRAL * central
            - _LATE * place / others
            - _LENGTH * min(length - 1, 1) ** 2
            - _LEANS * cues.leans_back(sentence)
        )
    return values


def gist(title: str, sentences: Sequence[str]) -> int:
    """Return the number of the sentence that sums up best; 1 when there is none at all."""
    return int(np.argmax(scores(title, sentences))) + 1 if sentences else 1
