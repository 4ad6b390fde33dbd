"""What a model says around its answer: prefaces, labels, headings, good wishes. None of it is a claim.

The rules are about who speaks of what: no abstract says "I", asks a question back, or speaks of "this answer".
"""

from __future__ import annotations

import re

_GIVEN = (
    r"(?:(?:the|these|those|this|your|all|provided|given|above|following|supplied|retrieved|available|cited)\s+){0,4}"
)
_WORK = (
    r"(?:abstracts?|papers?|texts?|context|information|sources?|documents?|evidence|passages?|sentences?|excerpts?|"
    r"materials?)"
)
_SENT = r"(?:\s+(?:you\s+(?:have\s+)?(?:provided|gave|given|shared|supplied)|provided|given|above))?"
_SURE = r"(?:sure|certainly|of\s+course|absolutely|okay|ok|alright|great|gladly|gerne|bien\s+sûr|claro)"
_PRAISE = (
    r"(?:(?:what|that(?:['’]s|\s+is)|this\s+is)\s+an?|an?)?\s*(?:very\s+|really\s+)?"
    r"(?:great|good|excellent|interesting|fantastic|thoughtful)\s+question\b"
)
# Prefaces of a sentence that says something: what follows them stays.
_LABEL = (
    r"(?:(?:final|short|brief|concise|direct|full|my|the|quick|revised)\s+){0,2}"
    r"(?:answer|response|reply|result|conclusion|output|summary|assistant|explanation|details?|in\s+short|tl;?dr|antwort|réponse|respuesta)"
)
_LEADS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:{_LABEL})\s*:\s+(?=\S)",
        r"A:\s+(?=\S)",
        rf"(?i:(?:{_SURE}\s*[,.!]?\s+)?here(?:['’]s|\s+is|\s+are)\b[^.:\n]{{0,100}}:\s+(?=\S))",
        rf"(?i:(?:based|relying)\s+(?:only\s+|solely\s+)?(?:up)?on\s+{_GIVEN}{_WORK}{_SENT}\s*[,:]\s*(?=\S))",
        rf"(?i:(?:looking|going\s+by|judging)\s+(?:at|from|by)\s+{_GIVEN}{_WORK}{_SENT}\s*,\s*(?=\S))",
        rf"(?i:(?:according\s+to|from|in|per)\s+{_GIVEN}(?:abstracts?|texts?|context){_SENT}\s*,\s*(?=\S))",
        r"(?i:(?:(?:so|therefore|thus)\s*,?\s+)?the\s+(?:final\s+)?answer\s+(?:to\s+(?:the|your)\s+question\s+)?is\s*:\s*(?=\S))",
        rf"(?i:{_PRAISE}[^.!?]{{0,20}}[.!]\s+(?=\S))",
        rf"(?i:{_SURE}\s*[,!]\s+(?:so\s+)?(?=[A-Z]))",
    )
)
_NOTE = re.compile(
    r"\W*(?:please\s+)?(?:note|notes|disclaimer|caveat|remark|nb|n\.b\.|hinweis|important)\b\s*(?:that\b|:)\s*",
    re.IGNORECASE,
)
_TALK = re.compile(
    rf"{_SURE}\b[^.:]{{0,20}}[.!]?"
    rf"|{_PRAISE}.*"
    r"|(?:thanks?|thank\s+you)\b.*"
    r"|(?:let\s+me\s+know|feel\s+free|is\s+there\s+anything\s+else|if\s+you\s+(?:need|have|want|would|['’]d))\b.*"
    r"|here(?:['’]s|\s+is|\s+are)\b.*|hier\s+(?:ist|sind)\b.*|voici\b.*|aquí\s+(?:está|tiene)\b.*"
    r"|i(?:['’](?:m|d|ll|ve))?\s.*|ich\s+hoffe\b.*|j['’]espère\b.*|espero\b.*|(?:please|sorry)\b.*|let\s+me\b.*"
    r"|(?:this|my|the\s+(?:above|following|final)|the)\s+(?:answer|response|reply|summary|explanation)s?\s+(?:is|are|was|above|below|has|"
    r"uses?|relies|draws|only|does|comes)\b.*"
    r"|(?:confidence|certainty|score|relevance|language|format|word\s+count|tone)(?:\s+(?:level|score))?\s*:.*"
    r"|(?:question|query|q|user|human|asked|frage|title|heading|topic|task|instructions?|step\s+\d+|reasoning|thinking|thought)\s*:.*"
    r"|(?:yes|yeah|no|nope|oui|non|ja|nein|sí|si|sim|não|да|нет|是的?|不是|はい|いいえ)[.!,。]?"
    r"|</?[\w-]+>|[\w -]{1,30}:",
    re.IGNORECASE | re.DOTALL,
)
_TURN = re.compile(r"(?:question|query|q|user|human|next\s+question|frage)\s*(?:\d+\s*)?:", re.IGNORECASE)
_HEADING_WORDS = 6


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
    return bool(_TALK.fullmatch(said)) or _is_heading(said)


def begins_turn(text: str) -> bool:
    """Tell whether a text is a question that the model puts to itself, and goes on to answer."""
    return bool(_TURN.match(text))


def _is_heading(text: str) -> bool:
    """Tell whether a text is a few words without a stop and without a figure: an answer as short as that has a mark."""
    return text[-1].isalnum() and len(text.split()) <= _HEADING_WORDS and not any(sign.isdigit() for sign in text)
