"""Which sentences of a paper are no statements about research but speak to whoever reads it, a model above all.

An abstract reports. What asks for an action, speaks of "your answer", poses as a turn of a chat, advertises, or carries
code is not the paper's to say (indirect prompt injection: Greshake et al., arXiv:2302.12173). A list of known attacks
would be passed by the next one, so the rules are about form: who is spoken to, the mood of the verb, signs that only
machines read. Where form alone is no proof, as in "How do plants grow?" or "Describe a boat", what counts besides is
whether the sentence has any word of the rest of its paper.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from index import speech

ADDRESSES = "it speaks to the assistant"
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
_HIDDEN = re.compile(r"[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]|(?:[\u200b\u200c\u200d\u2060]\W?){4}")
_REACH = 2000  # characters of a sentence that are looked at
_OURS = re.compile(r"\b(?:we|our|us|this|these|such|it|they|both|their)\b", re.IGNORECASE)  # the voice of an abstract
_SEE = re.compile(r"\b(?:see|visit|check|refer|access|download|view|find|complete|try|contact)\b", re.IGNORECASE)
_PIECES = re.compile(r"(?<=[.?!])[\"'”’)]*\s+")
_GLUED = re.compile(
    r"(?<=[.?!]) (?=[A-Z\"'“])"
    r"|(?<=[^\s.?!,:]) (?=(?:We|Our|In this|This|These|However|Recent|To address|The|Existing|Experiments)\s)"
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_STEM = 5
_ENOUGH = 4  # stems of a sentence that say what it is about
_KNOWN = 18  # stems of the rest of its paper that do
_FUNCTION = frozenset(
    """the and for are was were that this with from has have had not but its it's their they them these those which who
    whom whose what when where why how can could may might will would shall should must does did been being than
    then there here into onto over under about above below after before between during through while because also
    such any all some each every both more most much many few less least other another only own same very just too
    out off our ours your yours you his her she him one two three four five first second third new use used using
    make made get give given show shows let say says write like well good best now yet per via etc please include
    add answer reply response provide explain describe""".split()
)
# Stems that a tenth of all abstracts have: to share them with a paper is no sign of being about the same.
_GENERAL = frozenset(
    """model gener propo metho perfo exper based demon multi frame intro large acros achie appro train evalu resul impro
    inter exist chall data effec learn prese speci addre howev limit syste compl state consi trans accur enabl
    signi high exten compa tasks furth repre struc under desig effic proce analy often contr novel enhan const
    paper remai quali integ level reaso work real requi compu diver appli outpe fine featu super task optim adapt
    capab diffe avail lever time human provi basel reduc advan ident stron inclu class recen world predi direc
    parti criti devel infor addit incre relat prior resea study combi singl condi produ curre valid focus key
    suppo offer explo sourc natur knowl setti pract guide open input techn low main funct impac prima""".split()
)


def plain(text: str) -> str:
    """Return a text as it looks: compatibility forms and invisible signs are gone."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text[:_REACH]))


def addresses(text: str) -> bool:
    """Tell whether a text by its form alone speaks to the assistant, or poses as a part of the conversation."""
    seen = plain(text)
    direct = (speech.MACHINE, speech.REPLY, speech.COMMANDS, speech.BLOB, speech.CODE)
    pieces = dict.fromkeys((seen, *_PIECES.split(seen)))  # what is one sentence for the splitter may be two
    return bool(_HIDDEN.search(text[:_REACH])) or any(rule.search(piece) for rule in direct for piece in pieces)


@lru_cache(maxsize=4096)
def suspects(title: str, sentences: tuple[str, ...]) -> Mapping[int, str]:
    """Return the numbers of the sentences that are no statements of the paper, each with the reason; 0 is the title.

    What the sentences of an attack have in common speaks for none of them, so those that were found are no context.
    """
    texts = [title, *sentences]
    found = {number: ADDRESSES for number, text in enumerate(texts) if addresses(text)}
    stems = [_stems(text) for text in texts]
    for again in (False, True):  # what stands beside one that was found is looked at again
        if again and not found:
            break
        for number, text in enumerate(texts):
            if number in found:
                continue
            context = {stem for n, own in enumerate(stems) if n not in found and n != number for stem in own}
            beside = number > 0 and bool({number - 1, number + 1} & found.keys() - {0})
            if number == 0 and not (text := _after_the_first(text)):
                continue
            if reason := _out_of_place(text, context, beside=beside, title=number == 0):
                found[number] = reason
    return found


@lru_cache(maxsize=4096)
def astray(title: str, sentences: tuple[str, ...]) -> frozenset[int]:
    """Return the numbers of the sentences that have no word of their paper, nor one that many abstracts have.

    Not enough to accuse a paper, but nothing is lost when such a sentence is not read: "Stocks fell on Monday."
    """
    stems = [_stems(text) for text in (title, *sentences)]
    return frozenset(
        number
        for number, text in enumerate(sentences, start=1)
        if len(own := stems[number]) >= _ENOUGH
        and not own & _GENERAL
        and not (_OURS.search(text) or speech.RELEASE.search(text))
        and len(context := {stem for n, each in enumerate(stems) if n != number for stem in each}) >= _KNOWN
        and not own & context
    )


