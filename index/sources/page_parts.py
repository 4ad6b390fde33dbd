"""A page dump as a list of parts: header lines, texts and metadata blocks, in the order of the file.

Every line is recognised by what it says, never by how far it is from another: dumps differ in all of it.
"""

import re
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import NamedTuple

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AUTHORS = re.compile(r"(?:[•·∙*-]\s*)?(\d{1,5}) authors?", re.IGNORECASE)
_DOT = re.compile(r"[·∙⋅]")
# `Feb 14, 2022`, `Feb 11`, `Mar 1, 2024 3`, `May 23 3`: date libraries read the last two as other days.
_DATE = re.compile(rf"({'|'.join(MONTHS)})[a-z]{{0,6}}\.? (\d{{1,2}})(?:, ?(\d{{4}}))?(?: (\d{{1,3}}))?", re.IGNORECASE)
_BROKEN_DATE = re.compile(r"(?=.*\d)\w{3,9}\.? .{1,20}")
_GLUED = re.compile(r"Subscribe(?=\S)")  # two of the five real dumps: the button is glued to the first title
_COUNT = re.compile(r"\d{1,3}")
_ORGANISATION = re.compile(r"(?:•\s*)?([\w.-]+)(?: (.{0,100}[^\s.!?]))?")  # account, then the name it shows
_HEADERS = (  # what a header line says, and how surely it says that this is a Daily Papers page
    (re.compile(r"(get trending papers|.{0,40}\bpapers\b.{0,40} your (e-?mail|inbox)).{0,60}", re.IGNORECASE), 2),
    (re.compile(r"[Bb]y\s?@?AK\w*( .{0,60})?"), 2),
    (re.compile(r"(hugging face |hf )?(daily|trending) papers", re.IGNORECASE), 1),
    (re.compile(r"subscribe|new", re.IGNORECASE), 1),
)
_FOOTER = re.compile(r"previous|next|load more|company|tos|privacy|about|careers|system theme", re.IGNORECASE)
_GARBAGE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\udc80-\udcff]")  # controls, and bytes that are not UTF-8
_INVISIBLE = "\ufeff\u200b"
_WRAP = 160  # lines of a wrapped paragraph are shorter; an abstract on one line is longer
_LONGEST = 5000  # two and a half times arXiv's limit for an abstract
_WIDE_WRAP = 400


class Stamp(NamedTuple):
    """A date line as it stands: the year and the number of comments may be missing."""

    month: int
    day: int
    year: int | None
    comments: int | None


class Header(NamedTuple):
    """A line of the page itself. `weight` is how surely it tells a Daily Papers page from other text."""

    line: int
    text: str
    weight: int


class Text(NamedTuple):
    """A title or an abstract: which one, its length and its neighbours tell."""

    line: int
    text: str
    flaw: str = ""  # why it can be neither
    wrapped: bool = False


@dataclass
class Metadata:
    """What stands below a paper. It is complete when it has its date line."""

    line: int
    organisation: str | None = None
    author_count: int | None = None
    dot: bool = False
    stamp: Stamp | None = None
    broken: str | None = None  # what stands where the date should be


Part = Header | Text | Metadata


def read_parts(text: str) -> list[Part]:
    """Return the parts of a dump."""
    reader = _Reader()
    lines = ((n, line.strip().strip(_INVISIBLE).strip()) for n, line in enumerate(re.split(r"\r\n?|\n", text), 1))
    for filled, run in groupby(lines, key=lambda line: bool(line[1])):  # runs between blank lines
        if filled:
            reader.read_block(list(run))
    return reader.parts


