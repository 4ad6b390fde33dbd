"""How abstracts word that authors make something, that others made it, and findings that say nothing."""

from __future__ import annotations

import re

MAKES = re.compile(
    r"^(?:[^,]{0,80}, )?(?:here,? )?(?:we|this (?:paper|work|article|study|thesis|survey|report)) (?:\w+ly )?"
    r"(?!(?:show|find|found|demonstrate|observe|reveal|report|hope|believe|conclude|show)s?\b)[a-z]+",
    re.IGNORECASE,
)
OTHERS = re.compile(
    r"\b(?:existing|previous|prior|current|conventional|traditional|recent|most|many) (?:\w+[- ]?){0,3}?"
    r"(?:methods?|approach\w*|models?|works?|systems?|techniques?|LLMs?|VLMs?|agents?|benchmarks?)\b",
    re.IGNORECASE,
)
VOID = re.compile(
    r"\b(?:demonstrat|validat|confirm|show|verif|illustrat|prov|establish|highlight|underscor|emphasiz|showcas)\w* "
    r"(?:\w+ly )?(?:(?:the|its|their|our|a|an|that our|this|of) )*(?:[\w-]+ )?"
    r"(?:effectiveness|efficacy|efficiency|potential|superiority|feasibility|usefulness|utility|validity|need"
    r"|importance|promise|foundation|versatility|generality|viability|applicability)\b"
    r"|\bpav(?:e|es|ing) the way|\bpromising\b"
    r"|\b(?:insights?|guidance|guidelines|foundation|path|step|tool|framework) (?:for|into|on|toward\w*)\b"
    r"|\bwe (?:\w+ly )?(?:evaluate|perform|conduct|discuss|conclude|hope|believe)\b|\bserv\w+ as\b",
    re.IGNORECASE,
)
