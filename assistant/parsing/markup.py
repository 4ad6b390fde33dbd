r"""A model's text without the markup that it was told not to write, and the marks in it, in all forms seen so far.

What an abstract may hold is left alone: names with underscores, `k*n`, formulas that are more than a number or a word.
The text may be an unfinished one; what is made of its finished lines does not change when more comes.
"""

import re

from assistant.parsing.events import Mark

_TAGS = (
    "p|br|hr|div|ul|ol|li|h[1-6]|pre|blockquote|table|thead|tbody|tr|answer|output|response|result|final|final_answer|"
    "summary|paragraph|text|content|body|html|section|article|details|assistant"
)
_INLINE = "b|i|em|strong|u|s|sub|sup|span|a|code|mark|small|font|td|th|q|cite|citation|source|claim|sentence|ref|kbd|tt"
_BLOCK_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>\n]{{0,200}})?/?>", re.IGNORECASE)
_INLINE_TAG = re.compile(rf"<({_INLINE})(?:\s[^<>\n]{{0,200}})?>([^<\n]{{0,400}})</\1>", re.IGNORECASE)
_FENCE = re.compile(r"^\s*(?:```|~~~)[\w-]*\s*$")
_RULE = re.compile(r"^\s*(?:[-*_=]\s*){3,}$")
_HEADING = re.compile(r"^\s*#{1,6}\s")
_ROW = re.compile(r"^\s*\|(.+?)\|?\s*$")
_DIVIDER = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-*:?\s*)*\|?\s*$")
_EMPHASIS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,400}?)(?<=[^\s*])\*(?![\w*])",
        r"(?<![\w_])_(?=[^\s_])([^\n]{1,400}?)(?<=[^\s_])_(?![\w_])",
        r"(?<![\w~])~~(?=\S)([^~\n]{1,400}?)(?<=\S)~~(?!\w)",
        r"(?<!`)`([^`\n]{1,400})`(?!`)",
    )
)
_STRONG = re.compile(r"(?<!\d)\*{2,3}|\*{2,3}(?!\d)|(?<!\w)__(?=\S)|(?<=\S)__(?!\w)")
_BOXED = re.compile(r"\\(?:boxed|fbox|text|textbf|textit|emph|mathrm|mathbf|mathit|texttt|underline)\s*\{([^{}\n]*)\}")
_MATH = re.compile(r"\\\((.{1,200}?)\\\)|(?<![\w$\\])\$(?=[^\s$])([^$\n]{1,200}?)(?<=[^\s\\])\$(?![\w$])")
_LATEX = tuple(
    (re.compile(pattern), sign)
    for pattern, sign in (
        (r"\\times\b\s*", "×"), (r"\\(?:sim|approx)\b\s*", "~"), (r"\\(?:geq?|geqslant)\b\s*", "≥ "),
        (r"\\(?:leq?|leqslant)\b\s*", "≤ "), (r"\\(?:rightarrow|to)\b\s*", "→ "), (r"\\pm\b\s*", "±"), (r"\{,\}", ","),
        (r"\\[,;:! ]", " "), (r"\\(?=[%&_#$])", ""), (r"\^\{?\\circ\}?", "°"),
    )
)  # fmt: skip
_FORMULA = re.compile(r"[\\{}^_]")
_PICTURE = re.compile(r"[ \t]*[\U0001f000-\U0001faff\u2600-\u26ff\u2705\u2728\u274c\u2b50\ufe0f\u200d]+")
_CHEER = re.compile(r"(?<=[\w)%\]])!(?=\s|$)")  # a cheerful model ends a true sentence so; two are another matter
_GOES_ON = re.compile(r"^\s*(?:[a-z(]|\d[\d,.]*[%\w]*\s+[a-z])")
_ENDED = re.compile(r"[.!?:;。！？|\]】)\ue000]\s*[\"'”’*_`]*\s*$")
_BULLET = re.compile(r"^\s*(?:[-*•+–]|\d{1,2}[.)]|[a-z][.)])\s+")


def unmarkdown(text: str) -> str:
    """Return the text as its reader would see it, a line for each paragraph, item or row."""
    text = _BLOCK_TAG.sub("\n", text)
    while _INLINE_TAG.search(text):
        text = _INLINE_TAG.sub(r"\2", text)
    lines = [_plain(line) for line in _joined(_untabled(text.split("\n")))]
    return "\n".join(line for line in lines if line)


