"""What the models of `assistant.writers.telling_worth` see of each sentence of an abstract."""

import re
from collections.abc import Collection
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from assistant.verification import retold_rules
from assistant.verification.overlap import terms as weighted
from assistant.verification.overlap import weight
from assistant.writers.retelling import name_of
from assistant.writers.telling_edits import WORK, undefined
from index import cues
from index.embedders.static import StaticEmbedder
from index.entities import common_acronyms
from index.gist import scores
from index.labels import speaks_of_itself
from index.models.sentence_roles import ROLES, roles
from index.names import mentions, names
from index.paper import Paper
from index.patterns import patterns
from index.statements import heading_of, statements_of
from index.terms import terms
from index.text import plain

_SAID = patterns("telling", "assistant.data")

FEATURES = (
    *("words", "quantity", "number", "figures", "named", "leans_back", "points_back", "bare", "pronouns"),
    *("coined", "compares", "shows_that", "praises", "mean_weight", "little_weight", "weight"),
    *("near_title", "near_abstract", "sums_up", "of_title", "said_before", "own", "place", "tenth", "left", *ROLES),
)
RELATIONS = (
    *("behind_by", "is_next", "is_before", "known", "coined_untold", "acronyms_untold", "names_untold"),
    "points_untold",
)
_LITTLE = 1.5  # weight of a word that tells little: `show` 1.4, `method` 2.5
_WORD = re.compile(r"[a-z]{3,}")
_PART = re.compile(_SAID["part"])  # `the Defender`, `introduces Heron Watch`
_EXAMPLES = re.compile(r"\b(?:such as|like|e\.g\.,) [^,;)]*")  # which others have made
_FIGURE = re.compile(r"(?<![\w-])\d[\d.,]*")
_POINTS_BACK = re.compile(_SAID["points_back"], re.IGNORECASE)
_POINTS_AT = re.compile(r"\b(?:this|these|those|such)(?! as\b) (?P<what>(?:[\w-]+ ?){1,3})", re.IGNORECASE)
_BARE = re.compile(r"\b(?:this|these|those)(?:[,;.]| (?:\w{1,4}|through|\w+s)\b)", re.IGNORECASE)  # without a noun
_PRONOUN = re.compile(r"\b(?:it|its|they|their|them)\b", re.IGNORECASE)
_COMPARES = re.compile(r"\b(?:than|over|compared|outperform\w*|surpass\w*|exceed\w*|versus|vs)\b")
_SHOWS_THAT = re.compile(r"\b(?:find|found|show|reveal|demonstrat|observ|discover|suggest|indicat|argu)\w* that\b")
_PRAISES = re.compile(_SAID["praises"], re.IGNORECASE)
_BOASTS = re.compile(_SAID["boasts"], re.IGNORECASE)
Rows = npt.NDArray[np.float64]


@lru_cache(maxsize=1024)
def features(paper: Paper) -> Rows:
    """Return what the models see of each sentence: shape (sentences, len(FEATURES))."""
    texts = [begun(plain(sentence)) for sentence in statements_of(paper)]
    before, title, rows = set[str](), set(terms(paper.title)), []
    nearness, shares, strange = _nearness(paper), roles(statements_of(paper)).probabilities, coined(paper)
    for n, text in enumerate(texts):
        own = set(terms(text))
        shared = (len(own & title) / max(1, len(title)), len(own & before) / max(1, len(own)))
        place = (speaks_of_itself(statements_of(paper)[n]), n, n / len(texts), len(texts) - 1 - n)
        rows.append([*_of_words(text, paper, strange[n]), *nearness[n], *shared, *place, *shares[n]])
        before |= own
    return np.array(rows, dtype=np.float64).reshape(len(texts), len(FEATURES))


def without_tail(paper: Paper, number: int, kept: str) -> Rows:
    """Return what the models see of a sentence of which a part is `kept`: shape (1, len(FEATURES))."""
    text, row = begun(plain(kept)), features(paper)[number - 1 : number].copy()
    said = _of_words(text, paper, [name for name in coined(paper)[number - 1] if name in text])
    row[:, : len(said)] = said
    return row


