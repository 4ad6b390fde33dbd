"""Whether a sentence is whole and clean enough to be shown as it is; what it says is not looked at."""

from __future__ import annotations

import re

from index.verbs import is_verb

_SHORTEST, _LONGEST = 8, 48  # words
_UNFIT = (
    r"(?<![\w-])(?-i:[Ww]e|us|[Oo]urs?|ourselves|I(?!\.)|[Mm]y)(?![\w-])",  # the first person is left; `i.e.` is none
    r"https?:|www\.|\?|\[\d|\w et al\.[^.]* et al\.",  # links, questions, references
    r"[\\${}`]|\^(?!\w)|(?<!\w)\^|\^[a-z]{3}|\*\*|\b[A-Za-z]_\w"
    r"|(?:right|left)arrow\b|\b(?:text|math)(?:tt|bf|it|sc|rm|sf|cal|bb)\w*",  # LaTeX
    r"(?<!\S)[1-9i]\) |^\([ivx1-9]",  # an enumeration
    r"\bthe (?:\w+ )?(?:former|latter|above|aforementioned|following)\b"  # elsewhere
    r"|\b(?:here|below|above|as follows)\W*$",
    r"^(?:\W|(?:and|or|first|second|third|next|then|one|another|for example|for instance|rather|keywords)\b)",
    r"(?:^|, )(?:[\w-]+ et al\.|the authors) (?:hope|believe|envision|expect)\b",  # no finding
    r"^(?:first|second|third)ly\b|\bas the authors know\b",  # `the world as we know it`
    r"^(?:[\w-]+ et al\.|the authors) (?:validate|evaluate|assess|conduct) [^,]*"  # that they tried it
    r"\b(?:benchmarks|datasets|models|tasks|domains|modalities|studies|experiments|evaluations)"
    r"(?:,? (?:including|such as) [^;]*)?\W*$",
    r"^(?:[\w-]+ et al\.|the authors) conduct (?:\w+ ){0,2}?experiments (?!.*\w\w(?:ing|s that)\b)",
    r"\b(?:confirm|validat|verif|support|demonstrat|show)\w* (?:the|their|this|these) (?:authors’ )?(?:\w+ )?"
    r"(?:hypothes[ei]s|claims?|findings|effectiveness(?: of [^,]*)?|results)\W*$",
    r"\b(?:two|three|four|five|several) (?:[\w-]+ ){0,2}"  # of which nothing is said
    r"(?:components|stages|modules|parts|steps|phases|contributions|challenges|innovations|designs)\W*$",
    r"^(?:[A-Z][\w-]*,? (?:& )?){1,4}?[A-Z]?[\w-]*: |^[\w-]+: ",  # a heading
)
_IS_UNFIT = re.compile("|".join(_UNFIT), re.IGNORECASE)
_ONE_OF_SEVERAL = re.compile(r"\([ivx1-9]{1,3}\)")
_SLIP = re.compile(  # of the grammar: `to mitigates`, `the an`, `a series models`, `the the`
    r"\bto [a-z]+(?:ates|izes|ises|ifies|ances|ieves)\b|\b(?:the|an?) (?:the|an?)\b"
    r"|\ba (?:series|variety|range) (?!of\b|that\b)|\b(\w+),? \1\b(?!-)|^theirs \w"
    r"|^[\w-]+, which [^,]*$"  # an item of a list, and no sentence
    # A name that was lost with its LaTeX.
    r"|\b(?:termed|called|named|dubbed|coined),|^(?:obtains|achieves|outperforms|surpasses|shows|enables|provides) ",
    re.IGNORECASE,
)
_GLUED = re.compile(r"[a-z]\.[A-Z][a-z]")  # two sentences without a space between
_WORD = re.compile(r"(?<![\w-])[a-z]+(?![\w-])")
_NOUNS = ("ing", "ment", "ance", "ence")  # of a verb, which make no sentence
_VERBS = frozenset("is are was were has have can does do".split())  # that `is_verb` does not know
_COMMAND = re.compile(
    r"\\(?!text|math|emph|underline|times|sim|approx|pm|circ|geq?|leq?|to|rightarrow|%|&|_|#|,|;|!|'| )"
    r"|\d times \d|\(\)|\b(?:propose|introduce|present)s? ,"
)


def is_presentable(text: str) -> bool:
    """Return whether a sentence can be shown."""
    return (
        _SHORTEST <= len(text.split()) <= _LONGEST
        and not (_IS_UNFIT.search(text) or _SLIP.search(text) or _GLUED.search(text))
        and text.count("(") == text.count(")")
        and text.count('"') % 2 == 0
        and len(_ONE_OF_SEVERAL.findall(text)) != 1
        and any(word in _VERBS or (is_verb(word) and not word.endswith(_NOUNS)) for word in _WORD.findall(text))
    )


def is_readable(sentence: str) -> bool:
    """Return whether nothing of a sentence is lost with its LaTeX: an unknown command, an amount in dollars."""
    return not _COMMAND.search(sentence) and sentence.count("$") % 2 == 0 and "\\$" not in sentence
