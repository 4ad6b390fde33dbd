"""Questions in one: "What is LoRA, and how fast is RaLMSpec?", "HyDE vs Zebrafold".

One vector and one bag of words for two questions find the papers of neither well, so each is searched by itself.
"""

import re

from index.models.question_types import question_type
from index.names import names
from index.terms import terms

_MOST = 4  # parts of one question
_ASKS = (
    r"(?:what|which|who|whom|whose|when|where|why|how|does|do|did|is|are|was|were|can|could|has|have|explain"
    r"|describe)\b"
)
# A run of spaces is looked at from its first one only: from each, 19,000 of them took three seconds.
_BREAK = re.compile(
    rf"(?<=[?!.;])\s+(?=\S)|(?:(?<!\s)\s+)?;\s*|,?(?<!\s)\s+(?:and|but|or|also|and also|as well as)\s+(?={_ASKS})",
    re.IGNORECASE,
)
_OPENS_ANEW = re.compile(r"(?:what|which|who|where)\b", re.IGNORECASE)
_REFERS = re.compile(r"\b(?:it|its|they|them|their|this|that|these|those|one)\b", re.IGNORECASE)
_JOINS = r"and|or|vs\.?|versus|with|to|than|from|over|between"
_QUOTES = re.compile(r"\"[^\"]*\"|“[^”]*”")


def parts(question: str) -> tuple[str, ...]:
    """Return the questions that are in `question`, each to be searched by itself; usually just it.

    It is divided where a new question begins, and where things are compared by their names. What is in quotation marks
    stays whole, and a part without content of its own belongs to the one before it.
    """
    divided = _divided(question)
    if len(divided) > 1:
        return divided
    named = [name for name in dict.fromkeys(names(question)) if not _is_condition(name, question)]
    if 1 < len(named) <= _MOST and question_type(question).type == "comparison":
        return tuple(_about(question, name, named) for name in named)
    return (question,)


def _is_condition(name: str, question: str) -> bool:
    """Tell whether a name says on what things are compared, as in "Compare LoRA and QLoRA on GLUE"."""
    return bool(re.search(rf"\b(?:on|in|at|under)\s+(?:the\s+)?{re.escape(name)}(?!\w)", question))


def _divided(question: str) -> tuple[str, ...]:
    quoted = [found.span() for found in _QUOTES.finditer(question)]
    found: list[str] = []
    start = 0
    breaks = [b for b in _BREAK.finditer(question) if not any(low <= b.start() < high for low, high in quoted)]
    for end, after in [*(b.span() for b in breaks), (len(question), len(question))]:
        piece = question[start:end].strip()
        if found and not _stands_alone(piece, found[0]):
            found[-1] = f"{found[-1]} {piece}"
        elif piece:
            found.append(piece)
        start = after
    alone = [piece for piece in found if terms(piece)]
    return tuple(alone[:_MOST]) if len(alone) > 1 else (question,)


def _stands_alone(piece: str, first: str) -> bool:
    """Tell whether a piece says what it is about: "how is it trained?" does not, nor, after a name, "is it fast?"."""
    if names(piece):
        return True
    if _REFERS.search(piece) or not terms(piece):
        return False
    return not names(first) or (bool(_OPENS_ANEW.match(piece)) and len(set(terms(piece))) > 1)


def _about(question: str, name: str, named: list[str]) -> str:
    """Return the question with one of its names only, without the words that joined them."""
    rest = question
    for other in named:
        if other != name:
            joined = rf"(?:(?:,|\b(?:{_JOINS}))\s*)?(?<!\w){re.escape(other)}(?!\w)"
            rest = re.sub(joined, " ", rest)
    rest = re.sub(rf"\b(?:{_JOINS})\s+(?={re.escape(name)})|\b(?:{_JOINS})\s*(?=[?.!]*\s*$)", " ", rest)
    return " ".join(rest.replace(" ?", "?").split())
