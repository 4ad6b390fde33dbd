"""Sentences that say that the abstracts do not say something: honest, asked for by the prompt, and no claims.

No sentence of an abstract could support them, so a check would condemn them. What decides is who is said not to say:
the abstracts, or the one who answers. "LoRA does not add latency" is about the world, and stays a claim.
"""

from __future__ import annotations

import re

from index.guard import addresses_reader

_LONGEST = 300  # characters of such a sentence
_LINK = re.compile(r"://|\bwww\.|\w@\w|\]\(")
_ADVERB = (
    r"(?:\s+(?:explicitly|directly|actually|specifically|clearly|also|even|fully|itself|themselves|really|appear\s+to|"
    r"seem\s+to)){0,3}"
)
_GIVEN = (
    r"(?:provided|given|above|supplied|available|retrieved|cited|following|listed|present|shown|quoted|relevant|other)"
)
_BY_US = (
    r"(?:\s+(?:you\s+(?:have\s+)?(?:provided|gave|given|shared|supplied|sent)|provided|given|above|supplied|available|"
    r"here))?"
)
_THE = r"(?:the|these|those|this|that|any|all|both|my|your|either|of)"
# Words for what was given. Those that a paper may be about ("passages do not contain the answer") must be called given.
_WORK = (
    rf"(?:(?:{_THE}\s+){{0,3}}(?:(?:{_GIVEN}|two|three|four|five|\d{{1,2}}|paper['’]?s?|research|study['’]?s?)\s+){{0,3}}"
    r"(?:(?:[\w.-]+\s+){0,3}?abstracts?(?:\s+(?:of|for|on)\s+[^,.;]{1,80}?|\s+P?\d{1,2})?|papers?|articles?|stud(?:y|ies))"
    rf"|(?:{_THE}\s+){{1,3}}{_GIVEN}\s+(?:texts?|contexts?|passages?|sources?|documents?|evidence|materials?|information|"
    r"excerpts?|sentences?|data|content|references?)"
    rf"|(?:the|this|that)\s+(?:text|context|evidence|material))"
    rf"{_BY_US}(?:\s*\([^()]*\))?"
)
_TELL = (
    "answer|state|mention|contain|give|provide|specify|say|report|discuss|describe|include|address|tell|quantify|"
    "disclose|reveal|indicate|offer|cover|list|name|define|explain|detail|present|clarify|note|elaborate|comment|"
    "refer|touch|supply|speak|allow|make (?:any|clear)|go into|"
    "have (?:any |enough |sufficient )?(?:information|detail|data)"
)
_TOLD = (
    "answered|stated|mentioned|contained|given|provided|specified|reported|discussed|described|included|addressed|told|"
    "quantified|disclosed|revealed|indicated|covered|listed|named|defined|explained|detailed|presented|clarified|noted|"
    "available|found|answerable|clear"
)
_TELLS = (
    "gives?|gave|provides?|provided|contains?|contained|states?|stated|mentions?|mentioned|reports?|reported|includes?|"
    "included|offers?|offered|says?|said|specif(?:y|ies|ied)|tells?|told|lists?|supply|supplies"
)
_NOT = r"(?:(?:do|does|did)(?:\s+not|n['’]?t)|fails?\s+to|failed\s+to|(?:can|could)(?:\s*not|n['’]?t)|neither|never)"
_THING = (
    r"(?:information|mention|figures?|data|statements?|details?|indication|answers?|numbers?|values?|reference|"
    r"explanation|description|discussion|specifics)"
)
_IN_WORK = rf"\b(?:in|from|by|within|based\s+on|according\s+to|on\s+the\s+basis\s+of)\s+(?:any\s+of\s+)?{_WORK}"
_LEAD = (
    rf"(?:(?:however|but|unfortunately|note(?:\s+that)?|and|while|although|still|yet|also|so|sorry|i['’]?\s*a?m\s+sorry|"
    rf"in\s+addition|additionally|furthermore|moreover|that\s+said|(?:based|depending)\s+on\s+{_WORK}|"
    rf"(?:from|in|according\s+to)\s+{_WORK}|as\s+for\s+[^,]{{1,80}}|regarding\s+[^,]{{1,80}})(?:\s*[,:]\s*|\s+)){{0,3}}"
)
_FORMS = (
    rf"{_WORK}{_ADVERB}\s+{_NOT}{_ADVERB}\s+(?:{_TELL})\b",
    rf"{_WORK}{_ADVERB}\s+(?:only\s+)?(?:{_TELLS})\s+(?:no|nothing|neither|none|not)\b",
    rf"{_WORK}{_ADVERB}\s+(?:has|have|had|makes?|made|shows?)\s+no\s+(?:[\w-]+\s+)?{_THING}\b",
    rf"(?:none|neither)\s+of\s+{_WORK}{_ADVERB}\s+(?:{_TELL}|{_TELLS})s?\b",
    rf"no\s+{_WORK}{_ADVERB}\s+(?:{_TELL}|{_TELLS})s?\b",
    r"(?:i|we)(?:['’]m|\s+am|['’]re|\s+are)?\s+(?:(?:can|could)(?:\s*not|n['’]?t)|unable\s+to|not\s+able\s+to)\s+"
    r"(?:answer|determine|find|provide|give|say|tell|locate|infer|derive)\b",
    r"i\s+(?:do\s+not|don['’]?t)\s+(?:know|have\s+(?:enough|sufficient|any|the)?\s*(?:information|data|details?))\b",
    rf"(?:there\s+(?:is|are|was|were)\s+)?(?:no|not\s+(?:enough|any)|insufficient)\s+(?:[\w-]+\s+){{0,2}}{_THING}\b.*{_IN_WORK}",
    r"(?:there\s+(?:is|are)\s+)?(?:not\s+enough|insufficient)\s+information\b",
    rf".{{2,200}}\b(?:is|are|was|were|has\s+been|have\s+been|(?:can|could))\s*(?:not|n['’]?t)\b(?:\s+be(?:en)?)?{_ADVERB}\s+"
    rf"(?:(?:{_TOLD}|determined|inferred)\s*{_IN_WORK}|(?:answered|stated|mentioned|specified|reported|given)$)",
    r"(?:the|this|that|your)\s+questions?\s+(?:can(?:\s*not|n['’]?t)\s+be|(?:is|are|remains?)\s*(?:not|n['’]?t|un)\s*-?)\s*answer",
    rf"it\s+is\s+(?:unclear|unknown|not\s+(?:clear|known|possible))\b.*{_IN_WORK}",
    rf"(?:not|un)[\s_-]*answer(?:ed|able)\b\s*(?:$|[:;,(–—-]|(?:for|as\s+to|regarding|about|because|since|with\s+respect\s+to)\b|{_IN_WORK})",
    rf"not\s+(?:{_TOLD})\s+(?:{_IN_WORK})",
)
_ABSENT = re.compile(rf"{_LEAD}(?:{'|'.join(_FORMS)})", re.IGNORECASE | re.DOTALL)
# The same in the languages in which answers are asked for most: who is silent, not, and the verb, in this order or not.
_ELSEWHERE = tuple(
    re.compile(rf"(?=.*(?:{who}))(?=.*(?:{negation}))(?=.*(?:{verb}))", re.IGNORECASE | re.DOTALL)
    for who, negation, verb in (
        (
            r"\b(?:abstracts?|zusammenfassung(?:en)?|frage|texten?|text|arbeiten)\b",
            r"\b(?:nicht|kein(?:e|en|er|erlei)?|nichts)\b",
            r"beantwort|erwähn|enth[aä]lt|genannt|\bnenn|angegeben|\bgeben\b|\bgibt\b|\bsag|angabe|auskunft|hervor|liefer",
        ),
        (
            r"\b(?:résumés?|question|textes?|articles)\b",
            r"\bne\b|\bn['’]|\baucun",
            r"répond|mentionn|contien|\bdonne|précis|indiqu|fourni",
        ),
        (
            r"\b(?:resumen|resúmenes|pregunta|textos?|artículos)\b",
            r"\bno\b|\bningun",
            r"respond|mencion|contien|\bdan?\b|proporcion|indica|especific",
        ),
        (
            r"\b(?:riassunt[oi]|abstract|domanda|test[oi])\b",
            r"\bnon\b",
            r"rispond|menzion|conten|fornis|indica|riport|specific",
        ),
        (
            r"\b(?:resumos?|pergunta|textos?)\b",
            r"\bnão\b",
            r"respond|mencion|cont[eé]m|fornec|indica|especific|informa",
        ),
        (
            r"\b(?:samenvatting(?:en)?|abstracts?|vraag)\b",
            r"\b(?:niet|geen)\b",
            r"beantwoord|vermeld|bevat|geven|geeft|noem",
        ),
        (r"аннотаци|вопрос|текст", r"\bне\b|\bнет\b", r"отвеча|ответ|упомина|содерж|указ|сообща|да[её]т|дают"),
        (r"摘要|问题|問題|论文", r"没有|沒有|未|不|無|无", r"回答|提及|提到|说明|給出|给出|包含|提供"),
        (r"要旨|アブストラクト|抄録|要約|質問", r"ない|ません|なかった", r"答え|回答|言及|記載|述べ|示さ|含ま"),
        (r"초록|질문", r"않|없", r"답|언급|제공|포함|명시"),
    )
)
_DECLINED = re.compile(
    r"(?:not|un)[\s_-]*answer(?:ed|able)|no\s+answer|nicht\s+beantwortet|unbeantwortet|(?:non|pas)\s+répondu|sans\s+réponse"
    r"|(?:no\s+respondid|sin\s+respuest|não\s+respondid)[oa]s?|non\s+risposto|senza\s+risposta|sem\s+resposta"
    r"|niet\s+beantwoord|нет\s+ответа|не\s+отвечено|未回答|没有回答|無回答|無法回答|无法回答|回答なし|답변\s*없음",
    re.IGNORECASE,
)
_AROUND = " \t\r\n*_~`\"'“”‘’«».!#>()[]{}。-"


def declines(text: str) -> bool:
    """Tell whether a sentence is nothing but the words that say that the abstracts do not answer."""
    return bool(_DECLINED.fullmatch(text.strip(_AROUND)))


def is_absence(text: str) -> bool:
    """Tell whether a sentence says that the abstracts, or who answers from them, do not say something."""
    said = " ".join(text.strip(_AROUND).split())
    if len(said) > _LONGEST:
        return False
    return declines(said) or bool(_ABSENT.match(said)) or any(form.match(said) for form in _ELSEWHERE)


def fit_to_tell(text: str) -> bool:
    """Tell whether such a sentence may be passed on: it neither links nor speaks to anybody.

    That "I cannot answer" is said in the voice of a model, which in an abstract would be an attack, is no reason.
    """
    rest = _ABSENT.sub("", " ".join(text.strip(_AROUND).split()), count=1)
    return not _LINK.search(text) and not addresses_reader(rest)
