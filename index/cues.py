"""What a sentence of an abstract is doing, and what a question wants, told by the phrases they use.

Abstracts are written to a pattern: problem, idea, results. The phrases below were chosen on the page
dumps, where "we propose/introduce/present" finds the contribution in 195 of 202 abstracts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Literal

Aspect = Literal["problem", "idea", "results", "limits"]
ASPECTS: tuple[Aspect, ...] = ("problem", "idea", "results", "limits")


_REACH = 1500  # characters of a sentence that are looked at: none is longer, but a hostile one, and that would be slow


def _phrases(*lines: str) -> re.Pattern[str]:
    """Return a pattern that finds any of the phrases; a line holds several, divided by two spaces."""
    every = [phrase for line in lines for phrase in line.split("  ") if phrase]
    return re.compile(rf"\b(?:{'|'.join(every)})", re.IGNORECASE)


_HERE = r"(?:we|our|(?:in |with )?this (?:paper|work|article|study|survey|report))\b"
_IDEA = _phrases(
    rf"{_HERE}[^.]{{0,80}}?\b(?:propos|introduc|present|develop|describ|design|releas|construct|devis|formulat|offer)\w*",
    r"we (?:call|term|name|dub)\b  (?:is|are) (?:introduced|proposed|presented)\b",
    r"(?:dubbed|termed|called|named) [A-Z]",
)
_FALLBACK_IDEA = _phrases(
    rf"{_HERE}[^.]{{0,40}}?\b(?:stud|investigat|explor|examin|analy[sz]|show|build|creat|conduct|address|train|us)\w*"
)
# "LoRA keeps the weights frozen", "Direct Preference Optimization (DPO) rewrites …": a summary names its method.
_NAMED_IDEA = re.compile(
    r"""^(?:The\ |This\ )?(?:
      (?:\w*[A-Za-z0-9][A-Z][\w.+-]* (?:\ v?\d[\w.]*)?              # DPO, HyDE, LongBench v2
        |\w+-\w*[A-Z]\w* |[A-Z]\w+(?:\ (?:[A-Z][\w-]*|of|in|the|for))*(?=\ \() |s1
        |\S+\ (?=paper|report|method|survey|approach|authors)\w+)
      (?:\ \([^)]*\)|,[^,]*,)?(?:\ [a-z]+)*?\ (?:
        (?!has\b|was\b|needs\b|always\b|is\ (?!an?\b|the\b|derived|trained|built|based|released))[a-z]+s
        |link|describe)\b
    |[A-Z][\w.+-]*(?:\ (?:in\ the\ |with\ )?[A-Z0-9][\w.+-]*){0,3}(?:\ \([\w-]+\))?,?[^,.]{0,40}?\ (?:
        is\ an?|is\ the|are\ the|drops|replaces|tests|joins|describes|measures|leaves|runs|computes|lets|offers|argues
        |keeps)\b
    |The\ [a-z-]+(?:\ [a-z]+)?\ can\b)""",
    re.VERBOSE,
)
_RESULT = _phrases(
    r"outperform  surpass  exceed  achiev  improv(?:es|ed|ement|ing)  reduc(?:es|ed|tion)  increas(?:es|ed)",
    r"gains?\b  faster\b  state[- ]of[- ]the[- ]art  competitive  accuracy\b  scores?\b  evaluations?\b",
    r"results? (?:show|demonstrat|suggest|indicat|reveal)  we (?:find|found|observe|demonstrate|show)\b",
    r"experiments?\b[^.]{0,40}(?:show|demonstrat|reveal|confirm|indicat)",
    r"(?:obtain|reach|attain|match|retain|deliver)(?:s|es|ed|ing)?\b",
)
_LIMIT = _phrases(
    r"limitations?\b  drawbacks?\b  shortcomings?\b  caveats?\b  weakness  trade-?offs?\b  future work  far from\b",
    r"at the (?:cost|expense)  fail(?:s|ed|ures?)?\b  struggl  trouble\b  still (?:lag|far|fall|remain|challeng|weak)",
    r"(?:does|do|did|is|are) not (?:yet|always|necessarily|improve|help|transfer|generali)  falls? short  suffers?\b",
    r"remains? (?:a |an )?(?:challeng|difficult|open|unclear|hard)  only (?:when|if)\b  warns?\b  biased\b",
)
_OVERCOMES = _phrases(  # somebody else's limits
    r"(?:address|overcom|mitigat|tackl|solv|alleviat|remedi|circumvent|avoid)\w*[^.,;]{0,50}\b(?:limit|drawback|shortcom|weak)"
)
_PROBLEM = _phrases(
    r"however\b  but\b  yet\b  although\b  while\b  despite\b  unfortunately  challeng  lack  costly  expensive  limit",
    r"suffer  struggl  difficult  problem  bottleneck  fail  hard\b  inefficien  overhead  requir  crucial  remain",
    r"prone\b  hinder  scarc  rely\b  relies\b",
)
_UNIT = r"(?:\\?%|x\b|×|times\b|fold\b|points?\b|percent|million|billion|[KMB]\b|hours?\b|GB\b|ms\b|seconds?\b)"
# 12.5, 40%, 1.75-2.39x, 3 points, 100 million, twofold; not the 4 of GPT-4, not a year.
_QUANTITY = re.compile(
    rf"(?<![\w.-])(?:\d[\d,]*\.\d+|\d[\d.,]*\s*(?:[-–~]|to)\s*\d[\d.,]*\s*{_UNIT}|\d[\d,]*\s*{_UNIT})"
    r"|\b(?:two|three|four|five|ten|several)[- ]?(?:fold|times)\b|\b(?:halv|doubl|tripl)(?:es|ed|ing)\b",
    re.IGNORECASE,
)
# Any number at all: 57 tasks, $351$, three datasets, two orders of magnitude; not the 4 of GPT-4 or 2D.
_NUMBER = re.compile(
    r"(?<![\w.-])\d[\d,.]*(?![\w-]*[^\W\d_])"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|hundreds?|thousands?"
    r"|dozens?|half|third|quarter|twice|orders? of magnitude)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d\.?")
_BEFORE_YEAR = re.compile(
    r"\b(?:in|since|from|until|till|before|after|by|early|late|mid|the|and)\s+$|[(,]\s*$", re.IGNORECASE
)
_VERSIONED = re.compile(r"(?<=\S\s)[A-Z]\w*\s$")  # the 2 of "Llama 2"
_COUNTED = re.compile(r"\bhow many\s+(?:\w+ly\s+)?(?P<what>[\w-]+(?:\s+[\w-]+){0,3})", re.IGNORECASE)
_ENDS_NOUN = frozenset(
    """is are was were do does did has have had can could will would in on of for to with from at by per that which
    there it its""".split()
)

_ASKS_QUANTITY = _phrases(
    r"how (?:much|many|fast|large|big|long|often|far|high|accurate|well)\b  by what\b",
    r"what (?:is |are |was |were )?(?:the )?(?:percentage|fraction|accuracy|score|bleu|rouge|speed-?up|factor)\b",
    r"what (?:is |are |was |were )?(?:the )?(?:figures?|numbers?|results?|size|cost)\b",
)
_ASKS: tuple[tuple[Aspect, re.Pattern[str]], ...] = (
    (
        "limits",
        _phrases(r"limit  drawbacks?\b  shortcomings?\b  weakness  caveats?\b  downsides?\b  disadvantage  fail"),
    ),
    ("results", _phrases(r"results?\b  outperform  improv  perform  achiev  gains?\b  benefits?\b  effective")),
    ("problem", _phrases(r"problem  why\b  motivat  challenge  address")),
    ("idea", _phrases(r"what (?:is|are|does)\b  how (?:does|do)\b  idea\b  method\b  approach\b  work\b")),
)
_RELEASE = _phrases(
    r"(?:code|data|models?|weights|datasets?|demos?|scripts?|resources|project)\b[^.]{0,60}\b(?:available|open-?sourced?)",
    r"https?://  github\b  we (?:\w+ )?(?:will |to )?(?:\w+ )?(?:release|open-?source)  code (?:is|for|of|will)\b",
    r"publicly (?:available|released)  released? (?:the|our|its|their)? ?(?:code|data|models?|weights|datasets?)\b",
)
# What a sentence begins with that needs the one before it. "This paper", "It is known that" and "To this end" do not.
_ITSELF = r"(?! (?:\w+ )?(?:paper|work|article|study|survey|report|thesis|review|tutorial|days|end)\b)"
_LEANS_BACK = re.compile(
    r"^(?:however|but|yet|instead|nevertheless|nonetheless|conversely|in contrast|on the contrary|on the other hand"
    r"|therefore|thus|hence|consequently|as a result|accordingly|otherwise|similarly|likewise|then|also"
    r"|(?:it|its|they|their|them|he|she|those|both|such|the (?:former|latter|same))\b"
    r"(?! (?:is|has been|was) \w+ (?:that|to)\b)"
    rf"|th(?:is|ese)\b{_ITSELF}"
    r"|(?:to (?:\w+ly )?(?:address|tackle|overcome|solve|mitigate|alleviate|remedy|fill|bridge|close|resolve|handle"
    r"|meet|achieve)|(?:based|building) on|(?:motivated|inspired|driven|guided) by|given|despite|beyond|under|with|in"
    r"|for|by|from|because of|as a result of|in light of|in (?:response|contrast) to)"
    rf" (?:all )?(?:this|these|those|that|such|it|them)\b{_ITSELF})",
    re.IGNORECASE,
)


def _found(pattern: re.Pattern[str], text: str) -> bool:
    return bool(pattern.search(text, 0, _REACH))


def has_quantity(sentence: str) -> bool:
    """Tell whether a sentence reports a figure: a percentage, a factor, a decimal, an amount."""
    return _found(_QUANTITY, sentence)


def has_number(sentence: str) -> bool:
    """Tell whether a sentence has any number, also a bare count: "57 tasks", "three datasets"."""
    return has_quantity(sentence) or any(_numbers(sentence))


def _numbers(sentence: str) -> Iterator[int]:
    """Yield where each number ends that is neither a year nor a version."""
    for found in _NUMBER.finditer(sentence, 0, _REACH):
        before, number = sentence[: found.start()], found[0]
        is_year = _YEAR.fullmatch(number) and _BEFORE_YEAR.search(before)
        if not is_year and not (number.isdigit() and len(number) == 1 and _VERSIONED.search(before)):
            yield found.end()


def counted(question: str) -> str:
    """Return what a question wants counted: "tasks" of "how many tasks does it cover?"; "" if nothing is."""
    found = _COUNTED.search(question)
    words = found["what"].split() if found else []
    return " ".join(takewhile(lambda word: word.lower() not in _ENDS_NOUN, words))


def counts(sentence: str, what: str) -> bool:
    """Tell whether a sentence has a number of what is named: the number stands at most four words before it."""
    head = re.escape(what.split()[-1].removesuffix("s")) if what else ""
    after = (sentence[end : end + 60] for end in _numbers(sentence))
    return bool(head) and any(re.match(rf"(?:\W*\b\S+){{0,4}}?\W*\b{head}", text, re.IGNORECASE) for text in after)


def leans_back(sentence: str) -> bool:
    """Tell whether a sentence begins with what only the sentence before it explains: "However", "It", "These"."""
    return bool(_LEANS_BACK.match(sentence))


def announces(text: str) -> bool:
    """Tell whether a text is about code, data or models that can be had, which says nothing of what was found."""
    return _found(_RELEASE, text)


def wants_quantity(question: str) -> bool:
    """Tell whether a question asks for a figure."""
    return _found(_ASKS_QUANTITY, question)


def wanted_aspect(question: str) -> Aspect | None:
    """Return the aspect of a paper that a question is about, or None when it names none."""
    return next((aspect for aspect, asks in _ASKS if _found(asks, question)), None)


def idea_sentence(sentences: Sequence[str]) -> int | None:
    """Return the number of the sentence that says what the paper contributes, or None."""
    for cue in (_IDEA, _NAMED_IDEA, _FALLBACK_IDEA):
        for number, sentence in enumerate(sentences, start=1):
            if _found(cue, sentence):
                return number
    return None


def sentences_on(aspect: Aspect, sentences: Sequence[str]) -> tuple[int, ...]:
    """Return the numbers of the sentences that state an aspect, the likeliest first; none if it is not stated.

    The idea divides an abstract: what is said to be hard before it is the problem, after it a limit.
    """
    idea = idea_sentence(sentences)
    numbered = list(enumerate(sentences, start=1))
    match aspect:
        case "idea":
            return (idea,) if idea else ()
        case "problem":
            before = numbered[: idea - 1] if idea else numbered[:2]
            return tuple(number for number, sentence in reversed(before) if _found(_PROBLEM, sentence))
        case "results":
            after = [
                (n, s) for n, s in numbered if n != idea and n > (idea or 0) and (_found(_RESULT, s) or has_quantity(s))
            ]
            strong = [n for n, s in after if has_quantity(s) and _found(_RESULT, s)]
            return tuple(dict.fromkeys([*strong, *(n for n, s in after if has_quantity(s)), *(n for n, _ in after)]))
        case "limits":
            after = [(n, s) for n, s in numbered if n > (idea or 0) and _found(_LIMIT, s)]
            return tuple(n for n, s in after if not _found(_OVERCOMES, s))
