"""Whether an abstract presents what it names, as its own work, or only speaks of it: "we release X", "X beats Y".

A logistic model over the words around a name. Trained by `tests/bench/train_introducing.py` on the papers of a library:
what stands before the colon of a title is presented in that abstract, and only spoken of in others'.
"""

import re
from collections.abc import Iterable

from index.models.linear import load_model, words_of
from index.paper import Paper
from index.text import plain

NAME = "introducing"
LABELS = ("spoken of", "presented")
_WINDOW, _PLACED = 8, 4  # words on either side, and those of which it counts where they stand
_GRAMS = (2, 3, 4)
# Log-odds of all sentences that have the name, together: 99 in 100 that present it have more, 19 that only speak of it.
_SURELY = -0.5


def presents(paper: Paper, name: str) -> bool:
    """Tell whether a paper's own work is called by a name: its title leads with it, or its abstract presents it."""
    title = plain(paper.title)
    found = _pattern(name).search(title)
    if found and (title[found.end() :].startswith(":") or title[: found.start()].lower() in ("", "the ")):
        return True
    seen = [features(text, name) for text in naming(paper.sentences, name)]
    scores = load_model(NAME).scores(seen)
    return bool(seen) and float((scores[:, 1] - scores[:, 0]).sum()) > _SURELY


def naming(sentences: Iterable[str], name: str) -> list[str]:
    """Return the sentences that have a name, as plain text."""
    return [text for text in map(plain, sentences) if has_name(text, name)]


def has_name(text: str, name: str) -> bool:
    """Tell whether a plain text has a name, and not that of another version: Kimi K2 is not Kimi K2.5."""
    return bool(_pattern(name).search(text))


def features(text: str, name: str) -> list[str]:
    """Return what the model sees of a plain sentence that has a name: the words before and behind it."""
    found = _pattern(name).search(text)
    before, behind = (text[: found.start()], text[found.end() :]) if found else ("", text)
    left, right = words_of(before)[-_WINDOW:], words_of(behind)[:_WINDOW]
    seen = [f"-{n}={word}" for n, word in enumerate(reversed(left[-_PLACED:]))]
    seen += [f"+{n}={word}" for n, word in enumerate(right[:_PLACED])]
    seen += [f"b={word}" for word in left] + [f"a={word}" for word in right]
    for many in _GRAMS:
        seen += ["-" + " ".join(left[-many:])] if len(left) >= many else []
        seen += ["+" + " ".join(right[:many])] if len(right) >= many else []
    return [*seen, f"-+{left[-1] if left else '^'} {right[0] if right else '$'}"]


def _pattern(name: str) -> re.Pattern[str]:
    apart = r"[\s-]?".join(map(re.escape, re.split(r"[\s-]+", name)))
    return re.compile(rf"(?<![\w-]){apart}(?!\w|\.\d|(?-i:-[A-Z\d]))", re.IGNORECASE)
