"""What the scripts that train a model of `index/models` share: reading JSON Lines, writing the data file."""

import json
import lzma
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file
from scipy.sparse import csr_matrix

from index.models.linear import SCALE, hashed

MODELS = Path(__file__).parents[2] / "index" / "models"


def read(path: Path) -> Iterator[dict[str, Any]]:
    with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def write(name: str, weights: Any, bias: Any, about: Mapping[str, object]) -> None:
    """Write a model as `index.models.linear` reads it, the weights as float16."""
    tensors = {
        "weights": np.ascontiguousarray(weights, dtype=np.float16),
        "bias": np.ascontiguousarray(bias, dtype=np.float32),
    }
    told = {key: value if isinstance(value, str) else json.dumps(value) for key, value in about.items()}
    save_file(tensors, MODELS / f"{name}.safetensors", told)


def matrix(texts: Sequence[Sequence[str]], rows: int) -> csr_matrix:
    """Return the features of texts as `index.models.linear` counts them: shape (len(texts), rows)."""
    found = [hashed(each, rows) for each in texts]
    ends = np.cumsum([0, *(len(row) for row in found)])
    values = np.concatenate([np.full(len(row), SCALE / np.sqrt(len(row))) for row in found])
    return csr_matrix((values, np.concatenate(found), ends), shape=(len(texts), rows))


def write_trees(name: str, booster: Any, features: Sequence[str], about: Mapping[str, str]) -> None:
    """Write what LightGBM trained as `index.models.trees` reads it."""
    grown = [_nodes(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]
    size = max(map(len, grown))
    feature = np.full((len(grown), size), -1, np.int16)
    threshold, value = np.zeros((len(grown), size), np.float32), np.zeros((len(grown), size), np.float32)
    children = np.zeros((len(grown), size, 2), np.uint8)
    for tree, nodes in enumerate(grown):
        for place, node in enumerate(nodes):
            if "leaf_value" in node:
                value[tree, place] = node["leaf_value"]
            else:
                feature[tree, place], threshold[tree, place] = node["split_feature"], node["threshold"]
                children[tree, place] = node["places"]
    tensors = {"feature": feature, "threshold": threshold, "children": children, "value": value}
    (MODELS / f"{name}.safetensors").unlink(missing_ok=True)
    save_file(tensors, MODELS / f"{name}.safetensors", {**about, "features": json.dumps(list(features))})


def _nodes(node: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a tree's nodes in one list, the root first, with the places of the children in `places`."""
    nodes = [node]
    for each in nodes:
        if "leaf_value" not in each:
            each["places"] = (len(nodes), len(nodes) + 1)
            nodes += [each["left_child"], each["right_child"]]
    return nodes
