"""A text as it looks to who reads it, and whether a reader and a machine see two texts in it.

What can be undone without doubt is undone (compatibility forms, invisible signs, letters of another alphabet, marks of
style); the rest is told: runs of invisible signs, spaced letters, encoded text (Bad Characters, arXiv:2106.09898).
"""

import base64
import re
import unicodedata
from functools import lru_cache

from index.patterns import patterns

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
_HIDDEN = re.compile(r"[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]|(?:[\u200b\u200c\u200d\u2060]\W?){4}")
# Capital and small letters of Greek and Cyrillic that look like Latin ones, and those.
_ALIKE = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456"
    "\u0455\u0458\u0501\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf",
    "ABEKMHOPCTXaeopcyxisjdABEZHIKMNOPTYXo",
)
_MIXED = re.compile(r"(?<!\w)(?=\w*[a-zA-Z])(?=\w*[\u0391-\u03bf\u0400-\u052f])[^\W\d_]{2,}(?!\w)")
_STYLE = re.compile(
    r"\\(?:text|emph|underline|mbox|math)[a-z]*\s*\{([^{}]*)\}|</?(?:b|i|u|em|strong|su[bp]|tt|p|br)\s?/?>"
)
_CHAINED = re.compile(r"(?<![\w-])[A-Za-z']+(?:-[A-Za-z']+){4,}(?![\w-])")
_REACH = 2000  # characters of a sentence that are looked at
_BASE64 = re.compile(r"(?<![\w/.=:&?+-])[A-Za-z0-9+/]{12,}={0,2}(?![\w/.=+-])")
_HEX = re.compile(r"(?<![\w/.-])(?:[0-9a-f]{2} ?){10,}(?!\w)", re.IGNORECASE)
_READABLE = 0.85  # share of letters and spaces in what base64 or the like holds, for it to be a text
_CODED = re.compile(patterns("guard")["coded"], re.IGNORECASE)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return a text as it looks, without marks of style."""
    seen = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text[:_REACH]))
    seen = _MIXED.sub(lambda found: found[0].translate(_ALIKE), seen)
    seen = _STYLE.sub(lambda found: " " if found[1] is None else found[1], seen)
    return _CHAINED.sub(lambda found: found[0].replace("-", " "), seen).strip()


def is_disguised(text: str) -> bool:
    """Return True if a person or a model that reads the text does not see what the other does."""
    start = text[:_REACH]
    return bool(_HIDDEN.search(start) or _CODED.search(start)) or _is_encoded(start) or _mixes_alphabets(start)


def _is_encoded(text: str) -> bool:
    """Return True if a run of base64 or hexadecimal figures holds a text."""
    runs = [found[0].rstrip("=") for found in _BASE64.finditer(text)]
    mixed = [run for run in runs if len(run) % 4 != 1 and not run.islower() and not run.isupper()]
    held = [base64.b64decode(run + "=" * (-len(run) % 4)) for run in mixed]
    return any(map(_is_text, (*held, *(bytes.fromhex(found[0].replace(" ", "")) for found in _HEX.finditer(text)))))


def _is_text(raw: bytes) -> bool:
    """Return True if bytes are ASCII, without control characters, and nearly all letters and spaces."""
    letters = sum(chr(byte).isalpha() or chr(byte) == " " for byte in raw)
    return raw.isascii() and raw.decode("ascii").isprintable() and letters >= _READABLE * len(raw)


def _mixes_alphabets(text: str) -> bool:
    """Return True if letters of another alphabet stand within words of Latin ones, looking like those."""
    mixed = [found[0] for found in _MIXED.finditer(text)] if not text.isascii() else []
    return any(len(re.findall("[a-z]", word)) > 1 and word != word.translate(_ALIKE) for word in mixed)
