"""Direction: who says `reduces` of what a paper increases has turned it round.

Words of opposite sense are in pairs of groups. One in a claim is compared with the word of the same pair in the cited
sentences whose neighbours are most like its own, so that `higher accuracy at lower cost` is not `lower accuracy at
higher cost`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from assistant.grounding.cited import Cited, unsupported
from assistant.grounding.compared import JUDGES, comparisons
from assistant.grounding.numbers import counts
from assistant.grounding.plain import plain, unframed
from assistant.grounding.text import Near, around, likeness, lines, stem, words
from assistant.types import Verdict

_OPPOSITES = """
increase raise grow grew grown growth rise rose risen boost elevate expand amplify escalate climb upward enlarge :
  decrease reduce reduction lower drop decline fall fell fallen shrink shrank shrunk cut diminish lessen downward down
  minimize
higher high : lower low nearzero minimal
more greater : less fewer lesser
larger large bigger big huge largest biggest : smaller small tiny smallest
longer long : shorter short
improve enhance improvement enhancement better enhancement superior strengthen benefit refine gain : degrade
  degradation worsen worse deteriorate deterioration inferior harm hurt weaken impair undermine damage compromise
  suffer hinder loss
best highest top strongest : worst lowest bottom weakest poorest
outperform surpass exceed beat excel win better superior : underperform inferior lose worse
faster fast quick quickly rapid rapidly accelerate acceleration speedup speed hasten quicker : slower slow slowly
  decelerate slowdown delay
positive positively : negative negatively
strong stronger robust resilient robustly robustness strongly : weak weaker fragile brittle vulnerable weakly unstable
  sensitive
easy easier easily simple simpler ease straightforward : hard harder difficult challenging complex complicated
  difficulty
cheap cheaper inexpensive affordable : expensive costly costlier pricey
success succeed successful successfully : failure fail unsuccessful unsuccessfully
before prior precede preceding earlier : after following follow subsequent later
above exceed surpass beyond : below beneath
upper : lower
maximum maximize maximal maximise max : minimum minimize minimal minimise min
early : late
many numerous : few
always : never rarely seldom
often frequently frequent common commonly : rarely seldom rare infrequent uncommon
include : exclude
accept : reject
enable allow permit facilitate promote encourage : prevent prohibit preclude hinder inhibit block impede hamper
  discourage disable forbid
support confirm corroborate agree validate : contradict refute disprove disagree challenge
similar similarly alike same : different differently dissimilar distinct
dense densely : sparse sparsely
local locally : global globally
true truthful correct correctly accurate right : false wrong incorrect incorrectly inaccurate erroneous
safe safely : dangerous harmful
sufficient adequate enough : insufficient inadequate
abundant plentiful rich : scarce limited
advantage benefit strength : disadvantage drawback weakness
open : closed close
external externally : internal internally
forward : backward
deep deeper : shallow shallower
wide wider broad broader : narrow narrower
new newer novel : old older outdated
mitigate alleviate ameliorate lessen ease : exacerbate aggravate worsen
converge convergence : diverge divergence
save : waste
public publicly : private privately
homogeneous : heterogeneous
explicit explicitly : implicit implicitly
active actively : passive passively
linear linearly : nonlinear nonlinearly quadratic quadratically exponential exponentially
real : synthetic simulated artificial
deterministic : stochastic random
online : offline
static : dynamic
symmetric : asymmetric
first : last
effective effectively : ineffective ineffectively
preserve retain keep maintain : lose destroy discard
significant significantly substantial considerable severe serious heavy massive extreme : negligible
  marginal insignificant marginally negligibly minimal minor slight mild tiny
widen : narrow
near close : far distant
add : remove
presence : absence
necessary required : unnecessary optional
simplify : complicate
optimal : suboptimal
overestimate : underestimate
overfit : underfit
upstream : downstream
majority : minority
encourage : discourage
stable : unstable
high-quality : low-quality
extend : shorten
lengthen : shorten
deep : shallow
ahead : behind
promising : disappointing
activate activation : inhibit inhibition suppress
upregulate : downregulate
stimulate induce promote enhance : inhibit suppress reduce block repress
gain : lose
improve enhance boost elevate raise increase : reduce decrease lower cut diminish repress degrade
unclear unknown unexplored underexplored understudied controversial elusive unresolved debated uncertain disputed
  limited : understood established resolved settled known