def speaks(text: str) -> bool:
    """Tell whether a sentence, whatever it is about, commands, asks, advertises or speaks to somebody."""
    return addresses(text) or bool(_out_of_place(text, set()))


def unheard_of(text: str, sources: Sequence[str]) -> bool:
    """Tell whether a text has no word of any of the sources, but for those that many abstracts have."""
    own = _stems(text)
    return len(own) >= _ENOUGH and not own & {stem for source in sources for stem in _stems(source)} - _GENERAL


def may_address(title: str, sentences: Sequence[str]) -> bool:
    """Tell whether a title had better stand in its own place only, though it may be no more than a witty one.

    Three in a thousand are "Do you see me? …" and the like: no reason to warn, but none to repeat it either.
    """
    context = {stem for text in sentences for stem in _stems(text)}
    if len(_PIECES.split(title.strip())) == 1 and len(context) < _KNOWN:
        return addresses(title)
    behind = _PIECES.split(title.strip())[1:]
    strange = any(len(own := _stems(piece)) > 1 and not own & context for piece in behind)
    return strange or addresses(title) or bool(_out_of_place(title, context, title=True))


class _Seen(NamedTuple):
    """A sentence as the rules see it: its text, how many stems it has, and how many of them the paper has besides."""

    text: str
    own: int
    shared: int
    telling: int  # of those shared, the ones that few abstracts have
    beside: bool  # an attack


def _after_the_first(title: str) -> str:
    """Return a title without the question or call that it may begin with; "" if that is all."""
    pieces = _PIECES.split(title.strip())
    return "" if len(pieces) == 1 else " ".join(pieces[1:] if re.search(r"[?!]\W*$", pieces[0]) else pieces)


def _out_of_place(text: str, context: set[str], *, beside: bool = False, title: bool = False) -> str:
    """Return why a sentence does not belong to the paper that has these stems besides, or ""."""
    pieces = _PIECES.split(text.strip()) if title else _GLUED.split(text)
    for piece in pieces:
        rest = {stem for other in pieces if other is not piece for stem in _stems(other)}
        own = _stems(piece)
        shared = own & (context | rest)
        seen = _Seen(plain(piece), len(own), len(shared), len(shared - _GENERAL), beside)
        if reason := next((reason for reason, rule in _RULES.items() if rule(seen)), ""):
            return reason
    return ""


def _commands(seen: _Seen) -> bool:
    match speech.imperative(seen.text):
        case 2:
            return seen.telling < max(2, 0.34 * seen.own) and not _refers(seen.text)
        case 1:
            return not seen.telling and not _OURS.search(seen.text) and not _refers(seen.text)
    return False


def _refers(text: str) -> bool:
    """Tell whether a sentence sends its reader to what the paper has published."""
    return bool(_SEE.search(text) and speech.RELEASE.search(text))


def _asks(seen: _Seen) -> bool:
    if not speech.ASKS.search(seen.text) or _OURS.search(seen.text):
        return False
    if speech.PERSONAL.search(seen.text) or speech.ENQUIRES.search(seen.text):
        return seen.telling < 2
    return not seen.telling and seen.own > 1


def _is_personal(seen: _Seen) -> bool:
    return not seen.telling and bool(speech.PERSONAL.search(seen.text)) and not speech.RELEASE.search(seen.text)


def _advertises(seen: _Seen) -> bool:
    if speech.RELEASE.search(seen.text) or _OURS.search(seen.text):
        return False
    if seen.own < 2:
        return False
    linked = not seen.shared and bool(speech.ADDRESS.search(seen.text)) and len(seen.text.split()) > 3
    return linked or (seen.telling < 2 and bool(speech.ADVERT.search(seen.text)))


def _is_foreign(seen: _Seen) -> bool:
    """Tell whether a sentence is in another language than its paper, or in another script or pictures."""
    if not seen.text.isascii():
        letters = sum(letter.isalpha() for letter in seen.text)
        if letters >= 4 and len(speech.OTHER_SCRIPT.findall(seen.text)) > letters / 2 and not seen.shared:
            return True
    small = len(speech.FOREIGN.findall(seen.text))
    strange = small >= 2 and 2 * len(speech.ENGLISH.findall(seen.text)) <= small and seen.shared < 2
    return strange or len(speech.EMOJI.findall(seen.text)) >= 3


_RULES: dict[str, Callable[[_Seen], bool]] = {
    "it gives a command": _commands,
    "it asks what the paper is not about": _asks,
    "it speaks to its reader": _is_personal,
    "it advertises": _advertises,
    "it is in another language": _is_foreign,
    "it stands beside such text and has nothing of the paper": lambda seen: (
        seen.beside and seen.own >= _ENOUGH and not seen.shared and not _OURS.search(seen.text)
    ),
}


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    words = (word.lower() for word in _WORD.findall(plain(text)))
    return frozenset(word[:_STEM] for word in words if word not in _FUNCTION)
