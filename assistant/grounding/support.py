"""Words: enough of what a claim says stands in the sentences that it cites, as stems or as synonyms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from assistant.grounding.cited import Cited, partial, unsupported
from assistant.grounding.numbers import counts, uncounted
from assistant.grounding.plain import plain, unframed
from assistant.grounding.text import Word, alike, content, retells, roots, stem, words
from assistant.types import Verdict

ENOUGH = 0.75
LITTLE = 0.4
_LIGHT = 0.7  # share of the words of a claim that stayed, for it to be the sentence lightly reworded or shortened
_ADDED = 2  # words in one place that the sentence does not have
# Words that tell little of what a sentence is about: they may take each other's place, and be added. Which of them
# turn a sentence round is asked elsewhere.
_GENERAL = frozenset(
    stem(word)
    for word in """show find achieve reach attain obtain get yield deliver produce make give provide offer lead
    result cause
    bring improve enhance increase raise boost strengthen gain reduce decrease lower cut drop fall decline
    degrade lessen aim seek try attempt intend address tackle solve face suffer encounter need require use apply
    employ leverage propose introduce present develop design build create suggest indicate imply point confirm
    demonstrate reveal highlight match keep maintain retain preserve remain stay become grow allow enable let
    help support contain include comprise cover consist evaluate test assess examine study explore investigate
    analyze compare work perform do take go come set well main key major primary different distinct various
    several greatly significantly substantially markedly considerably strongly particular specific ability
    capability category type kind group class categorize method approach model framework system task setting
    case example way hardly barely scarcely lack lacking deficient minimal above below beyond exceed outperform
    surpass beat based called named known respectively same together first second finally there thing
    participant subject according matter factor number amount level degree overall current existing previous
    prior recent new novel
    available relevant serve act play form base focus relate involve concern mean consider regard treat see
    happen occur exist hold""".split()
)
_WHOLE = 0.9  # share of the words of a sentence that a claim has, for what it says behind them to be an addition
_FIGURED = re.compile(r"(?<![\w.-])\d+[A-Za-z]\w*")
_BESIDE = 1  # neighbours that a word shares with the word in whose place it stands
_TERM = 3  # words of a term that one word takes the place of
_NOMINAL = tuple(
    """tion tions sion sions ment ments ness ity ities ism ance ence ship ous ful ible able ic ical less ive""".split()
)
_LEFT = 3  # words that must be left when those of the title are not counted


def words_are_cited(claim: str, cited: Cited) -> Verdict | None:
    """Most content words of the claim stand in the cited sentences; those of the title are not counted."""
    said = frozenset(word.root for word in uncounted(unframed(claim)))
    here = roots(plain(" ".join(cited.sentences)))
    title = roots(plain(" ".join(paper.split("\n", 1)[0] for paper in cited.papers)))
    counted = said - (title - here)
    telling = frozenset(word.root for word in uncounted(unframed(claim)) if not _is_general(word))
    if len(counted & telling) > 1:
        counted = counted & telling
    elif len(counted) < _LEFT:
        counted = said
    if not said or (len(said) == 1 and len(words(unframed(claim))) == 1):
        return None  # a number or a name alone is an answer, and has its own check
    shared = _share(counted, claim, cited.sentences)
    if shared >= ENOUGH:
        return None
    if shared < LITTLE and _share(counted, claim, cited.papers) < ENOUGH:
        return unsupported("hardly any of its words stand in the cited sentence")
    return partial("only some of its words stand in the cited sentence")


def _share(counted: frozenset[str], claim: str, texts: Sequence[str]) -> float:
    """Return the share of some roots of a claim that stand in texts, as synonyms or as what an acronym stands for."""
    if not counted:
        return 1.0
    said = content(unframed(claim))
    there = content(plain(" ".join(texts)))
    here = {word.root for word in there} | _abbreviated(said, there)
    lows = {word.low for word in there}
    found = counted & here
    found |= {word.root for word in said if word.root in counted - found and any(alike(word.low, low) for low in lows)}
    return len(found) / len(counted)


def _abbreviated(said: Sequence[Word], there: Sequence[Word]) -> set[str]:
    """Return the roots of what one side has as an acronym and the other in words."""
    found: set[str] = set()
    for one, other in ((said, there), (there, said)):
        initials = "".join(word.low[0] for word in other)
        for word in one:
            short = word.low.removesuffix("s")
            place = initials.find(short) if word.text[:-1].isupper() and len(short) > 1 else -1
            if place >= 0:
                found.update((word.root, *(each.root for each in other[place : place + len(short)])))
    return found


def words_are_kept(claim: str, cited: Cited) -> Verdict | None:
    """A claim that is a cited sentence but for a word or an end puts no other thing in its place, and adds none."""
    said = _told(unframed(claim))
    everything = [word for sentence in cited.sentences for word in _told(plain(sentence))]
    title = roots(plain(" ".join(paper.split("\n", 1)[0] for paper in cited.papers)))
    new = _surplus(said, everything)
    if not new:
        return None
    for sentence in cited.sentences:
        source = _told(plain(sentence))
        changed = _changed(said, source, new)
        if not changed:
            continue
        one, other = changed
        if other and not _stands_alike(one, unframed(claim), other, plain(sentence)):
            continue
        if other:
            return partial(f"it says ‘{one.text}’ where the cited sentence says ‘{other.text}’")
        if one.root not in title:
            return partial(f"the cited sentence does not say ‘{one.text}’")
    return None


@lru_cache(maxsize=4096)
def _told(text: str) -> tuple[Word, ...]:
    """Return the content words of a plain text with the names that begin with a figure, such as 3D."""
    named = [
        Word(found[0], found[0].lower(), found[0].lower(), found.start())
        for found in _FIGURED.finditer(text)
        if not counts(text, found.start())
    ]
    return tuple(sorted((*uncounted(text), *named), key=lambda word: word.start))


def _surplus(said: Sequence[Word], source: Sequence[Word]) -> set[str]:
    """Return the roots that the claim has more often than the sentences have them or their synonyms."""
    left = list(source)
    open_ = []
    for word in said:
        same = next((other for other in left if other.root == word.root), None)
        if same:
            left.remove(same)
        else:
            open_.append(word)
    new = set()
    for word in open_:
        same = next((other for other in left if alike(word.low, other.low)), None)
        if same:
            left.remove(same)
        elif not (_stands_for(word, source) or is_name(word.text)):
            new.add(word.root)
    return new


def _stands_for(word: Word, source: Sequence[Word]) -> bool:
    """Tell whether a word is an abbreviation of words that follow each other."""
    initials = "".join(other.low[0] for other in source)
    return word.text.isupper() and len(word.text) > 1 and word.low in initials


def _stands_alike(one: Word, text: str, other: Word, source: str) -> bool:
    """Tell whether two words stand between the same words, or one of them at an end, and may be of one kind."""
    if _kind(one, text) != _kind(other, source) and "" not in (_kind(one, text), _kind(other, source)):
        return False
    return sum(a == b for a, b in zip(_beside(one, text), _beside(other, source), strict=True)) >= _BESIDE


def _beside(word: Word, text: str) -> tuple[str, str]:
    """Return the roots of the words, of any kind, before and behind a word; "" at an end."""
    row = words(text)
    at = next((n for n, each in enumerate(row) if each.start >= word.start), len(row))
    return row[at - 1].root if at else "", row[at + 1].root if at + 1 < len(row) else ""


def _kind(word: Word, text: str) -> str:
    """Return the part of speech of a word as far as its ending tells it, or ""."""
    if word.low.endswith("ly"):
        return "adverb"
    if is_name(word.text) or word.low.endswith(_NOMINAL):
        return "nominal"
    ends = word.low.endswith(("s", "ed")) and not word.low.endswith("ss")
    return "verb" if ends and _is_general(word) and retells(word.low) else ""


def _is_turned(one: Word, other: Word) -> bool:
    """Tell whether one word is the other with a prefix, which turns it round: that is asked elsewhere."""
    short, long = sorted((stem(one.low), stem(other.low)), key=len)
    return long.endswith(short) and long.removesuffix(short) in {"un", "in", "im", "ir", "non", "dis"}


def is_name(text: str) -> bool:
    """Tell whether a word is written as a name within itself: names have a check of their own."""
    return any(letter.isupper() for letter in text[1:]) and not text[0].isdigit()


def _is_general(word: Word) -> bool:
    return stem(word.low) in _GENERAL


def _changed(said: Sequence[Word], source: Sequence[Word], new: set[str]) -> tuple[Word, Word | None] | None:
    """Return a word that stands in the place of another one, or that was added to the words that stayed."""
    matcher = SequenceMatcher(None, [word.root for word in said], [word.root for word in source], autojunk=False)
    steps = matcher.get_opcodes()
    kept = sum(end - start for what, start, end, _, _ in steps if what == "equal")
    told, there = Counter(word.root for word in said), Counter(word.root for word in source)
    ended = kept >= _WHOLE * len(source)
    light = kept >= _LIGHT * max(len(said), len(source))
    if not ended and kept < _LIGHT * len(said):
        return None
    for what, start, end, from_, to in steps:
        added = [word for word in said[start:end] if word.root in new]
        lost = [word for word in source[from_:to] if told[word.root] < there[word.root]]
        telling = [word for word in added if not _is_general(word)]
        single = end - start == to - from_ == 1
        if telling and lost and any(_is_turned(one, other) for one in telling for other in lost):
            continue
        if what == "replace" and lost and light and (telling or (single and added and not _is_general(lost[0]))):
            return (telling or added)[0], lost[0]
        if (
            what == "replace"
            and end - start == 1
            and to - from_ <= _TERM
            and telling
            and not _is_general(lost[0] if lost else said[start])
            and lost
        ):
            return telling[0], lost[0]
        if what != "equal" and len(telling) >= (1 if ended and end == len(said) else _ADDED):
            return telling[0], None
    return None


def overlap(claim: str, text: str) -> float:
    """Return the share of the claim's content words, as roots, that stand in `text`; 1 if it has none."""
    said = roots(plain(claim))
    return len(said & roots(plain(text))) / len(said) if said else 1.0
