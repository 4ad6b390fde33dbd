"""Which words of abstracts are verbs: learned by `tests/bench/learn_verbs.py`, kept as stems in `data/verbs.txt`."""

from functools import cache
from importlib import resources

from index.text import stem

_NO_ENDINGS = ("tion", "tions", "sion", "sions", "ness", "ity", "ities", "ship", "ive", "ic", "al", "ous", "ary")


def is_verb(word: str) -> bool:
    """Return whether a word in lower case is a form of a verb, as far as its stem and its ending tell."""
    return stem(word) in _verbs() and not word.endswith(_NO_ENDINGS)


@cache
def _verbs() -> frozenset[str]:
    return frozenset(resources.files("index").joinpath("data/verbs.txt").read_text(encoding="utf-8").split())
