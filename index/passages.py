"""Which sentences of a paper answer a question, on a scale that compares sentences of different papers.

What counts most is the question's weight in rare terms that the sentence covers, and how near its vector is; its
neighbours count a little. On SciFact's training claims (`assistant eval evidence`) that finds a gold sentence among
three of the gold abstract for nine claims in ten; weighing by late interaction, shared pairs of words or cue phrases
in addition found no more. Questions get what their kind wants beside: a definition, a figure, the contribution, the
part of the abstract that they ask for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index import cues, gist
from index.kinds import Asking, asking
from index.labels import label
from index.lexical import terms
from index.names import names
from index.paper import Paper

_NEARNESS = 0.3  # of the cosine, beside the coverage; 0.25 to 0.5 find as much on SciFact
_NEIGHBOUR = 0.1
_LATE = 0.15  # a claim is borne out by conclusions, which stand at the end
_GIST = 0.8
_IDEA, _BEFORE = 0.3, -0.2  # what is said before the contribution is of other papers
_ASPECT = 0.5
_DEFINES, _EXPANDS = 0.7, 0.35
_COUNTS = 0.3  # in addition, where it is the very thing that is to be counted
_FIGURE, _ON_SUBJECT = 0.5, 0.5  # a figure counts in a sentence that covers, with the title, half of the question
_MOST = 2 / 3
_LEANS = 0.15
_RELEASE = 0.3
_REACH = 1500  # characters of a sentence that are looked at
_SMALL = frozenset("a an and by for from in of on the to via with".split())  # no letter of a short name

_Scores = npt.NDArray[np.float64]


class Ranked(NamedTuple):
    """The numbers of a paper's sentences, best first, and the strength of each in the same order."""

    numbers: tuple[int, ...]
    strengths: tuple[float, ...]


class Covered(NamedTuple):
    """How much of the question each sentence covers: alone, together with the title, and by its vector's cosine."""

    alone: Sequence[float]
    titled: Sequence[float]
    cosines: Sequence[float]


def rank(question: str, paper: Paper, covered: Covered) -> Ranked:
    """Return the sentences of `paper` by how well they answer `question`."""
    base = np.array(covered.alone) + _NEARNESS * np.array(covered.cosines)
    scores = base.copy()
    scores[1:] += _NEIGHBOUR * base[:-1]
    scores[:-1] += _NEIGHBOUR * base[1:]
    wanted = asking(question)
    if wanted.kind == "claim":
        scores += _LATE * np.linspace(0, 1, len(scores))
    else:
        scores += _fit(wanted, question, paper, covered)
    order = [place for place in np.argsort(-scores, kind="stable") if paper.statements[place]]
    return Ranked(tuple(int(place) + 1 for place in order), tuple(round(float(scores[place]), 4) for place in order))


def _fit(wanted: Asking, question: str, paper: Paper, covered: Covered) -> _Scores:
    """Return what the sentences have of what this kind of question wants."""
    sentences = paper.statements
    extra = np.array([-_LEANS * cues.leans_back(s) - _RELEASE * cues.announces(s) for s in sentences])
    if cues.announces(question):
        extra += [_RELEASE * cues.announces(s) for s in sentences]
    aspect = cues.wanted_aspect(question)
    if aspect and aspect != "idea":
        for place, number in enumerate(cues.sentences_on(aspect, sentences)):
            extra[number - 1] += _ASPECT / (1 + place)
    match wanted.kind:
        case "figure":
            return extra + _figures(question, paper, covered)
        case "papers":
            extra[gist.gist(paper.title, sentences) - 1] += _GIST
        case "definition" | "comparison":
            extra += [max(_tells(s, subject) for subject in wanted.subjects) for s in sentences]
        case _ if aspect != "problem":
            extra[: max((cues.idea_sentence(sentences) or 1) - 1, 0)] += _BEFORE
    idea = cues.idea_sentence(sentences)
    if idea and (wanted.kind != "definition" or any(is_about(paper, subject) for subject in wanted.subjects)):
        extra[idea - 1] += _IDEA
    return extra


def _figures(question: str, paper: Paper, covered: Covered) -> _Scores:
    """Return the bonus of the sentences with a figure on what is asked; their subject may stand in the title only."""
    there = [gives_figure(question, paper, n, c) for n, c in enumerate(covered.titled, start=1)]
    inherited = np.array(covered.titled) - np.array(covered.alone)
    what = cues.counted(question)
    counting = [_COUNTS * (bool(what) and cues.counts(sentence, what)) for sentence in paper.sentences]
    return np.where(there, _FIGURE + inherited, 0.0) + counting


