"""The reader of names: methods, models, datasets and their acronyms, told by how they are written.

GPT-3 is not GPT-4; but GPT-4, GPT4 and gpt 4 are one, and `GPT-4-based` has it. An acronym stands in a text that has
it, or the words of `data/common_acronyms.tsv`, or any row of words with its initials if it is long enough.
"""

import re
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from index.numbers import quantities
from index.text import american, stem, tokens

_JOINT = re.compile(r"[-/]")
_TOKEN = re.compile(r"[A-Za-zÀ-ÿ0-9](?:[A-Za-zÀ-ÿ0-9_]|[-.+&^/](?=[A-Za-zÀ-ÿ0-9])|\+(?!\w))*")
_SENTENCE_START = re.compile(r"(?:^|[.:;!?\"(]\s*|\W-\s*)$")
_WORDS_OF = re.compile(r"[A-Za-z][a-z]+")
# A row of words has the initials of a random acronym of three letters in 21 % of abstracts, of four in 2 %.
_LONG_ENOUGH = 4
_LONG_STEM = 5
_EVERYWHERE = frozenset("GPU CPU TPU 1D 2D 3D 4D US UK EU A I PC ID OK II III IV VI VII VIII IX".split())
_SMALL = frozenset("a an and at by for from in of on the to via with".split())  # acronyms may pass over them
_SHOUTED = 0.6  # share of capitals among the letters of a text that is written in capitals


class Name(NamedTuple):
    """A name: as written, its parts between hyphens that are names, and whether it looks like a system or a dataset.

    A word that only begins with a capital within a sentence is a name as well, of anything.
    """

    text: str
    parts: tuple[str, ...]
    is_system: bool


class Written(NamedTuple):
    """A text as names are looked for in it."""

    keys: frozenset[str]  # of the names within tokens: GPT-4 of GPT-4-based
    run: str  # the keys of all tokens without a gap
    edges: frozenset[int]  # where tokens meet in that
    parts: frozenset[str]  # of tokens between hyphens, in lower case
    stems: frozenset[str]
    initials: str  # of its words in a row, also without the small ones


@lru_cache(maxsize=4096)
def names(text: str) -> tuple[Name, ...]:
    """Return the names of a plain text, in order."""
    counted = [(each.start, each.end) for each in quantities(text)]
    found = []
    capitals = [word[0].isupper() for word in text.split() if word[0].isalpha()]
    titled = sum(capitals) > _SHOUTED * len(capitals)
    shouted = sum(map(str.isupper, text)) > _SHOUTED * sum(map(str.isalpha, text))
    for match in _TOKEN.finditer(text):
        token = match[0].removesuffix("'s")
        if (token.islower() and token.isalpha()) or token.replace("-", "").replace(".", "").isdigit():
            continue
        if any(start <= match.start() and match.end() <= end for start, end in counted):
            continue
        parts = _name_parts(token, counts=any(start == match.start() for start, _ in counted))
        first = bool(_SENTENCE_START.search(text[max(0, match.start() - 4) : match.start()]))
        numbered = len(parts) > 1 and parts[0][0].isupper() and any(part[0].isdigit() for part in parts[1:])
        system = not shouted and (numbered or any(map(_looks_like_a_system, parts)))
        if parts and (system or (not (first or titled or shouted) and any(part[0].isupper() for part in parts))):
            found.append(Name(match[0], parts, system))
    return tuple(found)


def _name_parts(token: str, *, counts: bool) -> tuple[str, ...]:
    """Return what is name in a token: `Zebrafold` of `non-Zebrafold-based`, and nothing of `4-bit`."""
    parts = [part for part in _JOINT.split(token) if part]
    if counts and "-".join(parts[1:]).islower():
        return ()
    while parts and parts[-1].islower() and parts[-1].isalpha():
        parts.pop()
    while len(parts) > 1 and not _looks_like_a_system(parts[0]) and (parts[0].islower() or parts[0] == "Non"):
        parts.pop(0)
    return () if len(parts) == 1 and parts[0].removesuffix("s") in _EVERYWHERE else tuple(parts)


