"""The encoder as an ONNX file with weights of one byte, and what runs it.

Needs onnx, onnxscript and onnxruntime. sentence-transformers' own ONNX backend needs optimum-onnx,
which does not yet work with the versions of transformers that this project uses, so the file is
made and run directly.
"""

from __future__ import annotations

import importlib
import importlib.util
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.contextual.words import MARKS, PAD

NEEDED = ("onnx", "onnxscript", "onnxruntime")
FILE = Path("onnx") / "model_int8.onnx"
_INPUTS = ("input_ids", "attention_mask")
_BATCH = 32


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


class OnnxEncoder:
    """Runs the ONNX file; an ``Encoder`` for measuring, which cuts texts at the longest."""

    def __init__(self, path: Path, tokenizer: Tokenizer, longest: int) -> None:
        """Load it, for one thread."""
        onnxruntime: Any = importlib.import_module("onnxruntime")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        tokenizer.enable_truncation(longest)
        tokenizer.enable_padding(pad_id=PAD, pad_token=MARKS[PAD])
        self._tokenizer = tokenizer
        self.name = path.stem
        self.dimensions = int(self.encode(["."]).shape[1])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the unit vectors of the texts."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        rows: dict[int, NDArray[np.float32]] = {}
        for at in range(0, len(order), _BATCH):
            which = order[at : at + _BATCH]
            batch = self._tokenizer.encode_batch([texts[number] for number in which])
            ids = np.array([one.ids for one in batch], dtype=np.int64)
            seen = np.array([one.attention_mask for one in batch], dtype=np.int64)
            (states,) = self._session.run(None, {"input_ids": ids, "attention_mask": seen})
            sums = (states * seen[:, :, None]).sum(1)
            rows |= dict(
                zip(which, sums / np.linalg.norm(sums, axis=1, keepdims=True), strict=True)
            )
        found = [rows[number] for number in range(len(texts))]
        return np.array(found, dtype=np.float32) if found else np.zeros((0, 0), dtype=np.float32)