def relations(paper: Paper, first: int) -> Rows:
    """Return what each sentence has to do with the one told first, by number: shape (sentences, len(RELATIONS))."""
    told, rows = plain(statements_of(paper)[first - 1]), []
    known, said = set(weighted(f"{told} {paper.title}")), {*words(told), *words(heading_of(paper))}
    for n, (text, strange) in enumerate(zip(map(plain, statements_of(paper)), coined(paper), strict=True), start=1):
        weights, acronyms = weighted(text), set(undefined(text, paper)) - set(common_acronyms())
        shared = sum(weights[term] for term in weights if term in known) / (sum(weights.values()) or 1.0)
        unknown = [sum(name not in told for name in some) for some in (strange, acronyms, names(text))]
        rows.append([n - first, n == first + 1, n < first, shared, *unknown, points_beyond(text, said)])
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(RELATIONS))


def points_back(text: str) -> int:
    """Return how many demonstratives mean what stands in no word before them: `these tokens`."""
    found = ((each["what"].lower().rstrip("s"), text[: each.start()].lower()) for each in _POINTS_BACK.finditer(text))
    return sum(what not in before for what, before in found)


def points_beyond(text: str, said: Collection[str]) -> int:
    """Return how many demonstratives mean what was not `said`, in lower case, nor the work itself: `this version`."""
    found = ((words(each["what"]), words(text[: each.start()])) for each in _POINTS_AT.finditer(text))
    return sum(not any(word in WORK or word in said or word in before for word in what) for what, before in found)


def compares(text: str) -> bool:
    """Return whether a text says than what something is better, faster, smaller."""
    return bool(_COMPARES.search(text))


def boasts(text: str) -> bool:
    """Return whether a text says of its own work that it is the best: `state-of-the-art performance`."""
    return bool(_BOASTS.search(text))


@lru_cache(maxsize=1024)
def coined(paper: Paper) -> tuple[frozenset[str], ...]:
    """Return of each sentence the names, in the singular, that the authors gave to their own things before it."""
    known, own, found = plain(paper.title), set[str](), []
    is_own = False
    for text in map(plain, statements_of(paper)):
        found.append(frozenset(name for name in own if name in text))
        is_own = is_own or speaks_of_itself(text)
        if is_own:
            own_part = _EXAMPLES.sub("", text)
            here = {name.removesuffix("s") for name in (*names(own_part), *_PART.findall(own_part))}
            own |= {name for name in here if name not in known}
        else:
            known += f" {text}"
    return tuple(found)


def begun(text: str) -> str:
    """Return a sentence without what joins it to the one before, which no telling has: `To address this,`."""
    place = 0
    while found := retold_rules.patterns()["lead"].match(text, place):
        place = found.end()
    return text[place:]


def words(text: str) -> list[str]:
    """Return the words of a text that are no small ones, in lower case."""
    return re.findall(r"\w{4,}", text.lower())


def _of_words(text: str, paper: Paper, strange: Collection[str]) -> list[float]:
    """Return what is seen of a sentence by itself; `strange` are the names in it that the authors coined before it."""
    name, told = name_of(paper), np.array([weight(word) for word in _WORD.findall(text.lower())] or [0.0])
    return [
        len(text.split()), cues.has_quantity(text), cues.has_number(text), len(_FIGURE.findall(text)),
        bool(name) and mentions(text, name), cues.leans_back(text), points_back(text), len(_BARE.findall(text)),
        len(_PRONOUN.findall(text)), len(strange), compares(text), bool(_SHOWS_THAT.search(text)),
        len(_PRAISES.findall(text)), float(told.mean()), float((told < _LITTLE).mean()), float(told.sum()),
    ]  # fmt: skip


def _nearness(paper: Paper) -> Rows:
    """Return how near each sentence is to title and abstract, and how well it sums up: shape (sentences, 3)."""
    title, *found = StaticEmbedder().embed([paper.title, *(plain(text) or "." for text in statements_of(paper))])
    if not found:
        return np.zeros((0, 3))
    vectors, sums_up = np.array(found, dtype=np.float64), scores(paper.title, statements_of(paper))
    standard = (sums_up - sums_up.mean()) / (sums_up.std() + 1e-6)
    return np.stack([vectors @ title, vectors @ vectors.mean(axis=0), standard], axis=1)
