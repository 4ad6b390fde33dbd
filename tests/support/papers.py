"""Made-up papers, with names that stand nowhere else."""

from typing import Any

from index.embedders.encoder import encoder
from index.embedders.static import StaticEmbedder
from index.identity import canonical_id
from index.models.question_types import question_type
from index.paper import Paper
from index.query import Evidence
from index.search.close_reading import read_closely
from index.search.reading import Question, ReadPaper
from index.search.sentence_ranking import Ranked, rank


def paper(title: str, abstract: str, identifier: str | None = None, **fields: Any) -> Paper:
    """A paper under its canonical id."""
    return Paper(id=canonical_id(title, identifier), title=title, abstract=abstract, **fields)


def evidence(*papers: Paper, relevance: float = 0.9, answers: float = 0.9, named: bool = False) -> tuple[Evidence, ...]:
    """Papers as if they had been retrieved in this order, maybe by name, with their sentences in reading order."""
    return tuple(
        Evidence(
            paper=one,
            score=1 - place / 10,
            relevance=relevance,
            answers=answers,
            sentences=tuple(range(1, len(one.sentences) + 1)),
            named=named,
        )
        for place, one in enumerate(papers)
    )


def read_for(question: str, *papers: Paper, relevance: float = 0.9, named: bool = False) -> tuple[Evidence, ...]:
    """Papers as if they had been retrieved in this order, with their sentences in the order in which they answer."""
    found = evidence(*papers, relevance=relevance, named=named)
    near = ranked(question, *papers)
    placed = [
        item.model_copy(update={"sentences": each.numbers, "strengths": each.strengths})
        for item, each in zip(found, near, strict=True)
    ]
    closely = {item.paper.id: item for item in read_closely(question, placed, [one.id for one in papers])}
    kept = ("sentences", "strengths")
    return tuple(
        item.model_copy(update={name: getattr(closely[item.paper.id], name) for name in kept}) for item in found
    )


def ranked(question: str, *papers: Paper) -> list[Ranked]:
    """The sentences of papers by how near they come to a question, before a retriever reads closely."""
    asked = Question(
        question, {}, StaticEmbedder().embed([question])[0], encoder().question(question), question_type(question)
    )
    return rank(asked, [ReadPaper(one, encoder().paper(one)) for one in papers])


ZEBRAFOLD = paper(
    "Zebrafold: Folding Token Streams for Cheap Training",
    "Training on long token streams is slow and costly. We propose Zebrafold, which folds a stream into layers. "
    "On Quillset, Zebrafold reduces the training time by 46\\% and reaches 91.2 points. "
    "However, Zebrafold fails on streams shorter than a page.",
    "2401.00001",
    published="2024-01-02",
    url="https://arxiv.org/abs/2401.00001",
    authors=("Ada Example", "Bo Example"),
)
MOSSGATE = paper(
    "Mossgate: Gated Retrieval of Moss Images",
    "Moss images are hard to retrieve because species look alike. This paper introduces Mossgate, a gated retriever. "
    "Mossgate finds the right species in 88 of 100 queries.",
    "2402.00002",
    published="2024-02-03",
    url="https://arxiv.org/abs/2402.00002",
)
LANTERN = paper(
    "A Survey of Lantern Networks",
    "Lantern networks pass light signals between nodes. This survey describes lantern networks and their history.",
)
# Its first sentence, a boast, is all that its problem could be cut from.
THISTLEDOWN = paper(
    "Thistledown: A Garden Kept Short",
    "Thistledown redefines what a small garden can grow. It was planted by four people over two summers. "
    "We present Thistledown, a planner that sorts beds by shade and water. "
    "Thistledown reaches 81% accuracy on BedBench.",
)
ALL = (ZEBRAFOLD, MOSSGATE, LANTERN)
