"""The dense index against an exact search, through updates, removals, other writers and damage."""

from pathlib import Path

import numpy as np
import pytest

from index.embedders.base import Vectors
from index.errors import LibraryDamaged
from index.store.dense import TYPICAL, DenseIndex

DIMENSIONS = 48


def unit(seed: int, many: int) -> Vectors:
    rows = np.random.default_rng(seed).standard_normal((many, DIMENSIONS)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def index(tmp_path: Path) -> DenseIndex:
    return DenseIndex(tmp_path / "dense", "made-up-48")


def test_order_and_cosines_are_those_of_an_exact_search(index: DenseIndex) -> None:
    vectors, question = unit(0, 500), unit(1, 1)[0]
    index.write([f"p{n}" for n in range(500)], vectors)
    exact = vectors @ question
    found = index.search(question, 20)
    assert found[0][0] == f"p{exact.argmax()}"
    assert len({key for key, _ in found} & {f"p{n}" for n in np.argsort(-exact)[:20]}) >= 19
    assert all(abs(cosine - exact[int(key[1:])]) < 0.01 for key, cosine in found)


def test_newest_vector_of_a_paper_counts(index: DenseIndex) -> None:
    vectors = unit(2, 3)
    index.write(["a", "b"], vectors[:2])
    index.write(["a"], vectors[2:])
    assert index.count() == 2
    assert index.search(vectors[2], 5)[0] == ("a", pytest.approx(1, abs=0.01))
    assert len(index.search(vectors[0], 5)) == 2


def test_removed_paper_is_gone_and_may_come_back(index: DenseIndex) -> None:
    vectors = unit(3, 2)
    index.write(["a", "b"], vectors)
    index.write([], vectors[:0], ["a", "never there"])
    assert (index.count(), [key for key, _ in index.search(vectors[0], 5)]) == (1, ["b"])
    index.write(["a"], vectors[:1], ["b"])
    assert (index.count(), [key for key, _ in index.search(vectors[0], 5)]) == (1, ["a"])


def test_only_what_is_allowed_is_found(index: DenseIndex) -> None:
    vectors = unit(4, 100)
    index.write([f"p{n}" for n in range(100)], vectors)
    assert [key for key, _ in index.search(vectors[7], 1, ["p9", "p9", "unknown"])] == ["p9"]
    assert index.search(vectors[7], 1, []) == []
    assert len(index.search(vectors[7], 500)) == 100


def test_ids_may_hold_anything(index: DenseIndex) -> None:
    ids = ["-a", "+a", "a\nb", "a\\nb", "é\\", ""]
    vectors = unit(5, len(ids))
    index.write(ids, vectors)
    for key, vector in zip(ids, vectors, strict=True):
        assert index.search(vector, 1)[0][0] == key


def test_files_do_not_grow_with_rewriting(tmp_path: Path) -> None:
    index, vectors = DenseIndex(tmp_path, "made-up-48"), unit(6, 2000)
    ids = [f"p{n}" for n in range(2000)]
    for _ in range(6):
        index.write(ids, vectors)
        assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 3 * 2000 * (DIMENSIONS + 16)
    assert index.search(vectors[1999], 1)[0][0] == "p1999"


def test_what_another_wrote_is_found_at_once(tmp_path: Path) -> None:
    reader, writer, vectors = DenseIndex(tmp_path, "made-up-48"), DenseIndex(tmp_path, "made-up-48"), unit(7, 3)
    assert reader.search(vectors[0], 3) == []
    for number in range(3):
        writer.write([f"p{number}"], vectors[number : number + 1])
        assert reader.search(vectors[number], 1)[0][0] == f"p{number}"
    reader.write(["later"], unit(8, 1))
    assert (writer.count(), len(writer.search(vectors[0], 9))) == (4, 4)


def test_old_vectors_are_searched_until_the_new_ones_are_whole(tmp_path: Path) -> None:
    index, vectors = DenseIndex(tmp_path, "made-up-48"), unit(9, 2)
    index.write(["a", "b"], vectors)
    with index.rebuild("other-48") as put:
        put(["a"], vectors[1:], [b""])
        assert (index.fingerprint, index.search(vectors[0], 1)[0][0]) == ("made-up-48", "a")
    assert (index.fingerprint, index.count(), index.search(vectors[1], 2)[0][0]) == ("other-48", 1, "a")


def test_rebuild_that_fails_leaves_the_old_vectors(tmp_path: Path) -> None:
    index, vectors = DenseIndex(tmp_path, "made-up-48"), unit(9, 2)
    index.write(["a"], vectors[:1])
    with pytest.raises(ValueError, match="shorter"), index.rebuild("other-48") as put:
        put(["b", "c"], vectors[1:], [b""])
    assert (index.fingerprint, index.count(), index.search(vectors[0], 2)[0][0]) == ("made-up-48", 1, "a")


def test_damage_is_said_in_a_line_that_says_what_to_do(tmp_path: Path) -> None:
    index = DenseIndex(tmp_path, "made-up-48")
    index.write(["a"], unit(11, 1))
    (tmp_path / "vectors.sqlite").write_bytes(b"{")
    assert not index.is_whole()
    with pytest.raises(LibraryDamaged, match="Run it again") as caught:
        index.search(unit(11, 1)[0], 1)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("kind", "behind"), [(b"paper-a", 0), (b"twelve bytes", -20), (b"twelve bytes", 3)])
