"""Learns which words of abstracts are verbs, for the comparison of near-copies (`index.verbs`).

    python -m tests.bench.learn_verbs PAPERS.jsonl.xz > index/data/verbs.txt

A stem is a verb's if one of its forms stands behind `to`, `we` or a modal, or before an article, in at least 10 % of
its occurrences, or behind them in 5.5 % of many. Made from the first 40,000 abstracts of arXiv announced from 2025-03
on (metadata, CC0).
"""

import json
import lzma
import re
import sys
from collections import Counter
from itertools import islice, pairwise

from index.text import stem

_BEFORE = frozenset("to we can will may could might would must should they".split())
_BEHIND = frozenset("the a an our their its this these".split())
_SHARE, _LEAST = 0.1, 20
_LESS, _MANY = 0.055, 200
_PAPERS = 40_000
_NO_VERBS = frozenset(
    "one two three four five six seven eight nine ten hundred thousand million billion"
    " and but for from than that when where which while with into over under all both not only".split()
)
_WORD = re.compile(r"[a-z]+|[^a-z\s]")


def main(path: str) -> None:
    """Print the stems, sorted."""
    behind, leading, total = Counter[str](), Counter[str](), Counter[str]()
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in islice(lines, _PAPERS):
            words = _WORD.findall(json.loads(line)["abstract"].lower())
            total.update(words)
            behind.update(word for before, word in pairwise(words) if before in _BEFORE)
            leading.update(word for word, after in pairwise(words) if after in _BEHIND)
    often = (word for word, count in total.items() if count >= _LEAST and word.isalpha() and len(word) > 2)
    verbs = {
        stem(word)
        for word in often
        if max(behind[word], leading[word]) >= _SHARE * total[word]
        or (total[word] >= _MANY and behind[word] >= _LESS * total[word])
    }
    print("\n".join(sorted(verbs - {stem(word) for word in _NO_VERBS})))


if __name__ == "__main__":
    main(sys.argv[1])