def _plain(line: str) -> str:
    line = _PICTURE.sub("", line)
    for form, sign in _LATEX:
        line = form.sub(sign, line)
    while _BOXED.search(line):
        line = _BOXED.sub(r"\1", line)
    line = _STRONG.sub("", _MATH.sub(_set, line))
    for form in _EMPHASIS:
        line = form.sub(r"\1", line)
    return _CHEER.sub(".", " ".join(line.split()))


def _set(math: re.Match[str]) -> str:
    """Return a formula without its signs of math where it is a number or a word; else as it is."""
    inside = math[1] if math[1] is not None else math[2]
    return math[0] if _FORMULA.search(inside) else inside.strip()


def _untabled(lines: list[str]) -> list[str]:
    """Return the lines without fences, rules and heads of tables; a row becomes "first cell: the others"."""
    result: list[str] = []
    for line in lines:
        if _DIVIDER.match(line) and "|" in line:
            while result and not result[-1].strip():
                result.pop()
            if result and result[-1].endswith("\0"):
                result.pop()
        elif row := _ROW.match(line):
            result.append(_row(row[1]) + "\0")
        elif not (_FENCE.match(line) or _RULE.match(line)):
            result.append(line)
    return [line.removesuffix("\0") for line in result]


def _row(cells: str) -> str:
    told = [cell.strip() for cell in cells.split("|") if cell.strip()]
    words = [cell for cell in told if not re.fullmatch(r"[\[(].*[\])]", cell)]
    marks = [cell for cell in told if cell not in words]
    first, rest = words[:1], words[1:]
    return " ".join([": ".join(filter(None, [*first, "; ".join(rest)])), *marks])


def _joined(lines: list[str]) -> list[str]:
    """Return the lines with those joined that were broken only for want of room."""
    result: list[str] = []
    for line in lines:
        before = result[-1] if result else ""
        if (
            before.strip()
            and _GOES_ON.match(line)
            and not (_ENDED.search(before) or _BULLET.match(line) or _HEADING.match(before))
        ):
            result[-1] = f"{before.rstrip()} {line.strip()}"
        else:
            result.append(line)
    return result


# Asked for is `[P2.S3]`. Written are also `[P2.S3, S4]`, `[P2.S3-S5]`, `[P2, S3]`, `[P2][S3]`, `[P2.3]`, `(P2.S3)`,
# `【P2.S3】`, `[[P2.S3]]`, `[P2.S3](link)`, `[Paper 2, sentence 3]`, `[abstract id="P2", S3]`, `[S3 of P2]`, `[P2] S3`,
# `abstract P2 (S3)`, `[see P2.S3]`, a bare `P2.S3`, without a sentence `[2]`, `[1, 2]`, `(2)`, `[^2]`, `【2†source】`,
# `{2}`, `[ID: 2]`, and without a paper `[S3]`. What only looks like one stays text: `[CLS]`, `[0, 1]`, `(2) fewer`.
# Authors, `(Ng et al., 2021)`, are taken out: they say nothing that we could look up.
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
_OF_FORMULA = re.compile(r"(?:[\^_}]|\\[A-Za-z]+)$")  # x^{2}
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
    """Return the text with a `SLOT` for each group of marks, and their marks, in order; links become what they show."""
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
        in_formula = opens == "{" and _OF_FORMULA.search(found.string, max(0, found.start() - 20), found.start())
        cites = opens in _SQUARE or (opens != "<" and _ENDS.match(found.string, found.end()) and not in_formula)
        return [Mark(number, None) for number in numbers] if cites and 0 not in numbers else []
    if papers := _NUMBER_RANGE.fullmatch(inside):
        first, last = int(papers[1]), int(papers[2])
        cites = opens in _SQUARE and _ENDS.match(found.string, found.end())
        return [Mark(number, None) for number in range(first, last + 1)] if cites and 0 < first < last else []
    marks = _read_bare(inside) if _NOTHING_ELSE.fullmatch(inside) and _NAMED.search(inside) else []
    alone = _SENTENCES.fullmatch(inside) and _ENDS.match(found.string, found.end())
    return marks if opens in _SQUARE or alone or any(mark.paper for mark in marks) else []


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
