from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from stance.encoding import SHIPPED, load_encoder
from stance.errors import StanceError
from stance.manifest import write_manifest
from stance.resources import models_dir


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something wants the network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(models_dir() / SHIPPED, tmp_path / "kopia"))


def error_of(name: str | Path) -> StanceError:
    with pytest.raises(StanceError) as caught:
        load_encoder(name)
    assert caught.value.remedy
    return caught.value


def test_shipped_encoder_needs_neither_torch_nor_network() -> None:
    program = (
        "import socket, sys\n"
        "def refuse(*_, **__): raise AssertionError('network')\n"
        "socket.getaddrinfo = socket.socket.connect = refuse\n"
        "from stance.encoding import load_encoder\n"
        "assert len(load_encoder().encode(['Nämnden instämmer.'])) == 1\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'sklearn', 'scipy', 'joblib'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
    assert done.stderr == ""


def test_importing_the_package_imports_no_model_library() -> None:
    program = (
        "import sys, stance.encoding\n"
        "print(sorted({'model2vec', 'tokenizers', 'torch', 'huggingface_hub'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_names_of_the_shipped_encoder() -> None:
    assert load_encoder().name == SHIPPED
    assert load_encoder(SHIPPED).name == SHIPPED


def test_folder_gives_the_same_vectors(copied: Path, no_network: None) -> None:
    encoder = load_encoder(copied)
    assert encoder.name == "kopia"
    texts = ["Nämnden instämmer i kritiken."]
    assert (encoder.encode(texts) == load_encoder().encode(texts)).all()


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "modules.json"])
def test_tampered_file_is_refused(copied: Path, name: str) -> None:
    content = bytearray((copied / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copied / name).write_bytes(bytes(content))
    assert error_of(copied).code == "model-damaged"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.safetensors", b"rubbish"),
        ("model.safetensors", b""),
        ("tokenizer.json", b"{}"),
        ("tokenizer.json", b"\xff\xfe"),
        ("modules.json", b"{"),
        ("modules.json", b"\xff"),
        ("modules.json", b"[1]"),
        ("modules.json", b"{}"),
    ],
)
def test_unreadable_model_without_manifest_is_refused(
    copied: Path, name: str, content: bytes
) -> None:
    (copied / "manifest.json").unlink()
    (copied / name).write_bytes(content)
    assert error_of(copied).code == "model-damaged"


def test_shipped_encoder_without_manifest_is_refused(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied.rename(copied.with_name(SHIPPED))
    (copied.with_name(SHIPPED) / "manifest.json").unlink()
    monkeypatch.setenv("STANCE_MODELS", str(copied.parent))
    assert error_of(SHIPPED).code == "model-damaged"


def test_vectors_that_are_not_numbers_are_refused(copied: Path) -> None:
    from safetensors.numpy import load_file, save_file

    tensors = load_file(copied / "model.safetensors")
    tensors["embedding.weight"][17, 3] = np.nan
    save_file(tensors, copied / "model.safetensors")
    write_manifest(copied)
    assert error_of(copied).code == "model-damaged"


def test_missing_shipped_encoder_names_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STANCE_MODELS", str(tmp_path))
    assert error_of(SHIPPED).code == "encoder-missing"


@pytest.mark.parametrize("name", ["someone/no-such-model", "no-such-model", "../no/such/model", ""])
def test_unknown_name_is_an_error_without_network(name: str, no_network: None) -> None:
    assert error_of(name).code == "encoder-missing"


def test_hub_name_in_the_cache_is_read_without_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_network: None
) -> None:
    import huggingface_hub.constants

    snapshot = tmp_path / "models--someone--static" / "snapshots" / ("0" * 40)
    shutil.copytree(models_dir() / SHIPPED, snapshot)
    reference = tmp_path / "models--someone--static" / "refs" / "main"
    reference.parent.mkdir()
    reference.write_text("0" * 40, encoding="utf-8")
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    assert load_encoder("someone/static").name == "someone/static"


def test_compressed_model2vec_folder(tmp_path: Path) -> None:
    """A mapping of tokens to shared rows, and weights, fold into one table."""
    from model2vec import StaticModel
    from tokenizers import Tokenizer, models, pre_tokenizers

    vocabulary = {"[UNK]": 0, "ja": 1, "nej": 2, "kanske": 3}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))  # noqa: S106
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    model = StaticModel(
        np.array([[0, 0], [1, 0], [0, 1]], dtype=np.float32),
        tokenizer,
        weights=np.array([1, 1, 3, 4], dtype=np.float32),
        token_mapping=np.array([0, 1, 2, 1]),
    )
    model.save_pretrained(tmp_path)
    config = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
    (tmp_path / "config.json").write_text(
        json.dumps({**config, "model_type": "model2vec"}), encoding="utf-8"
    )
    rows = load_encoder(tmp_path).encode(["nej", "kanske nej", "okänt"])
    assert rows == pytest.approx(np.array([[0, 1], [0.8, 0.6], [0, 0]]), abs=1e-6)
