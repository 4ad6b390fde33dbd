"""From a model's text to what is told of it: the whole, or sentences without declining, talk and loops."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from assistant.parsing.events import Declined, Draft, DraftEvent, Retracted, Text, TextEvent, Waiting
from index.guard import addresses_reader

MOST = 12  # sentences of an answer; it was asked for five
_NEAR_LOOPS = 5  # times that it is heard with other figures
_LOOPS = 3  # times that the same sentence is heard before the model is thought to go round in circles
_SURE = r"(?:sure|certainly|of\s+course|absolutely|okay|ok|alright|great|gladly|gerne)"
# Prefaces of a sentence that says something: what follows them stays.
_LEADS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:(?:final|short|direct|the)\s+){0,2}(?:answer|response|summary|conclusion|assistant|antwort|a)\s*:\s+(?=\S)",
        rf"(?:{_SURE}\s*[,.!]?\s+)?here(?:['’]s|\s+is|\s+are)\b[^.:\n]{{0,100}}:\s+(?=\S)",
        r"(?:based\s+on|according\s+to|from|in)\s+(?:(?:the|these|your|provided|given|above|retrieved)\s+){1,3}"
        r"(?:abstracts?|texts?|context|information|sources?)(?:\s+(?:you\s+)?(?:provided|gave|given|above))?\s*[,:]\s*(?=\S)",
        rf"{_SURE}\s*[,!]\s+(?=\S)",
    )
)
_NOTE = re.compile(
    r"\W*(?:please\s+)?(?:note|notes|disclaimer|caveat|remark|nb|n\.b\.|hinweis|important)\b\s*(?:that\b|:)\s*",
    re.IGNORECASE,
)
_TALK = re.compile(
    rf"{_SURE}\b[^.:]{{0,20}}[.!]?|.{{0,30}}\bquestion[.!]?|here(?:['’]s|\s+is|\s+are)\b.*"
    r"|(?:i(?:['’]\w+)?|ich|let\s+me|thanks?|thank\s+you|please|sorry|feel\s+free|if\s+you)\b.*"
    r"|(?:this|my|the)\s+(?:\w+\s+)?(?:answer|response|reply|summary)\b.*"
    r"|(?:confidence|question|query|user|human|title|topic|task|reasoning|step\s+\d+)\b[^:]{0,20}:.*"
    r"|(?:yes|no|oui|non|ja|nein)[.!,]?|</?[\w-]+>",
    re.IGNORECASE | re.DOTALL,
)
# JSON in place of the sentences asked for, and a question that the model puts to itself and goes on to answer.
_JSON = re.compile(r"\W*(?:[{,]\s*\"[^\"\n]{1,40}\"\s*:|\[\s*\")")
_TURN = re.compile(r"(?:question|query|q|user|human|next\s+question|frage)\s*(?:\d+\s*)?:", re.IGNORECASE)
_HEADING_WORDS = 6
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


def whole(events: Iterable[TextEvent]) -> str:
    """Return the text that was written, without what was retracted."""
    text = ""
    for event in events:
        match event:
            case Text(more):
                text += more
            case Retracted():
                text = ""
    return text


def sentences(drafts: Iterable[Draft | Retracted | Waiting], most: int = MOST) -> Iterator[DraftEvent]:
    """Yield the sentences that tell something, until the model goes round in a loop, asks itself, or said `most`."""
    heard, told = Counter[str](), 0
    for draft in drafts:
        if not isinstance(draft, Draft):
            heard, told = (Counter(), 0) if isinstance(draft, Retracted) else (heard, told)
            yield draft
            continue
        if _JSON.match(draft.text):
            continue
        counted = re.sub(r"\d+", "0", draft.text) + "\n"  # one that differs in its figures only
        heard.update({draft.text, counted})
        loops = heard[draft.text] >= _LOOPS or heard[counted] >= _NEAR_LOOPS
        if told == most or loops or (told and _TURN.match(draft.text)):
            return
        text = without_lead_in(draft.text)
        if declines(text):
            yield Declined()
        elif is_absence(note := without_note(text)):
            yield draft._replace(text=note)
        elif draft.marks or not is_chatter(text):
            told += 1
            yield draft._replace(text=text)


def without_lead_in(text: str) -> str:
    """Return a sentence without a preface such as "Answer:" or "Based on the abstracts,"."""
    for _ in range(3):
        before = text
        for lead in _LEADS:
            text = lead.sub("", text, count=1) if lead.match(text) else text
        if text == before:
            break
        text = text[:1].upper() + text[1:]
    return text


def without_note(text: str) -> str:
    """Return a sentence without "Note:" before it."""
    return _NOTE.sub("", text, count=1).removesuffix(")") if _NOTE.match(text) else text


def is_chatter(text: str) -> bool:
    """Tell whether a sentence without a mark is a heading, a label, a question, a note or talk."""
    said = text.strip().strip("\"'“”()[]*_")
    if not said or said.endswith((":", "?", "？")) or _NOTE.match(text):
        return True
    # A few words without a stop and without a figure: an answer as short as that has a mark.
    heading = said[-1].isalnum() and len(said.split()) <= _HEADING_WORDS and not any(map(str.isdigit, said))
    return heading or bool(_TALK.fullmatch(said))


def declines(text: str) -> bool:
    """Tell whether a sentence is nothing but the words that say that the abstracts do not answer."""
    return bool(_DECLINED.fullmatch(text.strip(_AROUND)))


def is_absence(text: str) -> bool:
    """Tell whether a sentence says that the abstracts do not say something, which no sentence of one could support."""
    said = " ".join(text.strip(_AROUND).split())
    return len(said) <= _LONGEST and (declines(said) or bool(_ABSENT.match(said)))


def fit_to_tell(text: str) -> bool:
    """Tell whether such a sentence may be passed on: it neither links nor speaks to anybody, but for its "I cannot"."""
    rest = _ABSENT.sub("", " ".join(text.strip(_AROUND).split()), count=1)
    return not _LINK.search(text) and not addresses_reader(rest)
