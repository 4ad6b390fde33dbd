"""Which sentences of an abstract state what a column asks for: by the roles of sentences, and by what they speak of.

The sentence that states it best comes first, then those that state it as well. What is said of others' work, or of the
field, is not stated of this one. The thresholds were chosen on CSAbstruct's development half (`assistant eval cells`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from assistant.comparison import wording
from assistant.comparison.entities import data_of
from assistant.comparison.figures import Own, own_figures
from assistant.comparison.subject import called
from assistant.writers.telling_worth import grades
from index.labels import label, speaks_of_itself
from index.limits import limits
from index.models.sentence_roles import ROLES, Role, roles
from index.paper import Paper
from index.statements import statements_of
from index.text import plain

MOST = 3  # sentences of a cell
_STATED: Mapping[str, float] = {"problem": 0.3, "idea": 0.2, "results": 0.59}  # probability of the role of the best one
_AS_WELL = 0.2  # the same for a further one
_NEAR: Mapping[str, float] = {"problem": 0.6, "idea": 0.7, "results": 0.6}
# Of the best one's probability, with which one that says what is lacking, names the work or tells what it reaches is as
# good.
_TOLD = 0.5  # probability of a role that a sentence of the other columns may have
_INTRODUCED = 0.3  # what `we propose` with the name of the work adds to the probability that this is the idea
_REACHED = 0.3  # of being a result, for a sentence that says what was reached, where no other tells one
_SURELY = 0.8  # probability of background, in spite of which a sentence such as `We study …` would be no problem
_COSTS = 0.6
_TITLE_WORDS = 4  # from which a name is a title
_SUBJECT = 60  # characters before `trained on` in which stands what is trained
_OPENS = 0.8  # grade of an opening, with what it counts to introduce something, from which it leads
_TELLS = 0.5  # what it counts to say that something was found or reached


def sentences_on(column: str, paper: Paper) -> tuple[int, ...]:
    """Return the numbers of at most three sentences that state a column of abstracts; none if it is not stated."""
    return tuple(_CHOICES[column](paper)[:MOST])


def is_own(paper: Paper, number: int) -> bool:
    """Return whether a sentence speaks of this work: of it by name or as `we`, or at least of nobody else's."""
    text, name = paper.sentences[number - 1], called(paper)
    return speaks_of_itself(text) or bool(name and name in text) or not wording.OTHERS.search(text)


@lru_cache(maxsize=2048)
def _share(paper: Paper, *wanted: Role) -> Mapping[int, float]:
    """Return how probable it is that a sentence has one of the roles, by number; what may not be quoted is left out."""
    found = roles(paper.sentences).probabilities[:, [ROLES.index(role) for role in wanted]].sum(axis=1)
    lost = set(limits(paper))
    return {n: float(found[n - 1]) for n, text in enumerate(statements_of(paper), start=1) if text and n not in lost}


def _ranked(
    column: str, share: Mapping[int, float], preferred: Callable[[int], bool], *, first: bool = False
) -> list[int]:
    """Return the sentences by probability, a preferred one of the best ahead; none if the best has too little.

    Of several such it is the best, or with `first` the one that comes first.
    """
    order = sorted(share, key=lambda n: (-share[n], n))
    if not order or share[order[0]] < _STATED[column]:
        return []
    best = [n for n in order if share[n] >= _NEAR[column] * share[order[0]] and preferred(n)]
    lead = [min(best)] if best and first else best[:1]
    return list(dict.fromkeys([*lead, order[0], *sorted(n for n in order[1:] if share[n] >= _AS_WELL)]))


def _problem(paper: Paper) -> list[int]:
    found = {own.figure.sentence for own in own_figures(paper)}
    share = {
        n: p
        for n, p in _share(paper, "background").items()
        if n not in found and _is_background(paper.sentences[n - 1], p, called(paper))
    }
    ranked = _ranked("problem", share, lambda _: False)
    lead = [n for n in share if share[n] >= _AS_WELL and wording.CONTRARY.match(paper.sentences[n - 1])]
    return list(dict.fromkeys([*lead[:1], *ranked]))


def _is_background(text: str, share: float, name: str) -> bool:
    """Return whether a sentence speaks of the field, and not of what the work is or does."""
    is_own = bool(name and len(name.split()) < _TITLE_WORDS and name in text)
    speaks = is_own or wording.MAKES.match(text)
    return not (wording.OUR.match(text) or wording.INTRODUCES.search(text)) and (share >= _SURELY or not speaks)


def _idea(paper: Paper) -> list[int]:
    share, name = dict(_share(paper, "objective", "method")), label(paper.title, paper.sentences)
    introducing = [n for n in share if wording.INTRODUCES.search(paper.sentences[n - 1])]
    for n in introducing:
        share[n] += _INTRODUCED if name and name in paper.sentences[n - 1] else _INTRODUCED / 2
    ranked = (
        _ranked("idea", share, (introducing or _telling(paper, share)).__contains__, first=bool(introducing))
        or [n for n in share if wording.MAKES.match(paper.sentences[n - 1])][:1]
        or _named(paper, called(paper))[:1]
    )
    return list(dict.fromkeys([*_opening(paper, share, introducing), *ranked]))


