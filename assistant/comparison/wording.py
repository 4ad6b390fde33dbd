"""How abstracts word what the columns ask for: that something is made, trained, cheap, released, or is others' work.

Expressions over single sentences: what the models that choose sentences for a column see of them beside single words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_TRAINING = r"(?:re-?training|training|fine-?tuning)"
_MORE = r"(?:(?:any|additional|further|extra|explicit|task-specific|costly) )*"
MAKES = re.compile(
    r"^(?:[^,]{0,80}, )?(?:here,? )?(?:we|this (?:paper|work|article|study|thesis|survey|report)) (?:\w+ly )?"
    r"(?!(?:show|find|found|demonstrate|observe|reveal|report|hope|believe|conclude|show)s?\b)[a-z]+",
    re.IGNORECASE,
)
INTRODUCES = re.compile(
    r"\b(?:we|(?:this|our) (?:paper|work|article|study|survey|report))"
    r" (?:\w+ly |also )?(?:propos|introduc|present|develop)\w*\b|\b(?:is|are) (?:proposed|introduced|presented)\b",
    re.IGNORECASE,
)
TRAINING = re.compile(
    rf"\b(?:(?:training|tuning|finetuning)[- ]free|(?:without|no|requir\w+ no) {_MORE}{_TRAINING}\b(?! data)"
    r"|(?:(?:pre-?|post-?|re-?)?trained|fine-?tuned|distilled)"
    r" (?:on|with|using|via|from|by|jointly|solely|only|end-to-end)\b"
    r"|we (?:\w+ly |then |further |first )?(?:(?:pre-?|post-?)?train|fine-?tune|distill)\b"
    r"|(?:two|three|multi|single)-stage (?:\w+ )?training|trained from scratch"
    r"|(?:supervised|self-supervised|reinforcement) (?:fine-?tuning|learning))",
    re.IGNORECASE,
)
_THING = r"(?:code|codebase|implementation|data\w*|models?|weights|checkpoints?|benchmark|resources?|project|demo)"
CODE = re.compile(
    rf"\b{_THING}\b.{{0,120}}?\b(?:available|releas\w+|open-?sourc\w*|publicly|licen[cs]ed?)\b"
    rf"|\b(?:release|open-?source|publish|share)\b.{{0,60}}\b{_THING}\b|https?://\S+|github\.com",
    re.IGNORECASE,
)
COST = re.compile(
    r"\b(?:(?:comput\w+|inference|training|memory|token|annotation|deployment)"
    r" (?:costs?|overheads?|time|consumption|usage|footprint|burden|complexity|efficiency)"
    r"|latency|throughput|faster|FLOPs|GPU hours|speed-?ups?)\b",
    re.IGNORECASE,
)
OTHERS = re.compile(
    r"\b(?:existing|previous|prior|current|conventional|traditional|recent|most|many) (?:\w+[- ]?){0,3}?"
    r"(?:methods?|approach\w*|models?|works?|systems?|techniques?|LLMs?|VLMs?|agents?|benchmarks?)\b",
    re.IGNORECASE,
)
LACKING = re.compile(
    r"\b(?:remains? (?:\w+ )?(?:challeng\w+|unclear|open|limited|difficult|under-?explored)|struggle\w*|suffer\w*"
    r"|limited|limits?|limitations?|lack\w*|costly|expensive|hard|bottleneck|challeng\w+|fail\w*|difficult\w*"
    r"|unexplored|hinder\w*|overlook\w*|neglect\w*|vulnerab\w+|brittle|insufficient\w*|inefficien\w+|overhead)\b",
    re.IGNORECASE,
)
CONTRARY = re.compile(r"(?:however|but|yet|unfortunately|nevertheless)\b", re.IGNORECASE)
FINDS = re.compile(
    r"\b(?:outperform\w*|surpass\w*|achiev\w*|improv\w*|reduc\w*|reach\w*|exceed\w*|state-of-the-art|superior"
    r"|competitive|beats?"
    r"|(?:results|experiments|evaluations?|analys[ei]s|findings) (?:\w+ly |also )?suggest\w*"
    r"|(?:we|results|experiments|evaluations?|analys[ei]s|findings) (?:\w+ly |also )?"
    r"(?:show|find|demonstrate|reveal|observe|indicate|confirm)\w*)\b|\d\s?%",
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
SAYS: Mapping[str, re.Pattern[str]] = {
    "makes": MAKES,
    "introduces": INTRODUCES,
    "training": TRAINING,
    "code": CODE,
    "cost": COST,
    "others": OTHERS,
    "contrary": CONTRARY,
    "lacking": LACKING,
    "finds": FINDS,
    "void": VOID,
}
