"""What the scripts that train a small transformer share: writing it as ONNX, rounded to 8 bits."""

import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn


class Whole(nn.Module):
    """A trained model of one pair of texts, all of whose tokens are read."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: Tensor, token_type_ids: Tensor) -> Tensor:
        return self.model(input_ids, token_type_ids, torch.ones_like(input_ids))


def write(model: nn.Module, example: tuple[Tensor, Tensor], names: tuple[str, str, str], out: Path) -> None:
    """Write a model of two inputs and an output, of any number of texts and tokens; 7 of 8 bits are used."""
    out.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, torch.inference_mode():
        whole = Path(folder) / "model.onnx"
        sizes = {name: {0: "texts", 1: "tokens"} for name in names[: 2 + (model.eval()(*example).dim() > 2)]}
        torch.onnx.export(
            model.eval(),
            example,
            str(whole),
            input_names=names[:2],
            output_names=names[2:],
            dynamic_axes=sizes,
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(whole, out, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    print(f"{out}: {out.stat().st_size:,} bytes")