def _opening(paper: Paper, share: Mapping[int, float], introducing: Sequence[int]) -> list[int]:
    """Return the sentence that tells best what the paper is, as an editor would choose it; none if no one does."""
    grade = grades(paper).opening
    told = [n for n in share if share[n] >= _AS_WELL or n in introducing]
    worth = {n: float(grade[n - 1]) + _INTRODUCED * (n in introducing) - _leans(paper.sentences[n - 1]) for n in told}
    best = max(worth, key=lambda n: (worth[n], -n), default=0)
    return [best] if best and worth[best] >= _OPENS else []


def _leans(text: str) -> float:
    """Return what a sentence loses that only the one before explains: `It also …`."""
    return _TELLS * bool(wording.LEANS.match(text))


def _telling(paper: Paper, share: Mapping[int, float]) -> list[int]:
    """Return the sentences on what the authors do, or else those that say no lack and no finding."""
    makes = [n for n in share if share[n] >= _AS_WELL and wording.MAKES.match(paper.sentences[n - 1])]
    return makes or [n for n in share if not wording.FINDS.search(paper.sentences[n - 1])]


def _named(paper: Paper, name: str) -> list[int]:
    """Return the sentences that name the work and tell no result: a summary says what X does, and never "we"."""
    taken, share = {*_results(paper), *_cost(paper)}, _share(paper, "objective", "method")
    named = [n for n in share if n not in taken and name and name in paper.sentences[n - 1]]
    return sorted(named, key=lambda n: (bool(wording.REACHES.search(paper.sentences[n - 1])), -share[n]))


def _results(paper: Paper) -> list[int]:
    share = _share(paper, "result")
    field = _share(paper, "background")
    figured = [n for n in _by_figures([own for own in own_figures(paper) if own.column == "results"]) if n in share]
    told = [n for n in figured if field[n] < _SURELY]
    measured = [n for n in told if _tells(paper.sentences[n - 1]) or not wording.MAKES.match(paper.sentences[n - 1])]
    rest = [
        n
        for n in _ranked("results", share, lambda n: bool(wording.FINDS.search(paper.sentences[n - 1])))
        if n not in told
    ]
    grade = grades(paper).finding
    found = [*told, *rest]
    found = found or figured or _reached(paper, share)
    worth = {n: float(grade[n - 1]) + share[n] + _wording(paper.sentences[n - 1]) for n in found}
    return sorted(found, key=lambda n: (n not in measured, n in told, -round(worth[n], 3), n))


def _wording(text: str) -> float:
    return _TELLS * (_tells(text) - bool(wording.VOID.search(text))) - _leans(text)


def _tells(text: str) -> bool:
    """Return whether a sentence says what was found or reached, and not only that something was tried or is good."""
    return bool(wording.FINDS.search(text)) and not wording.VOID.search(text)


def _reached(paper: Paper, share: Mapping[int, float]) -> list[int]:
    """Return the sentences that say of the work by its name what it reaches, where no role tells a result."""
    name = called(paper)
    likely = [n for n in share if share[n] >= _REACHED and name and name in paper.sentences[n - 1]]
    return [n for n in likely if wording.REACHES.search(paper.sentences[n - 1])]


def _cost(paper: Paper) -> list[int]:
    if figures := [own for own in own_figures(paper) if own.column == "cost"]:
        return _by_figures(figures)
    share = _share(paper, "result")
    costs = (n for n in share if share[n] >= _COSTS and wording.COST.search(paper.sentences[n - 1]))
    return [n for n in costs if is_own(paper, n)][:1]


def _by_figures(figures: Sequence[Own]) -> list[int]:
    """Return the sentences of figures, the one that has most of them first."""
    numbers = [own.figure.sentence for own in figures]
    return sorted(dict.fromkeys(numbers), key=lambda n: (-numbers.count(n), n))


def _training(paper: Paper) -> list[int]:
    share = _share(paper, "objective", "method", "result")
    found = [n for n, p in share.items() if p >= _TOLD and wording.TRAINING.search(paper.sentences[n - 1])]
    return sorted(
        (n for n in found if _is_trained(paper, n)), key=lambda n: ("free" not in paper.sentences[n - 1].lower(), n)
    )


def _is_trained(paper: Paper, number: int) -> bool:
    """Return whether a sentence says how the work itself is trained, and not a model that it was tried with."""
    text, name = paper.sentences[number - 1], called(paper)
    if wording.INTRODUCES.search(text) or wording.TRAINS.search(text):
        return True
    found = wording.TRAINING.search(text)
    subject = text[max(0, found.start() - _SUBJECT) : found.start()] if found else ""
    return bool(wording.OURS.search(subject) or (name and name in subject))


def _data(paper: Paper) -> list[int]:
    share = _share(paper, "objective", "method", "result")
    own = label(paper.title, paper.sentences)
    named = {n: len(data_of(plain(paper.sentences[n - 1]), own)) for n in share}
    return sorted((n for n in share if named[n] and share[n] >= _TOLD), key=lambda n: (-named[n], n))


def _code(paper: Paper) -> list[int]:
    share = _share(paper, "release", "other")
    found = [n for n in share if wording.CODE.search(paper.sentences[n - 1])]
    return sorted((n for n in found if share[n] >= _TOLD or "http" in paper.sentences[n - 1]), key=lambda n: -share[n])


_CHOICES: Mapping[str, Callable[[Paper], list[int]]] = {
    "problem": _problem,
    "idea": _idea,
    "training": _training,
    "data": _data,
    "results": _results,
    "cost": _cost,
    "limits": limits,
    "code": _code,
}
