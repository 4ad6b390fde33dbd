"""What people say around a question out of politeness: "Hi, what is X?", "Please tell me how X works, thanks".

It is taken from the text that is searched, where abstracts hold none of it. What stands in quotation marks is left as
it is, and so is a text of which nothing else would be left.
"""

from __future__ import annotations

import re

_LONGEST = 2000  # characters; a longer text was pasted
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”")
_PAUSE = r"(?:\s*[,.!:;–—]+\s*|\s+-+\s+)+"
# A greeting takes a pause behind it, unless a question word follows: "Hi, what …", "Hello what …", not "Hi-C maps".
_GREETING = (
    r"(?:hello|hi|hey|hiya|howdy|greetings|dear\s+(?:assistant|all|friend)|good\s+(?:morning|afternoon|evening|day))"
    r"(?:\s+(?:there|again|everyone|all|assistant|bot))?"
)
_THANKS = (
    r"(?:(?:many\s+)?thanks?(?:\s+you)?|thx|ty|cheers|much\s+appreciated)"
    r"(?:\s+(?:a\s+lot|so\s+much|very\s+much|a\s+bunch|again|in\s+advance|for\s+(?:that|this|your\s+(?:help"
    r"|answer|time)|the\s+help)))*"
)
_YES = (
    r"(?:ok(?:ay)?|well|alright|all\s+right|right|great|cool|nice|good|perfect|sure|yes|yeah|yep|fine|hm+"
    r"|i\s+see|got\s+it|understood)"
)
_ASKS = (
    r"(?=(?:and|so|but|then|now|please|also|what|which|who|whom|whose|when|where|why|how|is|are|do|does|did"
    r"|can|could|would|will|has"
    r"|have|show|find|list|give|tell|explain|describe|compare|summari[sz]e|i\s)\b)"
)
_BEFORE = re.compile(
    rf"^\W*(?:(?:{_GREETING}|{_THANKS})(?:{_PAUSE}|\s+{_ASKS})|{_YES}(?:\s*[,.!]+\s*|\s+{_ASKS})|(?:please"
    r"|pls|kindly)\b[\s,:]*"
    rf"|(?:excuse\s+me|sorry)\b{_PAUSE}"
    r"|(?:so|now)\b\s*,\s*|(?:now\s+)?(?:to\s+)?(?:something\s+(?:else|different)|(?:a\s+)?(?:new|different"
    rf"|next|another)\s+(?:question|topic|thing)|one\s+more\s+thing){_PAUSE}|(?:quick|one\s+more|another"
    rf"|a\s+quick|just\s+a|a)\s+question\b{_PAUSE})",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?:[\s,.;:!–—-]+|(?<=\?)\s*)(?:{_THANKS}|please|pls|kindly|if\s+(?:you\s+(?:can|could|may"
    r"|don['’]t\s+mind)|possible|that['’]s\s+ok(?:ay)?)"
    r"|that\s+would\s+be\s+(?:great|nice|helpful))(?P<end>[\s.!?]*)$",
    re.IGNORECASE,
)
_ME = r"(?:(?:to\s+)?(?:me|us)\b\s*)?"
_MODAL = (
    r"(?:(?:can|could|would|will)\s+you\s+(?:please\s+|kindly\s+|maybe\s+|also\s+)?|(?:are\s+you\s+able"
    r"|is\s+it\s+possible\s+for\s+you)\s+to\s+)"
)
_WANT = (
    r"(?:i|we)(?:\s+would|\s*['’]d|\s+will)?(?:\s+(?:just|also|really))?\s+(?:like|love|want|wish|need|have"
    r"|am\s+trying|am\s+curious)"
    r"\s+(?:to\s+(?:know|learn|find\s+out|understand|hear|ask|see|read)|you\s+to\s+(?:tell|explain))"
)
_WONDER = (
    r"(?:i\s*(?:am|['’]m|was|have\s+been)\s+(?:just\s+)?(?:wondering|curious|interested\s+(?:in|to\s+know))"
    r"|i\s+wonder|do\s+you\s+know|any\s+idea)"
)
_ABOUT = r"(?:more\s+|something\s+|anything\s+|everything\s+|all\s+|a\s+(?:bit|little)\s+(?:more\s+)?)?"
_WH = r"(?=(?:what|which|who|whom|whose|when|where|why|how|if|whether)\b)"
_OVERVIEW = (
    r"(?:an?\s+|the\s+|some\s+)?(?:(?:short|brief|quick|general|high-level|good|simple|concise)\s+)?"
    r"(?:overview|introduction|intro|summary|explanation|description|background|information|info|details|definition)"
    r"\s+(?:of|on|about|to|for)\s+"
)
# "Could you recommend papers …" stays: it says that papers are wanted.
# What is asked about follows these; "how" and "what" behind them are kept, for they say what is asked.
_FRAMES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^{_MODAL}(?=(?:tell|explain|describe|compare|summari[sz]e|define|elaborate|help|say|repeat|rephrase)\b)",
        rf"^help\s+(?:me|us)\s+(?:to\s+)?(?:understand|learn|find)\s+{_ABOUT}(?:about\s+)?",
        rf"^(?:{_WANT}|{_WONDER})\s*{_ME}{_ABOUT}(?:about\s+|of\s+)?(?=\w)",
        rf"^(?:tell|teach)\s+(?:me|us)\s+{_ABOUT}(?:about\s+(?!it\b|this\b|that\b|these\b|those\b|them\b|the\s)|{_WH})",
        rf"^(?:explain|describe)\s+(?:to\s+)?(?:me|us)\s+{_WH}",
        rf"^(?:give|show|provide|get)\s+(?:me|us)\s+{_OVERVIEW}",
        rf"^explain\s+{_WH}",
        r"^(?:my\s+question\s+is|the\s+question\s+is|here\s+is\s+my\s+question)\b[\s,:]*",
    )
)
_AUDIENCE = re.compile(
    r"\s+(?:(?:to|for)\s+(?:an?\s+|the\s+)?(?:(?:complete|absolute|total|curious|young)\s+)?(?:beginners?"
    r"|layman|laypersons?|lay\s+people"
    r"|newbies?|novices?|non-?experts?|child|kids?|five[- ]year[- ]old|\d+[- ]year[- ]old|dummies|me|us)"
    r"|like\s+i\s*(?:am|['’]m)\s+(?:five|\d+)"
    r"|in\s+(?:simple|plain|easy|layman['’]?s|lay)\s+(?:terms|words|english|language))(?=[\s?.!]*$)",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"^\W*(?:explain|describe|define|summari[sz]e|introduce|teach|tell|what|how|why|give)\b", re.IGNORECASE
)
# "what X is", as it stands behind "tell me".
_INDIRECT = re.compile(
    r"^(?P<wh>what|who|where)\s+(?!is\b|are\b)(?P<subject>[^?]+?)\s+(?P<verb>is|are|was|were)[\s?.!]*$", re.IGNORECASE
)
_WORD = re.compile(r"\w")
_NOTHING_ELSE = re.compile(rf"^\W*(?:(?:{_GREETING}|{_THANKS}|{_YES}|please)\b\W*){{1,4}}$", re.IGNORECASE)
_ROUNDS = 6  # "Hi! Thanks. Ok, please can you tell me …"


