"""A claim beside the cited sentence that it is a near-copy of, word by word, and what took another's place in it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations, takewhile
from typing import NamedTuple

from assistant.verification.overlap import weight
from index.numbers.units import SCALES, SPELLED
from index.text import Token, plain, tokens
from index.verbs import is_verb

_NEAR = 0.75  # share of what the words of a claim tell that must stand in one sentence
_TIGHT = 0.6  # share of what the words of the sentence tell that stands in the claim
_CONTENT = 1.45  # length of the vector of a word that is more than grammar: `the` .6, `can` 1.1; `propose` has 1.6
_TELLING = 1.9  # of one that can be what a statement is about; `specific` has 2.0
_FEWEST = 4  # content words of a claim that can be a copy of anything
_ORDINAL = frozenset("first second third fourth fifth".split())
_PAIRED = frozenset("nor neither either both was were been had did".split())  # they tell nothing, however rare
_NOT_ONLY = re.compile(r"\bnot (?:only|merely|just|solely)\b", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:[A-Z][a-z]+ly|[A-Z][a-z]+more|However|In addition|Second|First|Third|Also|Moreover), |^(?:Yes|No)[:,] "
)
_MANY = re.compile(
    r"(?<![\w.-])(\d[\d,]*(?:\.\d+)?)(?:[ -]?(thousand|million|billion|trillion)\b|([kKMBT])\b)?(?![\w.]\w)"
)
_TIMES = re.compile(r"(\d) ?(?:times|-?fold)\b")


class Step(NamedTuple):
    """A place where claim and sentence differ: the words of the claim, and those of the sentence."""

    said: tuple[Token, ...]
    there: tuple[Token, ...]


class Diff(NamedTuple):
    """A claim beside the sentence that it copies; `kept` has the places, in both, of the words that stayed in order."""

    claim: str
    sentence: str
    said: tuple[Token, ...]
    there: tuple[Token, ...]
    steps: tuple[Step, ...]
    kept: tuple[tuple[int, int], ...]
    is_tight: bool  # most of the sentence stands in the claim


def nearest(claim: str, sentences: Sequence[str]) -> Diff | None:
    """Return a claim beside the cited sentence that it is a near-copy of, or None if it is of none."""
    text = _plain(claim)
    said = tokens(text)
    if sum(is_content(each) for each in said) < _FEWEST:
        return None
    shares = [(_share(said, tokens(_plain(sentence))), sentence) for sentence in sentences]
    share, sentence = max(shares, key=lambda pair: pair[0], default=(0.0, ""))
    return _diff(text, _plain(sentence)) if share >= _NEAR else None


def _plain(text: str) -> str:
    """Return a plain text without its lead-in, with its numbers in figures: 7600 for `7.6k`, 2x for `2 times`."""
    flat = _NOT_ONLY.sub("", _LEAD.sub("", plain(text)))
    return _MANY.sub(_in_figures, _TIMES.sub(r"\1x", flat))


def _in_figures(found: re.Match[str]) -> str:
    scale = (found[2] or found[3] or "").lower()
    return f"{float(found[1].replace(',', '')) * SCALES.get(scale, 1.0):.15g}"


def _share(said: Sequence[Token], there: Sequence[Token]) -> float:
    """Return the share of what the words of a claim tell that stands in a sentence, in any order."""
    stems = {each.stem for each in there}
    total = sum(weight(each.low) for each in said)
    return sum(weight(each.low) for each in said if each.stem in stems) / total if total else 0.0


def _diff(claim: str, sentence: str) -> Diff:
    said, there = tokens(claim), tokens(sentence)
    matcher = SequenceMatcher(None, [key(each) for each in said], [key(each) for each in there], autojunk=False)
    steps = [Step(said[a:b], there[c:d]) for what, a, b, c, d in matcher.get_opcodes() if what != "equal"]
    kept = [(block.a + n, block.b + n) for block in matcher.get_matching_blocks() for n in range(block.size)]
    steps = [step for step in steps if _joined(step.said) != _joined(step.there)]  # `high-quality` and `highquality`
    return Diff(claim, sentence, said, there, tuple(steps), tuple(kept), _share(there, said) >= _TIGHT)


def _joined(words: Sequence[Token]) -> str:
    return "".join(each.low for each in words)


def key(token: Token) -> str:
    """Return what a word is compared by: its stem, or the figure that it spells."""
    return f"{SPELLED[token.low]:g}" if token.low in SPELLED else token.stem


def is_content(token: Token) -> bool:
    """Return whether a word is a figure, or more than grammar."""
    return is_figure(token) or weight(token.low) >= _CONTENT


def tells(token: Token) -> bool:
    """Return whether a word can be what a statement is about: a figure, or more than grammar."""
    return is_figure(token) or (weight(token.low) >= _TELLING and token.low not in _PAIRED)


def is_figure(token: Token) -> bool:
    """Return whether a word is a number, in figures or spelled."""
    return token.low[0].isdigit() or token.low in SPELLED or token.low in _ORDINAL


def places(words: Sequence[Token]) -> dict[str, Token]:
    """Return the words that stand once, by stem."""
    once = Counter(each.stem for each in words)
    return {each.stem: each for each in words if once[each.stem] == 1}


_CLAUSE = re.compile(r"[;:()]|\b(?:while|whereas|but|although|though|than|instead|unlike|despite)\b", re.IGNORECASE)
_ITEM = re.compile(r"[,;:]|\b(?:and|or|while|whereas|but|than|versus|to)\b", re.IGNORECASE)
_LISTED = re.compile(r",|\b(?:and|or)\b")
_COMMA = re.compile(",")
_VOICE = frozenset("by from of due because".split())  # they may turn a sentence round


class _Moved(NamedTuple):
    """A word that stands once in both, with the words beside it in its part of the claim, and of the sentence."""

    word: Token
    phrase: frozenset[str]
    beside: frozenset[str]
    before: frozenset[str]


def exchanged(diff: Diff) -> Iterator[str]:
    """Yield two things or figures that took each other's place."""
    if any(each.low in _VOICE for step in diff.steps for each in step.said + step.there):
        return
    for pattern, figures in ((_CLAUSE, False), (_ITEM, True)):
        moved = [each for each in _moved(diff, pattern) if is_figure(each.word) == figures]
        for one, other in combinations(moved, 2):
            if one.phrase != other.phrase and one.beside & other.before and other.beside & one.before:
                yield f"‘{one.word.text}’ and ‘{other.word.text}’ stand in each other’s place"
    yield from _reversed(diff)


