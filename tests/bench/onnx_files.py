"""What the scripts that train a small transformer share: writing it as ONNX, rounded to 8 bits, and reading that."""

import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
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


def shipped(path: Path) -> dict[str, Tensor]:
    """Return the weights that the package has, which were rounded to 8 bits, by their names in what was exported."""
    graph = onnx.load(path).graph
    values = {each.name: numpy_helper.to_array(each) for each in graph.initializer}

    def whole(name: str) -> np.ndarray:
        rounded, zero = values[f"{name}_quantized"], values[f"{name}_zero_point"]
        return (rounded.astype(np.float32) - zero) * values[f"{name}_scale"]

    def own(name: str) -> str:
        return name.split(".", 1)[1]

    kinds = ("_quantized", "_scale", "_zero_point")
    weights = {
        own(name): value for name, value in values.items() if not name.startswith("onnx::") and not name.endswith(kinds)
    }
    tables = [name.removesuffix("_scale") for name in values if "embeddings" in name and name.endswith("_scale")]
    weights |= {own(name): whole(name) for name in tables}
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            place = node.name.strip("/").removesuffix("/MatMul_quant").replace("/", ".")
            weights[f"{own(place + '.')}weight"] = whole(node.input[1].removesuffix("_quantized")).T
    return {name: torch.tensor(np.ascontiguousarray(value)) for name, value in weights.items()}
