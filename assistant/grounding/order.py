"""Who is compared with whom: A over B is not B over A, and what no paper compares is no comparison.

The words on both sides of what compares (outperforms, than, over, compared to) are held against the two sides of the
cited sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.grounding.cited import Cited, partial, unsupported
from assistant.grounding.compared import COMPARES, JUDGES, SELF, Comparison, comparisons
from assistant.grounding.plain import plain, unframed
from assistant.grounding.text import content, retells, root, roots
from assistant.types import Verdict

_SPOKEN_OF = 0.6  # share of the words of a side that the sentence has
_SPOKEN_OF_BY_ONE = 0.75
_LEADING = re.compile(
    r"^(?:unlike|compar\w+|while|although|though|in|on|for|with|by|to|at|as|when|from|under|despite|relative|versus)\b",
    re.IGNORECASE,
)
# Whoever is compared is one of these.
_ANYBODY = frozenset(
    root(word)
    for word in """stateoftheart baseline best previous prior standard conventional existing competing rival competitor
    counterpart alternative method approach model system result performance score full strong setting""".split()
)
_SUBJECT = 3  # content words at the beginning of a sentence that tell what it is about


def sides_are_kept(claim: str, cited: Cited) -> Verdict | None:
    """What the cited sentence puts before a comparison the claim does not put behind it."""
    own = own_name(cited)
    said = unframed(claim)
    sources = [unframed(sentence) for sentence in cited.sentences]
    there = [each for source in sources for each in comparisons(source, own)]
    for each in comparisons(said, own):
        if any(_straight(each, other) for other in there):
            continue
        if any(_crossed(each, other) for other in there):
            return unsupported(f"it turns round who is compared with whom (‘{each.text}’)")
        if any(_against_its_subject(each, source, own) for source in sources):
            return unsupported(f"it turns round who is better (‘{each.text}’)")
    return _loser_wins(said, there, own)


def comparison_is_stated(claim: str, cited: Cited) -> Verdict | None:
    """A claim that calls one thing better than another has one cited sentence that compares the two."""
    judging = [each for each in comparisons(unframed(claim), own_name(cited)) if each.judges and each.right]
    if not judging:
        return None
    states = _states if len(cited.papers) == 1 else _states_by_itself
    sentences = [(plain(sentence), _title_of(sentence, cited)) for sentence in cited.sentences]
    compare = [(sentence, title) for sentence, title in sentences if COMPARES.search(sentence)]
    for each in judging:
        if any(states(each, sentence, title) for sentence, title in compare):
            continue
        if any(_touches(each, sentence, title) for sentence, title in compare):
            return partial(f"the cited sentence compares, but not quite this (‘{each.text}’)")
        return unsupported(f"no cited sentence makes this comparison (‘{each.text}’)")
    return None


def _states(claimed: Comparison, sentence: str, title: frozenset[str]) -> bool:
    """Tell whether a sentence speaks of both sides; one of them it may leave to its title."""
    there = roots(sentence) | {SELF}
    sides = [_telling(side) for side in (claimed.left, claimed.right)]
    left, right = (_share(side, there) for side in sides)
    right = max(right, _share(_telling(claimed.near[1]), there))
    if left < _SPOKEN_OF:
        left = _share(sides[0], there | title)
    elif right < _SPOKEN_OF:
        right = _share(sides[1], there | title)
    return left >= _SPOKEN_OF and right >= _SPOKEN_OF


def _touches(claimed: Comparison, sentence: str, title: frozenset[str]) -> bool:
    """Tell whether a sentence speaks of something on each side."""
    there = roots(sentence) | title | {SELF}
    return all(not side or there & set(side) for side in (_telling(claimed.left), _telling(claimed.right)))


def _telling(side: Iterable[str]) -> list[str]:
    """Return the words of a side that say who is compared."""
    return [each for each in side if not retells(each) and each not in _ANYBODY]


def _states_by_itself(claimed: Comparison, sentence: str, title: frozenset[str]) -> bool:
    """Tell the same where two papers are cited, each of which might have one side: common words count as well."""
    there = roots(sentence) | {SELF}
    left, right = (_share(tuple(side), there) for side in (claimed.left, claimed.right))
    if left < _SPOKEN_OF_BY_ONE:
        left = _share(tuple(claimed.left), there | title)
    return left >= _SPOKEN_OF_BY_ONE and right >= _SPOKEN_OF_BY_ONE


def _share(side: Sequence[str], there: frozenset[str]) -> float:
    return sum(each in there for each in side) / len(side) if side else 1.0


def _title_of(sentence: str, cited: Cited) -> frozenset[str]:
    return next((roots(plain(paper.split("\n", 1)[0])) for paper in cited.papers if sentence in paper), frozenset())


def _is_alike(claimed: Comparison, cited: Comparison) -> bool:
    turned = (claimed.wins and cited.wins) or claimed.relates == "causes"
    return claimed.relates == cited.relates and (claimed.sense == cited.sense or turned)


def _crossed(claimed: Comparison, cited: Comparison) -> bool:
    """Tell whether words of each side stand on the other side, and none of the worse side in its place."""
    if not _is_alike(claimed, cited):
        return False
    told = cited.more | (cited.before if cited.sense > 0 else frozenset())
    moved = (claimed.more - claimed.less) & (cited.near_less - told)
    back = (claimed.near_less - claimed.more) & (told - cited.less)
    return bool(moved and back) and not (claimed.near_less - claimed.more) & (cited.near_less - cited.more)


def _straight(claimed: Comparison, cited: Comparison) -> bool:
    """Tell whether words of a side stand on it in the sentence, and none on the other."""
    if not _is_alike(claimed, cited) or _crossed(claimed, cited):
        return False
    worse = (claimed.less - claimed.more) & (cited.less - cited.more)
    better = (claimed.more - claimed.less) & (cited.more - cited.less)
    against = (claimed.more - claimed.less) & (cited.near_less - cited.more)
    turned = (claimed.less - claimed.more) & (cited.more - cited.less)
    return bool(worse or (better and not against and not turned))


def _against_its_subject(claimed: Comparison, source: str, own: str) -> bool:
    """Tell whether the loser of a claim is what a sentence about something better is about."""
    judged = JUDGES.search(source)
    if not judged or not claimed.judges or (claimed.sense < 0 and not claimed.wins):
        return False
    if own and own.lower() in source[: judged.start()].lower():
        subject = frozenset({SELF})
    elif _LEADING.match(source):
        return False
    else:
        subject = frozenset(word.root for word in content(source)[:1])
    if subject & claimed.more or not subject & claimed.less:
        return False
    return bool(claimed.more & (roots(source) - subject)) and not _loses(source, own)


def _loses(source: str, own: str) -> bool:
    return any(each.judges and each.sense < 0 for each in comparisons(source, own))


def _loser_wins(said: str, there: Sequence[Comparison], own: str) -> Verdict | None:
    """A claim without a comparison of its own does not say of the loser that it is better."""
    judged = JUDGES.search(said)
    if not judged or any(each.judges for each in comparisons(said, own)):
        return None
    words = {word.root for word in content(said) if word.start < judged.start() and not retells(word.low)}
    for each in there:
        more, less = each.left - each.right, each.right - each.left
        if each.judges and each.sense > 0 and less and not words & (more | each.before) and less <= words | roots(said):
            return unsupported(f"it turns round who is better (‘{judged[0]}’)")
    return None


def own_name(cited: Cited) -> str:
    """Return the name of the method, which stands before the colon of the title, if one paper is cited."""
    if len(cited.papers) != 1:
        return ""
    head, colon, _ = cited.papers[0].split("\n", 1)[0].partition(":")
    return plain(head.strip()) if colon and len(head.split()) == 1 else ""
