r"""A text in plain signs, so that one statement is written in one way.

LaTeX is set as text (`\%`, `$10\times$`, `\textbf{X}`), contractions are opened, and phrases that count as a word
(`state of the art`, `in order to`) become one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from assistant.grounding.acronyms import opened

_COMMAND = re.compile(r"\\(?:text|math|emph|underline|mbox|small|operator)[a-z]*\s*\{([^{}]*)\}")
_SIGNS = tuple(
    (re.compile(pattern), sign)
    for pattern, sign in (
        (r"\^?\{?\\circ\}?(?![A-Za-z])", "°"),
        (r"\\times(?![A-Za-z])|×", "x"),
        (r"(?<![\w.])(?<!\d )(?<!\$)\$?x\$?\s?(\d+(?:\.\d+)?)(?![\w.]*\w)", r"\1x"),
        (r"\\(?:sim|approx)(?![A-Za-z])|≈|∼", " ~"),
        (r"\\(?:geq?|geqslant)(?![A-Za-z])|≥", " at least "),
        (r"\\(?:leq?|leqslant)(?![A-Za-z])|≤", " at most "),
        (r"\\(?:rightarrow|to)(?![A-Za-z])|→", " to "),
        (r"\\pm(?![A-Za-z])|±", " plus or minus "),
        (r"(?<=\d)\s*\\?[,;]?\s*\\%|(?<=\d)\s*(?:percent|per cent)\b", "%"),
        (r"(?<=\d%)(?=[A-Za-z])", " "),
        (r"\{,\}", ","),
        (r"(?<=\d)·(?=\d)", "."),
        (r"\\[,;:! ]", " "),
        (r"\\(?=[%&_#$])", ""),
        (r"(?<=\w)~(?=\w)(?!\d)", " "),
        (r"[${}\\]", ""),
        (r"[\u2010\u2011]", "-"),
        (r"\u2212", "-"),
        (r"(?<=\w) ?\(?-/-\)?(?= )", "-deficient"),
        (r"[\u2018\u2019]", "'"),
        (r"[\u201c\u201d]|``|''", '"'),
    )
)
_SPECIAL = re.compile(r"[^\x00-\x7f]|[\\${}~`%]|''|-/-|per ?cent", re.IGNORECASE)  # one of them makes a sign above
_PHRASES = tuple(
    (re.compile(pattern, re.IGNORECASE), word)
    for pattern, word in (
        (r"\bstate[- ]?of[- ]?the[- ]?arts?\b|\bSOTAs?\b", "stateoftheart"),
        (r"\bin order to\b", "to"),
        (r"\b(?:in (?:some|certain|a few) (?:cases|instances|situations)|at times|now and then)\b", "sometimes"),
        (r"\bfine[- ]?tun(?=e|i)", "finetun"),
        (r"\bdata set(?=s?\b)", "dataset"),
        (r"\b(self|weakly)[- ](?=supervis)", r"\1"),
        (r"\b(pre|post|re|multi|sub|super|hyper|inter|intra|auto|semi|co|micro|macro)-(?=[a-z]{3})", r"\1"),
        (r"\b(?:a|the) (?:number|variety|range|set) of\b", "several"),
        (r"\ba (?:lot|great deal) of\b", "many"),
        (r"\b(?:is|are|was|were|be|being) (?:able to|capable of)\b", "can"),
        (r"\bdue to\b|\bowing to\b|\bbecause of\b|\bon account of\b", "because"),
        (r"\b(?:carr(?:y|ies|ied)) out\b", "perform"),
        (r"\bas well as\b|\balong with\b", "and"),
        (
            r"\bf(?:alls?|ell|alling) (?:short of|below|behind)\b|\b(?:lags?|trails?) (?:behind|by)\b"
            r"|\btrail(?:s|ed)\b",
            "underperforms",
        ),
        (r"\bspeeds? up\b|\bsped up\b|\bspeeding up\b", "accelerates"),
        (r"\bslow(?:s|ed|ing)? down\b", "slows"),
        (r"\bmake(?:s)? use of\b|\bmaking use of\b", "use"),
        (r"\b(?:in contrast (?:to|with)|as opposed to|contrary to)\b", "unlike"),
        (r"\bon (?:a )?par[- ]with\b|\bon[- ]par\b", "comparable to"),
        (r"\bin (?:line|agreement|accordance|keeping) with\b", "consistent with"),
        (
            r"\bresult(?:s|ed|ing)? in\b|\bg(?:ive|ives|ave|iving) rise to\b|\bbr(?:ing|ings|ought|inging) about\b",
            "leads to",
        ),
        (r"\bpoint(?:s|ed|ing)? to(?:wards?)?\b", "indicates"),
        (r"\bt(?:ake|akes|ook|aking) into account\b", "consider"),
        (r"\b(?:ever )?more and more\b", "increasingly"),
        (r"\bwith (?:respect|regard) to\b|\bin terms of\b", "regarding"),
        (r"\bput(?:s|ting)? forward\b", "propose"),
        (r"\blook(?:s|ed|ing)? (?:into|at)\b", "examine"),
        (r"\b(?:c(?:ome|omes|ame|oming) close|is close|are close) to\b", "approaches"),
        (r"\bg(?:et|ets|etting) rid of\b|\bdo(?:es|ing)? away with\b", "remove"),
        (r"\bdraw(?:s|n|ing)? (?:up)?on\b|\btak(?:e|es|ing) advantage of\b|\bmaking use of\b", "use"),
        (r"\bdeal(?:s|t|ing)? with\b|\bcop(?:e|es|ing) with\b", "address"),
        (r"\bas good as\b", "matches"),
        (r"\bmuch (?:the )?same\b", "similar"),
        (r"\bin (?:an?|the) (\w+) (?:manner|way|fashion)\b", r"\1"),
        (r"\bas compared (?:to|with)\b", "compared to"),
        (r"\b(?:large|big)[- ]scale\b", "large"),
        (r"\bcannot\b|\bcan't\b", "can not"),
        (r"\b(?:with the exception of|other than|apart from|aside from|except for)\b", "except"),
        (r"\bnear[- ]zero\b|\bclose to zero\b", "nearzero"),
        (r"\bas a (?:result|consequence) of\b|\bthanks to\b|\battributable to\b|\bowed to\b", "because"),
        (r"\b(?:eliminat|remov|obviat|avoid|bypass|circumvent)\w* (?:the |any )?needs? (?:for|of|to)\b", "needs no"),
        (r"\bwithout (?:the |any )?need (?:for|of|to)\b", "without"),
        (r"\bwon't\b", "will not"),
        (r"n't\b", " not"),
        (r"\b(we|they|you)'ve\b", r"\1 have"),
        (r"\b(we|they|you)'re\b", r"\1 are"),
        (r"\b(it|that|there|what|here)'s\b", r"\1 is"),
        (r"\b(we|it|they|that)'ll\b", r"\1 will"),
    )
)
# 10 000 with a narrow or a fixed space, or with any where no other reading is likely.
_THOUSANDS = re.compile(r"(?<![\w.,])\d{1,3}(?:(?:[\u00a0\u2007\u2009\u202f]\d{3})+|(?: \d{3})* 000)(?!\d|[.,]\d)")
_ANSWER = re.compile(r"^(?:yes|no|indeed|correct|exactly|right|in short|in brief|overall)[,.:;] +(?=\w)", re.IGNORECASE)
# The frame of a sentence that retells a paper; it says nothing of what the paper says.
_FRAME = re.compile(
    r"^(?:(?:in|according to) (?:this|the|their) (?:paper|work|study|article|abstract|authors?|researchers?),? +)?"
    r"(?:(?:the|this|these|their) (?:\w+ )?(?:papers?|works?|stud(?:y|ies)|articles?|authors?|researchers?|abstracts?) "
    r"(?:also |then |further )?(?:shows?|finds?|reports?|states?|notes?|says?|observes?|argues?|demonstrates?|"
    r"describes?|explains?|mentions?|points? out|writes?|claims?|reveals?|showed|found|reported|stated|noted|said|"
    r"observed|argued|demonstrated|described|explained|mentioned|claimed|revealed) (?:that |how )|"
    r"(?:the|an?) (?:answer|number|figure|value|result) (?:is|was) |"
    r"(?:it is|it was) (?:shown|found|reported|stated|noted|observed|argued|demonstrated) that )?",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return `text` without LaTeX, with plain signs and open contractions, in one line."""
    text = _THOUSANDS.sub(lambda found: re.sub(r"\s", ",", found[0]), text)
    flat = unicodedata.normalize("NFKC", " ".join(text.split()).replace("−", "-").replace("½", " half "))
    while _COMMAND.search(flat):
        flat = _COMMAND.sub(r"\1", flat)
    for pattern, sign in (*_SIGNS, *_PHRASES) if _SPECIAL.search(flat) else _PHRASES:
        flat = pattern.sub(sign, flat)
    return " ".join(opened(flat).split())


def unframed(text: str) -> str:
    """Return the plain text without `The authors show that` and its like at the beginning, nor the yes of an answer."""
    flat = _ANSWER.sub("", plain(text))
    return flat[frame.end() :] if (frame := _FRAME.match(flat)) else flat
