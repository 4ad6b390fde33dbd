"""Whether a sentence makes sense to who has read none before it, and is fit to be shown as it is."""

from __future__ import annotations

import re

from index import cues
from index.verbs import is_verb

_SHORTEST, _LONGEST = 8, 36  # words
_FUNCTION_WORD = 3  # letters
_UNFIT = (
    r"\b(?:we|us|our|ours|ourselves|I|my)\b",  # the first person is left
    r"https?:|www\.|\?|\[\d|\w et al\.[^.]* et al\.",  # links, questions, references
    r"[\\${}`]|\^(?!\w)|(?<!\w)\^|\^[a-z]{3}|\*\*|\b[A-Za-z]_\w"
    r"|\b(?:text|math)(?:tt|bf|it|sc|rm|sf|cal|bb)\w*",  # LaTeX
    r"\([ivx1-9]{1,3}\)|\b[1-9]\) ",  # an enumeration
    r"\bthe (?:former|latter|above|aforementioned|following)\b|\b(?:here|below|above)\W*$"
    r"|\b(?:surpass|outperform|exceed|beat|than|over)\w* (?:them|it)\b|\b(?:that|which) instead\b"
    r"|\b(?:this|these|those)[,;.]"
    r"|\bboth (?:perspectives|aspects|issues|challenges|problems|limitations|failure)\b",  # what stands elsewhere
    r"^(?:\W|(?:and|or|first|second|third|next|then|one|another|for example|for instance|given|unlike|by doing so"
    r"|rather|keywords|benefiting|subsequently|buil\w+ (?:up)?on (?:it|them))\b)",  # it goes on from a sentence before
    r"^(?:[A-Z][\w-]*,? ){1,4}?[A-Z]?[\w-]*: |^[\w-]+: ",  # a heading
)
_IS_UNFIT = re.compile("|".join(_UNFIT), re.IGNORECASE)
_SAYS_LITTLE = re.compile(  # `X is a new benchmark.`; `X consists of three key parts.`
    r".* is an? (?:\S+ ){0,2}\S+\."
    r"|.*\b(?:consists of|comprises|has|includes) (?:two|three|four|five) (?:\S+ ){0,2}\S+\."
)
_GLUED = re.compile(r"[a-z]\.[A-Z][a-z]")  # two sentences without a space between
_POINTS_BACK = re.compile(r"\b(?P<which>this|these|those|such)(?: an?)? (?P<what>\w+)", re.IGNORECASE)
_GOES_ON = re.compile(
    r"^(?:[\w-]+ et al\.|[A-Z]\S+) (?:also|further|then|next|finally|begin by|begin with|additionally)\b"
    r"|\bthe (?:first|second|third|last) (?:issue|challenge|problem|stage|step|phase|limitation|one)\b|\bsubsequent",
    re.IGNORECASE,
)
_VERBS = frozenset("is are was were has have can does do".split())  # that `is_verb` does not know
_UNNAMED = re.compile(r"The (?!first|most|authors)[a-z]|This")
_COMMAND = re.compile(
    r"\\(?!text|math|emph|underline|times|sim|approx|pm|circ|geq?|leq?|to|rightarrow|%|&|_|#|,|;|!| )"
    r"|\d ?times ?\d|~\("
)


def stands_alone(text: str, *, opens: bool) -> bool:
    """Return whether a sentence can be shown; with `opens` also whether it may be the first one of its paper."""
    return (
        _SHORTEST <= len(text.split()) <= _LONGEST
        and not (_IS_UNFIT.search(text) or _SAYS_LITTLE.fullmatch(text) or _GLUED.search(text))
        and not cues.leans_back(text)
        and not any(_points_back(text, found) for found in _POINTS_BACK.finditer(text))
        and text.count("(") == text.count(")")
        and text.count('"') % 2 == 0
        and any(word in _VERBS or is_verb(word) for word in re.findall(r"[a-z]+", text))
        and not (opens and (_UNNAMED.match(text) or _GOES_ON.search(text)))
    )


def _points_back(text: str, found: re.Match[str]) -> bool:
    """Return whether `this model` means one of a sentence before: none stands before it in its own."""
    which, what = found["which"].lower(), found["what"].lower()
    if (which, what) == ("such", "as"):
        return False
    if len(what) <= _FUNCTION_WORD:
        return True
    return not re.search(rf"\b{re.escape(what.rstrip('s'))}", text[: found.start()], re.IGNORECASE)


def is_readable(sentence: str) -> bool:
    """Return whether nothing of a sentence is lost with its LaTeX: an unknown command, an amount in dollars."""
    return not _COMMAND.search(sentence) and sentence.count("$") % 2 == 0 and "\\$" not in sentence