def _looks_like_a_system(part: str) -> bool:
    """Tell whether a part has an inner capital, or a figure behind a letter: QLoRA, BERT, T5; but not `5th`."""
    inner = any(letter.isupper() for letter in part[1:])
    return inner or (part[0].isalpha() and any(letter.isdigit() for letter in part))


def stands_in(name: Name, text: str) -> bool:
    """Return whether a plain text has a name, however joined or cased, or the words that an acronym stands for."""
    return _stands_as_written("-".join(name.parts), text) or _stands_in(name, written(text))


def _stands_as_written(name: str, text: str) -> bool:
    """Return whether a text has a name letter by letter, not within a longer word: the quick way."""
    start = text.find(name)
    while start >= 0:
        before, after = text[start - 1 : start], text[start + len(name) : start + len(name) + 1]
        if not before.isalnum() and (not after.isalnum() or (after.isdigit() and name[-1].isalpha())):
            return True  # `Qwen` stands in Qwen2.5 as well
        start = text.find(name, start + 1)
    return False


def _stands_in(name: Name, written: Written) -> bool:
    whole = _key("".join(name.parts))
    if any(_is_joined(form, written) for form in dict.fromkeys((whole, whole.removesuffix("s"), f"{whole}s"))):
        return True
    if len(name.parts) > 1 and not any(part[0].isdigit() for part in name.parts):
        return all(_part_stands_in(part, written) for part in name.parts)
    return len(name.parts) == 1 and _part_stands_in(name.parts[0], written)


def _is_joined(key: str, written: Written) -> bool:
    """Tell whether tokens that follow each other make `key`, or whether it is the name in one of them."""
    if key in written.keys:
        return True
    start = written.run.find(key)
    while start >= 0:
        if start in written.edges and start + len(key) in written.edges:
            return True
        start = written.run.find(key, start + 1)
    return False


def _part_stands_in(part: str, written: Written) -> bool:
    key = _key(part)
    if any(_is_joined(form, written) for form in (key, key.removesuffix("s"))):
        return True
    if part.isalpha() and part[1:].islower():
        return _stands_as_a_word(stem(part.lower()), written)
    acronym = part.removesuffix("s")
    if words := common_acronyms().get(acronym):
        stems = [stem(word) for word in words.split() if len(word) > 2]
        return 2 * sum(each in written.stems for each in stems) >= len(stems)
    if acronym.isupper() and acronym.isalpha():
        return len(acronym) >= _LONG_ENOUGH and acronym.lower() in written.initials
    pieces = _WORDS_OF.findall(part)  # `AutoEncoder` of `auto encoder`
    return "".join(pieces) == part and len(pieces) > 1 and all(stem(one.lower()) in written.stems for one in pieces)


def _stands_as_a_word(word: str, written: Written) -> bool:
    """Tell whether a text has a word, or for one long enough another form of it: American for America."""
    if word in written.stems or len(word) < _LONG_STEM:
        return word in written.stems
    return any(each.startswith(word) or (word.startswith(each) and len(each) >= _LONG_STEM) for each in written.stems)


@cache
def common_acronyms() -> dict[str, str]:
    """Return the acronyms of the field that are no name of anybody's work, with the words they stand for."""
    table = resources.files("index").joinpath("data/common_acronyms.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t") for line in table.splitlines())


@lru_cache(maxsize=1024)
def written(text: str) -> Written:
    """Return a plain text as names are looked for in it."""
    keys, edges, parts, run, length = set(), {0}, set(), [], 0
    for found in _TOKEN.finditer(text):
        token = found[0].removesuffix("'s")
        if "-" in token:
            keys.add(_key("".join(_name_parts(token, counts=False))))
        for part in _JOINT.split(token):
            parts.add(part.lower())
            run.append(_key(part))
            length += len(run[-1])
            edges.add(length)
    words = [each for each in tokens(text) if each.low[0].isalpha()]
    rows = words, [each for each in words if each.low not in _SMALL]
    initials = " ".join("".join(each.low[0] for each in row) for row in rows)
    stems = frozenset(each.stem for each in words)
    return Written(frozenset(keys), "".join(run), frozenset(edges), frozenset(parts), stems, initials)


def _key(token: str) -> str:
    return american("".join(filter(str.isalnum, token)).casefold())
