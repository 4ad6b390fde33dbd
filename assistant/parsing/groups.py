"""The marks in a text, in every form that models have been seen to write them.

Asked for is `[P2.S3]`. Written are also `[P2.S3, S4]`, `[P2.S3-S5]`, `[P2, S3]`, `[P2][S3]`, `[P2.3]`, `(P2.S3)`,
`【P2.S3】`, `[[P2.S3]]`, `[P2.S3](link)`, `[Paper 2, sentence 3]`, `[abstract id="P2", S3]`, `[S3 of P2]`,
`[P2] S3`, `abstract P2 (S3)`, `[see P2.S3]`, a bare `P2.S3`, without a sentence `[2]`, `[1, 2]`, `(2)`, `[^2]`,
`【2†source】`, `{2}`, `[ID: 2]`, and without a paper `[S3]`. What only looks like one stays text: `[CLS]`,
`[0, 1]`, `(2) fewer steps`. Authors, `(Ng et al., 2021)`, are
taken out: they say nothing that we could look up.
"""

from __future__ import annotations

import re

from assistant.parsing.events import Mark

SLOT = "\ue000"  # private use: stands for a group of marks while sentences are split

_OF = r"(?:\s?ids?)?[\s#:=.\"']*"
_PAPER = rf"(?:(?:papers?|abstracts?|sources?|refs?|references?|documents?|doc){_OF}P?|P)[\s.]?(\d{{1,3}})(?!\d)"
_SENTENCE = rf"(?:(?:sentences?|sent){_OF}S?|S)[\s.]?(\d{{1,3}})(?!\d)"
_NAMED = re.compile(rf"{_PAPER}|{_SENTENCE}", re.IGNORECASE)
_ITEM = re.compile(rf"(?<![a-z])(?:{_PAPER}|{_SENTENCE})|([-–—])|(\d{{1,3}})", re.IGNORECASE)
_NOTHING_ELSE = re.compile(
    rf"(?:{_PAPER}|{_SENTENCE}|\d{{1,2}}(?!\d)|see|cf|and|also|sources?|refs?|ids?|[\s,;:&./_\\\"'–—-])+", re.IGNORECASE
)
_SENTENCES = re.compile(rf"{_SENTENCE}(?:\s*[,;&]\s*{_SENTENCE})*", re.IGNORECASE)
_SQUARE = "[【［〔〖⟦"
_ID = re.compile(r"(?<![a-z])ids?[\s:=#.\"']*(?=[PS]?\d)", re.IGNORECASE)  # [ID: 1]
_FORMULA = re.compile(r"(?:[\^_}]|\\[A-Za-z]+)$")  # x^{2}
_NUMBERS = re.compile(r"\^?\d{1,2}\^?(?:\s*[,;&]\s*\^?\d{1,2}\^?)*")
_NUMBER_RANGE = re.compile(r"(\d{1,2})\s*[-–]\s*(\d{1,2})")
_BARE_ITEM = r"P\d{1,3}[.:]S\d{1,3}(?:[-–]S?\d{1,3})?(?!\w)"
_GROUP = re.compile(
    r"[ \t]*(?:(?P<opens>[\[【(<{［（〔〖⟦])(?P<inside>[^\[\]【】(){}<>\n］）〕〗⟧]{1,80})[\]】)>}］）〕〗⟧]"
    rf"|(?<![\w.])(?P<bare>{_BARE_ITEM}(?:(?:\s*[,;&]\s*|\s+and\s+){_BARE_ITEM})*))"
)
_ENDS = re.compile(r"[ \t]*(?:[.!?。]|\n|$)")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,200})\]\(\s*<?(?:[a-z][a-z0-9+.-]{1,20}:|[#/]|www\.)[^()\s]*\s*\)", re.IGNORECASE)
_SAYS = r"(?=\s+(?:says?|states?|reports?|shows?|finds?|notes?|mentions?|explains?|describes?|claims?|argues?)\b)"
_S = r"(?:sentence\s*)?(?P<s>S\d{1,3})"
# Forms that are turned into one of the grammar before anything else is read.
_REWRITTEN = tuple(
    (re.compile(pattern, re.IGNORECASE), form)
    for pattern, form in (
        (r"[\[(]\s*(?P<p>P\d{1,3})\s*[\])][.,:]?[ \t]*\(?(?P<s>S\d{1,3})\b\)?", r"[\g<p>.\g<s>]"),
        (rf"(?<![\[(])\b(?:(?:abstract|paper)\s+)?(?P<p>P\d{{1,3}})\s*\(\s*{_S}\s*\)", r"[\g<p>.\g<s>]"),
        (rf"(?<=[\[(]){_S}\s+(?:of|in|from)\s+(?:(?:abstract|paper)\s+)?(?P<p>P\d{{1,3}})(?=[\])])", r"\g<p>.\g<s>"),
        (r"(?<![\[(\w] )(?<![\[(\w])\b(?:abstract|paper)\s+(?P<p>P\d{1,3})\b(?![\w.:,(])", r"[\g<p>]"),
        (rf"(?<![\w.\[(])(?P<p>P\d{{1,3}}){_SAYS}", r"[\g<p>]"),
    )
)
_NAME = r"[A-Z][\w'’-]+"
_BY = rf"{_NAME}(?:\s+et\s+al\.?|(?:,?\s+(?:and|&)\s+{_NAME})|(?:,\s+{_NAME}){{1,3}})?,?\s+\(?(?:19|20)\d\d[a-z]?\)?"
_AUTHORS = re.compile(rf"[ \t]*[\[(](?:see\s+|e\.g\.,?\s+)?{_BY}(?:\s*[;,]\s*{_BY}){{0,5}}[\])]")
_WRAPPED = re.compile(
    rf"[ \t]*(?:[\[(`|*_]{{1,2}}\s*{SLOT}(?:[ \t,;]*{SLOT})*\s*[\])`|*_]{{1,2}}"
    rf"|\\(?:cite[a-z]*)?{SLOT}|[ \t][—–-]{{1,2}}[ \t]*{SLOT}(?=[ \t]*(?:[.!?]|$)))",
    re.MULTILINE,
)
_MOST_OF_A_RANGE = 20


def take_marks(text: str) -> tuple[str, list[list[Mark]]]:
    """Return the text with a `SLOT` in place of each group of marks, and the marks of each group, in order.

    Markdown links become the text that they show: a model has no address to give that we have not.
    """
    groups: list[list[Mark]] = []
    end = 0  # of the group before

    def slot(found: re.Match[str]) -> str:
        nonlocal end
        marks = _read_bare(found["bare"]) if found["bare"] else _read(found)
        if not marks:
            return found[0]
        if groups and found.start() == end:  # [P1][S2]
            marks = [mark if mark.paper else Mark(groups[-1][-1].paper, mark.sentence) for mark in marks]
        groups.append(marks)
        end = found.end()
        return SLOT

    plain = _LINK.sub(_shown, text.replace(SLOT, ""))
    for form, written in _REWRITTEN:
        plain = form.sub(written, plain)
    marked = _GROUP.sub(slot, _AUTHORS.sub("", plain))
    return _WRAPPED.sub(lambda found: re.sub(rf"[^{SLOT}]", "", found[0]), marked), groups


def _shown(link: re.Match[str]) -> str:
    text = link[1]
    return f"[{text}]" if _NOTHING_ELSE.fullmatch(text) and _ITEM.search(text) else text


def _read(found: re.Match[str]) -> list[Mark]:
    """Return the marks of a group in brackets, none if it is no group of marks."""
    opens, inside = found["opens"], _ID.sub("", found["inside"].split("†")[0].strip(" \\."))
    if _NUMBERS.fullmatch(inside):
        numbers = [int(number) for number in re.findall(r"\d+", inside)]
        cites = opens in _SQUARE or (opens != "<" and _ENDS.match(found.string, found.end()) and not _is_formula(found))
        return [Mark(number, None) for number in numbers] if cites and 0 not in numbers else []
    if papers := _NUMBER_RANGE.fullmatch(inside):
        first, last = int(papers[1]), int(papers[2])
        cites = opens in _SQUARE and _ENDS.match(found.string, found.end())
        return [Mark(number, None) for number in range(first, last + 1)] if cites and 0 < first < last else []
    marks = _read_bare(inside) if _NOTHING_ELSE.fullmatch(inside) and _NAMED.search(inside) else []
    alone = _SENTENCES.fullmatch(inside) and _ENDS.match(found.string, found.end())
    return marks if opens in _SQUARE or alone or any(mark.paper for mark in marks) else []


def _is_formula(found: re.Match[str]) -> bool:
    """Tell whether braces belong to a formula or to a command: `x^{2}`."""
    return found["opens"] == "{" and bool(_FORMULA.search(found.string, max(0, found.start() - 20), found.start()))


def _read_bare(text: str) -> list[Mark]:
    """Return the marks that items such as `P1.S2, S3-S5; P2` name; a sentence before any paper has paper 0."""
    marks: list[Mark] = []
    paper, last, ranges, end = 0, 0, False, 0
    for found in _ITEM.finditer(text):
        joined, end = text[end : found.start()].strip(), found.end()
        named, sentence, dash, number = found.groups()
        if dash:
            ranges = bool(last)
        elif named and not (ranges and int(named) == paper):
            marks += [Mark(paper, None)] if paper and not last else []
            paper, last, ranges = int(named), 0, False
        elif sentence or (number and (last or joined in {".", ":", "/", "_"})):
            to = int(sentence or number)
            first = last + 1 if ranges and to > last else to
            marks += [Mark(paper, n) for n in range(first, min(to, first + _MOST_OF_A_RANGE) + 1)]
            last, ranges = to, False
        elif number:
            marks += [Mark(paper, None)] if paper and not last else []
            paper, last = int(number), 0
    return marks + ([Mark(paper, None)] if paper and not last else [])
