"""Names of methods, models and datasets: GPT-3 is not GPT-4, nor GPT-3.5, nor is Llama-2-7B Llama-2-70B.

A name is told by how it is written: capitals or digits within a word, or a capital within a sentence. It stands in a
text when all of it does, however it is joined or cased (GPT-4, GPT4, gpt 4), also as a part of `GPT-4-based`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from assistant.grounding.acronyms import COMMON, openings
from assistant.grounding.cited import Cited, partial, unsupported
from assistant.grounding.numbers import Quantity, quantities
from assistant.grounding.plain import plain
from assistant.grounding.text import american, roots, stem
from assistant.types import Verdict

_TOKEN = re.compile(r"[^\W_](?:\w|[-.+&^](?=[^\W_])|\+(?!\w))*")
_PREFIXES = frozenset(
    """non pre post multi cross inter intra anti co re sub super self semi meta auto un quasi pseudo
    mid over under in""".split()
)
_SENTENCE_START = re.compile(r"(?:^|[.:;!?\"]\s*|\W-\s*)$")
_WORD = re.compile(r"[^\W\d_]+")


class Name(NamedTuple):
    """A name as written, and its parts between hyphens."""

    text: str
    parts: tuple[str, ...]


def names_are_cited(claim: str, cited: Cited) -> Verdict | None:
    """Every name stands in the cited sentences, the title or the abstract.

    One that stands elsewhere in the abstract in the place of a name of the cited sentence makes the claim partial.
    """
    names = names_of(plain(claim))
    if strange := next((each for each, told in openings(claim).items() if not _is_opened(told, cited)), ""):
        return unsupported(f"{strange} does not stand in the cited abstract")
    if swapped := _swapped(claim, cited):
        return partial(f"{swapped} does not stand in the cited sentence")
    if not names:
        return None
    here = written(plain(" ".join(cited.sentences)))
    missing = [name for name in names if not stands_in(name, here)]
    if not missing:
        return None
    papers = [written(plain(paper)) for paper in cited.papers]  # one by one: a paper is cited more than once
    invented = [name for name in missing if not any(stands_in(name, paper) for paper in papers)]
    if invented:
        return unsupported(f"{invented[0].text} does not stand in the cited abstract")
    titles = plain(" ".join(paper.split("\n", 1)[0].partition(":")[0] for paper in cited.papers))
    heads = written(titles)
    kept = {_key("".join(name.parts)) for name in names}
    rivals = [name for name in names_of(titles) if stands_in(name, here) and _key("".join(name.parts)) not in kept]
    elsewhere = [name for name in missing if rivals or not stands_in(name, heads)]
    if elsewhere and _lacks_a_name(claim, cited):
        return partial(f"{elsewhere[0].text} stands in the abstract, but not in the cited sentence")
    return None


def ends_a_name(claim: str, number: Quantity, cited: Cited) -> bool:
    """Tell whether a number of a plain claim belongs to the words before it, as 2 and 7B in Llama 2 7B do."""
    head = claim[: number.start].rstrip(" -")
    if number.sign or "" not in number.units or not head or not (head[-1].isalnum() or head[-1] == "+"):
        return False
    before = [found[0] for found in _TOKEN.finditer(head)][-2:]
    papers = [written(plain(paper)) for paper in cited.papers]
    return any(
        any(letter.isupper() for letter in tokens[0])
        and any(_is_joined(_key("".join((*tokens, number.text))), paper) for paper in papers)
        for tokens in (before[-1:], before)
        if tokens and (len(tokens) == 1 or any(letter.isdigit() for letter in tokens[1]))
    )


def _swapped(claim: str, cited: Cited) -> str:
    """Return a common acronym that a claim has where the cited sentences have another one, or ""."""
    source = " ".join(cited.sentences)
    here, said = (plain(text).casefold().replace("-", " ") for text in (source, claim))
    claimed, there = openings(claim), openings(source)
    strange = [each for each, told in claimed.items() if each not in there and told.casefold() not in here]
    lost = [each for each, told in there.items() if each not in claimed and told.casefold() not in said]
    return strange[0] if strange and lost else ""


def _is_opened(words: str, cited: Cited) -> bool:
    """Tell whether half of the words of a common acronym stand in what is cited."""
    there = roots(plain("\n".join(cited.papers)))
    telling = roots(words)
    return 2 * len(telling & there) >= len(telling)


def _lacks_a_name(claim: str, cited: Cited) -> bool:
    said = plain(claim).casefold()
    if any(words not in said for sentence in cited.sentences for words in openings(sentence).values()):
        return True
    kept = Counter(_key("".join(name.parts)) for name in names_of(plain(claim)))
    return bool(Counter(_key("".join(name.parts)) for name in names_of(plain(" ".join(cited.sentences)))) - kept)


@lru_cache(maxsize=4096)
def names_of(text: str) -> tuple[Name, ...]:
    """Return the names of a plain text."""
    return tuple(_names(text))


def _names(text: str) -> Iterator[Name]:
    counted = [(each.start, each.end) for each in quantities(text)]
    for found in _TOKEN.finditer(text):
        token = found[0].removesuffix("'s")
        if token.replace("-", "").isdigit() or any(a <= found.start() and found.end() <= b for a, b in counted):
            continue
        if token.islower() and token.isalpha():
            continue
        first = bool(_SENTENCE_START.search(text[max(0, found.start() - 4) : found.start()]))
        parts = _parts(token, counts=any(start == found.start() for start, _ in counted))
        if parts and (_is_written_as_name(parts) or (not first and any(part[0].isupper() for part in parts))):
            yield Name(found[0], parts)


def _parts(token: str, *, counts: bool) -> tuple[str, ...]:
    """Return what is name in a token: `Zebrafold` of `non-Zebrafold-based`, and nothing of `4-bit`."""
    parts = token.split("-")
    if counts and "-".join(parts[1:]).islower():
        return ()
    while parts and (parts[-1].islower() and parts[-1].isalpha()):
        parts.pop()
    while len(parts) > 1 and (parts[0] in _PREFIXES or (parts[0].islower() and len(parts[0]) > 3) or parts[0] == "Non"):
        parts.pop(0)
    return () if len(parts) == 1 and parts[0] in {"I", "A", *COMMON} else tuple(parts)


def _is_written_as_name(parts: tuple[str, ...]) -> bool:
    if len(parts) > 1 and (any(part.isdigit() for part in parts[1:]) or sum(part[0].isupper() for part in parts) > 1):
        return True
    return any(
        any(letter.isupper() for letter in part[1:])
        or (any(letter.isdigit() for letter in part) and any(letter.isalpha() for letter in part))
        for part in parts
    )


def stands_in(name: Name, written: Written) -> bool:
    """Tell whether a text has a name, however it is joined or cased."""
    whole = _key("".join(name.parts))
    if any(_is_joined(form, written) for form in (whole, whole.removesuffix("s"), f"{whole}s")):
        return True
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
    if key in written.keys or key.removesuffix("s") in written.keys:
        return True
    if part.isalpha() and part[1:].islower():
        return stem(part.lower()) in written.stems
    acronym = part.removesuffix("s")
    return (
        sum(letter.isupper() for letter in acronym) > 1
        and acronym.isalpha()
        and len(acronym) > 2
        and acronym.lower() in written.initials
    )


class Written(NamedTuple):
    """A text as names are looked for in it.

    `keys` are those of the names within tokens (GPT-4 of GPT-4-based), `run` the keys of all tokens without a gap,
    in which tokens meet at `edges`; then the stems of the words, and their initials.
    """

    keys: frozenset[str]
    run: str
    edges: frozenset[int]
    stems: frozenset[str]
    initials: str


@lru_cache(maxsize=1024)
def written(text: str) -> Written:
    """Return a plain text as names are looked for in it."""
    keys, edges, run = set(), {0}, []
    length = 0
    for found in _TOKEN.finditer(text):
        token = found[0].removesuffix("'s")
        if "-" in token:
            keys.add(_key("".join(_parts(token, counts=False))))
        for part in token.split("-"):
            run.append(_key(part))
            length += len(run[-1])
            edges.add(length)
    lows = [word.lower() for word in _WORD.findall(text)]
    stems = frozenset(stem(low) for low in lows)
    return Written(frozenset(keys), "".join(run), frozenset(edges), stems, "".join(low[0] for low in lows))


def _key(token: str) -> str:
    return american("".join(filter(str.isalnum, token)).casefold())
