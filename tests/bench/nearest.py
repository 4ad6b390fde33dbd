"""Whether an approximate index of Faiss would pay: inverted lists beside the flat one of `index.store.dense`.

    python -m tests.bench.nearest FILE... --rows 1000000

Rows are the vectors of real papers of the files, and past those the same ones with noise, so that the nearest of a
question lie as near to each other as in a real library that is larger. Both indexes hold 8-bit rows and are searched
in one thread. Prints a table: recall of the flat index's first 10 and 300, milliseconds a question, and seconds to
make it from what is stored, which every process does when it starts and after each write. A question has 300
candidates (`index.search.retriever`), which is what counts.
"""

import argparse
import statistics
import time
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from tests.bench.scale import papers

_ASKED, _K, _NOISE = 200, 300, 0.35  # of a vector's length: some .94 of a cosine to the paper it was made of
_KIND = faiss.ScalarQuantizer.QT_8bit_direct_signed
Rows = npt.NDArray[np.float32]


def vectors(files: list[Path], many: int) -> tuple[Rows, Rows]:
    """Return rows as the dense index stores them, and questions, which are titles."""
    from index.embedders import choose_embedder
    from index.embedders.base import document_text
    from index.store.coding import Coding

    embedder, found = choose_embedder("static"), papers(files, many)
    real = embedder.embed([document_text(paper) for paper in found])
    coding = Coding("").fitted(real[:1000])
    random = np.random.default_rng(0)
    rows = np.empty((many, real.shape[1]), dtype=np.int8)
    for start in range(0, many, 10_000):
        chosen = real[np.arange(start, min(start + 10_000, many)) % len(real)]
        if start >= len(real):
            noise = random.standard_normal(chosen.shape, dtype=np.float32) / np.sqrt(chosen.shape[1])
            chosen = chosen + _NOISE * noise
            chosen /= np.linalg.norm(chosen, axis=1, keepdims=True)
        rows[start : start + len(chosen)] = coding.coded(chosen)
    titles = [paper.title for paper in found[:: max(1, len(found) // _ASKED)][:_ASKED]]
    return rows, coding.coded(embedder.embed(titles)).astype(np.float32)


def filled(index: faiss.Index, rows: Rows) -> tuple[faiss.Index, float]:
    """Return an index with rows, and the seconds that took."""
    begun = time.monotonic()
    if not index.is_trained:
        index.train(rows[:: max(1, len(rows) // 40_000)].astype(np.float32))
    for start in range(0, len(rows), 8192):
        index.add(rows[start : start + 8192].astype(np.float32))
    return index, time.monotonic() - begun


def asked(index: faiss.Index, questions: Rows) -> tuple[npt.NDArray[np.int64], float]:
    """Return what is nearest to each question, and the median milliseconds of one."""
    found, taken = [], []
    for question in questions:
        begun = time.perf_counter()
        found.append(index.search(question[None, :], _K)[1][0])
        taken.append((time.perf_counter() - begun) * 1000)
    return np.array(found), statistics.median(taken)


def recall(found: npt.NDArray[np.int64], exact: npt.NDArray[np.int64], many: int) -> float:
    return float(np.mean([len(set(a[:many]) & set(b[:many])) / many for a, b in zip(found, exact, strict=True)]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--lists", type=int, default=1024)
    options = parser.parse_args()
    faiss.omp_set_num_threads(1)
    rows, questions = vectors(options.data, options.rows)
    size = rows.shape[1]
    flat, seconds = filled(faiss.IndexScalarQuantizer(size, _KIND, faiss.METRIC_INNER_PRODUCT), rows)
    exact, taken = asked(flat, questions)
    print("| index | recall@10 | recall@300 | ms | made in s |\n|---|---|---|---|---|")
    print(f"| flat | 1 | 1 | {taken:.1f} | {seconds:.0f} |", flush=True)
    coarse = faiss.IndexFlatIP(size)
    made = faiss.IndexIVFScalarQuantizer(coarse, size, options.lists, _KIND, faiss.METRIC_INNER_PRODUCT, False)
    lists, seconds = filled(made, rows)
    for probed in (4, 16, 64, 128):
        lists.nprobe = probed
        found, taken = asked(lists, questions)
        near, far = recall(found, exact, 10), recall(found, exact, _K)
        print(
            f"| {options.lists} lists, {probed} read | {near:.3f} | {far:.3f} | {taken:.1f} | {seconds:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
