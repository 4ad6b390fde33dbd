"""The shipped encoder: what it takes for near, by whole papers, by sentences, and as a library's embedder."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from index.embedders.encoder import MiniLMEmbedder, encoder
from index.query import Query
from index.search.retriever import HybridRetriever
from index.store.library import Library
from tests.support.papers import ALL, MOSSGATE, paper

THRUSH = paper(
    "Thrush: Hearing Birds in Cities",
    "Traffic drowns the birds that microphones hear. We train a network to leave out the noise of cars. "
    "It needs no labels, since two microphones hear the same bird.",
)


def test_other_words_for_the_same_are_near() -> None:
    read = encoder()
    asked = read.question("recognising animal voices beside loud roads")
    assert asked @ read.paper(THRUSH)[0] > 0.4 > asked @ read.paper(MOSSGATE)[0]


def test_sentence_that_says_it_is_the_nearest_of_its_abstract() -> None:
    rows = encoder().paper(THRUSH)
    assert rows.shape == (4, 384)
    assert np.argmax(rows[1:] @ encoder().question("can it be trained without annotations?")) == 2


def test_vector_of_a_paper_does_not_depend_on_what_else_is_read() -> None:
    alone = encoder().paper(THRUSH)
    encoder().paper(MOSSGATE)
    assert np.array_equal(encoder().paper(THRUSH), alone)


def test_text_beyond_the_last_position_is_read_as_far_as_it_goes() -> None:
    long = paper("Long", " ".join(f"Sentence number {n} says a little more of the same thing." for n in range(120)))
    rows = encoder().paper(long)
    assert len(rows) == 121
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_empty_and_strange_texts_have_a_vector() -> None:
    rows = MiniLMEmbedder().embed(["", "\x00", "🦜" * 1000, "鳥"])
    assert np.isfinite(rows).all()
    assert MiniLMEmbedder().embed([]).shape == (0, 384)


def test_library_is_searched_with_it(tmp_path: Path) -> None:
    library = Library(tmp_path / "library", MiniLMEmbedder())
    library.upsert(ALL)
    assert HybridRetriever(library).search(Query(text="a model that finds pictures of moss"))[0].paper == MOSSGATE


def test_reading_reports_to_nobody(tmp_path: Path) -> None:
    """ONNX Runtime keeps an id of the machine and what it wants to send to its maker in the folder for caches."""
    script = "from index.embedders.encoder import encoder; encoder().question('What is near?')"
    system = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")}
    places = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}  # in CI it is silent by itself
    subprocess.run([sys.executable, "-c", script], env=system | places, check=True)
    assert not list(tmp_path.rglob("*"))
