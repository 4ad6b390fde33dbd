"""Which one sentence says best what a paper is about: a weighted sum of signs of such a sentence.

The weights maximise the mean ROUGE on SciTLDR's training half (Cachola et al., TLDR: Extreme Summarization of
Scientific Documents, arXiv:2004.15011); `tests/bench/measure_summaries.py` measures it.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index import cues
from index.labels import speaks_of_itself
from index.models.sentence_roles import ROLES, Role, roles
from index.terms import terms

_ROLE: dict[Role, float] = {"objective": 2.2, "method": 1.0, "result": 1.0, "release": -1.0}
_TITLE, _CENTRAL, _LATE, _LENGTH = 3.0, 5.5, 1.4, 1.7
_OWN, _LEANS = 1.4, 0.1
_IDEAL = 30  # words


def scores(title: str, sentences: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return how well each sentence sums up the abstract, on a scale of its own: shape (len(sentences),)."""
    words = [set(terms(sentence)) for sentence in sentences]
    wanted = set(terms(title))
    shared = Counter(word for each in words for word in each)
    others = max(len(sentences) - 1, 1)
    values = roles(tuple(sentences)).probabilities.astype(np.float64) @ [_ROLE.get(role, 0.0) for role in ROLES]
    for place, (sentence, own) in enumerate(zip(sentences, words, strict=True)):
        central = sum(shared[word] - 1 for word in own) / max(len(own), 1) / others
        length = len(sentence.split()) / _IDEAL
        values[place] += (
            _TITLE * len(own & wanted) / max(len(wanted), 1)
            + _CENTRAL * central
            - _LATE * place / others
            - _LENGTH * min(length - 1, 1) ** 2
            + _OWN * speaks_of_itself(sentence)
            - _LEANS * cues.leans_back(sentence)
        )
    return np.asarray(values)
