"""HTML and JATS tags and character references in titles and abstracts, as the text they mark up.

JATS is what publishers give Crossref (https://jats.nlm.nih.gov). A tag that a paper writes about, such as `<think>`,
is text, and so are the signs of an inequality.
"""

from __future__ import annotations

import re

from ftfy.fixes import unescape_html

_INLINE = (
    "a abbr b bold big cite code em font i italic inline-formula monospace q sc scp small span strong tex-math tt u"
    " underline sub sup alternatives ext-link xref"
)
_BLOCK = "blockquote div h1 h2 h3 h4 h5 h6 li list list-item ol p sec title ul label"
_ALONE = frozenset(("br", "hr"))
_NAMES = frozenset(_INLINE.split()) | frozenset(_BLOCK.split())
_TAG = re.compile(
    r"<(?P<end>/?)(?P<prefix>jats:|mml:)?(?P<name>[A-Za-z][A-Za-z0-9-]*)"
    r"(?:\s+[\w:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))*\s*/?>"
)
_SCRIPT = re.compile(
    r"(?P<digit>\d?)<(?:jats:)?(?P<kind>su[bp])>\s*(?P<body>[^<>]{0,80}?)\s*</(?:jats:)?(?P=kind)>", re.IGNORECASE
)
_HEADING = re.compile(r"\s*<jats:title>(?P<text>[^<>]{0,80}?)[.:]?</jats:title>\s*", re.IGNORECASE)
_NO_HEADING = frozenset(("abstract", "summary", ""))
_TWO_FORMS = re.compile(  # a formula is given in TeX and in MathML
    r"(?P<tex><(?P<name>(?:jats:)?tex-math)[^<>]*>.{0,2000}?</(?P=name)>)\s*<mml:math.{0,5000}?</mml:math>", re.DOTALL
)
_PREAMBLE = re.compile(r"\\documentclass.{0,2000}?\\begin\{document\}|\\end\{document\}", re.DOTALL)
_POWER = re.compile(r"<mml:(?P<kind>msu[bp])>\s*<mml:(?P<name>mi|mn|mtext)>(?P<base>[^<>]*)</mml:(?P=name)>")
_CDATA = re.compile(r"<!\[CDATA\[(.{0,4000}?)\]\]>|<!--.{0,500}?-->", re.DOTALL)


def from_markup(text: str) -> str:
    """Return `text` without markup: paragraphs on one line, headings before a colon, CO<sub>2</sub> as CO2."""
    while "&" in text and (plain := unescape_html(text)) != text:  # feeds escape what was escaped
        text = plain
    if "<" not in text:
        return text
    text = _PREAMBLE.sub("", _TWO_FORMS.sub(r"\g<tex>", _CDATA.sub(lambda found: found[1] or "", text)))
    text = _POWER.sub(lambda found: found["base"] + ("^" if found["kind"] == "msup" else "_"), text)
    text = _SCRIPT.sub(_script, _HEADING.sub(_heading, text))
    tags = [(found["name"].lower(), found["end"]) for found in _TAG.finditer(text)]
    paired = {name for name, end in tags if end} & {name for name, end in tags if not end}
    return _TAG.sub(lambda found: _tag(found, paired), text)


def _tag(found: re.Match[str], paired: set[str]) -> str:
    name = found["name"].lower()
    if not found["prefix"] and name not in _ALONE and (name not in _NAMES or name not in paired):
        return found[0]
    return " " if name in _ALONE or name in _BLOCK.split() else ""


def _heading(found: re.Match[str]) -> str:
    return " " if found["text"].strip().lower() in _NO_HEADING else f" {found['text'].strip()}: "


def _script(found: re.Match[str]) -> str:
    """Join it, as in H2O and Ca2+, but behind a figure: 10 to the sixth is not 106."""
    sign = ("^" if found["kind"].lower() == "sup" else "_") if found["digit"] else ""
    return f"{found['digit']}{sign}{found['body']}"