despite although though notwithstanding albeit : because
objective objectively : subjective subjectively
increase raise heighten intensify : mitigate alleviate ameliorate lessen
supervised supervision : unsupervised selfsupervised semisupervised weaklysupervised
enhance amplify reinforce : counteract oppose offset
robust excellent good well strong : poor poorly bad badly
hot warm : cold cool
beginning start : end finish
visible : hidden invisible
gain improvement boost rise : drop decline loss fall degradation decrease
"""
_PREFIXES = ("un", "in", "im", "ir", "il", "non", "dis", "mis", "sub")
_DENIED = re.compile(r"\b(?:not|no|never|without|hardly|nor|neither|fail\w*)(?! only)(?: \w+)?[ -]$", re.IGNORECASE)
_NOT_AS = re.compile(r"\bnot (?:nearly |quite )?(?:as|so) $", re.IGNORECASE)
_SHORTEST = 4
_TOO_MANY = 40  # words with a direction of a text, each of which would be held against each
# What `not` turns round to its opposite in one step: not sufficient is insufficient.
_PREDICATES = frozenset(
    stem(word)
    for word in """sufficient adequate enough insufficient inadequate necessary unnecessary safe effective ineffective
    stable unstable similar different significant insignificant successful unsuccessful accurate inaccurate
    clear unclear
    easy hard difficult robust sensitive known unknown well optimal suboptimal""".split()
)
_REACH = 3
_INTRANSITIVE = frozenset("rises rise rose risen falls fall fell fallen declines declined grows grew shrinks".split())
_ANY_SIDE = 0.5  # weight of a neighbour that stands on the other side: the error rises, it raises the error
_CLOSE = 0.25


class Turn(NamedTuple):
    """A word with a direction: for each pair of groups that it is in, on which side. `near` weighs its neighbours."""

    text: str
    root: str
    sides: tuple[tuple[int, int], ...]
    near: Near
    about: Near  # the same, whatever the side
    objects: Near  # those behind it


def directions_agree(claim: str, cited: Cited) -> Verdict | None:
    """No word of the claim turns round what a cited sentence says."""
    source = [turn for sentence in cited.sentences for turn in _turns(plain(sentence))][:_TOO_MANY]
    said = unframed(claim)
    said_turns = _turns(said)[:_TOO_MANY]
    told = frozenset(word.root for word in words(said))
    dropped = next((turn for turn in source if _is_dropped(turn, source, said_turns, told)), None)
    if dropped:
        return unsupported(f"the claim leaves out ‘{dropped.text}’ and says the opposite of the same thing")
    inverted = _is_inverted(said, [plain(sentence) for sentence in cited.sentences])
    for turn in said_turns:
        found = _turned(turn, source) or _outnumbered(turn, said_turns, source)
        if found and not (inverted and JUDGES.fullmatch(turn.text)):
            return unsupported(f"the cited sentence says ‘{found.text}’, the claim says ‘{turn.text}’")
    return _prefixed(said, [plain(sentence) for sentence in cited.sentences])


def _is_inverted(said: str, sources: Sequence[str]) -> bool:
    """Tell whether the claim says with the opposite word, and the sides exchanged, what a sentence says."""
    return any(
        one.sense != other.sense
        and (one.left - one.right) & (other.right - other.left)
        and (one.right - one.left) & (other.left - other.right)
        and not (one.right - one.left) & (other.right - other.left)
        for one in comparisons(said, "")
        for source in sources
        for other in comparisons(source, "")
        if one.judges and other.judges
    )


def _is_dropped(turn: Turn, source: Sequence[Turn], said: Sequence[Turn], told: frozenset[str]) -> bool:
    """Tell whether a claim has what `turn` is about under the opposite word alone: raises this and lowers that."""
    first = next((each for (_, each), weight in turn.objects.items() if weight == 1), "")
    if first not in told or any(other.objects.get((1, first)) == 1 for other in source if other != turn):
        return False
    return any(
        _count(source, (axis, -side))
        and any((axis, -side) in each.sides and (1, first) in each.objects for each in said)
        for axis, side in turn.sides
    ) and not any(each.root == turn.root or set(each.sides) & set(turn.sides) for each in said)


def _turned(turn: Turn, source: Sequence[Turn]) -> Turn | None:
    """Return the word that says the opposite of `turn` in its place in the cited sentences, if there is one."""
    best: dict[int, tuple[float, Turn]] = {}
    for other in source:
        for axis, side in turn.sides:
            for other_axis, other_side in other.sides:
                if axis != other_axis or (side != other_side and turn.root == other.root):
                    continue  # whether one word is denied is asked elsewhere
                sense = side * other_side
                closeness = likeness(turn.near, other.near) + _ANY_SIDE * likeness(turn.about, other.about)
                closeness += likeness(turn.objects, other.objects)
                if sense not in best or closeness > best[sense][0]:
                    best[sense] = (closeness, other)
    if -1 not in best or best[-1][0] < _CLOSE:
        return None
    return best[-1][1] if 1 not in best or best[1][0] < best[-1][0] - 1e-9 else None


def _outnumbered(turn: Turn, said: Sequence[Turn], source: Sequence[Turn]) -> Turn | None:
    """Return a word that says the opposite of `turn` if the claim has more of its side, and less of the other one."""
    for axis, side in turn.sides:
        here = _count(said, (axis, side))
        there = sum((axis, side) in other.sides or other.root == turn.root for other in source)
        against = [other for other in source if (axis, -side) in other.sides]
        if here > there and against and _count(said, (axis, -side)) < len(against):
            return against[-1]
    return None


def _count(turns: Sequence[Turn], side: tuple[int, int]) -> int:
    return sum(side in turn.sides for turn in turns)


def _prefixed(claim: str, sources: Sequence[str]) -> Verdict | None:
    """Look for words that differ by a prefix that turns them round: supervised and unsupervised."""
    there = [word for source in sources for word in words(source)]
    counted, told = Counter(stem(word.low) for word in there), Counter(stem(word.low) for word in words(claim))
    for base, count in told.items():
        if count <= counted[base] or len(base) < _SHORTEST:
            continue
        for prefix in _PREFIXES:
            for other in (prefix + base, base.removeprefix(prefix)):
                if other == base or len(other) < _SHORTEST or counted[other] <= told[other]:
                    continue
                text = next(word for word in words(claim) if stem(word.low) == base)
                if _DENIED.search(claim[: text.start]):
                    continue
                at = next(place for place, word in enumerate(there) if stem(word.low) == other)
                turned = there[at].text
                if any(
                    _DENIED.search(source[: word.start])
                    for source in sources
                    for word in words(source)
                    if stem(word.low) == other
                ):
                    continue
                return unsupported(f"the cited sentence says ‘{turned}’, the claim says ‘{text.text}’")
    return None


@lru_cache(maxsize=4096)
def _turns(text: str) -> tuple[Turn, ...]:
    """Return the words of a plain text that have a direction, without those of numbers and their bounds."""
    table = _table()
    found = []
    for word in words(text):
        base = stem(word.low)
        if base not in table or word.low == "several" or text[: word.start].endswith("as ") or counts(text, word.start):
            continue
        before = text[: word.start]
        turned = -1 if (base in _PREDICATES and _DENIED.search(before)) or _NOT_AS.search(before) else 1
        near = around(text, word.start, word.start + len(word.text), _REACH)
        if word.low in _INTRANSITIVE:  # what rises is what something raises
            near = {(1, each): weight for (side, each), weight in near.items() if side == 0}
        about: dict[tuple[int, str], float] = {}
        for (_, each), weight in near.items():
            about[0, each] = max(weight, about.get((0, each), 0.0))
        sides = tuple((axis, turned * side) for axis, side in table[base])
        found.append(Turn(word.text, word.root, sides, near, about, {key: near[key] for key in near if key[0] == 1}))
    return tuple(found)


@cache
def _table() -> dict[str, tuple[tuple[int, int], ...]]:
    table: dict[str, dict[int, int]] = {}
    for axis, line in enumerate(lines(_OPPOSITES)):
        for side, group in zip((1, -1), line.split(" : "), strict=True):
            for word in group.split():
                table.setdefault(stem(word), {})[axis] = side
    return {word: tuple(sides.items()) for word, sides in table.items()}
