"""Find an encoder by name or folder, and read it. Nothing is fetched here but on request."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from stance.encoding.layout import is_static
from stance.encoding.protocol import Encoder
from stance.errors import StanceError
from stance.manifest import has_manifest, verify_manifest
from stance.resources import models_dir

SHIPPED = "encoder-sv"
_TORCH_WEIGHTS = ("model*.safetensors", "pytorch_model*.bin")


def load_encoder(name_or_dir: str | Path | None = None) -> Encoder:
    """Load an encoder that is on this machine.

    Args:
        name_or_dir: Nothing for the shipped Swedish encoder; the name of a shipped model; a folder;
            or a name on the model hub that has been fetched before (``owner/name``).

    Raises:
        StanceError: ``encoder-missing`` when it is not on this machine; ``model-damaged`` when its
            files are not what its manifest says or cannot be read; ``encoder-needs-onnx`` when it
            is an ONNX file alone and onnxruntime is not installed.
    """
    name = SHIPPED if name_or_dir is None else str(name_or_dir)
    shipped = _shipped(name)
    folder = shipped or _folder(name)
    if shipped or has_manifest(folder):
        verify_manifest(folder)
    local = not shipped and Path(name).expanduser().is_dir()
    label = folder.resolve().name if local else name
    if is_static(folder):
        from stance.encoding.static import StaticEncoder

        return StaticEncoder.load(folder, label)
    from stance.encoding.onnx import OnnxEncoder, onnx_file, runtime_installed

    torch_can = any(any(folder.glob(pattern)) for pattern in _TORCH_WEIGHTS)
    if onnx_file(folder) is not None and (runtime_installed() or not torch_can):
        return OnnxEncoder.load(folder, label)
    from stance.encoding.transformer import TransformerEncoder

    return TransformerEncoder.load(folder, label)


def shared_encoder(name_or_dir: str | None = None) -> Encoder:
    """Load an encoder once per process: extraction and classification read with the same one."""
    return _shared(name_or_dir, models_dir())


@lru_cache(maxsize=4)
def _shared(name_or_dir: str | None, _: Path) -> Encoder:
    return load_encoder(name_or_dir)


def fetch_encoder(name: str) -> Path:
    """Fetch a model from the hub into the local cache: the one call that uses the network.

    Raises:
        StanceError: ``encoder-not-fetched`` when the hub cannot be reached or lacks the model.
    """
    import huggingface_hub

    try:
        return Path(huggingface_hub.snapshot_download(name))
    except (OSError, ValueError) as error:
        raise StanceError(
            "encoder-not-fetched",
            f"The encoder {name} could not be fetched ({type(error).__name__}).",
            "Check the name and the connection, or copy the model's folder here and give its path.",
        ) from error


def _shipped(name: str) -> Path | None:
    """Return the folder of a shipped model; its bare name wins over a folder called the same."""
    if Path(name).name != name or name in {"", ".", ".."}:
        return None
    folder = models_dir() / name
    if folder.is_dir():
        return folder
    if name == SHIPPED:
        raise StanceError(
            "encoder-missing",
            f"The encoder that comes with stance is not in {folder.parent}.",
            "Install stance again.",
        )
    return None


def _folder(name: str) -> Path:
    """Return the folder of a model given by folder or by hub name."""
    folder = Path(name).expanduser()
    if name and folder.is_dir():
        return folder
    import huggingface_hub

    try:
        return Path(huggingface_hub.snapshot_download(name, local_files_only=True))
    except (OSError, ValueError) as error:  # The hub's errors are made of these two.
        raise StanceError(
            "encoder-missing",
            f"There is no encoder {name} on this machine.",
            f"Give the folder of a model, or fetch it while online: stance models fetch {name}",
        ) from error
