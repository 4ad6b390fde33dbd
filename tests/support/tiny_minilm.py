"""A folder like that of Chroma's MiniLM with a model of a few kilobytes: each token has a vector of 384 numbers.

The ONNX file is written as its protocol buffers are, field by field (https://onnx.ai/onnx/intro/concepts.html and
onnx.proto), so that no package is needed for one graph of one node.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

WORDS = ("[PAD]", "[UNK]", "moss", "images", "lantern", "light", "retrieval")
_INT64, _FLOAT = 7, 1


def tiny_minilm(folder: Path) -> Path:
    """Write the folder, and return it."""
    files = folder / "onnx"
    files.mkdir(parents=True)
    vocabulary = {word: number for number, word in enumerate(WORDS)}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(files / "tokenizer.json"))
    vectors = np.random.default_rng(1).normal(size=(len(WORDS), 384)).astype(np.float32)
    (files / "model.onnx").write_bytes(_model(vectors))
    for name in ("config.json", "special_tokens_map.json", "tokenizer_config.json", "vocab.txt"):
        (files / name).write_text("{}")
    return folder


def _model(vectors: np.ndarray) -> bytes:
    """Return a model whose output is the vector of each input token: Gather(vectors, input_ids)."""
    node = _field(1, b"vectors") + _field(1, b"input_ids") + _field(2, b"hidden") + _field(4, b"Gather")
    shape = b"".join(_field(1, size) for size in vectors.shape)
    tensor = shape + _field(2, _FLOAT) + _field(8, b"vectors") + _field(9, vectors.tobytes())
    inputs = [_field(11, _value(name, _INT64, 2)) for name in (b"input_ids", b"attention_mask", b"token_type_ids")]
    output = _field(12, _value(b"hidden", _FLOAT, 3))
    graph = _field(1, node) + _field(2, b"tiny") + _field(5, tensor) + b"".join(inputs) + output
    return _field(1, 8) + _field(8, _field(2, 17)) + _field(7, graph)  # version of the format, of the operators


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
