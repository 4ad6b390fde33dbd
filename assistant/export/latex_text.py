"""Text as LaTeX shows it."""

from __future__ import annotations

from functools import cache

from pylatexenc.latexencode import UnicodeToLatexEncoder  # type: ignore[import-untyped]

from index.unseen import visible


def latex(text: str) -> str:
    """Return a text on one line in which every sign that means something to LaTeX is escaped.

    A sign that LaTeX has no command for, as of another script, stays as it is.
    """
    line = "".join(sign if sign.isprintable() else " " for sign in visible(text))
    encoded: str = _encoder().unicode_to_latex(" ".join(line.split()))
    return encoded


@cache
def _encoder() -> UnicodeToLatexEncoder:
    return UnicodeToLatexEncoder(non_ascii_only=False, unknown_char_policy="keep", unknown_char_warning=False)
