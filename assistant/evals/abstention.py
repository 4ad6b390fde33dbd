"""Whether questions are answered when their paper is there, and are not when it is gone: leave-one-out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict
from tqdm import tqdm

from assistant.abstention import Searched
from assistant.answer import ask
from assistant.errors import UnknownPaper
from assistant.evals.collection import Judged
from assistant.evals.questions import OFF_TOPIC, make_questions
from assistant.types import Finished
from assistant.writers.extractive import ExtractiveWriter
from index.embedders import Embedder
from index.library import Library
from index.paper import Paper
from index.query import Evidence, Query
from index.retriever import HybridRetriever

_BATCH = 2000


class Abstention(BaseModel):
    """What `assistant eval abstention` prints. Shares in [0, 1]; `n` questions were asked with and without their paper.

    `auroc` is the chance that the best relevance of a question with its paper is above that of one without.
    """

    model_config = ConfigDict(frozen=True)

    n: int
    accepted_when_absent: float
    rejected_when_present: float
    auroc: float
    off_topic_abstained: float


class _Outcome(NamedTuple):
    answered: bool
    relevance: float


def evaluate(
    papers: Iterable[Paper], embedder: Embedder, *, questions: Sequence[Judged] | None, size: int, seed: int
) -> Abstention:
    """Ask every question of a copy of these papers, then remove what is relevant to it and ask again.

    Without `questions`, `size` of them are made from papers drawn with `seed`; of given ones, `size` are drawn.

    Raises:
        UnknownPaper: a question names a paper that is not there, or there is no paper.
    """
    with tempfile.TemporaryDirectory(prefix="assistant-eval-", ignore_cleanup_errors=True) as folder:
        library = Library(Path(folder) / "library", embedder)
        left = iter(papers)
        while batch := {paper.id: paper for paper in islice(left, _BATCH)}:
            library.put(batch.values())
        asked = _asked(library, questions, size, seed)
        if not asked:
            raise UnknownPaper("There is no paper to ask about.", "Run `assistant ingest`, or give a --corpus.")
        present, absent = _leave_one_out(library, asked)
        off_topic = [_ask(library, question) for question in OFF_TOPIC]
    return Abstention(
        n=len(asked),
        accepted_when_absent=_share([outcome.answered for outcome in absent]),
        rejected_when_present=_share([not outcome.answered for outcome in present]),
        auroc=auroc([outcome.relevance for outcome in present], [outcome.relevance for outcome in absent]),
        off_topic_abstained=_share([not outcome.answered for outcome in off_topic]),
    )


def auroc(present: Sequence[float], absent: Sequence[float]) -> float:
    """Return the area under the ROC curve, as Mann and Whitney's statistic: ties count half."""
    higher = np.asarray(present)[:, None] - np.asarray(absent)[None, :]
    return round(float(np.mean((higher > 0) + 0.5 * (higher == 0))), 4)


def _asked(
    library: Library, questions: Sequence[Judged] | None, size: int, seed: int
) -> list[tuple[str, tuple[str, ...]]]:
    """Return questions, each with the ids of what answers it."""
    if questions is None:
        papers = sorted(library.all(), key=lambda paper: paper.id)
        return [(question, (paper.id,)) for question, paper in make_questions(papers, size, seed)]
    order = np.random.default_rng(seed).permutation(len(questions))[:size]
    drawn = [questions[place] for place in sorted(order)]
    return [(question.text, tuple(_known(library, name) for name in question.relevant)) for question in drawn]


def _known(library: Library, name: str) -> str:
    return name if library.get([name]) else library.resolve(name).id


def _leave_one_out(
    library: Library, asked: Sequence[tuple[str, tuple[str, ...]]]
) -> tuple[list[_Outcome], list[_Outcome]]:
    present, absent = [], []
    for question, ids in tqdm(asked, desc="asking", unit=" questions", disable=None, leave=False):
        present.append(_ask(library, question))
        held = library.get(ids)
        library.remove(ids)
        absent.append(_ask(library, question))
        library.put(held)
    return present, absent


def _ask(library: Library, question: str) -> _Outcome:
    retriever = _Watched(HybridRetriever(library))
    *_, last = ask(
        Query(text=question), retriever=retriever, writers=(ExtractiveWriter(),), searched=Searched(library.count())
    )
    assert isinstance(last, Finished)  # noqa: S101  `ask` ends with it
    return _Outcome(last.answer.status == "answered", retriever.best)


class _Watched:
    """A retriever that remembers the best relevance of its last search."""

    def __init__(self, inner: HybridRetriever) -> None:
        self._inner = inner
        self.best = 0.0

    def search(self, query: Query) -> tuple[Evidence, ...]:
        """Return what the inner one finds."""
        found = self._inner.search(query)
        self.best = max((item.relevance for item in found), default=0.0)
        return found


def _share(values: Sequence[bool]) -> float:
    return round(float(np.mean(values)), 4)
