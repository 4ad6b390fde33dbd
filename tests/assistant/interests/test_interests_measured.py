"""How well interests order papers, for simulated readers of the daily lists.

A reader wants all papers with some keyword of Hugging Face's lists, says so in words or by papers of earlier days, and
is shown papers of later days. The figures stand beside those of the order by votes, and of the mean vector of what was
liked.
"""

import datetime as dt
import json
import lzma
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from assistant.interests.profile import Interest
from assistant.interests.taste import Known, Taste
from index.embedders.static import StaticEmbedder
from index.paper import Paper
from index.store.library import Library
from tests.conftest import DATA

DAYS, LEAST, MOST, LIKES = 60, 8, 80, 3
READERS, SHOWN = 24, 150


class Reader(NamedTuple):
    topic: str
    liked: list[Paper]
    shown: list[Paper]
    wanted: list[bool]


class Lists(NamedTuple):
    library: Library
    readers: list[Reader]


def _read(file: Path) -> list[tuple[Paper, frozenset[str]]]:
    day = dt.date.fromisoformat(file.name.split(".")[0])
    items = [
        item["paper"] for item in json.loads(lzma.decompress(file.read_bytes())) if isinstance(item.get("paper"), dict)
    ]
    return [
        (
            Paper(
                id=f"arxiv:{item['id']}",
                title=item["title"],
                abstract=item["summary"],
                published=day,
                upvotes=item.get("upvotes"),
            ),
            frozenset(word.lower() for word in item.get("ai_keywords") or ()),
        )
        for item in items
    ]


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Lists:
    files = sorted((DATA / "hf_daily_api").glob("*.json.xz"))[-DAYS:]
    if not files:
        pytest.skip("the daily lists are not beside the project")
    papers = list({paper.id: (paper, words) for file in files for paper, words in _read(file)}.values())
    library = Library(tmp_path_factory.mktemp("lists"), StaticEmbedder())
    library.put([paper for paper, _ in papers])
    return Lists(library, _readers(papers))


def _readers(papers: Sequence[tuple[Paper, frozenset[str]]]) -> list[Reader]:
    half = len(papers) // 2
    having: defaultdict[str, list[int]] = defaultdict(list)
    for place, (_, words) in enumerate(papers):
        for word in words:
            having[word].append(place)
    chance, readers = np.random.default_rng(0), list[Reader]()
    for word, places in sorted(having.items()):
        early, late = [n for n in places if n < half], [n for n in places if n >= half]
        if not (LEAST <= len(places) <= MOST and len(early) >= LIKES and len(late) >= LIKES):
            continue
        shown = sorted({*late, *chance.choice(np.arange(half, len(papers)), SHOWN, replace=False).tolist()})
        liked = [papers[n][0] for n in early[:LIKES]]
        readers.append(Reader(word, liked, [papers[n][0] for n in shown], [n in late for n in shown]))
    return [readers[n] for n in chance.permutation(len(readers))[:READERS]]


def _precision(scores: Sequence[float], wanted: Sequence[bool]) -> float:
    """Return the average precision of a ranking."""
    hits = np.array(wanted)[np.argsort(-np.array(scores), kind="stable")]
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean())


def _measured(lists: Lists, known: dict[str, Known]) -> float:
    tastes = {word: Taste(one, lists.library) for word, one in known.items()}
    return float(
        np.mean(
            [
                _precision([tastes[one.topic].score(paper)[0] for paper in one.shown], one.wanted)
                for one in lists.readers
            ]
        )
    )


def _by_votes(lists: Lists) -> float:
    return float(
        np.mean([_precision([paper.upvotes or 0 for paper in one.shown], one.wanted) for one in lists.readers])
    )


def _by_mean_vector(lists: Lists) -> float:
    results = []
    for one in lists.readers:
        vectors = lists.library.vectors([paper.id for paper in (*one.liked, *one.shown)])
        mean = np.mean([vectors[paper.id] for paper in one.liked], axis=0)
        results.append(_precision([float(vectors[paper.id] @ mean) for paper in one.shown], one.wanted))
    return float(np.mean(results))


def _several(lists: Lists, many: int) -> Lists:
    """Return readers of several subjects at once."""
    groups = [lists.readers[start : start + many] for start in range(0, len(lists.readers) - many + 1, many)]
    joined = []
    for group in groups:
        wanted = {
            paper.id for one in group for paper, is_wanted in zip(one.shown, one.wanted, strict=True) if is_wanted
        }
        shown = list({paper.id: paper for one in group for paper in one.shown}.values())
        liked = [paper for one in group for paper in one.liked]
        joined.append(Reader(group[0].topic, liked, shown, [paper.id in wanted for paper in shown]))
    return lists._replace(readers=joined)


def test_subject_in_words_orders_papers(lists: Lists) -> None:
    words = {one.topic: Known(Interest(topics=(one.topic,))) for one in lists.readers}
    assert _measured(lists, words) > 5 * _by_votes(lists)


@pytest.mark.parametrize("many", [1, 3])
def test_liked_papers_order_papers(lists: Lists, many: int) -> None:
    readers = _several(lists, many)
    liked = {one.topic: _liking(one) for one in readers.readers}
    result = _measured(readers, liked)
    assert result > 1.5 * _by_votes(readers)
    assert result > (0.95 if many == 1 else 1.05) * _by_mean_vector(readers)


def test_disliking_what_was_shown_wrongly_costs_little(lists: Lists) -> None:
    """Each reader dislikes the two papers shown first that are not wanted: as a rule they are near what is."""
    left, liked, corrected = list[Reader](), dict[str, Known](), dict[str, Known]()
    for one in lists.readers:
        liked[one.topic] = _liking(one)
        taste = Taste(liked[one.topic], lists.library)
        ranked = sorted(zip(one.shown, one.wanted, strict=True), key=lambda pair: -taste.score(pair[0])[0])
        wrong = tuple([paper for paper, is_wanted in ranked if not is_wanted][:2])
        corrected[one.topic] = liked[one.topic]._replace(disliked=wrong)
        others = [pair for pair in ranked if pair[0] not in wrong]
        left.append(one._replace(shown=[paper for paper, _ in others], wanted=[wanted for _, wanted in others]))
    rest = lists._replace(readers=left)
    assert _measured(rest, corrected) > 0.9 * _measured(rest, liked)


def _liking(reader: Reader) -> Known:
    return Known(Interest(liked=tuple(paper.id for paper in reader.liked)), liked=tuple(reader.liked))
