"""The encoder as an ONNX file with weights of one byte, which ``stance.encoding.onnx`` runs.

Needs onnx, onnxscript and onnxruntime.
"""

from __future__ import annotations

import importlib
import importlib.util
import tempfile
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from training.contextual.words import MARKS

NEEDED = ("onnx", "onnxscript", "onnxruntime")
FILE = Path("onnx") / "model_int8.onnx"
_INPUTS = ("input_ids", "attention_mask")


def missing() -> list[str]:
    """Return the packages that this needs and that are not installed."""
    return [name for name in NEEDED if importlib.util.find_spec(name) is None]


class _States(nn.Module):
    """The encoder as a function of two tensors."""

    def __init__(self, encoder: Any) -> None:  # noqa: ANN401
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        found = self.encoder(input_ids=input_ids, attention_mask=attention_mask)
        states: Tensor = found.last_hidden_state
        return states


def quantise(encoder: Any, path: Path) -> None:  # noqa: ANN401
    """Write the encoder, in evaluation mode, as one ONNX file with 8-bit weights."""
    # By name: these packages are not always there, nor are their types.
    quantization: Any = importlib.import_module("onnxruntime.quantization")
    path.parent.mkdir(parents=True, exist_ok=True)
    ids = torch.full((2, 9), len(MARKS) - 1)
    seen = torch.ones_like(ids)
    seen[1, 6:] = 0
    shape = {0: torch.export.Dim("batch"), 1: torch.export.Dim("tokens")}
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".onnx-") as temporary:
        whole, small = Path(temporary) / "whole.onnx", Path(temporary) / "small.onnx"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                _States(encoder),
                (ids, seen),
                str(whole),
                input_names=list(_INPUTS),
                output_names=["last_hidden_state"],
                dynamic_shapes=dict.fromkeys(_INPUTS, shape),
                dynamo=True,
                verbose=False,
            )
            quantization.quantize_dynamic(
                str(whole), str(small), weight_type=quantization.QuantType.QInt8
            )
        small.chmod(0o644)
        small.replace(path)
