r"""A model's text without the markup that it was told not to write: Markdown, HTML, LaTeX, tables.

What an abstract may hold is left alone: names with underscores, `k*n`, formulas that are more than a number or a word.
The text may be an unfinished one; what is made of its finished lines does not change when more comes.
"""

from __future__ import annotations

import re

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


def is_heading(line: str) -> bool:
    """Tell whether a line of a model's text is a heading in Markdown."""
    return bool(_HEADING.match(line))


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
            and not (_ENDED.search(before) or _BULLET.match(line) or is_heading(before))
        ):
            result[-1] = f"{before.rstrip()} {line.strip()}"
        else:
            result.append(line)
    return result
