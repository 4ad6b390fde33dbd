"""Questions in other languages: the words that only make them questions become English ones, and the rest stays.

Abstracts are in English, and what a question names is mostly a name: "Was ist LoRA?" asks for LoRA as "What is LoRA?"
does. Nothing is translated but the frame, so only frames that say what is asked are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_DEFINED, _WORKS, _PAPERS, _WROTE = "What is {}?", "How does {} work?", "Which papers are about {}?", "Who wrote {}?"
_X = r"(?P<x>.+?)"
_END = r"[\s?.!。？！]*$"
_ARTICLE = (
    r"(?:(?:the|der|die|das|ein|eine|den|dem|le|la|les|un|une|el|los|las|una|il|lo|gli|i|uno|o|a|os|as|um"
    r"|uma|de|het|een)\s+|l['’]\s*)?"
)
_FRAMES: Mapping[str, Mapping[str, str]] = {
    "German": {
        rf"was\s+(?:ist|sind|bedeutet|versteht\s+man\s+unter)\s+{_ARTICLE}{_X}": _DEFINED,
        rf"wie\s+(?:funktioniert|funktionieren|arbeitet)\s+{_ARTICLE}{_X}": _WORKS,
        r"(?:welche|gibt\s+es)\s+(?:papers?|arbeiten|artikel|veröffentlichungen"
        rf"|studien)\s+(?:gibt\s+es\s+)?(?:zu|zum|zur|über|behandeln)\s+{_ARTICLE}{_X}": _PAPERS,
        rf"(?:erkläre?|erklär|beschreibe?)\s+(?:mir\s+|bitte\s+)*{_ARTICLE}{_X}": _DEFINED,
        rf"wer\s+hat\s+{_ARTICLE}{_X}\s+(?:geschrieben|erfunden|entwickelt|vorgeschlagen)": _WROTE,
    },
    "French": {
        r"(?:qu['’]\s*est[- ]ce\s+que?|c['’]\s*est\s+quoi|que\s+(?:signifie"
        rf"|veut\s+dire))\s*(?:c['’]\s*est\s+(?:que\s+)?)?(?:(?<=est-ce qu)['’]\s*)?{_ARTICLE}{_X}": _DEFINED,
        rf"comment\s+(?:fonctionne|marche)(?:nt)?\s+{_ARTICLE}{_X}": _WORKS,
        r"quel(?:le)?s\s+(?:articles|papiers|études|travaux)\s+(?:parlent|traitent|portent)?\s*(?:de|des|du|sur"
        rf"|d['’])\s*{_ARTICLE}{_X}": _PAPERS,
        rf"(?:explique|expliquez|décris)(?:[- ]moi)?\s+{_ARTICLE}{_X}": _DEFINED,
        rf"qui\s+a\s+(?:écrit|inventé|proposé)\s+{_ARTICLE}{_X}": _WROTE,
    },
    "Spanish": {
        rf"¿?\s*qu[ée]\s+(?:es|son|significa)\s+{_ARTICLE}{_X}": _DEFINED,
        rf"¿?\s*c[óo]mo\s+funcionan?\s+{_ARTICLE}{_X}": _WORKS,
        r"¿?\s*qu[ée]\s+(?:art[íi]culos|estudios|trabajos|papers)\s+(?:hay\s+|tratan\s+|hablan\s+)?(?:sobre"
        rf"|de)\s+{_ARTICLE}{_X}": _PAPERS,
        rf"expl[íi]ca(?:me)?\s+{_ARTICLE}{_X}": _DEFINED,
        rf"¿?\s*qui[ée]n(?:es)?\s+(?:escribi[óo]|escribieron|invent[óo]|propuso)\s+{_ARTICLE}{_X}": _WROTE,
    },
    "Italian": {
        rf"(?:che\s+)?cos(?:['’]\s*|a\s+)(?:è|sono|significa)\s+{_ARTICLE}{_X}": _DEFINED,
        rf"come\s+funzionano?\s+{_ARTICLE}{_X}": _WORKS,
        r"quali\s+(?:articoli|studi|lavori)\s+(?:trattano|parlano|ci\s+sono)?\s*(?:di|su|sul"
        rf"|sulla)?\s*{_ARTICLE}{_X}": _PAPERS,
        rf"chi\s+ha\s+(?:scritto|inventato|proposto)\s+{_ARTICLE}{_X}": _WROTE,
    },
    "Portuguese": {
        rf"o\s+que?\s+(?:é|são|significa)\s+{_ARTICLE}{_X}": _DEFINED,
        rf"como\s+funcionam?\s+{_ARTICLE}{_X}": _WORKS,
        r"quais\s+(?:artigos|estudos|trabalhos)\s+(?:existem\s+|tratam\s+|falam\s+)?(?:sobre"
        rf"|de)\s+{_ARTICLE}{_X}": _PAPERS,
        rf"quem\s+(?:escreveu|inventou|propôs)\s+{_ARTICLE}{_X}": _WROTE,
    },
    "Dutch": {
        rf"wat\s+(?:is|zijn|betekent)\s+{_ARTICLE}{_X}": _DEFINED,
        rf"hoe\s+werk(?:t|en)\s+{_ARTICLE}{_X}": _WORKS,
        rf"wie\s+(?:heeft|schreef)\s+{_ARTICLE}{_X}(?:\s+geschreven)?": _WROTE,
    },
    "Russian": {
        rf"что\s+(?:такое|значит|означает)\s+{_X}": _DEFINED,
        rf"как\s+работа(?:ет|ют)\s+{_X}": _WORKS,
    },
    "Chinese": {
        rf"(?:请问\s*)?(?:什么是|何为|什麼是)\s*{_X}(?:\s*[呢吗])?": _DEFINED,
        rf"(?:请问\s*)?{_X}\s*(?:是什么(?:意思)?|是什麼)(?:\s*呢)?": _DEFINED,
        rf"(?:请问\s*)?{_X}\s*(?:是)?(?:如何|怎么|怎样|怎麼)(?:工作|运作|运行)的?(?:\s*呢)?": _WORKS,
        rf"(?:有)?(?:哪些|什么)(?:关于|有关)\s*{_X}\s*的(?:论文|文章|研究)": _PAPERS,
        rf"(?:请)?(?:解释|介绍)(?:一下)?\s*{_X}": _DEFINED,
    },
    "Japanese": {
        rf"{_X}\s*(?:とは何ですか|とは何か|って何ですか|とは)": _DEFINED,
        rf"{_X}\s*は?(?:どのように|どうやって)(?:機能|動作|働き)(?:しますか|するのか|ますか)": _WORKS,
    },
    "Korean": {rf"{_X}(?:이|가|은|는|란|이란)?\s*(?:무엇인가요|무엇입니까|뭐예요|뭐야)": _DEFINED},
}  # fmt: skip
_READ = tuple(
    (language, re.compile(rf"^\s*{frame}{_END}", re.IGNORECASE), english)
    for language, frames in _FRAMES.items()
    for frame, english in frames.items()
)
_LONGEST = 200  # characters; a longer text is more than its frame
# What is said around a question, before its frame.
_OPENS = re.compile(
    r"^\s*(?:(?:bitte|hallo|guten\s+tag|bonjour|salut|hola|por\s+favor|ciao|olá|hoi|привет|你好|您好|请问)\b[\s,.!，。！]*)+",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"[\s,]+(?:bitte|danke|s['’]il\s+(?:te|vous)\s+pla[iî]t|merci|por\s+favor|gracias|per\s+favore|grazie"
    r"|obrigad[oa])(?=[\s?.!]*$)",
    re.IGNORECASE,
)


class Foreign(NamedTuple):
    """A question with an English frame, and the language that it was in."""

    text: str
    language: str


def foreign(question: str) -> Foreign | None:
    """Return a question of another language with an English frame, or None if it has no frame that is known."""
    if len(question) > _LONGEST:
        return None
    asked = _ENDS.sub("", _OPENS.sub("", question))
    for language, frame, english in _READ:
        if found := frame.match(asked):
            return Foreign(english.format(found["x"].strip()), language)
    return None
