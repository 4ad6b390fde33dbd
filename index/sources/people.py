"""The names of authors, in the many forms in which exports have them, as `Ada Lovelace`."""

import re
from collections.abc import Callable, Mapping

from index.sources.exports import find

Text = Callable[[object], str]  # a value as a clean text on one line, "" for what is none

_STRONG = (";", "|", "；", "、", "，")  # signs that stand between names only
_AND = re.compile(r",?\s+(?:and|&)\s+")
_SEPARATED = re.compile(r"[,;|；、，]|\sand\s")
_AND_OTHERS = re.compile(r"[,;]?\s+et\.?\s+al\.?\s*$")
_SUFFIX = re.compile(r"(?:Jr|Sr|I{2,3}|IV|Ph\.?D|M\.?D)\.?")
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.[\s-]*)+|[A-Z]{1,3}")
_INITIAL = re.compile(r"\b[^\W\d_a-z]\.|\s[A-Z]\b")
_ENDS_IN_INITIAL = re.compile(r"(?:^|.*[\s.-])[^\W\d_a-z]\.?$")
_NO_PERSON = re.compile(r"\b(?:of|for|the|and)\b|[a-z][A-Z]")  # `Department of Physics, MIT`, `OpenAI, DeepSeek-AI`
_MARKS = re.compile(r"(?<=[^\W\d_])[\d*†‡§¶]+$")  # of a footnote: `Ada Lovelace1`
_NUMBERED = re.compile(r"\s*\(\d+\)$")  # Scopus: `Lovelace, Ada (7004212771)`
_WHOLE = ("name", "display_name", "literal", "author.display_name", "author.name")
_FIRST, _LAST = ("given", "firstname", "first"), ("family", "lastname", "last")
_OTHERS = frozenset(("others", "et al", "et al.", "..."))


def names_of(value: object, text: Text, *, last_name_first: bool) -> tuple[str, ...]:
    """Return names from a list of names, of objects with a name, of (last, first, suffix), or from one string.

    With `last_name_first` a comma in a string stands in a name, unless all of it is names and initials.
    """
    if isinstance(value, str):
        value = value if _SEPARATED.search(value) else ";".join(value.strip().splitlines())
        value = _split(text(value), last_name_first=last_name_first)
    if not isinstance(value, list):
        return ()
    names = (_name(each, text) for each in value)
    return tuple(name for name in names if name and name.lower() not in _OTHERS)


def _split(names: str, *, last_name_first: bool) -> list[str]:
    """Split a string at the signs between names; one that is left with a comma has its last name first."""
    names = _AND_OTHERS.sub("", names)
    if sign := next((sign for sign in _STRONG if sign in names), ""):
        return [_MARKS.sub("", name.strip()) for name in names.split(sign)]
    groups = _AND.split(names)
    parts = [part.strip(" []'\"") for group in groups for part in group.split(",")]  # a list as Python shows it
    parts = [_MARKS.sub("", part) for part in parts if any(map(str.isalpha, part))]
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    if pairs and len(parts) % 2 == 0 and all(_is_inverted(*pair) for pair in pairs):
        return [", ".join(pair) for pair in pairs]
    if last_name_first and not all(part.endswith(".") for part in parts):  # `Lovelace A., King B.`
        return groups
    whole: list[str] = []
    for part in parts:
        whole[-1:] = [f"{whole[-1]} {part}"] if whole and _SUFFIX.fullmatch(part) else [*whole[-1:], part]
    return whole


def _is_inverted(last: str, first: str) -> bool:
    """Tell whether two parts around a comma are one name, `Hu, Edward J.`, and not two, `Edward Hu, Yelong Shen`."""
    if _NO_PERSON.search(f"{last} {first}") or _INITIAL.search(last) or _SUFFIX.fullmatch(first):
        return False
    are_words = " " not in last and " " not in first and last[0].isupper()  # names in Chinese signs have no case
    return are_words or last[0].islower() or bool(_INITIALS.fullmatch(first) or _ENDS_IN_INITIAL.match(first))


def _name(value: object, text: Text) -> str:
    if isinstance(value, list):
        parts = [*map(text, value)]
        return " ".join(filter(None, (*parts[1:2], *parts[:1], *parts[2:])))
    if isinstance(value, Mapping):
        return _named(value, text)
    name = text(value).strip(" ,;:")
    name = _NUMBERED.sub("", name) if name.endswith(")") else name
    last, *others = (part.strip() for part in name.split(",", 2))  # last, first, suffix
    if not others or _NO_PERSON.search(name):
        return name
    if _SUFFIX.fullmatch(others[0]):
        return " ".join((*others[1:], last, others[0]))
    return " ".join(filter(None, (others[0], last, *others[1:])))


def _named(person: Mapping[str, object], text: Text) -> str:
    if find(person, "creatortype") not in (None, "author"):  # Zotero lists editors among them
        return ""
    whole = next(filter(None, (text(find(person, path)) for path in _WHOLE)), "")
    last = next(filter(None, (text(find(person, path)) for path in _LAST)), "")
    if not last:
        return whole
    first = next(filter(None, (text(find(person, path)) for path in _FIRST)), "")
    particles = (text(find(person, path)) for path in ("dropping-particle", "non-dropping-particle"))
    return " ".join(filter(None, (first, *particles, last, text(find(person, "suffix")))))