def _moved(diff: Diff, pattern: re.Pattern[str]) -> Iterator[_Moved]:
    """Yield the words that have no word beside them any more which they have in the sentence."""
    said, there = _parts(pattern, diff.claim, diff.said), _parts(pattern, diff.sentence, diff.there)
    both = said.keys() & there.keys()
    for word in diff.said:
        if word.stem in both:
            own = _phrase(diff, word)
            beside, before = ((part[word.stem] & both) - own for part in (said, there))
            if beside and before and not beside & before:
                yield _Moved(word, own, beside, before)


def _phrase(diff: Diff, word: Token) -> frozenset[str]:
    """Return the stems of the words around one that stands once which follow each other in both, as one phrase."""
    said, there = [key(each) for each in diff.said], [key(each) for each in diff.there]
    a, b = said.index(key(word)), there.index(key(word))
    behind, before = _alike(said[a:], there[b:]), _alike(said[:a][::-1], there[:b][::-1])
    return frozenset(each.stem for each in diff.said[a - before : a + behind])


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many of the first words are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def ends(diff: Diff) -> Iterator[str]:
    """Yield a figure that has another of `from`, `to` and `by` before it than in the sentence."""
    said, there = _prepositions(diff.said), _prepositions(diff.there)
    for figure in said.keys() & there.keys():
        if said[figure] != there[figure]:
            yield f"it says ‘{said[figure]} {figure}’ where the cited sentence says ‘{there[figure]} {figure}’"


def _reversed(diff: Diff) -> Iterator[str]:
    """Yield two words within a clause whose order was reversed around a word that is no `and`."""
    said, there = places(diff.said), places(diff.there)
    gone = {each.stem for step in diff.steps for each in step.there}
    moved = {each.stem: each for step in diff.steps for each in step.said if each.stem in gone and tells(each)}
    known = [stem for stem in moved if stem in said and stem in there]
    for n, one in enumerate(known):
        for other in known[n + 1 :]:
            if (said[one].start < said[other].start) == (there[one].start < there[other].start):
                continue
            between = []
            for text, place in ((diff.claim, said), (diff.sentence, there)):
                first, last = sorted((place[one], place[other]), key=lambda each: each.start)
                between.append(text[first.start + len(first.text) : last.start])
            beside = any(not text.strip(" -") for text in between)
            if any(map(_LISTED.search, between)) or (beside and is_verb(moved[one].low) == is_verb(moved[other].low)):
                continue
            yield f"‘{moved[one].text}’ and ‘{moved[other].text}’ stand in each other’s place"


def _prepositions(words: Sequence[Token]) -> dict[str, str]:
    """Return the `from`, `to` or `by` before each figure that stands once; `up to` is a bound."""
    once = set(places(words))
    found = {}
    for n, each in enumerate(words):
        before = words[n - 1].low if n else ""
        bound = n > 1 and words[n - 2].low == "up"
        if is_figure(each) and each.stem in once and before in {"from", "to", "by"} and not bound:
            found[key(each)] = before
    return found


def _parts(pattern: re.Pattern[str], text: str, words: Sequence[Token]) -> dict[str, frozenset[str]]:
    """Return for each stem that stands once the telling stems that stand once in its part of the sentence."""
    breaks = _breaks(pattern, text, words)
    parts: dict[int, set[str]] = {}
    place: dict[str, int] = {}
    for one, each in places(words).items():
        if tells(each):
            place[one] = sum(start <= each.start for start in breaks)
            parts.setdefault(place[one], set()).add(one)
    return {one: frozenset(parts[part]) for one, part in place.items()}


def _breaks(pattern: re.Pattern[str], text: str, words: Sequence[Token]) -> list[int]:
    """Return where a sentence is cut: at what a pattern finds, and between clauses, each with a verb of its own."""
    breaks = [found.start() for found in pattern.finditer(text)]
    if pattern is _ITEM:
        return breaks
    verbs = [each.start for each in words if is_verb(each.low) and each.low.endswith(("s", "ed", "ing", "e"))]
    signs = [0, *(found.start() for found in _COMMA.finditer(text)), len(text)]
    for before, sign, after in zip(signs, signs[1:], signs[2:], strict=False):
        if any(before < verb < sign for verb in verbs) and any(sign < verb < after for verb in verbs):
            breaks.append(sign)
    return breaks
