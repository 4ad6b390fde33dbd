"""A folder with an entailment model of a few hundred bytes, which goes by single words of the hypothesis.

`indeed` says entailment, `falsely` contradiction, `maybe` a little of both; any other word is neutral. The graph takes
the largest logits of all tokens: ReduceMax(Gather(vectors, input_ids)); it is written as ONNX's
protocol buffers are, field by field (https://onnx.ai/onnx/intro/concepts.html and onnx.proto), so that no package is
needed for one graph of two nodes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

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


def _value(name: bytes, kind: int, rank: int) -> bytes:
    """A named tensor, each of whose dimensions has a name, so that it may have any size."""
    shape = b"".join(_field(1, _field(2, b"%s%d" % (name, axis))) for axis in range(rank))
    return _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, shape)))


def _field(number: int, content: int | bytes) -> bytes:
    if isinstance(content, int):
        return _varint(number << 3) + _varint(content)
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])
