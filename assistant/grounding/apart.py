"""Papers that are cited together: what no sentence relates, a claim must not relate.

Each of two papers may say its part of a claim, and neither that one builds on the other, is unlike it or as good.
"""

from __future__ import annotations

import re

from assistant.grounding.cited import Cited, partial
from assistant.grounding.compared import SELF
from assistant.grounding.names import names_of, stands_in, written
from assistant.grounding.numbers import quantities, same, uncounted
from assistant.grounding.plain import plain, unframed
from assistant.grounding.text import roots
from assistant.types import Verdict

# What relates the thing before it to the thing behind it.
_RELATES = re.compile(
    r"\b(?:unlike|in contrast (?:to|with)|as opposed to|contrary to|just like|buil(?:ds?|t|ding) (?:up)?on"
    r"|extend(?:s|ed|ing)?"
    r"|preferable to|preferred (?:to|over)|(?:replac|supersed|subsum|complement)\w*|complementary to|comparable to"
    r"|as \w+ as|similar to|equivalent to|identical to|improv(?:es?|ed|ing) (?:up)?on|outdo(?:es)?|w(?:ins?"
    r"|on) (?:against|over)"
    r"|inspired by|derived from|based on|(?:successor|alternative|complement|extension|variant|answer"
    r"|competitor) (?:to|of)"
    r"|goes beyond|competes? with|differs? from|consistent with|agrees? with|contradicts?|confirms?|supports?|follows?"
    r"|precedes?|inherits? from|adopts?|refines?|generali[sz]es)\b",
    re.IGNORECASE,
)
# What relates things that are all named before it, or what was named before.
_TOGETHER = re.compile(
    r"\b(?:comparable|equal(?:ly)?|(?:to )?the same|alike|each other|one another|similar(?:ly)?|identical(?:ly)?"
    r"|complementary|extent|likewise|jointly|together|combined|both (?:the )?(?:best|better)|the (?:former|latter)"
    r"|(?:improves?|builds?) (?:up)?on it|than it|unlike it|best|better|worse|stronger|weaker|faster|more)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;:,()]|\b(?:and|or|while|whereas|but|although|though)\b", re.IGNORECASE)
_REACH = 6
_SPOKEN_OF = 0.75  # share of the words of a side that a sentence has


def papers_stay_apart(claim: str, cited: Cited) -> Verdict | None:
    """No claim relates what different papers are about, unless a sentence relates it."""
    papers = tuple(dict.fromkeys(cited.papers))
    if len(papers) < 2:
        return None
    said = unframed(claim)
    sentences = [plain(sentence) for sentence in cited.sentences]
    for found in _RELATES.finditer(said):
        left, right = _sides(said, found)
        if left and right and not any(_speaks_of(left, right, each, cited) for each in cited.sentences):
            return partial(f"no cited sentence relates the two papers (‘{found[0]}’)")
    owned = _owned(said, papers)
    if len(places := set(owned.values())) == 1 and (number := _number_of_another(said, papers, places.pop())):
        return partial(f"{number} stands in another paper than the one it names")
    if len(set(owned.values())) < 2 or any(_names_both(sentence, owned) for sentence in sentences):
        return None
    together = _TOGETHER.search(said)
    if together and not any(re.search(rf"\b{re.escape(together[0])}\b", each, re.IGNORECASE) for each in sentences):
        return partial(f"no cited sentence relates the two papers (‘{together[0]}’)")
    if any(len(set(_owned(piece, papers).values())) > 1 for piece in _CLAUSE.split(said)):
        return partial("no cited sentence relates the two papers")
    return None


def _number_of_another(said: str, papers: tuple[str, ...], named: int) -> str:
    """Return a number that other papers have, but not the one that the claim names."""
    for each in quantities(said):
        having = {place for place, paper in enumerate(papers) if any(same(each, q) for q in quantities(plain(paper)))}
        if having and named not in having:
            return each.written()
    return ""


def _sides(said: str, found: re.Match[str]) -> tuple[list[str], list[str]]:
    """Return the roots on both sides of what relates; where it begins the claim, the sides are parted by a comma."""
    telling = uncounted(said)
    comma = said.find(",", found.end())
    if not said[: found.start()].strip() and comma > 0:
        behind = [word.root for word in telling if found.end() <= word.start < comma]
        return [word.root for word in telling if word.start > comma][:_REACH], behind[:_REACH]
    left = [word.root for word in telling if word.start < found.start()][-_REACH:]
    return left or [SELF], [word.root for word in telling if word.start >= found.end()][:_REACH]


def _speaks_of(left: list[str], right: list[str], sentence: str, cited: Cited) -> bool:
    """Tell whether a sentence, with the title of its paper for one of them, speaks of both sides."""
    here = roots(plain(sentence))
    titles = (roots(plain(paper.split("\n", 1)[0])) for paper in cited.papers if sentence in paper)
    return any(
        _share(one, here | title) >= _SPOKEN_OF and _share(other, here) >= _SPOKEN_OF
        for title in titles
        for one, other in ((left, right), (right, left))
    )


def _share(side: list[str], there: frozenset[str]) -> float:
    return sum(each in there or each == SELF for each in side) / len(side)


def _owned(text: str, papers: tuple[str, ...]) -> dict[str, int]:
    """Return the names of a text that only one of the papers has, with its place."""
    owned = {}
    for name in names_of(f"a {text}"):
        having = [place for place, paper in enumerate(papers) if stands_in(name, written(plain(paper)))]
        if len(having) == 1:
            owned[name.text] = having[0]
    return owned


def _names_both(sentence: str, owned: dict[str, int]) -> bool:
    return len({place for name, place in owned.items() if name.lower() in sentence.lower()}) > 1
