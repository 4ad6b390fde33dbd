"""What a sentence shows by its form: that it leans on the one before it, that it has a figure."""

from __future__ import annotations

import re

_REACH = 1500  # characters of a sentence that are looked at: none is longer, but a hostile one, and that would be slow
_UNIT = r"(?:\\?%|x\b|×|times\b|fold\b|points?\b|percent|million|billion|[KMB]\b|hours?\b|GB\b|ms\b|seconds?\b)"
# 12.5, 40%, 1.75-2.39x, 3 points, 100 million, twofold; not the 4 of GPT-4, not a year.
_QUANTITY = re.compile(
    rf"(?<![\w.-])(?:\d[\d,]*\.\d+|\d[\d.,]*\s*(?:[-–~]|to)\s*\d[\d.,]*\s*{_UNIT}|\d[\d,]*\s*{_UNIT})"
    r"|\b(?:two|three|four|five|ten|several)[- ]?(?:fold|times)\b|\b(?:halv|doubl|tripl)(?:es|ed|ing)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?<![\w.-])(?!(?:19|20)\d\d\b)\d[\d,.]*(?![\w-]*[^\W\d_])"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|dozens?|hundreds?|thousands?|half|third|twice)\b",
    re.IGNORECASE,
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


def has_quantity(sentence: str) -> bool:
    """Tell whether a sentence reports a figure: a percentage, a factor, a decimal, an amount."""
    return bool(_QUANTITY.search(sentence, 0, _REACH))


def quantities(sentence: str) -> int:
    """Return how many figures a sentence reports."""
    return len(_QUANTITY.findall(sentence[:_REACH]))


def leans_back(sentence: str) -> bool:
    """Tell whether a sentence begins with what only the sentence before it explains: "However", "It", "These"."""
    return bool(_LEANS_BACK.match(sentence))


def has_number(sentence: str) -> bool:
    """Tell whether a sentence has any number: "57 tasks", "three datasets"; not the 4 of GPT-4, not a year."""
    return has_quantity(sentence) or bool(_NUMBER.search(sentence, 0, _REACH))
