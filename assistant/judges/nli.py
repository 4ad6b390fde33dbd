"""The judge that is a small entailment model on this machine: no endpoint, some ten milliseconds a sentence.

A folder holds what `optimum-cli export onnx` writes of a model for natural language inference (Bowman et al.,
arXiv:1508.05326), such as cross-encoder/nli-MiniLM2-L6-H768: `model.onnx`, `tokenizer.json`, `config.json`. The premise
is what of the cited papers is read, the hypothesis the sentence. Nothing is downloaded.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from assistant.errors import ConfigurationError
from assistant.judges.cited import context, readable_marks
from assistant.parsing.events import Mark, Waiting
from assistant.types import Usage
from assistant.verification.judge import Judged, Judgement
from index.query import Evidence
from index.statements import heading_of

_FILES = ("model.onnx", "tokenizer.json", "config.json")
_LONGEST = 512  # tokens of premise and hypothesis; what BERT and RoBERTa were trained with
_BATCH = 16  # pairs at a time
_SURE = 0.5  # probability from which a label decides


class _Labels(NamedTuple):
    """Places of the labels in the model's output; models with two labels have no contradiction."""

    entailment: int
    contradiction: int | None


class NliModel:
    """The model, read once and shared by all judges."""

    def __init__(self, folder: Path) -> None:
        """Read a folder.

        Raises:
            ConfigurationError: a file is missing or damaged, or the model has no label for entailment.
        """
        absent = [name for name in _FILES if not (folder / name).is_file()]
        if absent:
            raise _unusable(folder, f"{', '.join(absent)} {'is' if len(absent) == 1 else 'are'} not there")
        self.name = folder.name
        self.labels = _labels(folder)
        self._tokenizer = _tokenizer(folder)
        self._session = _session(folder)
        self._inputs = {each.name for each in self._session.get_inputs()}

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Return the probabilities of the labels for pairs of premise and hypothesis, shape (pairs, labels)."""
        encoded = self._tokenizer.encode_batch(list(pairs))
        told = {
            "input_ids": [each.ids for each in encoded],
            "attention_mask": [each.attention_mask for each in encoded],
            "token_type_ids": [each.type_ids for each in encoded],
        }
        feed = {name: np.asarray(rows, dtype=np.int64) for name, rows in told.items() if name in self._inputs}
        logits = np.asarray(self._session.run(None, feed)[0], dtype=np.float32)
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: NDArray[np.float32] = powers / powers.sum(axis=1, keepdims=True)
        return shares


class NliJudge:
    """Judges with an entailment model; what the model is not sure of has no judgement."""

    def __init__(self, model: NliModel) -> None:
        self._model = model

    @property
    def name(self) -> str:
        """The name of the model's folder."""
        return self._model.name

    @property
    def usage(self) -> Usage:
        """Nothing: no endpoint is called."""
        return Usage()

    def judge(
        self, question: str, claims: Sequence[Judged], evidence: Sequence[Evidence]
    ) -> Iterator[Judgement | Waiting]:
        """Yield a judgement for each claim that is entailed or contradicted; `part` and `correction` are empty."""
        marked = ((n, claim.text, readable_marks(claim.marks, evidence)) for n, claim in enumerate(claims, start=1))
        asked = [(n, (_premise(marks, evidence), text)) for n, text, marks in marked if marks]
        for start in range(0, len(asked), _BATCH):
            batch = asked[start : start + _BATCH]
            rows = self._model.probabilities([pair for _, pair in batch])
            for (number, _), row in zip(batch, rows, strict=True):
                if support := self._support(row):
                    yield Judgement(number, support)
            yield Waiting()  # a reader can leave here

    def _support(self, row: NDArray[np.float32]) -> Literal["supported", "unsupported"] | None:
        best = int(row.argmax())
        if row[best] < _SURE:
            return None
        labels = self._model.labels
        return "supported" if best == labels.entailment else "unsupported" if best == labels.contradiction else None


def _premise(marks: Sequence[Mark], evidence: Sequence[Evidence]) -> str:
    """Return the titles and what is read of the cited papers, paper by paper."""
    parts: list[str] = []
    for place in dict.fromkeys(mark.paper for mark in marks):
        paper = evidence[place - 1].paper
        cited = [mark.sentence for mark in marks if mark.paper == place and mark.sentence]
        parts += [f"{heading_of(paper)}."] if heading_of(paper) else []
        parts += [text for _, text in context(paper, cited)]
    return " ".join(parts)


def _labels(folder: Path) -> _Labels:
    try:
        told: Any = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        names = {str(name).lower(): int(place) for place, name in told["id2label"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unusable(folder, "its config.json has no id2label") from error
    entailment = next((place for name, place in names.items() if name.startswith("entail")), None)
    if entailment is None:
        raise _unusable(folder, "none of its labels is entailment")
    return _Labels(entailment, next((place for name, place in names.items() if name.startswith("contra")), None))


def _tokenizer(folder: Path) -> Tokenizer:
    text = (folder / "tokenizer.json").read_text(encoding="utf-8", errors="replace")
    try:
        if "model" not in json.loads(text):  # the library's own error is a bare Exception
            raise ValueError
    except (ValueError, TypeError) as error:
        raise _unusable(folder, "its tokenizer.json is damaged") from error
    tokenizer = Tokenizer.from_str(text)
    pad = next((token for token in ("[PAD]", "<pad>") if tokenizer.token_to_id(token) is not None), None)
    tokenizer.enable_padding(pad_id=tokenizer.token_to_id(pad) if pad else 0, pad_token=pad or "[PAD]")
    tokenizer.enable_truncation(_LONGEST, strategy="longest_first")  # "only_first" raises for a long hypothesis
    return tokenizer


def _session(folder: Path) -> Any:  # noqa: ANN401  onnxruntime has no types
    import onnxruntime  # noqa: PLC0415  0.1 s
    from onnxruntime.capi import onnxruntime_pybind11_state as onnx  # noqa: PLC0415  its errors have no common base

    try:
        return onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    except (onnx.InvalidProtobuf, onnx.InvalidGraph, onnx.Fail, onnx.NoSuchFile, onnx.InvalidArgument) as error:
        raise _unusable(folder, f"its model.onnx is damaged ({type(error).__name__})") from error


def _unusable(folder: Path, why: str) -> ConfigurationError:
    todo = "Set nli_model to a folder with model.onnx, tokenizer.json and config.json, or judge to off."
    return ConfigurationError(f"{folder} is no entailment model: {why}.", todo)
