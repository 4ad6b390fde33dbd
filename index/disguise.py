r"""A text as it looks to who reads it, and the ways to write one so that a rule for words does not see it.

What can be undone without doubt is undone: compatibility forms, letters of another alphabet within a word, `\textbf{}`,
`<b>`, hyphens between all words. The rest is told: spaced letters, base64 and its like, text from right to left.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
_HIDDEN = re.compile(r"[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]|(?:[\u200b\u200c\u200d\u2060]\W?){4}")
# Capital and small letters of Greek and Cyrillic that look like Latin ones, and those.
_ALIKE = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456"
    "\u0455\u0458\u0501\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf",
    "ABEKMHOPCTXaeopcyxisjdABEZHIKMNOPTYXo",
)
_LOOKS_ALIKE = re.compile(rf"[{''.join(map(chr, _ALIKE))}]")
_MIXED = re.compile(r"(?<!\w)(?=\w*[a-zA-Z])(?=\w*[\u0391-\u03bf\u0400-\u052f])[^\W\d_]{2,}(?!\w)")
_STYLE = re.compile(r"\\(?:text|emph|underline|mbox|math)[a-z]*\s*\{([^{}]*)\}")
_TAG = re.compile(r"</?(?:b|i|u|em|strong|sub|sup|tt|p|br|small|big|span|div|h[1-6]|li|ul|ol|blockquote)\s?/?>", re.I)
_CHAINED = re.compile(r"(?<![\w-])[A-Za-z']+(?:-[A-Za-z']+){4,}(?![\w-])")
_REACH = 2000  # characters of a sentence that are looked at
_BASE64 = re.compile(r"(?<![\w/.=:&?+-])[A-Za-z0-9+/]{12,}={0,2}(?![\w/.=+-])")
_READABLE = 0.85  # share of letters and spaces in what base64 or the like holds, for it to be a text
_CODED = re.compile(
    r"(?<!\w)(?:[A-Za-z][ ._*-]{1,2}){8,}[A-Za-z]?(?!\w)"  # letters one by one
    r"|(?:%20[\w%]+){2}"
    r"|(?:\\x[0-9a-f]{2}){6}|(?:\\u[0-9a-f]{4}){4}|(?:&#x?[0-9a-f]{2,5};){4}"
    r"|(?:\b[01]{8}\b\W*){4}|(?<!\S)(?=[. ]{0,60}-)(?:[.-]{1,5} ){8}",
    re.IGNORECASE,
)
_HEX = re.compile(r"(?<![\w/.-])(?:[0-9a-f]{2} ?){10,}(?!\w)", re.IGNORECASE)
_BACKWARDS = frozenset("eht dna fo ni rof htiw ruoy uoy siht taht lla etirw ylper rewsna ot eb morf yna on ton".split())
_FORWARDS = frozenset("the and of in for with your you this that all to be from any on not is are a we no".split())
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGIT_FOR_LETTER = re.compile(r"(?<![\w-])(?=[a-z]*[013457@$])[a-z]+[013457@$]+[a-z]+(?![\w-])", re.IGNORECASE)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return a text as it looks, without marks of style."""
    seen = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text[:_REACH]))
    if not seen.isascii():
        seen = _MIXED.sub(lambda found: found[0].translate(_ALIKE), seen)
    if "\\" in seen:
        seen = _STYLE.sub(r"\1", seen)
    if "<" in seen:
        seen = _TAG.sub(" ", seen).strip()
    return _CHAINED.sub(lambda found: found[0].replace("-", " "), seen)


def is_disguised(text: str) -> bool:
    """Tell whether a text is written so that a person or a rule does not read what a machine does."""
    start = text[:_REACH]
    return bool(_HIDDEN.search(start) or _CODED.search(start)) or _has_code(start) or _has_foreign_letters(start)


def is_twisted(text: str) -> bool:
    """Tell whether words are written from right to left, or with figures for letters: seldom chance, yet no proof."""
    words = [word.lower() for word in _LETTERS.findall(text)]
    backwards = sum(word in _BACKWARDS for word in words)
    turned = backwards >= 2 and backwards > sum(word in _FORWARDS for word in words)
    return turned or 4 * len(_DIGIT_FOR_LETTER.findall(text)) >= max(len(words), 8)


def _has_code(text: str) -> bool:
    """Tell whether a text holds another text in base64 or hexadecimal figures."""
    for found in _BASE64.finditer(text):
        bare = found[0].rstrip("=")
        if len(bare) % 4 != 1 and re.search("[A-Z]", bare) and re.search("[a-z]", bare):
            try:
                if _is_text(base64.b64decode(bare + "=" * (-len(bare) % 4))):
                    return True
            except binascii.Error:
                continue
    return any(_is_text(bytes.fromhex(found[0].replace(" ", ""))) for found in _HEX.finditer(text))


def _is_text(raw: bytes) -> bool:
    if not raw.isascii() or any(byte < 32 for byte in raw):
        return False
    return sum(chr(byte).isalpha() or byte == 32 for byte in raw) >= _READABLE * len(raw)


def _has_foreign_letters(text: str) -> bool:
    """Tell whether letters of another alphabet stand within words of Latin ones, looking like those."""
    if text.isascii():
        return False
    mixed = [found[0] for found in _MIXED.finditer(text)]
    return any(len(re.findall(r"[a-z]", word)) >= 2 and _LOOKS_ALIKE.search(word) for word in mixed)
