from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedders import Embedder, choose_embedder

TEXTS = ["dense retrieval of papers", "a cake with cherries", "retrieval"]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return choose_embedder("static")


@settings(max_examples=50)
@given(texts=st.lists(st.text(), max_size=4))
def test_every_row_is_of_unit_length_or_zero(embedder: Embedder, texts: list[str]) -> None:
    rows = embedder.embed(texts)
    lengths = np.linalg.norm(rows, axis=1)
    assert rows.shape == (len(texts), 512)
    assert np.isfinite(rows).all()
    assert (np.isclose(lengths, 1, atol=1e-5) | (lengths == 0)).all()


def test_text_without_a_known_token_is_zero(embedder: Embedder) -> None:
    assert not embedder.embed([""]).any()


def test_vector_does_not_depend_on_what_it_is_embedded_with(embedder: Embedder) -> None:
    together = embedder.embed([*TEXTS, "word " * 3000])
    assert np.allclose(together[:3], [embedder.embed([text])[0] for text in TEXTS], atol=1e-6)


def test_two_embedders_of_one_fingerprint_agree(embedder: Embedder) -> None:
    other = choose_embedder("static")
    assert other.fingerprint == embedder.fingerprint
    assert other.fingerprint.startswith("static-arxiv-")
    assert other.fingerprint.endswith("-512")
    assert np.array_equal(other.embed(TEXTS), embedder.embed(TEXTS))


def test_name_that_is_no_embedder_is_refused() -> None:
    with pytest.raises(AssertionError):
        choose_embedder("word2vec")  # type: ignore[arg-type]
