"""Late interaction: how well each token of a question is met by some token of a text.

The sum over the question's tokens of the largest cosine to any token of the text (MaxSim: Khattab and Zaharia, ColBERT,
arXiv:2004.12832, equation 3), each weighted by its length, with the static token vectors in the package.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.embedders.base import unit
from index.embedders.static import one_thread, table

_NUMBERS = 128  # of each vector, which is turned so that the first tell the most; nDCG@10 is that of all 512
_TOKEN = np.dtype("<u2")


def token_sets(texts: Sequence[str]) -> list[bytes]:
    """Return the different tokens of each text, as `match` reads them: two bytes a token."""
    return [np.unique(tokens).astype(_TOKEN).tobytes() for tokens in table().encode(texts)]


def match(question: str, texts: Sequence[bytes]) -> npt.NDArray[np.float32]:
    """Return how well each of the token sets meets the question, at most 1: shape (len(texts),)."""
    known = table()
    vectors = known.vectors[:, :_NUMBERS]
    asked = np.unique(known.encode([question])[0])
    sets = [np.frombuffer(text, dtype=_TOKEN) for text in texts]
    filled = [place for place, tokens in enumerate(sets) if len(tokens)]
    scores = np.zeros(len(texts), dtype=np.float32)
    if not len(asked) or not filled:
        return scores
    used, place = np.unique(np.concatenate([sets[one] for one in filled]), return_inverse=True)
    with one_thread().limit(limits=1):
        cosines = unit(vectors[asked].astype(np.float32)) @ unit(vectors[used].astype(np.float32)).T
    starts = np.cumsum([0, *(len(sets[one]) for one in filled[:-1])])
    best = np.maximum.reduceat(cosines[:, place], starts, axis=1)
    weights = known.lengths(asked)
    scores[filled] = weights @ best / weights.sum()
    return scores
