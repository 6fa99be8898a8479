"""ONNX encoders, with a runtime made of numpy; with the real one where it is installed."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from stance.encoding import load_encoder
from stance.encoding import onnx as backend
from stance.encoding.onnx import OnnxEncoder, onnx_file
from stance.encoding.transformer import TransformerEncoder
from stance.errors import StanceError

TEXTS = ["nämnden instämmer", "", "planen antas i maj", "nämnden instämmer inte"]
QUANTISED = "onnx/model_quantized.onnx"


class FakeSession:
    """Every token's state is a row of a fixed table, plus its place in the text."""

    def __init__(self, path: str, options: object, providers: list[str]) -> None:
        if Path(path).read_bytes() != b"onnx":
            raise RuntimeError("not a model")
        assert providers == ["CPUExecutionProvider"]
        self.table = np.random.default_rng(3).normal(size=(40, 16)).astype(np.float32)

    def get_inputs(self) -> list[SimpleNamespace]:
        names = ("input_ids", "attention_mask", "token_type_ids")
        return [SimpleNamespace(name=name) for name in names]

    def get_outputs(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(name=name) for name in ("pooled", "last_hidden_state")]

    def run(self, outputs: list[str], given: dict[str, Any]) -> list[Any]:
        assert outputs == ["last_hidden_state"]
        ids = given["input_ids"]
        assert ids.shape[0] == 1
        assert ids.shape[1] <= 32
        assert given["attention_mask"].all()
        assert not given["token_type_ids"].any()
        return [self.table[ids] + np.arange(ids.shape[1])[None, :, None] * 0.1]


@pytest.fixture
def folder(tiny: Path, tmp_path: Path) -> Path:
    copied = Path(shutil.copytree(tiny, tmp_path / "liten"))
    (copied / "onnx").mkdir()
    (copied / QUANTISED).write_bytes(b"onnx")
    return copied


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = ModuleType("onnxruntime")
    fake.__dict__["InferenceSession"] = FakeSession
    fake.__dict__["SessionOptions"] = SimpleNamespace
    monkeypatch.setitem(sys.modules, "onnxruntime", fake)
    monkeypatch.setattr(backend, "runtime_installed", lambda: True)


@pytest.fixture
def no_runtime(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "runtime_installed", lambda: False)


def pooling(folder: Path, **settings: object) -> None:
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(settings), encoding="utf-8")


def test_vectors_keep_the_promises_of_the_protocol(folder: Path, runtime: None) -> None:
    encoder = load_encoder(folder)
    assert isinstance(encoder, OnnxEncoder)
    assert (encoder.name, encoder.dimensions) == ("liten", 16)
    rows = encoder.encode(TEXTS)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 1, 1], abs=1e-5)
    assert (encoder.encode(TEXTS[::-1])[::-1] == rows).all()
    assert encoder.encode([]).shape == (0, 16)
    with pytest.raises(TypeError):
        encoder.encode("en text")


def test_no_text_is_cut_off(folder: Path, runtime: None) -> None:
    encoder = load_encoder(folder)
    start = "nämnden instämmer " * 40
    one, two = encoder.encode([start, start + "planen antas i maj " * 40])
    assert np.abs(one - two).max() > 1e-3


@pytest.mark.parametrize("name", ["onnx/model_quantized.onnx", "onnx/model_int8.onnx"])
def test_the_file_may_have_either_name(folder: Path, name: str) -> None:
    (folder / QUANTISED).rename(folder / name)
    assert onnx_file(folder) == folder / name


def test_the_first_token_may_stand_for_the_text(folder: Path, runtime: None) -> None:
    mean = load_encoder(folder).encode(["nämnden instämmer"])
    pooling(folder, pooling_mode_cls_token=True, pooling_mode_mean_tokens=False)
    first = load_encoder(folder).encode(["nämnden instämmer", "planen antas i maj"])
    assert np.abs(first[0] - mean[0]).max() > 1e-3
    assert first[0] == pytest.approx(first[1], abs=1e-6)  # "[CLS]" is in the same place.


def test_what_it_cannot_run_is_left_to_torch(folder: Path, runtime: None) -> None:
    settings = json.loads((folder / "1_Pooling/config.json").read_text(encoding="utf-8"))
    assert settings["pooling_mode"] == "mean"
    pooling(folder, **{**settings, "pooling_mode": "max"})
    assert isinstance(load_encoder(folder), TransformerEncoder)
    pooling(folder, pooling_mode_cls_token=True, pooling_mode_mean_tokens=True)
    assert onnx_file(folder) is None
    pooling(folder, **settings)
    path = folder / "config_sentence_transformers.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, "default_prompt_name": "query"}), encoding="utf-8")
    assert onnx_file(folder) is None


def test_without_the_runtime_torch_reads_the_same_folder(folder: Path, no_runtime: None) -> None:
    assert isinstance(load_encoder(folder), TransformerEncoder)


def test_an_onnx_file_alone_needs_the_runtime(folder: Path, no_runtime: None) -> None:
    (folder / "model.safetensors").unlink()
    with pytest.raises(StanceError) as caught:
        load_encoder(folder)
    assert caught.value.code == "encoder-needs-onnx"
    assert "stance[onnx]" in caught.value.remedy


@pytest.mark.parametrize(
    "name", [QUANTISED, "tokenizer.json", "modules.json", "1_Pooling/config.json"]
)
def test_damaged_folder_is_refused(folder: Path, runtime: None, name: str) -> None:
    (folder / name).write_bytes(b"{rubbish")
    with pytest.raises(StanceError) as caught:
        load_encoder(folder)
    assert caught.value.code == "model-damaged"


def test_one_byte_weights_are_near_the_model_that_they_are_made_of(
    tiny: Path, tmp_path: Path
) -> None:
    for needed in ("onnxruntime", "onnx", "onnxscript"):
        pytest.importorskip(needed)
    from sentence_transformers import SentenceTransformer
    from training.contextual.quantise import quantise

    copied = Path(shutil.copytree(tiny, tmp_path / "liten"))
    model: Any = SentenceTransformer(str(copied), device="cpu")
    quantise(model[0].auto_model.eval(), copied / "onnx" / "model_int8.onnx")
    encoder = load_encoder(copied)
    assert isinstance(encoder, OnnxEncoder)
    expected = TransformerEncoder.load(copied, "torch").encode(TEXTS)
    assert (encoder.encode(TEXTS) * expected).sum(1) == pytest.approx([1, 0, 1, 1], abs=0.02)
