"""Texts of papers as they are shown: formulas are marked for KaTeX, and TeX that is none becomes what it stands for."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from index.sources.tex import from_tex

# `$…$` is a formula as pandoc takes it (https://pandoc.org/MANUAL.html#math, extension tex_math_dollars): no space
# inside its signs and no digit behind them, so that two prices are none.
_FORMULA = re.compile(
    r"(?<![\\$\w])\$(?P<one>(?![\s$])(?:[^$\\]|\\.){1,500}?)(?<!\s)\$(?![\d$])"
    r"|\$\$(?P<two>[^$]{1,1000})\$\$|\\\((?P<round>.{1,500}?)\\\)|\\\[(?P<square>.{1,1000}?)\\\]",
    re.DOTALL,
)
_PROSE = re.compile(r"(?<![\\{\w])[A-Za-z]{3,} [A-Za-z]{2,} ")  # words in a row, which a formula does not have


def math(text: str) -> Markup:
    """Return a text as HTML, with each formula in a span that the page hands to KaTeX."""
    if "$" not in text and "\\" not in text:
        return escape(text)
    parts, end = [], 0
    for found in _FORMULA.finditer(text):
        body = next(filter(None, found.groups()))
        if _PROSE.search(body):
            continue
        parts += [escape(from_tex(text[end : found.start()])), Markup('<span class="tex">${}$</span>').format(body)]
        end = found.end()
    return Markup("").join((*parts, escape(from_tex(text[end:]))))