def gives_figure(question: str, paper: Paper, number: int, covered: float = 1.0) -> bool:
    """Tell whether a sentence has a figure on what is asked: on what is named, or on most of the question's words.

    `covered` is the share of the question's weight that the sentence and the title cover.
    """
    sentence = paper.sentences[number - 1]
    what = cues.counted(question)
    if what and cues.counts(sentence, what):
        return True
    if not (cues.has_quantity(sentence) or (what and cues.has_number(sentence))) or covered < _ON_SUBJECT:
        return False
    named, words = _asked_for(question)
    if not named or any(is_about(paper, name) for name in named):
        return True
    return len(words & {*terms(sentence), *terms(paper.title)}) >= _MOST * len(words)


@lru_cache(maxsize=256)
def _asked_for(question: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the names in a question, and its words."""
    return tuple(names(question)), frozenset(terms(question))


@lru_cache(maxsize=4096)
def names_work_of(question: str, paper: Paper) -> bool:
    """Tell whether a question names what a paper calls its own work; "attention" does not name a paper "Attention"."""
    own = label(paper.title, paper.sentences)
    case = re.IGNORECASE if names(own) == [own] else 0
    return bool(own) and bool(re.search(rf"(?<![\w-]){re.escape(own)}(?![\w-]|\.\w)", question, case))


def is_about(paper: Paper, subject: str) -> bool:
    """Tell whether `subject` stands in the title of a paper by itself, or is the name that the paper gives its work."""
    whole = rf"(?<![\w-]){_pattern(subject)}(?![\w-])"
    return bool(re.search(whole, f"{paper.title}\n{label(paper.title, paper.sentences)}", re.IGNORECASE))


def _tells(sentence: str, subject: str) -> float:
    if defines(sentence, subject):
        return _DEFINES
    return _EXPANDS if expands(sentence, subject) or begins_with(sentence, subject) else 0.0


def defines(sentence: str, subject: str) -> bool:
    """Tell whether a sentence says what `subject` is: "X is a …", "X, a …", "we propose X", "… called X"."""
    name = _pattern(subject)
    return bool(
        re.search(
            rf"(?:^|[,;:]\s|\bthat\s|\b(?:where|which|as)\s)(?:the\s|an?\s)?{name}(?:\s\([^)]*\))?,?\s"
            r"(?:(?:is|are|was)\s(?:\w+ly\s)?(?:an?|the|one)\b|(?:refers?|denotes?|aims?|stands?|means?|consists?)\b"
            r"|an?\s|which\s|the\s(?:task|process|problem)\b)"
            rf"|\b(?:propos\w*|introduc\w*|present\w*|call(?:ed)?|named?|termed|dubbed)\s(?:(?-i:[a-z][\w-]*)\s){{0,4}}?\W?{name}",
            sentence[:_REACH],
            re.IGNORECASE,
        )
    )


def begins_with(sentence: str, subject: str) -> bool:
    """Tell whether a sentence has `subject` for its grammatical subject, which it then mostly describes."""
    return bool(re.match(rf"(?:the |an? |recent(?:ly,?)? |large |in )?{_pattern(subject)}", sentence[:_REACH], re.I))


def expands(sentence: str, subject: str) -> bool:
    """Tell whether a sentence gives a short name with the words that it stands for: "low-rank adaptation (LoRA)"."""
    text = sentence[:_REACH]
    for name in names(subject):
        letters = re.sub(r"[\W_]+", "", name).lower().removesuffix("s")
        for found in re.finditer(rf"\(\s*{re.escape(name.removesuffix('s'))}s?\b[^)]*\)", text):
            words = re.findall(r"[^\W_]+", text[: found.start()].lower())[-2 * len(letters) :]
            if letters in "".join(w[0] for w in words) + " " + "".join(w[0] for w in words if w not in _SMALL):
                return True
    return False


def _pattern(subject: str) -> str:
    """Return a pattern of the words of `subject`, in singular or plural, joined by spaces or hyphens."""
    words = re.findall(r"\w+", subject)
    whole = r"[\s-]+".join(map(re.escape, words))
    return rf"(?<!\w){whole.removesuffix('s')}(?:s|es)?(?!\w)" if words else r"(?!)"
