"""Chroma's MiniLM where its files are, and what is said where they are not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.embedders.minilm import MiniLMEmbedder
from index.errors import EmbedderUnavailable
from index.query import Query
from index.search.retriever import HybridRetriever
from index.store.library import Library
from tests.support.papers import ALL, MOSSGATE
from tests.support.tiny_minilm import tiny_minilm


def error_of(embedder: MiniLMEmbedder) -> str:
    with pytest.raises(EmbedderUnavailable) as caught:
        embedder.embed(["moss"])
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_texts_become_rows_of_unit_length(tmp_path: Path) -> None:
    embedder = MiniLMEmbedder(tiny_minilm(tmp_path / "model"))
    rows = embedder.embed(["moss images", "images of moss", "lantern light", "word " * 1000, ""])
    assert rows.shape == (5, 384)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows[:4], axis=1), 1, atol=1e-5)
    assert np.isfinite(rows).all()
    assert rows[0] @ rows[1] > rows[0] @ rows[2]
    assert embedder.embed([]).shape == (0, 384)


def test_library_is_searched_with_it(tmp_path: Path) -> None:
    library = Library(tmp_path / "library", MiniLMEmbedder(tiny_minilm(tmp_path / "model")))
    library.upsert(ALL)
    assert library.fingerprint == "all-MiniLM-L6-v2-384"
    assert HybridRetriever(library).search(Query(text="moss retrieval"))[0].paper == MOSSGATE


def test_model_that_is_absent_is_told_and_not_downloaded(tmp_path: Path) -> None:
    told = error_of(MiniLMEmbedder(tmp_path / "nowhere"))
    assert str(tmp_path / "nowhere") in told
    assert "ONNXMiniLM_L6_V2" in told
    assert not (tmp_path / "nowhere").exists()
    assert MiniLMEmbedder(tmp_path / "nowhere").fingerprint  # a library is opened without it


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "vocab.txt"])
def test_model_that_lacks_a_file_is_not_completed_from_the_network(tmp_path: Path, name: str) -> None:
    folder = tiny_minilm(tmp_path / "model")
    (folder / "onnx" / name).unlink()
    assert "is not in" in error_of(MiniLMEmbedder(folder))
    assert not (folder / "onnx.tar.gz").exists()


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_damaged_file_is_told(tmp_path: Path, name: str) -> None:
    folder = tiny_minilm(tmp_path / "model")
    file = folder / "onnx" / name
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert "damaged" in error_of(MiniLMEmbedder(folder))
