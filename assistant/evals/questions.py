"""How questions that people typed are answered: whether, from the right papers, and with how much evidence."""

import statistics
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from tqdm import tqdm

from assistant.engine import Assistant, last
from assistant.errors import SourceUnreadable
from assistant.evals.retrieval import read_rows, share
from assistant.types import Answer, Retrieved, Turn

Kind = Literal["answerable", "absent", "off topic"]
_SHOWN = 3  # sentences that a reader reads first


class Asked(NamedTuple):
    """A question with the ids of the papers that answer it, and of each the numbers of the sentences that do."""

    question: str
    kind: Kind
    papers: frozenset[str]
    sentences: dict[str, frozenset[int]]
    history: tuple[Turn, ...] = ()


class Outcome(NamedTuple):
    """An answer, how many papers its writer was given, and how long it took, in milliseconds."""

    asked: Asked
    answer: Answer
    evidence: int
    milliseconds: float


def evaluate(assistant: Assistant, asked: Sequence[Asked]) -> dict[str, Any]:
    """Ask every question and compare what is shown with what was wanted."""
    outcomes = []
    for one in tqdm(asked, desc="asking", unit=" questions", disable=None, leave=False):
        started, given, events = time.perf_counter(), 0, []
        for event in assistant.ask(one.question, history=one.history):
            given = len(event.evidence) if isinstance(event, Retrieved) else given
            events.append(event)
        outcomes.append(Outcome(one, last(events).answer, given, 1000 * (time.perf_counter() - started)))
    return summary(outcomes)


def summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return what `assistant eval questions` prints: shares of the questions of a kind, None where there is none.

    Of the answerable: `answered`, `related`, `refused_answerable`, and `right_paper`, whether any paper that answers is
    cited. `first_sentence` and `in_three` are of those whose sentences were marked: the first sentence shown, or one of
    three, is one of them. `answered_absent` and `answered_off_topic` are shares of the other kinds. `evidence_median`
    is how many papers a writer was given where any was, `milliseconds` of an answer at the median and at 95 %.
    """
    there, absent, off = ([one for one in outcomes if one.asked.kind == kind] for kind in get_args(Kind))
    marked = [one for one in there if one.asked.sentences]
    given = [one.evidence for one in outcomes if one.evidence]
    times = sorted(one.milliseconds for one in outcomes)
    return {
        "n": len(outcomes),
        "answered": share(one.answer.status == "answered" for one in there),
        "right_paper": share(any(source.id in one.asked.papers for source in one.answer.sources) for one in there),
        "related": share(one.answer.status == "related" for one in there),
        "refused_answerable": share(one.answer.status == "abstained" for one in there),
        "answered_absent": share(one.answer.status == "answered" for one in absent),
        "answered_off_topic": share(one.answer.status != "abstained" for one in off),
        "evidence_median": float(statistics.median(given)) if given else None,
        "first_sentence": share(_shows_marked(one, 1) for one in marked),
        "in_three": share(_shows_marked(one, _SHOWN) for one in marked),
        "milliseconds": (round(times[len(times) // 2], 1), round(times[int(0.95 * len(times))], 1)),
    }


def _shows_marked(one: Outcome, many: int) -> bool:
    """Tell whether one of the first sentences that are shown is marked as answering."""
    return any(
        number in one.asked.sentences.get(citation.paper, frozenset())
        for claim in one.answer.claims[:many]
        for citation in claim.citations
        for number in citation.sentences
    )


def read_questions(path: Path, split: str | None = None) -> list[Asked]:
    """Return the questions of a file of JSON Lines, of one `split` if given; SourceUnreadable if a row is none."""
    rows = [row for row in read_rows(path) if split is None or row.get("split") == split]
    if not rows:
        what = f"{path.name} has no question" + (f" of the split {split!r}." if split else ".")
        raise SourceUnreadable(what, "Each line needs `question`, `kind` and `papers`.")
    return [_asked(row, path) for row in rows]


def _asked(row: Mapping[str, Any], path: Path) -> Asked:
    question, kind = str(row.get("question") or "").strip(), row.get("kind", "answerable")
    if not question or kind not in get_args(Kind):
        what = f"{path.name} has a row without a question, or of an unknown kind: {kind!r}."
        raise SourceUnreadable(what, f"A kind is one of {', '.join(get_args(Kind))}.")
    marked = {str(key): frozenset(map(int, numbers)) for key, numbers in (row.get("sentences") or {}).items()}
    return Asked(question, kind, frozenset(map(str, row.get("papers") or ())), marked)
