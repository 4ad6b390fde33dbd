"""From a stream of text to whole sentences, each with the marks it carries: `[P2.S3]` before or after its full stop."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from assistant.errors import WriterError
from assistant.parsing.events import Draft, Mark, Retracted, Text, TextEvent, Waiting
from assistant.parsing.markup import SLOT, take_marks, unmarkdown
from index.sentences import split

_AFTER_STOP = re.compile(rf"([.!?。！？]+)(\s*)({SLOT}+)")
_BEFORE_NEXT = re.compile(rf"([.!?。！？]+)({SLOT}+)\s*")
# Brackets that a model left empty, or put only the letters of the grammar in; not those of a call, `f()`.
_EMPTY = re.compile(
    r"(?:^|\s+|(?<=[.,;:!?)\]]))(?:\(\s*\)|\[\s*\]|\{\s*\}|【\s*】|[\[【({]\s*P[\w?]?\s*[.,:]\s*S[\w?]?\s*[\]】)}])"
    r"|(?:\(\s*\)|\[\s*\]|\{\s*\}|【\s*】)(?=\W*$)"
)
_OPEN = re.compile(r"[\[【(][^\[\]【】()]{0,200}$")
_LIST_SIGN = re.compile(r"^\s*(?:[-*•+]\s+|#{1,6}\s+|>\s+|\d{1,2}[.)]\s+)+")
_SAYS = (
    r"(?:says?|states?|reports?|shows?|finds?|notes?|mentions?|explains?|describes?|claims?|argues?|indicates?|"
    r"demonstrates?|reveals?|suggests?|points\s+out|writes?|confirms?|said|stated|reported|showed|found|noted)"
)
# What goes with a group of marks at the beginning: "According to [P1.S2],", "[P1.S2] says that", "[P1.S2]:".
_LEAD_IN = re.compile(
    rf"^(?:(?:according to|as (?:\w+ )?(?:in|by)|in|from|per|based on)({SLOT}+)\s*,\s*"
    rf"|(?:the\s+)?(?:(?:abstract|paper|sentence)\s*)?{SLOT}+\s*(?:also\s+|further\s+)?{_SAYS}(?:\s+that\b|\s*:)\s*,?\s*"
    rf"|{SLOT}+\s*[:;,–—]\s*)(?=\W?(\w))",
    re.IGNORECASE,
)
_QUOTES_A_PAPER = re.compile(
    rf"^(?:the|this)\s+(?:abstract|paper|text|article|source)s?\s+{_SAYS}(?:\s+that)?\s*[:,]?\s*(?=[\"“])",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“]([^\"“”]+?)([.!?]?)[\"”]([.!?]?)")
# A list of references that nobody asked for: its heading, and marks at most.
_REFERENCES = re.compile(
    rf"^[\s#*_]*(?:references|sources|citations|bibliography|cited (?:papers|sources))[\s*_]*:?[\s{SLOT},;*_]*$",
    re.IGNORECASE,
)
_LABEL = (
    r"\W*(?:supporting\s+)?(?:marks?|evidence|sources?|citations?|ref(?:erence)?s?|support|cited|sentences?|ids?)\b"
)
_QUOTED_SOURCES = re.compile(rf"[\s#*_]*(?:references|sources|citations)[\s*_]*:[\s*_]*{SLOT}+\s*\w", re.IGNORECASE)
_MARKS_OF_BEFORE = re.compile(rf"{_LABEL}[\s\w]{{0,20}}:?[\s*]*{SLOT}[\s{SLOT},;.&]*", re.IGNORECASE)
_LABELLED = re.compile(_LABEL, re.IGNORECASE)
_TOPIC = re.compile(rf"(?=[^{SLOT}]*(?:\w[A-Z]|\d))([\w][\w.+-]*(?: [\w.+-]+){{0,3}})\s*:")
_MAY_END = re.compile(r"[.!?。！？…\n]")
_CUT = re.compile(r"(?<=[.!?。！？…\])】\"'”*_`>}|:])\s+(?=\S)|\n|(?<=[。！？】\]])(?=\S)")
_OFTEN = 400  # characters of an unfinished text that is read again with every piece
_GROWTH = 1.1  # how much a longer one must have grown before it is, so that reading it all costs no quadratic time
_CUTS = 20  # places, from the end, at which a text may be cut
_BEGUN = 12  # characters of the next sentence that must be there before the one before it counts as whole


def drafts_of(text: str) -> list[Draft]:
    """Return the sentences of a whole text."""
    tail = _Tail()
    return [*tail.feed(text), *tail.end()]


def drafts(events: Iterable[TextEvent]) -> Iterator[Draft | Retracted | Waiting]:
    """Yield each sentence as soon as the next has begun, and retractions; before a WriterError what is finished."""
    tail, told = _Tail(), False
    try:
        for event in events:
            match event:
                case Text(text):
                    for draft in tail.feed(text):
                        told = True
                        yield draft
                case Retracted():
                    if told:
                        yield event
                    tail, told = _Tail(), False
                case Waiting():
                    yield event
    except WriterError:
        yield from (draft for draft in tail.end() if draft.text.endswith((".", "?", "!", "。")))
        raise
    yield from tail.end()


class _Place(NamedTuple):
    """Where in a text a sentence stands, which decides how it is read."""

    mid: bool = False  # in a line that was begun before
    forward: bool = False  # in a line in which marks stand before their sentences
    topic: str = ""  # the name that the list is about


class _Sentence(NamedTuple):
    draft: Draft
    place: _Place


_NOTHING = _Sentence(Draft("", ()), _Place())


class _Tail:
    """The unfinished end of a text: what is finished is cut off, so that no text is read again at every piece."""

    def __init__(self) -> None:
        self._text, self._place, self._may_end = "", _Place(), False
        self._enough = 0  # characters at which the text is read again
        self._unmarked: list[Draft] = []  # of this paragraph, whose marks may still come
        self._marks: tuple[Mark, ...] = ()

    def feed(self, piece: str) -> Iterator[Draft]:
        """Add to the text, and yield the sentences that are whole now."""
        self._text += piece
        self._may_end = self._may_end or bool(_MAY_END.search(piece))
        if not self._may_end or len(self._text) < self._enough:
            return
        self._enough = int(_GROWTH * len(self._text)) if len(self._text) > _OFTEN else 0
        text = _OPEN.sub("", self._text)
        *whole, last = _read(text, self._place) or [_NOTHING]
        if not whole or len(last.draft.text) < _BEGUN or _LABELLED.match(last.draft.text):
            return
        cut = self._cut(text, [*whole, last])
        if cut:
            self._text, self._place = self._text[cut:], last.place
            self._may_end, self._enough = bool(_MAY_END.search(self._text)), 0
            yield from self._placed(whole)

    def end(self) -> Iterator[Draft]:
        """Yield the rest, now that nothing follows."""
        rest, self._text = _read(self._text, self._place), ""
        yield from self._placed(rest)
        yield from self._released()

    def _cut(self, text: str, sentences: list[_Sentence]) -> int:
        """Return where the last sentence begins, so that both parts are read as the whole was; 0 if nowhere."""
        said = [sentence.draft for sentence in sentences]
        for found in reversed(list(_CUT.finditer(text))[-_CUTS:]):
            rest = [one.draft for one in _read(text[found.end() :], sentences[-1].place)]
            if rest == said[-1:]:
                head = [one.draft for one in _read(text[: found.end()], self._place)]
                return found.end() if head == said[:-1] else 0
        return 0

    def _placed(self, sentences: Iterable[_Sentence]) -> Iterator[Draft]:
        for draft, place in sentences:
            if not place.mid:
                yield from self._released()
                self._marks = ()
            if draft.marks:
                self._marks = draft.marks
                yield from self._released()
                yield draft
            else:
                self._unmarked.append(draft)

    def _released(self) -> Iterator[Draft]:
        waiting, self._unmarked = self._unmarked, []
        yield from (draft._replace(near=self._marks) for draft in waiting)


def _read(text: str, place: _Place = _Place()) -> list[_Sentence]:  # noqa: B008  never changed
    """Return the sentences of a whole text, up to a list of references; a line break ends a sentence."""
    marked, groups = take_marks(unmarkdown(text))
    waiting = iter(groups)
    result: list[_Sentence] = []
    for line in marked.splitlines():
        if _MARKS_OF_BEFORE.fullmatch(line) and result and not result[-1].draft.marks:
            _add_marks(result, [mark for _ in range(line.count(SLOT)) for mark in next(waiting)])
            continue
        if _REFERENCES.fullmatch(line) or _QUOTED_SOURCES.match(line):
            break
        item = _LIST_SIGN.sub("", line)
        if not place.mid:
            topic = found[1] if (found := _TOPIC.fullmatch(item)) else place.topic if item != line else ""
            place = _Place(forward=item.startswith(SLOT) and item.strip(SLOT) != "", topic=topic)
            if found:
                continue
        # Each group of marks goes inside its sentence, so that the split keeps them together.
        bound = _BEFORE_NEXT.sub(r"\1 \2", item) if place.forward else _AFTER_STOP.sub(r"\3\1\2", item)
        for part in split(bound):
            marks = [mark for _ in range(part.count(SLOT)) for mark in next(waiting)]
            words = _tidy(part)
            if any(letter.isalnum() for letter in words):
                named = words if place.mid or not place.topic or place.topic in words else f"{place.topic}: {words}"
                result.append(_Sentence(Draft(named, tuple(dict.fromkeys(marks))), place))
            elif result and marks:  # marks on a line of their own
                _add_marks(result, marks)
            place = place._replace(mid=True)
        place = place._replace(mid=False)
    return result


def _add_marks(result: list[_Sentence], marks: list[Mark]) -> None:
    draft, place = result[-1]
    result[-1] = _Sentence(draft._replace(marks=tuple(dict.fromkeys((*draft.marks, *marks)))), place)


def _tidy(part: str) -> str:
    """Return the words of a sentence without its marks and what goes with them."""
    words = part
    if lead := _LEAD_IN.match(part):
        words = part[lead.end() :]
        words = words[:1].upper() + words[1:]
    words = re.sub(rf"\s*{SLOT}+(?=\s*[.,;:!?)])", "", words).replace(SLOT, "")
    words = _EMPTY.sub("", words).strip()
    words = _QUOTES_A_PAPER.sub("", words)
    if quoted := _QUOTED.fullmatch(words):
        words = quoted[1] + (quoted[2] or quoted[3])
    return words
