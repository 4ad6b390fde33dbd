"""A claim that is a cited sentence told by known rules: whether some edits turn one into the other, word by word."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.verification.retold_rules import RULES, Edit, patterns
from index.entities import common_acronyms
from index.store.acronyms import defined_by
from index.text import plain

_WORD = re.compile(r"[^\W_]+(?:['’][a-z]+)?|[%<>=~+*]|(?<![\w-])-(?=\d)")
_LONGEST = 1200  # characters of a sentence
_TITLED = re.compile(r"(?:In “(?P<title>[^“”]+)”,|“(?P<heading>[^“”]+)”[:,]) ")
_NAMED = re.compile(r"(?P<name>[^“”]+) \(“(?P<rest>[^“”]+)”\) ")  # `Zebrafold (“Folding Streams”) halves`
_ACRONYM = re.compile(r"(?:\b(?P<article>[Aa]n?) )?(?<![\w(-])(?P<short>[A-Z][A-Za-z]*[A-Z]s?)\b(?![\w-])")
_OUR_WORK = re.compile(r"\b[Oo]ur (?:proposed )?(?P<what>[a-z]+)(?= (?:[a-z]+ly )?[a-z]+s\b(?! (?:is|are)\b))")
_IS_NAME = re.compile(r"(?=.*[A-Z])[^\s.]+(?: [^\s.]+){0,3}")
_SMALL = frozenset("a an and by for from in of on the to via with".split())


class Known(NamedTuple):
    """What a claim may call the authors of a paper, and its title and abstract, in which acronyms are defined."""

    subject: str = ""
    whole: str = ""


def subject_of(record: str) -> str:
    """Return the surname of the first author of a record, as papers cite several: `Vaswani et al.`."""
    surname = record.partition(",")[0].split()[-1:]
    return f"{surname[0]} et al." if surname else ""


def is_retold(claim: str, sentence: str, known: Known) -> bool:
    """Return whether some of the edits that the rules allow turn a sentence into the claim, be it behind the title."""
    source, titled = plain(sentence), _TITLED.match(claim)
    if titled and known.whole.startswith(plain(titled["title"] or titled["heading"])):
        claim = claim[titled.end() :]
    elif (named := _NAMED.match(claim)) and known.whole.startswith(plain(f"{named['name']}: {named['rest']}")):
        claim = f"{named['name']} {claim[named.end() :]}"
    if len(source) > _LONGEST or len(claim) > _LONGEST:
        return False
    return _reaches(_words(plain(claim)), source, edits(source, known))


@lru_cache(maxsize=2048)
def edits(sentence: str, known: Known) -> tuple[Edit, ...]:
    """Return what may be changed in a sentence; of edits that overlap one can be made."""
    return (
        *(edit for rule in RULES for edit in rule(sentence)),
        *_named(sentence, known),
        *_called(sentence, known),
        *_spelled(sentence, known),
    )


def _usual(short: str, whole: str) -> str:
    """Return what an acronym mostly stands for, if the text has half of the words: it may have another sense there."""
    words, rest = common_acronyms().get(short, ""), whole.lower()
    parts = re.findall(r"[a-z]+", words.lower())
    return words if sum(part in rest for part in parts) * 2 >= len(parts) else ""


def long_form(short: str, whole: str) -> str:
    """Return the words that an acronym stands for, in its number: as a text defines it, else as all use it, or ""."""
    bare = short.removesuffix("s")
    is_plural = short != bare
    words = _usual(bare, whole) if is_plural and f"({short})" not in whole else _defined(bare, whole)
    words = words or _usual(bare, whole)
    singular = re.sub(r"(?<![isu])s$", "", words)  # not of `diagnosis`
    return f"{singular}{'s' if is_plural else ''}" if words else ""


def _defined(short: str, whole: str) -> str:
    """Return the words that a text defines an acronym by, if they have its very initials."""
    words = (defined_by(short, whole) or "").split()
    parts = [part for word in words for part in word.split("-") if part]
    for kept in (parts, [part for part in parts if part.lower() not in _SMALL]):
        if "".join(part[0] for part in kept).lower() == short.lower():
            if re.search(rf"-{re.escape(' '.join(words))}", whole):  # `aware language model` of `audio-aware …`
                return ""
            if any(sum(map(str.isupper, part)) > 1 for part in parts):  # `LLMs and multimodal models (LMMs)`
                return ""
            if re.search(rf"(?:^|[.!?] ){re.escape(' '.join(words))}", whole) and all(map(str.islower, words[1:])):
                words = [words[0].lower() if _is_a_word(words[0]) else words[0], *words[1:]]  # it began a sentence
            common = short in common_acronyms()  # then it is no name, whatever its capitals
            return " ".join(word.lower() if common and _is_a_word(word) else word for word in words)
    return ""


def _is_a_word(word: str) -> bool:
    return all(part[1:].islower() for part in word.split("-") if len(part) > 1)


def _named(sentence: str, known: Known) -> Iterator[Edit]:
    """Yield the name of the first author for `we`, and with `by` before it for `this paper`."""
    if not known.subject:
        return
    for found in re.finditer(r"(?<![\w-])[Ww]e(?![\w-])", sentence):
        yield Edit(*found.span(), known.subject, "person")
    for found in patterns()["work"].finditer(sentence):
        article = "" if found["work"].lower() in {"work", "research"} else "a "
        yield Edit(*found.span(), f"{article}{found['work']} by {known.subject}", "person")


def _called(sentence: str, known: Known) -> Iterator[Edit]:
    """Yield the name in the title for `our model`, where the abstract says that it is one: `Zebrafold, a new model`."""
    name, colon, _ = known.whole.partition(": ")
    if not colon or not _IS_NAME.fullmatch(name):
        return
    for found in _OUR_WORK.finditer(sentence):
        is_one = rf"\b{re.escape(name)}(?: \([^()]*\))?(?:,| is) an? [^,;.:]{{0,80}}?\b{found['what']}\b"
        if re.search(is_one, known.whole):
            yield Edit(*found.span(), name, "name")


def _spelled(sentence: str, known: Known) -> Iterator[Edit]:
    """Yield the words that acronyms stand for, also with the acronym behind them."""
    for found in _ACRONYM.finditer(sentence):
        if words := long_form(found["short"], known.whole):
            article = "a " if found["article"] else ""
            for behind in ("", f" ({found['short']})"):
                yield Edit(*found.span(), f"{article}{words}{behind}", "acronym")


def _reaches(claim: Sequence[str], source: str, allowed: Sequence[Edit]) -> bool:
    """Return whether the words of a claim are those of a source after some edits: a search over places in both."""
    found = list(_WORD.finditer(source))
    there = [_word(each[0]) for each in found]
    starts = [each.start() for each in found]
    jumps: dict[int, list[tuple[int, list[str]]]] = {}
    for edit in allowed:
        first, last = (sum(start < sign for start in starts) for sign in (edit.start, edit.end))
        jumps.setdefault(first, []).append((last, _words(edit.text)))
    states, seen = [(0, 0)], {(0, 0)}
    while states:
        said, at = states.pop()
        if said == len(claim) and at == len(there):
            return True
        ahead = [(said + 1, at + 1)] if said < len(claim) and at < len(there) and claim[said] == there[at] else []
        for end, words in jumps.get(at, ()):
            if claim[said : said + len(words)] == words:
                ahead.append((said + len(words), end))
        states += [state for state in ahead if state not in seen]
        seen.update(ahead)
    return False


def _words(text: str) -> list[str]:
    return [_word(each) for each in _WORD.findall(text)]


def _word(text: str) -> str:
    """Return a word as it is compared: `a` and `an` are one."""
    low = text.casefold().replace("’", "'")
    return "a" if low == "an" else low
