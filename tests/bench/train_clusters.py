"""Make `index/models/word_clusters.safetensors`.

    python -m tests.bench.train_clusters PAPERS.jsonl[.xz] ...

Words of abstracts, as they are cased, clustered by their neighbours; 110,000 abstracts take five minutes. The coarse
clusters are made of the middle ones, these of the fine ones. Shipped: of the 110,000 abstracts of arXiv's daily lists
from 2025-03 to 2026-06 in computer science, and of every fourth one to 2019. Needs scikit-learn.
"""

import argparse
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from sys import intern
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from scipy.sparse import csr_matrix
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.utils.extmath import randomized_svd

from index.models.entity_tagger import CLUSTERS, normal, tokens
from tests.bench.model_files import MODELS, read

RARE = 6  # times a word has to stand somewhere
BESIDE = 1500  # the commonest words, in lower case, are neighbours
PLACES = (-2, -1, 1, 2)
DIMENSIONS = 96
SIZES = (1000, 256, 64)
SMOOTHED = 0.75  # power of a neighbour's frequency
FULL = 20_000_000  # pairs counted at once


def counts(texts: list[list[str]], words: dict[str, int], beside: dict[str, int]) -> Any:
    """Return how often each word stands beside each neighbour in each place: shape (words, places * neighbours)."""
    total: Any = csr_matrix((len(words), len(PLACES) * len(beside)), dtype=np.float32)
    rows, columns = array("i"), array("i")
    for number, text in enumerate(texts, 1):
        own, near = [words.get(word, -1) for word in text], [beside.get(word.lower(), -1) for word in text]
        for n, row in enumerate(own):
            for place, d in enumerate(PLACES):
                if row >= 0 and 0 <= n + d < len(near) and near[n + d] >= 0:
                    rows.append(row)
                    columns.append(place * len(beside) + near[n + d])
        if len(rows) > FULL or number == len(texts):
            total += csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=total.shape)
            rows, columns = array("i"), array("i")
    return total


def vectors(counted: Any) -> npt.NDArray[np.float32]:
    """Return one vector of unit length a word."""
    found = counted.tocoo()
    left = np.asarray(counted.sum(axis=1)).ravel() + 1e-9
    right = np.power(np.asarray(counted.sum(axis=0)).ravel() + 1e-9, SMOOTHED)
    found.data = np.maximum(np.log(found.data * right.sum() / (left[found.row] * right[found.col])), 0)
    turned, values, _ = randomized_svd(found.tocsr(), DIMENSIONS, n_iter=3, random_state=0)
    grown = turned * np.sqrt(values)
    return np.asarray(grown / (np.linalg.norm(grown, axis=1, keepdims=True) + 1e-9), np.float32)


def abstracts(papers: Iterable[Path]) -> list[list[str]]:
    """Return the words of each abstract; equal ones are one string, so that millions fit into memory."""
    return [[intern(normal(each.text)) for each in tokens(row["abstract"])] for path in papers for row in read(path)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("papers", type=Path, nargs="+")
    texts = abstracts(parser.parse_args().papers)
    every = Counter(word for text in texts for word in text)
    words = {word: n for n, (word, _) in enumerate((w, c) for w, c in every.most_common() if c >= RARE)}
    low = Counter(word.lower() for text in texts for word in text)
    found = vectors(counts(texts, words, {word: n for n, (word, _) in enumerate(low.most_common(BESIDE))}))
    fine = MiniBatchKMeans(SIZES[0], random_state=0, batch_size=4096, n_init=2, max_iter=60).fit(found)
    middle = KMeans(SIZES[1], random_state=0, n_init=4).fit(fine.cluster_centers_)
    coarse = KMeans(SIZES[2], random_state=0, n_init=4).fit(middle.cluster_centers_)
    keys = np.array([zlib.crc32(word.encode()) for word in words], np.uint32)
    order = np.argsort(keys, kind="stable")
    tensors = {
        "words": keys[order],
        "fine": fine.labels_.astype(np.uint16)[order],
        "middle": middle.labels_.astype(np.uint8),
        "coarse": coarse.labels_.astype(np.uint8),
    }
    save_file(tensors, MODELS / f"{CLUSTERS}.safetensors", {"data": "arXiv abstracts (metadata under CC0)"})


if __name__ == "__main__":
    main()
