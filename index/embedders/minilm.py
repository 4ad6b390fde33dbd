"""all-MiniLM-L6-v2 as Chroma ships it, where its files are on this machine already: nothing is downloaded.

It embeds some 25 abstracts a second on two cores, less than a hundredth of what ours does; it is here for who wants to
compare with Chroma's default.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import NoReturn

import numpy as np
from chromadb.utils.embedding_functions.onnx_mini_lm_l6_v2 import ONNXMiniLM_L6_V2

from index.embedders.base import Vectors
from index.errors import EmbedderUnavailable

_DIMENSIONS = 384
_FILES = ("model.onnx", "tokenizer.json")
_FETCH = "from chromadb.utils.embedding_functions import ONNXMiniLM_L6_V2 as M; M()(['x'])"


class MiniLMEmbedder:
    """Embeds with the model in Chroma's cache, or in a copy of that folder; it is read with the first text."""

    batch = 128  # five seconds

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or ONNXMiniLM_L6_V2.DOWNLOAD_PATH

    @property
    def fingerprint(self) -> str:
        """The model and its dimensions."""
        return f"{ONNXMiniLM_L6_V2.MODEL_NAME}-{_DIMENSIONS}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length a text, shape (len(texts), 384); the model reads the first 256 tokens.

        Raises:
            EmbedderUnavailable: the model is not on this machine, or its files are damaged.
        """
        if not texts:
            return np.zeros((0, _DIMENSIONS), dtype=np.float32)
        return np.asarray(self._model(list(texts)), dtype=np.float32)

    @cached_property
    def _model(self) -> _Offline:
        files = self._folder / ONNXMiniLM_L6_V2.EXTRACTED_FOLDER_NAME
        if not all((files / name).is_file() for name in _FILES):
            raise _absent(self._folder)
        model = _Offline(preferred_providers=["CPUExecutionProvider"])
        model.DOWNLOAD_PATH = self._folder
        from onnxruntime.capi import onnxruntime_pybind11_state as onnx  # noqa: PLC0415  comes with chromadb; no common base

        try:
            json.loads((files / "tokenizer.json").read_text(encoding="utf-8"))  # the library's own error is a bare one
            model.model  # noqa: B018  read now, where a damaged one can be told
        except (ValueError, OSError, onnx.InvalidProtobuf, onnx.InvalidGraph, onnx.Fail, onnx.NoSuchFile) as error:
            what = f"The files of MiniLM in {files} are damaged ({type(error).__name__})."
            raise EmbedderUnavailable(what, f"Delete {self._folder}, and fetch it again: {_how()}") from error
        return model


class _Offline(ONNXMiniLM_L6_V2):
    """Chroma's own class, which would fetch 80 MB where a file is missing."""

    def _download(self, *_: object, **__: object) -> NoReturn:  # type: ignore[override]  # it has a decorator
        raise _absent(self.DOWNLOAD_PATH)


def _absent(folder: Path) -> EmbedderUnavailable:
    return EmbedderUnavailable(f"The model MiniLM is not in {folder}.", f"Fetch it where there is a network: {_how()}")


def _how() -> str:
    return f'python -c "{_FETCH}", or copy that folder from another machine; or unset ASSISTANT_EMBEDDER.'
