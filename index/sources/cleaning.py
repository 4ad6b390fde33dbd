"""Titles, abstracts and names as a person would type them: done once, on the way in, for every source.

Undone are wrong decoding, HTML, JATS and TeX, unseen signs, ligatures, broken words, and what feeds write before them.
"""

import re
import unicodedata

import ftfy
from ftfy.fixes import unescape_html

from index.dictionary import english_words
from index.sources.tex import from_tex

_ROUNDS = 6  # what is undone may show what is to be undone next: `&amp;lt;`, `\\$x^2\\$`
_ENCODING = ftfy.TextFixerConfig(replace_lossy_sequences=False, explain=False)
_LIGATURES = dict(zip("\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06", "ff fi fl ffi ffl st st".split(), strict=True))
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\ufb00-\ufb06]")
_STYLED = re.compile(r"[\U0001d400-\U0001d7ff]+")  # bold digits and the like, from PDF files and from fonts of TeX
_BROKEN = re.compile(r"(?<=[^\W\d_])-[ \t]*[\r\n]\s*(?P<end>[^\W\d_]+)")
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
_CONJUNCTIONS = frozenset(("and", "or", "to", "nor"))  # `pre- and post-training`
_TIE = re.compile(r"~(?:(?<=[\w.,)%]~)(?=[A-Za-z])|(?<=[A-Za-z]~)(?=\s)|(?<=(?i:fig|tab|sec|ref)\.~)(?=\d))")
_QUOTED = re.compile(r"``(?!`)([^`]{1,400}?)(?:''|\")")
_WORD_END = r"[\w%)\]”.,?]"
_DASH = re.compile(
    rf"---?(?!-)(?:(?:(?<={_WORD_END}--)|(?<={_WORD_END}---))(?=[\w(\[“$])|(?:(?<=\s--)|(?<=\s---))(?=\s))"
)
_FEED = re.compile(r"\A\s*arXiv:\S+\s+Announce Type:\s*\S+\s+Abstract:\s*", re.IGNORECASE)
_HEADING = re.compile(r"\A\s*abstract\s*(?:[:—–]|[.-]\s)\s*(?=\S)", re.IGNORECASE)
_RIGHTS = re.compile(r"(?<=[.!?)])\s*(?:copyright\s*)?(?:©|\(c\))\s?(?:copyright\s)?\s?(?:the\s|\d{4}).{0,200}\Z", re.I)
_GROUP = re.compile(r"([_^]?)\{([^{}]*)\}")
_LEFT, _RIGHT = "\ue000", "\ue001"  # private use: braces that are text
_FIXED_SPACE = re.compile(r"[\u00a0\u2007\u2009\u202f]")
_SPACE = re.compile(r"(?:(?!(?<=\d)[\u00a0\u2007\u2009\u202f](?=\d{3}(?!\d)))\s)+")  # 10 000 keeps its fixed space
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
_JATS_HEADING = re.compile(r"\s*<jats:title>(?P<text>[^<>]{0,80}?)[.:]?</jats:title>\s*", re.IGNORECASE)
_NO_HEADING = frozenset(("abstract", "summary", ""))
_TWO_FORMS = re.compile(  # a formula is given in TeX and in MathML
    r"(?P<tex><(?P<name>(?:jats:)?tex-math)[^<>]*>.{0,2000}?</(?P=name)>)\s*<mml:math.{0,5000}?</mml:math>", re.DOTALL
)
_PREAMBLE = re.compile(r"\\documentclass.{0,2000}?\\begin\{document\}|\\end\{document\}", re.DOTALL)
_POWER = re.compile(r"<mml:(?P<kind>msu[bp])>\s*<mml:(?P<name>mi|mn|mtext)>(?P<base>[^<>]*)</mml:(?P=name)>")
_CDATA = re.compile(r"<!\[CDATA\[(.{0,4000}?)\]\]>|<!--.{0,500}?-->", re.DOTALL)


def clean(text: str) -> str:
    """Return `text` on one line without what its way to us has done to it; a clean text comes back as it is."""
    for _ in range(_ROUNDS):
        before, text = text, _cleaned(text)
        if text == before:
            break
    return text


def raw(text: str, cleaned: str) -> str | None:
    """Return the source's own text where more than spaces was changed in it, else None."""
    if text == cleaned:
        return None
    own = " ".join(text.split())
    return own if own != cleaned else None


def without_braces(text: str) -> str:
    r"""Return a BibTeX value cleaned, without the braces that protect letters there; `\{` and `C_{60}` keep theirs."""
    bare, before = clean(text.replace(r"\{", _LEFT).replace(r"\}", _RIGHT)), ""
    while bare != before:
        before = bare
        bare = _GROUP.sub(lambda found: f"{found[1]}{_LEFT}{found[2]}{_RIGHT}" if found[1] else found[2], bare)
    return clean(bare.replace(_LEFT, "{").replace(_RIGHT, "}"))


def _cleaned(text: str) -> str:
    if not text.isascii():
        text = _UNSEEN.sub(lambda found: _LIGATURES.get(found[0], ""), ftfy.fix_encoding(text, _ENCODING))
        text = _STYLED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    if "\n" in text or "\r" in text:
        text = _BROKEN.sub(_rejoined, text)
    text = from_tex(from_markup(text))
    for beginning in (_HEADING, _FEED):
        if found := beginning.match(text):
            text = text[found.end() :]
    if "~" in text:
        text = _TIE.sub(lambda found: "~" if _is_in_address(found) else " ", text)
    if "``" in text:
        text = _QUOTED.sub(r"“\1”", text)
    if "--" in text:
        dashes = {"--": "–", "---": "—"}
        text = _DASH.sub(lambda found: found[0] if _is_in_address(found) else dashes[found[0]], text)
    if "©" in text or "(c)" in text.lower():
        text = _RIGHTS.sub("", text)
    if text.isascii():
        return " ".join(text.split())
    text = _SPACE.sub(" ", text).strip() if _FIXED_SPACE.search(text) else " ".join(text.split())
    return unicodedata.normalize("NFC", text)


def _rejoined(found: re.Match[str]) -> str:
    """Join a word that was broken; one that is in no dictionary was hyphened before, as in `state-of-the-art`."""
    start = _LAST_WORD.search(found.string[max(0, found.start() - 40) : found.start()])
    end = found["end"]
    if end.lower() in _CONJUNCTIONS:
        return f"- {end}"
    return end if start and (start[0] + end).lower() in english_words() else f"-{end}"


def _is_in_address(found: re.Match[str]) -> bool:
    before = found.string[max(0, found.start() - 200) : found.start()].split(" ")[-1]
    return "://" in before or before.startswith("www.")


def from_markup(text: str) -> str:
    """Return `text` without markup: paragraphs on one line, headings before a colon, CO<sub>2</sub> as CO2.

    A tag that a paper writes about, such as `<think>`, is text, and so are the signs of an inequality.
    """
    while "&" in text and (plain := unescape_html(text)) != text:  # feeds escape what was escaped
        text = plain
    if "<" not in text:
        return text
    text = _PREAMBLE.sub("", _TWO_FORMS.sub(r"\g<tex>", _CDATA.sub(lambda found: found[1] or "", text)))
    text = _POWER.sub(lambda found: found["base"] + ("^" if found["kind"] == "msup" else "_"), text)
    text = _SCRIPT.sub(_script, _JATS_HEADING.sub(_heading, text))
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
