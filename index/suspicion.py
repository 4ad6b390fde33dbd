"""Which sentences of a paper are no statements about research but speak to whoever reads it, a model above all.

An abstract reports. What asks for an action, speaks of "your answer", poses as a turn of a chat, advertises, or carries
code is not the paper's to say (indirect prompt injection: Greshake et al., arXiv:2302.12173). A list of known attacks
would be passed by the next one, so the rules are about form: who is spoken to, the mood of the verb, signs that only
machines read. Where form alone is no proof, as in "How do plants grow?" or "Describe a boat", what counts besides is
whether the sentence has any word of the rest of its paper: of 80,152 sentences of arXiv, 3.7 % have none that few
abstracts have, and 0.1 % neither such a word, nor a general one of research, nor the voice of the authors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from index import speech, tongues
from index.disguise import is_disguised, is_twisted, plain
from index.imperative import begins, imperative
from index.stems import GENERAL, SCHOLARLY, stems

ADDRESSES = "it speaks to the assistant"
ASTRAY = "it has nothing of the paper's subject"
_OURS = re.compile(r"\b(?:we|our|us|this|these|such|it|they|both|their)\b", re.IGNORECASE)  # the voice of an abstract
_SEE = re.compile(r"\b(?:see|visit|check|refer|access|download|view|find|complete|try|contact)\b", re.IGNORECASE)
_QUOTED = re.compile(r"(?<!\w)'[^']{3,200}'(?!\w)|\"[^\"]{3,200}\"|“[^”]{3,200}”|‘[^’]{3,200}’(?!\w)")
_PIECES = re.compile(r"(?<=[.?!])[\"'”’)]*\s+")
_GLUED = re.compile(
    r"(?<=[.?!])(?<! [A-Z]\.) (?=[A-Z\"'“])|(?<=[a-z]{3}[.?!]) (?=[a-z])|(?<=[>`)*]) (?=[A-Z])"
    r"|(?<=[^\s.?!,:]) (?=(?:We|Our|In this|This|These|However|Recent|To address|The|Existing|Experiments)\s)"
)
_LINKED = re.compile(r"(://\S+)\s+(?=[\"'“`*\[(]?[A-Z])")  # an address seldom has a stop behind it
_DONE = re.compile(r"\b(?:was|were) (?:\w+ )?\w+(?:ed|wn|en|nd|ne|un)\b(?! by\b)", re.IGNORECASE)  # as methods are told
_POINTS = re.compile(  # back to what was said
    r"\b(?:we|our|us|this|these|such|both|their)\b|^(?:\W*\w+,? ){0,2}(?:it|they)\b", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+")
_CAPITAL = re.compile(r"(?<=[^\s.?!,:;-]) (?=[A-Z][\w-]* )")
_LOUD = re.compile(r"^((?:[A-Z]{1,15} ){3,}[A-Z]{2,15})(?= [A-Z]?[a-z])")  # a command in capitals only
_OPENS = re.compile(r"(?:Please|(?:Who|What|Which|How|Why|Where|When|Can|Could|Would|Do|Does)\b.*\?\W*$)")
_DIRECT = (
    speech.MACHINE, speech.REPLY, speech.COMMANDS, speech.ANSWERS, speech.VERDICT, speech.BLOB, speech.CODE
)  # fmt: skip
_ENOUGH = 4  # stems of a sentence that say what it is about
_SHORT = 10  # stems; a longer sentence has more than one in common with its paper by chance
_KNOWN = 18  # stems of the rest of its paper that do


def addresses(text: str) -> bool:
    """Tell whether a text by its form alone speaks to the assistant, or poses as a part of the conversation."""
    seen = plain(text)
    pieces = dict.fromkeys((seen, *_PIECES.split(seen)))  # what is one sentence for the splitter may be two
    return is_disguised(text) or any(rule.search(piece) for rule in _DIRECT for piece in pieces)


@lru_cache(maxsize=4096)
def suspects(title: str, sentences: tuple[str, ...]) -> Mapping[int, str]:
    """Return the numbers of the sentences that are no statements of the paper, each with the reason; 0 is the title.

    What the sentences of an attack have in common speaks for none of them, so those that were found are no context.
    """
    texts = [title, *sentences]
    texts[0] = _after_the_first(title) or title
    found = {number: ADDRESSES for number, text in enumerate(texts) if addresses(text)}
    own = [stems(text) for text in texts]
    for again in (False, True):  # what stands beside one that was found is looked at again
        if again and not found:
            break
        kin = _kin(own, found.keys())
        for number, text in enumerate(texts):
            if number in found:
                continue
            context = _context(own, kin - found.keys() - {number})
            beside = number > 0 and bool({number - 1, number + 1} & found.keys() - {0})
            if number == 0 and not _after_the_first(title):
                continue
            if reason := _out_of_place(text, context, beside=beside, title=number == 0):
                found[number] = reason
    return found | {number: ASTRAY for number in _strays(own, texts, found.keys()) if _is_off(texts[number])}


@lru_cache(maxsize=4096)
def astray(title: str, sentences: tuple[str, ...]) -> frozenset[int]:
    """Return the numbers of the sentences that have no word of their paper, nor are worded as research is.

    Not enough to accuse a paper, but nothing is lost when such a sentence is not read: "Stocks fell on Monday."
    """
    texts = [title, *sentences]
    return frozenset(_strays([stems(text) for text in texts], texts, frozenset()))


def speaks(text: str, sources: Sequence[str] = ()) -> bool:
    """Tell whether a sentence, whatever it is about, commands, asks, advertises or speaks to somebody.

    What is demanded in other words than a command counts where none of the sources is about the same. Which language
    of its script it is in does not count.
    """
    context = frozenset(stem for source in sources for stem in stems(source))
    said = _out_of_place(text, frozenset(), _SPEAKING) or _out_of_place(text, context, _WORDED)
    return addresses(text) or bool(said)


def is_no_name(text: str) -> bool:
    """Tell whether what stands in the place of the name of a person or an institution is a sentence to somebody."""
    return addresses(text) or (len(text.split()) >= _ENOUGH and bool(_out_of_place(text, frozenset(), _WORDED)))


def unheard_of(text: str, sources: Sequence[str]) -> bool:
    """Tell whether a text has no word of any of the sources, but for those that many abstracts have."""
    own = stems(text)
    return len(own) >= _ENOUGH and not own & {stem for source in sources for stem in stems(source)} - GENERAL


def may_address(title: str, sentences: Sequence[str]) -> bool:
    """Tell whether a title had better stand in its own place only, though it may be no more than a witty one.

    Three in a thousand are "Do you see me? …" and the like: no reason to warn, but none to repeat it either. Nor is one
    repeated that has no word of an abstract that is long enough to have one.
    """
    context = frozenset(stem for text in sentences for stem in stems(text))
    if len(context) >= _KNOWN and len(stems(title)) > 1 and not stems(title) & context:
        return True
    if len(_PIECES.split(title.strip())) == 1 and len(context) < _KNOWN:
        return addresses(title)
    behind = _PIECES.split(title.strip())[1:]
    strange = any(len(own := stems(piece)) > 1 and not own & context for piece in behind)
    return strange or addresses(title) or bool(_out_of_place(title, context, title=True))


class _Seen(NamedTuple):
    """A sentence as the rules see it: its text, how many stems it has, and how many of them the paper has besides."""

    text: str
    own: int
    shared: int
    telling: int  # of those shared, the ones that few abstracts have
    general: int  # of its own, those that many abstracts have
    beside: bool  # an attack

    @property
    def theirs(self) -> bool:
        """Whether the authors say it, of something that there is in their paper or in any."""
        return bool(speech.VOICE.search(self.text)) and self.shared + self.general > 0

    @property
    def known(self) -> bool:
        """Whether more than one word of it, which may be chance, stands in the paper."""
        return self.telling > (_ENOUGH < self.own <= _SHORT)


def _kin(own: Sequence[frozenset[str]], found: Set[int]) -> set[int]:
    """Return the largest group of sentences that have telling stems in common, directly or through others.

    Two sentences that have to do with each other, but with nothing else, are no context for each other.
    """
    groups: list[tuple[set[int], set[str]]] = []
    for number, each in enumerate(own):
        if number in found:
            continue
        telling = each - GENERAL
        joined = [group for group in groups if group[1] & telling]
        groups = [group for group in groups if not group[1] & telling]
        numbers = {number}.union(*(group[0] for group in joined))
        groups.append((numbers, set(telling).union(*(group[1] for group in joined))))
    return max(groups, key=lambda group: len(group[0]), default=(set[int](), set[str]()))[0]


def _context(own: Sequence[frozenset[str]], numbers: set[int]) -> frozenset[str]:
    return frozenset(stem for number in numbers for stem in own[number])


def _strays(own: Sequence[frozenset[str]], texts: Sequence[str], found: Set[int]) -> Iterator[int]:
    """Yield the numbers of sentences that have no telling stem of their paper and no sign that they report research."""
    kin = _kin(own, found)
    for number, text in enumerate(texts):
        if number == 0 or number in found or not own[number] or speech.PUBLISHED.search(text):
            continue
        context = _context(own, kin - {number})
        if len(context) < _KNOWN or own[number] & context - GENERAL:
            continue
        general = len(own[number] & GENERAL)
        if speech.VOICE.search(text):
            lost = len(own[number]) > 2 and not own[number] & (context | GENERAL | SCHOLARLY)
        elif general:
            lost = (
                general == 1 < len(own[number]) and not own[number] & (context | SCHOLARLY) and not _OURS.search(text)
            )
        else:
            worded = bool(own[number] & SCHOLARLY or _DONE.search(text))
            lost = len(own[number]) >= _ENOUGH or (not worded and len(text.split()) > 1)
        if lost:
            yield number


def _is_off(text: str) -> bool:
    """Tell whether a stray sentence has not even a word or a manner of research, so that a reader is told of it."""
    own = stems(text)
    worded = own & (GENERAL | SCHOLARLY) or _POINTS.search(text) or speech.PUBLISHED.search(text) or _DONE.search(text)
    return len(own) > 1 and len(text.split()) > 2 and not worded and len(_NUMBER.findall(text)) < 2


def _after_the_first(title: str) -> str:
    """Return a title without the question or call that it may begin with; "" if that is all."""
    pieces = _PIECES.split(title.strip())
    return "" if len(pieces) == 1 else " ".join(pieces[1:] if re.search(r"[?!]\W*$", pieces[0]) else pieces)


def _parts(text: str) -> list[str]:
    """Return a sentence in the pieces that it may have been glued together from, by a lost stop or by a command."""
    pieces = []
    for piece in _GLUED.split(_LOUD.sub(r"\1.", _LINKED.sub(r"\1. ", plain(text)))):
        begun, commands = 0, imperative(piece) == 2
        for found in _CAPITAL.finditer(piece):
            rest = piece[found.end() :]
            if (
                begins(rest)
                or _OPENS.match(rest)
                or (commands and begun == 0 and imperative(piece[: found.start()]) == 2)
            ):
                pieces.append(piece[begun : found.start()])
                begun = found.end()
        pieces.append(piece[begun:])
    return [piece.strip() for piece in pieces]


def _out_of_place(
    text: str,
    context: frozenset[str],
    rules: Mapping[str, Callable[[_Seen], bool]] | None = None,
    *,
    beside: bool = False,
    title: bool = False,
) -> str:
    """Return why a sentence does not belong to the paper that has these stems besides, or ""."""
    pieces = _PIECES.split(text.strip()) if title else _parts(text)
    for piece in pieces:
        rest = {stem for other in pieces if other is not piece for stem in stems(other)}
        own = stems(piece)
        shared = own & (context | rest)
        seen = _Seen(plain(piece), len(own), len(shared), len(shared - GENERAL), len(own & GENERAL), beside)
        behind = "://" in text and "://" not in piece and not title  # an address that many abstracts end with
        if behind and not shared - GENERAL and len(context) >= _KNOWN and _is_off(piece):
            return ASTRAY
        if reason := next((reason for reason, rule in (rules or _RULES).items() if rule(seen)), ""):
            return reason
    return ""


def _commands(seen: _Seen) -> bool:
    match imperative(seen.text):
        case 2:
            few = seen.telling < max(2, 0.34 * seen.own) or (seen.beside and seen.own < _ENOUGH)
            return few and not _refers(seen.text)
        case 1:
            return not seen.telling and not seen.theirs and not _refers(seen.text)
    return False


def _refers(text: str) -> bool:
    """Tell whether a sentence sends its reader to what the paper has published."""
    return bool(_SEE.search(text) and speech.RELEASE.search(text))


def _asks(seen: _Seen) -> bool:
    text = _QUOTED.sub("", seen.text)
    if not (speech.ASKS.search(text) or speech.ASKS.search(seen.text)):
        return False
    if _OURS.search(text) and (seen.shared + seen.general or seen.own < _ENOUGH):
        return False
    if speech.PERSONAL.search(seen.text) or speech.ENQUIRES.search(seen.text):
        return seen.telling < 2
    return not seen.telling and seen.own > 1


def _is_personal(seen: _Seen) -> bool:
    return not seen.telling and bool(speech.PERSONAL.search(seen.text)) and not speech.RELEASE.search(seen.text)


def _demands(seen: _Seen) -> bool:
    if not seen.telling and speech.BIDS.search(seen.text):
        return True
    return (
        not seen.known
        and not seen.theirs
        and not speech.PUBLISHED.search(seen.text)
        and bool(speech.DEMANDS.search(seen.text))
    )


def _tells(seen: _Seen) -> bool:
    return not seen.known and bool(speech.TELLS.search(seen.text)) and not seen.theirs


def _advertises(seen: _Seen) -> bool:
    if speech.RELEASE.search(seen.text) or seen.theirs or seen.own < 2:
        return False
    linked = not seen.shared and bool(speech.ADDRESS.search(seen.text)) and len(seen.text.split()) > 3
    return linked or (seen.telling < 2 and bool(speech.ADVERT.search(seen.text)) and not _OURS.search(seen.text))


def _is_in_another_script(seen: _Seen) -> bool:
    if seen.text.isascii():
        return False
    letters = sum(letter.isalpha() for letter in seen.text)
    return letters >= 4 and len(tongues.OTHER_SCRIPT.findall(seen.text)) > letters / 2 and not seen.shared


def _is_foreign(seen: _Seen) -> bool:
    """Tell whether a sentence is in another language than its paper, or in another script or pictures."""
    if _is_in_another_script(seen):
        return True
    english = len(tongues.ENGLISH.findall(seen.text))
    small = len(tongues.FOREIGN.findall(seen.text)) if 2 * english <= len(seen.text.split()) else 0
    strange = (small >= 2 and 2 * english <= small and seen.shared < 2) or (
        small > 0 and not english and not seen.telling and seen.own > 1
    )
    return strange or len(tongues.EMOJI.findall(seen.text)) >= 3


def _is_beside(seen: _Seen) -> bool:
    return seen.beside and seen.own > 0 and not seen.telling + seen.general and not speech.VOICE.search(seen.text)


_SPEAKING: dict[str, Callable[[_Seen], bool]] = {
    "it gives a command": _commands,
    "it asks what the paper is not about": _asks,
    "it speaks to its reader": _is_personal,
    "it advertises": _advertises,
    "it is in another script": _is_in_another_script,
}
_WORDED: dict[str, Callable[[_Seen], bool]] = _SPEAKING | {
    "it demands something": _demands,
    "it tells or sells something": _tells,
    "it is written to be misread": lambda seen: not seen.telling and is_twisted(seen.text),
}
_RULES: dict[str, Callable[[_Seen], bool]] = _WORDED | {
    "it is in another language": _is_foreign,
    "it stands beside such text and has nothing of the paper": _is_beside,
}
