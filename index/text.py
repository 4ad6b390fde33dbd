r"""The normaliser and the tokenizer: one statement is written in one way, whoever wrote it.

LaTeX is set as text (`\%`, `$10\times$`, `\textbf{X}`), signs are those of a keyboard, contractions are opened.
"""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from index.terms import analyzer

_COMMAND = re.compile(r"\\(?:text|math|emph|underline|mbox|small|operator)[a-z]*\s*\{([^{}]*)\}")
_SPECIAL = re.compile(
    r"[^\x00-\x7f]|[\\${}~`%]|''|per ?cent|--|\b[gl]eq|\bsim\s?\d|\d(?:times|deg\b|\w*arrow\d)", re.IGNORECASE
)  # one of them makes a sign above
# 10 000 with a narrow or a fixed space, or with any where no other reading is likely.
_THOUSANDS = re.compile(r"(?<![\w.,])\d{1,3}(?:(?:[\u00a0\u2007\u2009\u202f]\d{3})+|(?: \d{3})* 000)(?!\d|[.,]\d)")
_PERHAPS_BRITISH = re.compile(r"is|ys|our|ll|tre|ogue|ence|ae|artef")
_HYPHENED = re.compile(
    r"\b(pre|post|re|multi|sub|super|hyper|inter|intra|auto|semi|co|micro|macro|fine|non)-(?=[a-z]{3})"
)
_TOKEN = re.compile(r"\d{1,3}(?:,\d{3})+\w*|[^\W_]+(?:'[a-z]+)?(?:\.\d+\w*)?")


@cache
def _table(name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return patterns of `data/normaliser.toml`, and what takes their place."""
    tables = tomllib.loads((resources.files("index.data") / "normaliser.toml").read_text(encoding="utf-8"))
    flags = re.IGNORECASE if name == "contracted" else 0
    return tuple((re.compile(pattern, flags), into) for pattern, into in tables[name])


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
        for pattern, sign in _table("signs"):
            flat = pattern.sub(sign, flat)
    if "'" in flat or "cannot" in flat.lower():
        for pattern, words in _table("contracted"):
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
    for pattern, spelling in _table("british"):
        word = pattern.sub(spelling, word)
    return word


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """Return the English stem of one word in lower case, in either spelling; of one with figures the word itself."""
    if not word.isalpha() and "'" not in word:
        return word
    return next(iter(analyzer().analyze(american(word.removesuffix("'s")))), word)
