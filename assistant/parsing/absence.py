"""Sentences that say that the abstracts do not say something: honest, asked for by the prompt, and no claims.

No sentence of an abstract could support them, so a check would condemn them. What decides is who is said not to say:
the abstracts, or the one who answers. "LoRA does not add latency" is about the world, and stays a claim. English is
read, in which the prompt asks for them.
"""

from __future__ import annotations

import re

from index.guard import addresses_reader

_LONGEST = 300  # characters of such a sentence
_LINK = re.compile(r"://|\bwww\.|\w@\w|\]\(")
_GIVEN = r"(?:provided|given|above|available|retrieved|cited|following|listed|relevant)"
_WORK = (
    rf"(?:(?:(?:the|these|those|this|any|all|both|your|of|other|\d{{1,2}}|{_GIVEN})\s+){{0,4}}"
    rf"(?:(?:[\w.-]+\s+)?abstracts?|papers?|articles?|stud(?:y|ies)|(?<=ed\s)sources|(?<=ed\s)information)"
    rf"(?:\s+(?:you\s+)?(?:provided|given|gave|above|P?\d{{1,2}}))?)"
)
_TELL = (
    r"(?:answer|state|mention|contain|give|provide|specify|say|report|discuss|describe|include|address|tell|quantify"
    r"|indicate|cover|name|define|explain|allow|(?:have|show)(?=\s+(?:any|no|enough)\s+(?:information|data|details?)))"
)
_TOLD = (
    r"(?:answered|stated|mentioned|contained|given|provided|specified|reported|discussed|described|addressed|explained"
    r"|found)"
)
_NOT = r"(?:(?:do|does|did|can|could)(?:\s*not|n['’]?t)|fails?\s+to|neither|never)"
_THING = r"(?:information|mention|figures?|data|details?|answers?|numbers?|values?|explanation)"
_IN_WORK = rf"\b(?:in|from|by|within|based\s+on)\s+(?:any\s+of\s+)?{_WORK}"
_LEAD = (
    rf"(?:(?:however|but|unfortunately|note\s+that|and|while|although|also|sorry|i['’]m\s+sorry|in\s+addition"
    rf"|(?:based\s+on|from|in|according\s+to)\s+{_WORK})(?:\s*[,:]\s*|\s+)){{0,3}}"
)
_FORMS = (
    rf"{_WORK}(?:\s+(?:\w+ly|also|even))?\s+{_NOT}(?:\s+(?:\w+ly|even))?\s+{_TELL}\b",
    rf"{_WORK}\s+(?:{_TELL}s?|gave|said|told|{_TOLD})\s+(?:no|nothing|neither)\b",
    rf"(?:no|none\s+of|neither\s+of)\s+{_WORK}\s+(?:{_TELL}s?|{_TOLD})\b",
    rf"(?:i|we)(?:\s+am|['’]m)?\s+(?:(?:can|could|do)(?:\s*not|n['’]?t)|unable\s+to)\s+(?:{_TELL}|find|determine|know)\b",
    rf"(?:there\s+(?:is|are)\s+)?(?:no|not\s+enough|insufficient)\s+(?:[\w-]+\s+){{0,2}}{_THING}\b.*{_IN_WORK}",
    rf".{{2,200}}\b(?:not|n['’]t)\b(?:\s+(?:\w+ly|be|been))?\s+{_TOLD}\s+{_IN_WORK}",
    r"not[\s_-]*answer(?:ed|able)\b\s*(?:$|[:;,(–—-]|(?:for|as\s+to|regarding|about|because|since)\b)",
)
_ABSENT = re.compile(rf"{_LEAD}(?:{'|'.join(_FORMS)})", re.IGNORECASE | re.DOTALL)
_DECLINED = re.compile(r"(?:not|un)[\s_-]*answer(?:ed|able)|no\s+answer|nicht\s+beantwortet", re.IGNORECASE)
_AROUND = " \t\r\n*_~`\"'“”‘’«».!#>()[]{}。-"


def declines(text: str) -> bool:
    """Tell whether a sentence is nothing but the words that say that the abstracts do not answer."""
    return bool(_DECLINED.fullmatch(text.strip(_AROUND)))


def is_absence(text: str) -> bool:
    """Tell whether a sentence says that the abstracts, or who answers from them, do not say something."""
    said = " ".join(text.strip(_AROUND).split())
    return len(said) <= _LONGEST and (declines(said) or bool(_ABSENT.match(said)))


def fit_to_tell(text: str) -> bool:
    """Tell whether such a sentence may be passed on: it neither links nor speaks to anybody.

    That "I cannot answer" is said in the voice of a model, which in an abstract would be an attack, is no reason.
    """
    rest = _ABSENT.sub("", " ".join(text.strip(_AROUND).split()), count=1)
    return not _LINK.search(text) and not addresses_reader(rest)
