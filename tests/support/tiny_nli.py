"""A folder with an entailment model of a few hundred bytes, which goes by single words of the hypothesis.

`indeed` says entailment, `falsely` contradiction, `maybe` a little of both; any other word is neutral. The graph takes
the largest logits of all tokens: ReduceMax(Gather(vectors, input_ids)); see `tests.support.tiny_minilm`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from tests.support.tiny_minilm import _field, _value

LOGITS = {  # contradiction, entailment, neutral
    "[PAD]": (0, 0, 0),
    "[UNK]": (0, 0, 1),
    "indeed": (0, 5, 0),
    "falsely": (5, 0, 0),
    "maybe": (1, 1.2, 0),
}
LABELS = {"0": "CONTRADICTION", "1": "ENTAILMENT", "2": "NEUTRAL"}


def tiny_nli(folder: Path, labels: Mapping[str, str] = LABELS) -> Path:
    """Write the folder, and return it."""
    folder.mkdir(parents=True)
    tokenizer = Tokenizer(WordLevel({word: n for n, word in enumerate(LOGITS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "config.json").write_text(json.dumps({"id2label": labels}))
    (folder / "model.onnx").write_bytes(_model(np.array(list(LOGITS.values()), dtype=np.float32)))
    return folder


def _model(vectors: np.ndarray) -> bytes:
    gather = _field(1, b"vectors") + _field(1, b"input_ids") + _field(2, b"each") + _field(4, b"Gather")
    attributes = _ints(b"axes", 1) + _integer(b"keepdims", 0)
    largest = _field(1, b"each") + _field(2, b"logits") + _field(4, b"ReduceMax") + attributes
    shape = b"".join(_field(1, size) for size in vectors.shape)
    tensor = shape + _field(2, 1) + _field(8, b"vectors") + _field(9, vectors.tobytes())
    inputs = [_field(11, _value(name, 7, 2)) for name in (b"input_ids", b"attention_mask")]
    output = _field(12, _value(b"logits", 1, 2))
    graph = _field(1, gather) + _field(1, largest) + _field(2, b"tiny") + _field(5, tensor) + b"".join(inputs) + output
    return _field(1, 8) + _field(8, _field(2, 17)) + _field(7, graph)


def _integer(name: bytes, value: int) -> bytes:
    return _field(5, _field(1, name) + _field(3, value) + _field(20, 2))


def _ints(name: bytes, value: int) -> bytes:
    return _field(5, _field(1, name) + _field(8, value) + _field(20, 7))
