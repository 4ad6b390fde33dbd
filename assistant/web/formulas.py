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
# What is left of formulas written as plain text: `n^2`, `α_t`, `x_{i}`. Below the line goes one sign, or what stands in
# braces: `file_name`, `d_in` and all addresses stay as they are.
_SCRIPT = re.compile(
    r"""(?<!\S)\S{0,60}?(?:://|www\.|\.[a-z]{2,4}/)\S*  # an address
    |(?<=[\w)\]}])\^(?:(?P<degree>circ\b|\{circ\})
        |\{(?P<braced>[^{}\\^$]{1,24})\} |\((?P<round>[-+−]?\d+)\) |(?P<sup>[-+−]?\d+|(?:[^\W\d_]|\*)(?!\w)))
    |(?:(?<=[\w)\]}])|(?<=[∇∑∏]))_\{(?P<index>[^{}\\^$]{1,24})\}
    |(?<![\w/\\.@:-])(?P<base>[^\W\d_]|[∇∑∏]|log|pi|ell)_(?P<sub>[^\W\d_]|\d{1,3})(?![\w/]|\.\w)""",
    re.VERBOSE,
)
_MAY_BE = frozenset("$\\^_")
_PROSE = re.compile(r"(?<![\\{\w])[A-Za-z]{3,} [A-Za-z]{2,} ")  # words in a row, which a formula does not have


def math(text: str) -> Markup:
    """Return a text as HTML, with each formula in a span that the page hands to KaTeX."""
    if not _MAY_BE.intersection(text):
        return escape(text)
    parts, end = [], 0
    for found in _FORMULA.finditer(text):
        body = next(filter(None, found.groups()))
        if _PROSE.search(body):
            continue
        parts += [
            _with_scripts(from_tex(text[end : found.start()])),
            Markup('<span class="tex">${}$</span>').format(body),
        ]
        end = found.end()
    return Markup("").join((*parts, _with_scripts(from_tex(text[end:]))))


def _with_scripts(text: str) -> Markup:
    """Return a text as HTML with what stands above or below the line in it set so."""
    parts, end = [], 0
    for found in _SCRIPT.finditer(text):
        if script := _script(found):
            parts += [escape(text[end : found.start()]), escape(found["base"] or ""), script]
            end = found.end()
    return Markup("").join((*parts, escape(text[end:])))


def _script(found: re.Match[str]) -> Markup:
    """Return what was found, set above or below the line; "" for an address."""
    if found["degree"]:
        return Markup("°")
    if above := found["braced"] or found["round"] or found["sup"]:
        return Markup("<sup>{}</sup>").format(above)
    below = found["index"] or found["sub"]
    return Markup("<sub>{}</sub>").format(below) if below else Markup("")
