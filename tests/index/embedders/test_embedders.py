from importlib import resources

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index.embedders import Embedder, choose_embedder, static
from index.embedders.static import table

TEXTS = ["dense retrieval of papers", "a cake with cherries", "retrieval"]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return choose_embedder("static")


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


@given(text=st.text(st.characters(max_codepoint=127)) | st.text(max_size=80))
def test_tokens_are_those_of_the_library(text: str) -> None:
    description = (resources.files("index.embedders") / "static_arxiv" / "tokenizer.json").read_text(encoding="utf-8")
    expected = Tokenizer.from_str(description).encode(text, add_special_tokens=False).ids
    assert table().encode([text, "between", text])[2].tolist() == expected[:512]


def test_tokens_of_a_long_text_are_cut_and_of_many_words_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static, "_MOST_WORDS", 50)
    texts = [" ".join(f"w{n}x{m}" for n in range(20)) for m in range(9)] + ["a" * 5000, "retrieval " * 900]
    first, again = table().encode(texts), table().encode(texts)
    assert all(np.array_equal(one, other) for one, other in zip(first, again, strict=True))
    assert len(first[-1]) == 512


def test_name_that_is_no_embedder_is_refused() -> None:
    with pytest.raises(AssertionError):
        choose_embedder("word2vec")  # type: ignore[arg-type]
