"""The one splitter of abstracts into sentences, which claims cite: the same in every run.

Each sentence is a slice of the text, in order, and together they hold all of it but the space between. In doubt two
stay one: a quote that is a little long still proves its claim, half a sentence does not.
"""

import re
import tomllib
from importlib import resources

_LISTS = tomllib.loads((resources.files("index.data") / "sentence_words.toml").read_text(encoding="utf-8"))
_INSIDE, _SELDOM, _BEFORE_NUMBER = (frozenset(_LISTS[name].split()) for name in ("inside", "seldom", "before_number"))
_CITED = r"\[\d+(?:\s?[,–-]\s?\d+)*\]"
_STOP = re.compile(
    rf"(?<![.?!…])(?P<mark>[.?!…]++)(?P<close>[\"')\]}}”’»*]*+)(?:{_CITED}|\s{_CITED}(?=\s+[A-Z]|\s*\Z))*+(?=\s|[A-Z])"
    r"|(?P<full>[。！？｡।؟۔]++)[\"')\]}”’」』）》]*+"
)
_OPENING = r"(?:\\[a-z]+\{|[\"'“‘`(\[{*«])*+"
_STARTER = re.compile(rf"\s*+{_OPENING}(?:{'|'.join(_LISTS['starters'].split())}|The|An)\b")
_LOWER_STARTER = re.compile(r"\s*+(?:we|the|this|these|our|in|it|however|to|for|while|by)\b")
_NEXT = re.compile(
    rf"\s*+(?:(?P<sure>https?://|\(?(?:[ivx]{{1,4}}|[a-z]|\d\d?)\)\s)|{_OPENING}"
    r"(?:(?P<number>\.?\d)|(?P<name>[a-z]+-?[A-Z\d]|[a-z]-[a-z])|(?P<letter>[^\W\d_])))"
)
_GLUED = re.compile(r"(?:[A-Z][a-z]+|[A-Z]{2,})[\s,:;-]")
_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*$")
_PLAIN = re.compile(r"\W*(?!(?:torch|keras|numpy|scipy|pandas|sklearn)\b)[a-z]{5,}\W*")  # no abbreviation, no library
_INITIALS = re.compile(r"\W*(?:[A-Za-z]\.-?)*[A-Za-z]")
_ITEM = re.compile(r"\s*[(\[]?(?:\d{1,2}|[ivx]{1,4}|[A-Za-z])")
_URL = re.compile(r"https?://|www\.|ftp://")
_ENCLOSED = re.compile(r"[^\"“”()\[\]]{0,200}(?P<close>[\"”)\]])(?P<goes_on>,|\s+[a-z])?")
_LETTER = re.compile(r"\w")
_REACH = 300  # keeps the work on a hostile text small; the longest URL of 3,645 abstracts has 118 signs


def split(text: str) -> list[str]:
    """Return the sentences of `text`: slices of it without outer space, in order, none empty."""
    starts = [0]
    for stop in _STOP.finditer(text):
        if _LETTER.search(text, starts[-1], stop.start()) and _ends_sentence(text, starts[-1], stop):
            starts.append(stop.end())
    if len(starts) > 1 and not _LETTER.search(text, starts[-1]):
        starts.pop()  # a lonely stop or bracket at the very end belongs to what it closes
    pieces = (text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True))
    return [piece for piece in pieces if piece]


def _ends_sentence(text: str, start: int, stop: re.Match[str]) -> bool:
    if stop["full"]:
        return True
    before = text[max(start, stop.start() - _REACH) : stop.start()].split() or [""]
    if _ITEM.fullmatch(before[-1]) and (len(before) == 1 or before[-2][-1] in ":;"):
        return False
    name = found[0] if (found := _WORD.search(before[-1])) else ""
    word = name.lower()
    if name in _INSIDE or word in _INSIDE or _is_enclosed(text, start, stop.end()):
        return False
    if not text[stop.end()].isspace():
        return not _URL.search(before[-1]) and _ends_glued(before[-1], text, stop.end())
    if _STARTER.match(text, stop.end()):
        return True
    if stop["mark"] not in {".", "?"} or word in _SELDOM or (stop["mark"] == "." and _is_initial(before)):
        return False
    return _begins_sentence(text, before[-1], word, stop)


def _is_initial(before: list[str]) -> bool:
    """Whether the last word is one as in `J. Smith` or `U.S. law`; the `m` of `10 m` is a unit."""
    is_unit = len(before) > 1 and before[-2][-1].isdigit()
    return not is_unit and bool(_INITIALS.fullmatch(before[-1]))


def _ends_glued(token: str, text: str, end: int) -> bool:
    """Whether the space after a stop was forgotten, as in `models.In`; `torch.Tensor` is one name."""
    return bool(_STARTER.match(text, end) or (_PLAIN.fullmatch(token) and _GLUED.match(text, end)))


def _begins_sentence(text: str, token: str, word: str, stop: re.Match[str]) -> bool:
    """Whether what follows looks like a beginning, after a stop that may be one."""
    follows = _NEXT.match(text, stop.end())
    if not follows:
        return word != "etc"
    if follows["sure"] or follows["name"]:
        return True
    if follows["number"]:
        return word not in _BEFORE_NUMBER
    if not follows["letter"].islower():
        return True
    if stop["close"] or word == "etc":
        return False
    return bool(_LOWER_STARTER.match(text, stop.end()) or (stop["mark"] == "." and _PLAIN.fullmatch(token)))


def _is_enclosed(text: str, start: int, end: int) -> bool:
    """Whether the sentence goes on behind a bracket or a quotation that is open at `end`."""
    rest = _ENCLOSED.match(text, end)
    if not rest:
        return False
    if rest["close"] in ")]":
        opening = "(" if rest["close"] == ")" else "["
        return text.count(opening, start, end) > text.count(rest["close"], start, end)
    opened = text.count('"', start, end) % 2 or text.count("“", start, end) > text.count("”", start, end)
    return bool(opened and rest["goes_on"])