def test_one_flipped_byte_is_seen(tmp_path: Path, kind: bytes, behind: int) -> None:
    index = DenseIndex(tmp_path, "made-up-48")
    index.write(["paper-a", "b"], unit(11, 2), tokens=[b"twelve bytes", b"and more"])
    assert index.is_whole()
    path = tmp_path / "vectors.sqlite"
    data = bytearray(path.read_bytes())
    data[data.index(kind) + behind] ^= 1
    path.write_bytes(data)
    assert not DenseIndex(tmp_path, "made-up-48").is_whole()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe{" * 2000])
def test_file_that_is_damaged_leaves_an_empty_index_to_be_made_anew(tmp_path: Path, content: bytes) -> None:
    DenseIndex(tmp_path, "made-up-48").write(["a"], unit(11, 1))
    (tmp_path / "vectors.sqlite").write_bytes(content)
    assert DenseIndex(tmp_path, "made-up-48").count() == 0


def test_numbers_that_stand_out_cost_no_precision(index: DenseIndex) -> None:
    vectors = unit(12, 200)
    vectors[:, 3] += 3  # as in most models: a few numbers are large in every vector
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    index.write([f"p{n}" for n in range(200)], vectors)
    exact = vectors @ vectors[0]
    assert all(abs(cosine - exact[int(key[1:])]) < 0.01 for key, cosine in index.search(vectors[0], 50))


def test_tokens_stay_with_their_papers(tmp_path: Path) -> None:
    index, vectors = DenseIndex(tmp_path, "made-up-48"), unit(13, 3)
    index.write(["a", "b", "c"], vectors, tokens=[b"aa", b"", b"cccc"])
    index.write(["a"], vectors[:1], ["b"], [b"new"])
    assert index.token_sets(["c", "a", "b", "unknown"]) == {"c": b"cccc", "a": b"new"}


def crowd(seed: int, many: int, spread: float) -> Vectors:
    """Return vectors around one direction, the wider apart the larger the spread."""
    rows = unit(seed, 1) + spread * unit(seed + 1, many)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def test_nearness_of_papers_is_that_of_an_exact_count(index: DenseIndex) -> None:
    vectors = crowd(20, 60, 1.0)  # all of them are measured
    index.write([f"p{n}" for n in range(60)], vectors)
    others = -np.sort(-(vectors @ vectors.T), axis=1)[:, 1:]
    near = [others[:, :many].mean(axis=1) for many in (1, 10, 50)]
    found = index.density()
    assert found.nearest == pytest.approx([each.mean() for each in near], abs=0.01)
    assert found.spread == pytest.approx([each.std() for each in near], abs=0.01)
    assert found.around[0] == pytest.approx(
        (vectors @ (vectors.mean(0) / np.linalg.norm(vectors.mean(0)))).mean(), abs=0.01
    )


def test_nearness_is_exact_for_the_stored_vectors(index: DenseIndex) -> None:
    ids = [f"p{n}" for n in range(60)]
    index.write(ids, crowd(20, 60, 1.0))
    stored = np.stack(list(index.vectors(ids).values()))
    others = -np.sort(-(stored @ stored.T), axis=1)[:, 1:]
    assert index.density().nearest[0] == pytest.approx(others[:, 0].mean(), abs=1e-4)


def test_library_of_one_subject_is_denser_than_one_of_many(tmp_path: Path) -> None:
    close, wide = DenseIndex(tmp_path / "close", "made-up-48"), DenseIndex(tmp_path / "wide", "made-up-48")
    for index, spread in ((close, 0.5), (wide, 3.0)):
        index.write([f"p{n}" for n in range(300)], crowd(22, 300, spread))
    assert min(close.density().nearest) > max(wide.density().nearest)
    assert close.density().around[0] > wide.density().around[0]


def test_nearness_changes_with_the_papers(index: DenseIndex) -> None:
    index.write([f"p{n}" for n in range(40)], crowd(24, 40, 3.0))
    before = index.density()
    index.write([f"q{n}" for n in range(400)], crowd(24, 400, 0.3))
    assert index.density().nearest[0] > before.nearest[0]


@pytest.mark.parametrize("many", [0, 1, 3])
def test_few_papers_do_not_tell_how_near_papers_are(index: DenseIndex, many: int) -> None:
    index.write([f"p{n}" for n in range(many)], unit(26, max(many, 1))[:many])
    assert index.density() is TYPICAL


def test_vector_is_turned_as_the_stored_ones_are(index: DenseIndex) -> None:
    vectors, question = unit(27, 5), unit(28, 1)[0]
    index.write([f"p{n}" for n in range(5)], vectors)
    turned = index.own(question)
    stored = index.vectors([f"p{n}" for n in range(5)])
    for n, vector in enumerate(vectors):
        assert stored[f"p{n}"] @ turned == pytest.approx(float(vector @ question), abs=0.01)
    assert np.linalg.norm(turned) == pytest.approx(1, abs=0.02)


def test_files_of_another_format_are_made_anew(tmp_path: Path) -> None:
    (tmp_path / "dense.json").write_text('{"fingerprint": "made-up-48", "token": "ab", "papers": 3, "rows": 3}')
    assert DenseIndex(tmp_path, "made-up-48").count() == 0
    assert [path.name for path in tmp_path.iterdir()] == ["vectors.sqlite"]
