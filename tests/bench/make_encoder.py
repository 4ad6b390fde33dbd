"""Make `index/embedders/minilm_int8/model.onnx` of a sentence transformer's folder.

    python -m tests.bench.make_encoder --model FOLDER

FOLDER holds `model.safetensors` and `config.json` of all-MiniLM-L6-v2. Needs `torch`, `transformers` and `onnx`.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel

OUT = Path(__file__).parents[2] / "index" / "embedders" / "minilm_int8" / "model.onnx"


class States(torch.nn.Module):
    """A model whose output is its last states, of texts that are one segment."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        segment = torch.zeros_like(input_ids)
        read = self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=segment)
        return read.last_hidden_state


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, required=True)
    args = parser.parse_args()
    model = States(AutoModel.from_pretrained(args.model, attn_implementation="eager").eval())
    ids = torch.tensor([[101, 7592, 2088, 102], [101, 2023, 2003, 102]])
    names = ("input_ids", "attention_mask", "states")
    axes = {name: {0: "texts", 1: "tokens"} for name in names}
    with tempfile.TemporaryDirectory() as folder, torch.inference_mode():
        whole = Path(folder) / "model.onnx"
        torch.onnx.export(
            model,
            (ids, torch.ones_like(ids)),
            str(whole),
            input_names=names[:2],
            output_names=names[2:],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(whole, OUT, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    print(f"{OUT}: {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
