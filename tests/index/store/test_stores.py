"""Vectors that are made while the words are written: a failure leaves all three stores as they were."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.embedders.base import Vectors, document_text
from index.errors import EmbedderChanged, EmbedderUnavailable
from index.paper import Paper
from index.store.consistency import Stores
from index.terms import terms
from tests.support.embedder import HashedEmbedder
from tests.support.papers import ALL, LANTERN, MOSSGATE, ZEBRAFOLD, paper

LATER = paper("Later", "Plums ripen in autumn.")
CHANGED = MOSSGATE.model_copy(update={"abstract": f"{MOSSGATE.abstract} It also knows ferns."})


def embed(papers: Sequence[Paper]) -> Vectors:
    return HashedEmbedder().embed([document_text(one) for one in papers])


def fail(_: Sequence[Paper]) -> Vectors:
    raise EmbedderUnavailable("No server answers.", "Start it.")


def other_model(papers: Sequence[Paper]) -> Vectors:
    return np.ones((len(papers), 7), dtype=np.float32)


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    stores = Stores(tmp_path, "hashed-32", embed)
    with stores.writing():
        stores.write(ALL, embed, (), ())
    return stores


def found(stores: Stores, words: str) -> set[str]:
    return {key for key, _ in stores.lexical.search(terms(words), 10)}


def assert_as_before(stores: Stores) -> None:
    assert stores.chroma.get(stores.chroma.ids()) == {one.id: one for one in ALL}
    assert found(stores, "plums ferns") == set()
    assert found(stores, "Zebrafold") == {ZEBRAFOLD.id}
    assert stores.dense.count() == stores.lexical.count() == 3


@pytest.mark.parametrize(("maker", "error"), [(fail, EmbedderUnavailable), (other_model, EmbedderChanged)])
def test_write_whose_vectors_fail_changes_nothing(
    stores: Stores, tmp_path: Path, maker: object, error: type[Exception]
) -> None:
    updated = LANTERN.model_copy(update={"upvotes": 3})
    with stores.writing(), pytest.raises(error):
        stores.write([LATER, CHANGED], maker, [updated], [ZEBRAFOLD.id])  # type: ignore[arg-type]
    assert_as_before(stores)
    assert not (tmp_path / "journal.json").exists()
    assert_as_before(Stores(tmp_path, "hashed-32", embed))


def test_next_write_is_not_hindered(stores: Stores, tmp_path: Path) -> None:
    with stores.writing(), pytest.raises(EmbedderUnavailable):
        stores.write([LATER], fail, (), ())
    with stores.writing():
        stores.write([LATER, CHANGED], embed, (), [ZEBRAFOLD.id])
    for each in (stores, Stores(tmp_path, "hashed-32", embed)):
        assert set(each.chroma.ids()) == {LATER.id, MOSSGATE.id, LANTERN.id}
        assert (found(each, "plums"), found(each, "ferns")) == ({LATER.id}, {MOSSGATE.id})
        assert each.dense.search(embed([CHANGED])[0], 1)[0][0] == MOSSGATE.id