class _Reader:
    """Recognises line after line. A metadata block may be spread over several blocks of lines."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._body = False  # an abstract or a metadata block has been seen: the first header is over
        self._waiting: list[tuple[int, str]] = []  # lines of one paragraph

    def read_block(self, block: list[tuple[int, str]]) -> None:
        """Add the parts of a run of lines without a blank one."""
        first = len(self.parts)
        wrapped = _is_wrapped([line for _, line in block])
        for number, line in block:
            if not self._is_furniture(number, line, wrapped=wrapped, adjacent=len(self.parts) > first):
                self._waiting.append((number, line))
                if not wrapped:
                    self._end_paragraph()
        self._end_paragraph()

    def _is_furniture(self, number: int, line: str, *, wrapped: bool, adjacent: bool) -> bool:
        if found := _AUTHORS.fullmatch(line):
            self._take_organisation(adjacent=wrapped and bool(self._waiting))
            self._metadata(number, has_authors=True).author_count = int(found[1])
        elif _DOT.fullmatch(line):
            self._take_organisation(adjacent=adjacent or bool(self._waiting), after_abstract=True)
            self._metadata(number).dot = True
        elif self._waiting:
            return False  # in the middle of a paragraph, `new` is a word
        elif found := _DATE.fullmatch(line):
            self._date(number, found)
        elif weight := next((weight for pattern, weight in _HEADERS if pattern.fullmatch(line)), 0):
            self.parts.append(Header(number, line, weight))
        elif not (adjacent and self._rest_of_date(line)):
            return _FOOTER.fullmatch(line) is not None
        return True

    def _end_paragraph(self) -> None:
        if not self._waiting:
            return
        lines = [line for line, _ in groupby(line for _, line in self._waiting)]  # a line said twice is one
        text = " ".join(lines)
        if self._follows_unsubscribed_header() and (found := _GLUED.match(text)):
            self.parts.append(Header(self._waiting[0][0], found[0], 1))
            text = text[found.end() :]
        flaw = "it is too long to be an abstract" if len(text) > _LONGEST else ""
        flaw = "it holds characters that are not text" if any(map(_is_garbled, lines)) else flaw
        self.parts.append(Text(self._waiting[0][0], text, flaw, len(lines) > 1))
        self._body = self._body or len(text) > _WRAP
        self._waiting = []

    def _follows_unsubscribed_header(self) -> bool:
        """Whether a first title comes next, and the header above it has no `Subscribe` of its own."""
        header = list(takewhile(lambda part: isinstance(part, Header), reversed(self.parts)))
        seen = any(isinstance(part, Header) and part.text.lower() == "subscribe" for part in header)
        return not seen and (bool(header) or not self.parts)

    def _take_organisation(self, *, adjacent: bool, after_abstract: bool = False) -> None:
        """Take the text above for an organisation in the metadata's own block, or one after an abstract, set off."""
        one_line = len(self._waiting) <= 1
        self._end_paragraph()
        last, before = ([None, None, *self.parts])[:-3:-1]
        if not isinstance(last, Text) or last.flaw or not one_line:
            return
        after_abstract = after_abstract and isinstance(before, Text) and len(before.text) > _WRAP
        if (adjacent or after_abstract) and (found := _ORGANISATION.fullmatch(last.text)):
            self.parts[-1] = Metadata(last.line, organisation=found[2] or found[1])

    def _metadata(self, number: int, *, has_authors: bool = False) -> Metadata:
        """Return the metadata that goes on with this line, or a new one."""
        last = self.parts[-1] if self.parts else None
        if isinstance(last, Metadata) and not (last.dot or last.stamp or (has_authors and last.author_count)):
            return last
        self._body = True
        new = Metadata(number)
        self.parts.append(new)
        return new

    def _date(self, number: int, found: re.Match[str]) -> None:
        year, comments = (int(part) if part else None for part in (found[3], found[4]))
        stamp = Stamp(MONTHS.index(found[1].lower()) + 1, int(found[2]), year, comments)
        last = self.parts[-1] if self.parts else None
        if isinstance(last, Metadata) and not (last.stamp or last.broken):
            last.stamp = stamp
        elif not self._body or isinstance(last, Header):
            self.parts.append(Header(number, found[0], 1))  # the day of the page: it belongs to no paper
        else:
            self.parts.append(Metadata(number, stamp=stamp))

    def _rest_of_date(self, line: str) -> bool:
        """Take a count on a line of its own, or what stands where a date should."""
        last = self.parts[-1]
        if not isinstance(last, Metadata) or last.broken:
            return False
        if last.stamp and last.stamp.comments is None and _COUNT.fullmatch(line):
            last.stamp = last.stamp._replace(comments=int(line))
            return True
        if last.dot and not last.stamp and (_is_garbled(line) or _BROKEN_DATE.fullmatch(line)):
            last.broken = line
        return last.broken is not None


def _is_wrapped(lines: list[str]) -> bool:
    """Whether the lines of a block are one paragraph: short, or all about as long as each other but the last."""
    longest = max(map(len, lines))
    even = all(len(line) > 0.6 * longest for line in lines[:-1])
    return longest <= _WRAP or (even and longest <= _WIDE_WRAP)


def _is_garbled(line: str) -> bool:
    readable = sum(c.isalnum() or c.isspace() for c in line)  # at least 91 % of the characters of the real dumps
    return bool(_GARBAGE.search(line)) or (len(line) > 20 and readable < len(line) / 2)