def without_courtesy(text: str) -> str:
    """Return a question without what is said around it; all of it if nothing would be left."""
    if len(text) > _LONGEST:
        return text
    rest = text.strip()
    for _ in range(_ROUNDS):
        shorter = _shorter(rest)
        if shorter == rest or not _WORD.search(shorter):
            break
        rest = shorter
    if rest == text.strip():
        return text
    rest = _INDIRECT.sub(r"\g<wh> \g<verb> \g<subject>?", rest)
    return rest if re.match(_ASKS, rest, re.IGNORECASE) else rest.rstrip(" ?")  # "can you tell me about moss?"


def is_courtesy(text: str) -> bool:
    """Tell whether a text is nothing but a greeting, thanks or a yes."""
    return bool(_NOTHING_ELSE.match(text[:_LONGEST]))


def _shorter(text: str) -> str:
    """Return a text with one layer of courtesy less; never anything of a quotation."""
    rest = text
    for pattern in (_BEFORE, *_FRAMES):
        found = pattern.match(rest)
        if found and _WORD.search(rest[found.end() :]):
            rest = rest[found.end() :]
    found = _AFTER.search(rest)
    if found and _WORD.search(rest[: found.start()]) and not _in_quotation(rest, found.start()):
        rest = rest[: found.start()] + ("?" if "?" in found["end"] and not rest[: found.start()].endswith("?") else "")
    if _TELLS.match(rest):
        rest = _AUDIENCE.sub("", rest)
    return rest.strip()


def _in_quotation(text: str, place: int) -> bool:
    return any(quoted.start() < place < quoted.end() for quoted in _QUOTED.finditer(text))
