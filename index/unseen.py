"""Signs that are no text: what a screen does not show, or what makes it show something else."""

import re

# Control characters, halves of a character, and signs that cannot be seen or turn the direction of writing; line breaks
# and tabs stay.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    r"\U000e0000-\U000e007f]"
)
# A whole order to a terminal: without its first sign the rest would be shown as text.
_ORDER = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]{0,40}[ -/]{0,9}[@-~]|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]{0,2000}(?:\x07|\x1b\\|\x9c)"
)


def visible(text: str) -> str:
    """Return a text without the signs that are none."""
    return _UNSEEN.sub("", _ORDER.sub("", text))


def encodable(text: str) -> str:
    """Return a text that UTF-8 can hold: half of a sign, as JSON or a page may hold, becomes `?`."""
    return text.encode(errors="replace").decode()
