"""How good a summary the one sentence is that a brief would take of an abstract: ROUGE against written ones.

    python -m tests.bench.measure_summaries PAPERS.jsonl[.xz]

Each line has `title`, `source` or `abstract`, and `target` or `summary`, as SciTLDR.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from assistant.errors import SourceUnreadable
from assistant.evals.retrieval import read_rows
from index.gist import scores
from index.sentences import split
from tests.bench.rouge import Rouge, mean, rouge


class Summaries(BaseModel):
    """What is printed: means over papers, each for one way to choose a sentence."""

    model_config = ConfigDict(frozen=True)

    n: int
    chosen: Rouge
    lead: Rouge  # the first sentence
    oracle: Rouge  # the sentence that scores highest, which nobody can know: no choice is better


class Summarised(NamedTuple):
    """A paper with summaries that people wrote."""

    title: str
    sentences: tuple[str, ...]
    summaries: tuple[str, ...]


def evaluate(papers: Path) -> Summaries:
    """Choose a sentence of each paper and compare it with the written summaries.

    Raises:
        SourceUnreadable: the file is not what it should be, or no paper in it has a summary.
    """
    read = [one for row in read_rows(papers) if (one := _summarised(row)).sentences and one.summaries]
    if not read:
        raise SourceUnreadable(
            f"No paper in {papers.name} has an abstract and a summary.",
            "Each line needs `title`, `source` or `abstract`, and `target` or `summary`.",
        )

    def scored(choose: Callable[[Summarised], str]) -> Rouge:
        return mean(rouge(choose(one), one.summaries) for one in read)

    return Summaries(
        n=len(read),
        chosen=scored(lambda one: one.sentences[int(scores(one.title, one.sentences).argmax())]),
        lead=scored(lambda one: one.sentences[0]),
        oracle=scored(lambda one: max(one.sentences, key=lambda text: rouge(text, one.summaries).mean)),
    )


def _summarised(row: Mapping[str, Any]) -> Summarised:
    source = _texts(row.get("source") or row.get("abstract"))
    sentences = source if len(source) > 1 else tuple(split(source[0])) if source else ()
    return Summarised(str(row.get("title") or ""), sentences, _texts(row.get("target") or row.get("summary")))


def _texts(value: object) -> tuple[str, ...]:
    """Return a text, or the texts of a list, without those that are empty."""
    every: Sequence[object] = value if isinstance(value, list) else [value]
    return tuple(text.strip() for text in every if isinstance(text, str) and text.strip())


if __name__ == "__main__":
    print(evaluate(Path(sys.argv[1])).model_dump_json(by_alias=True, indent=2))
