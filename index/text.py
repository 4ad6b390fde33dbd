r"""The normaliser and the tokenizer: one statement is written in one way, whoever wrote it.

LaTeX is set as text (`\%`, `$10\times$`, `\textbf{X}`), signs are those of a keyboard, contractions are opened.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from index.terms import analyzer

_COMMAND = re.compile(r"\\(?:text|math|emph|underline|mbox|small|operator)[a-z]*\s*\{([^{}]*)\}")
_SIGNS = tuple(
    (re.compile(pattern), sign)
    for pattern, sign in (
        (r"\^?\{?\\circ\}?(?![A-Za-z])", "°"),
        (r"\\times(?![A-Za-z])|×", "x"),
        (r"(?<![\w.])(?<!\d )(?<!\$)\$?x\$?\s?(\d+(?:\.\d+)?)(?![\w.]*\w)", r"\1x"),
        (r"\\(?:sim|approx)(?![A-Za-z])|\bsim(?=\s?\d)|≈|∼", " ~"),
        (r"(?:\\|\b)(?:geq?|geqslant)(?![A-Za-z])|≥", " at least "),
        (r"(?:\\|\b)(?:leq?|leqslant)(?![A-Za-z])|≤", " at most "),
        (r"(?<=\d)(?:times(?![A-Za-z_])|\{times\})", "x"),  # LaTeX whose backslash was lost on the way
        (r"(?<=\d)deg\b", "°"),
        (r"\\(?:rightarrow|to)(?![A-Za-z])|→", " to "),
        (r"(?<=\d)(?:long)?rightarrow(?=\d)", " to "),
        (r"\\pm(?![A-Za-z])|±", " plus or minus "),
        (r"(?<=\d)\s*\\?[,;]?\s*\\%|(?<=\d)\s*(?:percent|per cent)\b", "%"),
        (r"(?<=\d%)(?=[A-Za-z])", " "),
        (r"\{,\}", ","),
        (r"(?<=\d)·(?=\d)", "."),
        (r"\\[,;:! ]", " "),
        (r"\\(?=[%&_#$])", ""),
        (r"(?<=[\w}])~(?=[A-Za-z(])|(?<=[A-Za-z])~(?=\d)", " "),
        (r"[${}\\]", ""),
        (r"[\u2010\u2011]", "-"),
        (r"\u2212", "-"),
        (r"(?<=[\d%])\s?--+\s?(?=\d)", "-"),
        (r"[\u2018\u2019]", "'"),
        (r"[\u201c\u201d]|``|''", '"'),
    )
)
_SPECIAL = re.compile(
    r"[^\x00-\x7f]|[\\${}~`%]|''|per ?cent|--|\b[gl]eq|\bsim\s?\d|\d(?:times|deg\b|\w*arrow\d)", re.IGNORECASE
)  # one of them makes a sign above
_CONTRACTED = tuple(
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (r"\bcannot\b|\bcan't\b", "can not"),
        (r"\bwon't\b", "will not"),
        (r"n't\b", " not"),
        (r"\b(we|they|you)'ve\b", r"\1 have"),
        (r"\b(we|they|you)'re\b", r"\1 are"),
        (r"\b(it|that|there|what|here)'s\b", r"\1 is"),
    )
)
# 10 000 with a narrow or a fixed space, or with any where no other reading is likely.
_THOUSANDS = re.compile(r"(?<![\w.,])\d{1,3}(?:(?:[\u00a0\u2007\u2009\u202f]\d{3})+|(?: \d{3})* 000)(?!\d|[.,]\d)")
_BRITISH = tuple(
    (re.compile(pattern), american)
    for pattern, american in (
        (r"isation", "ization"),
        (r"(?<=[a-z]{3})is(e|es|ed|er|ers|ing)$", r"iz\1"),
        (r"ys(e|es|ed|er|ers|ing)$", r"yz\1"),
        (r"(?<=[a-z]{3})our(s|ed|ing|able|al|ally|ful|ite|hood)?$", r"or\1"),
        (r"ll(ed|ing|er|ers)$", r"l\1"),
        (r"tre(s?)$", r"ter\1"),
        (r"ogue(s?)$", r"og\1"),
        (r"(?<=[a-z]{2})ence(s?)$", r"ense\1"),
        (r"aeo|ae(?=[a-z]{3})", "e"),
        (r"^artef", "artif"),
    )
)
_PERHAPS_BRITISH = re.compile(r"is|ys|our|ll|tre|ogue|ence|ae|artef")
_HYPHENED = re.compile(
    r"\b(pre|post|re|multi|sub|super|hyper|inter|intra|auto|semi|co|micro|macro|fine|non)-(?=[a-z]{3})"
)
_TOKEN = re.compile(r"\d{1,3}(?:,\d{3})+\w*|[^\W_]+(?:'[a-z]+)?(?:\.\d+\w*)?")


class Token(NamedTuple):
    """A word or a number of a plain text: as written, in lower case, its English stem, and its place."""

    text: str
    low: str
    stem: str
    start: int


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return `text` without LaTeX, with plain signs and open contractions, in one line."""
    text = _THOUSANDS.sub(lambda found: re.sub(r"\s", ",", found[0]), text)
    flat = unicodedata.normalize("NFKC", " ".join(text.split()).replace("−", "-").replace("½", " half "))
    while _COMMAND.search(flat):
        flat = _COMMAND.sub(r"\1", flat)
    if _SPECIAL.search(flat):
        for pattern, sign in _SIGNS:
            flat = pattern.sub(sign, flat)
    if "'" in flat or "cannot" in flat.lower():
        for pattern, words in _CONTRACTED:
            flat = pattern.sub(words, flat)
    return " ".join(flat.split())


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[Token, ...]:
    """Return the words and numbers of a plain text; what is joined by a hyphen is apart, but for a prefix."""
    joined = _HYPHENED.sub(r"\1", text)
    return tuple(
        Token(found[0], low := found[0].lower(), stem(low), found.start()) for found in _TOKEN.finditer(joined)
    )


@lru_cache(maxsize=16384)
def american(word: str) -> str:
    """Return a word in lower case in its American spelling; what is done to both sides need not be right."""
    if not _PERHAPS_BRITISH.search(word):
        return word
    for pattern, spelling in _BRITISH:
        word = pattern.sub(spelling, word)
    return word


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """Return the English stem of one word in lower case, in either spelling; of one with figures the word itself."""
    if not word.isalpha() and "'" not in word:
        return word
    return next(iter(analyzer().analyze(american(word.removesuffix("'s")))), word)
