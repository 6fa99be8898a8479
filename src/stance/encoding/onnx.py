"""Transformer encoders exported to ONNX with one-byte weights. Needs onnxruntime, not torch.

The same folder of sentence-transformers with, beside the weights or instead of them, a file
``onnx/model_quantized.onnx`` (or one of ``FILES``): some three times as fast on a processor.
sentence-transformers' own ONNX backend needs optimum-onnx, which does not work with the versions
of transformers that this project uses, so the file is run directly.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stance.encoding.layout import modules_of, read_object
from stance.encoding.protocol import Vectors
from stance.encoding.windows import encode_in_windows, windows_of
from stance.errors import StanceError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FILES = ("onnx/model_quantized.onnx", "onnx/model_int8.onnx")
_MODULES = {"Transformer", "Pooling", "Normalize"}
_SWITCHES = {
    "mean": "pooling_mode_mean_tokens",
    "cls": "pooling_mode_cls_token",
    "max": "pooling_mode_max_tokens",
    "root": "pooling_mode_mean_sqrt_len_tokens",
    "weighted": "pooling_mode_weightedmean_tokens",
    "last": "pooling_mode_lasttoken",
}
_USUAL_LIMIT = 512
_STATES = ("last_hidden_state", "token_embeddings")


def onnx_file(folder: Path) -> Path | None:
    """Return the file that this module runs; None where there is none or more is needed.

    More is needed where the vectors are not the plain mean or the first token's state, or where
    texts are to be read behind a prompt.
    """
    found = next((folder / name for name in FILES if (folder / name).is_file()), None)
    if found is None or not (folder / "tokenizer.json").is_file() or _pooling(folder) is None:
        return None
    configuration = read_object(folder / "config_sentence_transformers.json")
    return None if configuration.get("default_prompt_name") else found


def runtime_installed() -> bool:
    """Tell whether onnxruntime is there."""
    return importlib.util.find_spec("onnxruntime") is not None


def needs_runtime(folder: Path) -> StanceError:
    """Return what to say where there is nothing but an ONNX file and nothing to run it."""
    return StanceError(
        "encoder-needs-onnx",
        f"The encoder {folder} is an ONNX file, and onnxruntime is not installed.",
        "Install it: pip install 'stance[onnx]'",
    )


def session_of(file: Path) -> Any:  # noqa: ANN401 - onnxruntime need not be there.
    """Open an ONNX file, as an ``onnxruntime.InferenceSession``."""
    runtime = importlib.import_module("onnxruntime")
    options = runtime.SessionOptions()
    # Archives are read by one process for each core: more threads would only compete.
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return runtime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


class OnnxEncoder:
    """A transformer run by onnxruntime on one core."""

    def __init__(
        self,
        name: str,
        session: Any,  # noqa: ANN401
        tokenizer: Tokenizer,
        limit: int,
        pooling: str,
    ) -> None:
        """Take a loaded model.

        Args:
            name: See ``Encoder.name``.
            session: An ``onnxruntime.InferenceSession``.
            tokenizer: Its tokenizer.
            limit: How many tokens it reads at once.
            pooling: ``mean`` or ``cls``.
        """
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self.name = name
        self._session = session
        self._tokenizer = tokenizer
        self._limit = limit
        self._pooling = pooling
        self._inputs = {wanted.name for wanted in session.get_inputs()}
        outputs = [output.name for output in session.get_outputs()]
        self._output = next((name for name in _STATES if name in outputs), outputs[0])
        self.dimensions = len(self._vector("."))

    @classmethod
    def load(cls, folder: Path, name: str) -> OnnxEncoder:
        """Read a folder for which ``onnx_file`` is not None.

        Raises:
            StanceError: ``encoder-needs-onnx`` when onnxruntime is not installed;
                ``model-damaged`` when the folder cannot be read.
        """
        file, pooling = onnx_file(folder), _pooling(folder)
        if not runtime_installed():
            raise needs_runtime(folder)
        try:
            if file is None or pooling is None:
                raise ValueError("no ONNX file that can be run")
            session = session_of(file)
            from tokenizers import Tokenizer

            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            return cls(name, session, tokenizer, _limit(folder), pooling)
        except Exception as error:  # onnxruntime and tokenizers raise errors of their own.
            raise StanceError(
                "model-damaged",
                f"The encoder {folder} cannot be read ({type(error).__name__}).",
                "Copy or install the model again.",
            ) from error

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of the texts, see ``Encoder.encode``."""
        return encode_in_windows(texts, self.dimensions, self._windows, self._vectors)

    def _windows(self, text: str) -> list[str]:
        return windows_of(text, self._limit, lambda part: len(self._tokenizer.encode(part).ids))

    def _vectors(self, windows: list[str]) -> Vectors:
        # One at a time: one-byte arithmetic scales all numbers of a batch by the largest, so that
        # a text's vector would depend on its neighbours. Nor is anything spent on padding.
        return np.array([self._vector(window) for window in windows], dtype=np.float32)

    def _vector(self, text: str) -> NDArray[np.float32]:
        ids = np.array([self._tokenizer.encode(text).ids[: self._limit]], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        if "token_type_ids" in self._inputs:
            given["token_type_ids"] = np.zeros_like(ids)
        (states,) = self._session.run([self._output], given)
        pooled = states[0, 0] if self._pooling == "cls" else states[0].mean(axis=0)
        unit: NDArray[np.float32] = pooled / max(float(np.linalg.norm(pooled)), 1e-12)
        return unit


def _pooling(folder: Path) -> str | None:
    """Return ``mean`` or ``cls``, None where the folder's modules ask for anything else."""
    paths = {module.kind: module.path for module in modules_of(folder) or ()}
    if not {"Transformer", "Pooling"} <= set(paths) <= _MODULES:
        return None
    settings = read_object(folder / paths["Pooling"] / "config.json")
    # Since version 6 of sentence-transformers by its name, before that by a switch for each.
    chosen = [settings["pooling_mode"]] if "pooling_mode" in settings else []
    chosen += [pooling for pooling, switch in _SWITCHES.items() if settings.get(switch) is True]
    return chosen[0] if chosen in (["mean"], ["cls"]) else None


def _limit(folder: Path) -> int:
    """Return how many tokens the model reads at once: the least that any of its files says."""
    found = (
        read_object(folder / "sentence_bert_config.json").get("max_seq_length"),
        read_object(folder / "tokenizer_config.json").get("model_max_length"),
        read_object(folder / "config.json").get("max_position_embeddings"),
    )
    return min((int(number) for number in found if number), default=_USUAL_LIMIT)
