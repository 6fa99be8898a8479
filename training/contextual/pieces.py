"""Weights cut into files of limited size, each with its SHA-256, joined and checked on reading."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load, save
from torch import Tensor

INDEX = "index.json"
_FORMAT = 1
_ENTRY = 256  # bytes of a piece's header for one part of a tensor, at most
MEGABYTE = 10**6


def write_pieces(folder: Path, tensors: Mapping[str, Tensor], limit: int, note: Any) -> None:  # noqa: ANN401
    """Write the tensors as a folder of pieces; it appears whole or not at all.

    Args:
        folder: Replaced when there.
        tensors: By name. Those above the limit are cut between rows.
        limit: Bytes that no file may exceed.
        note: Kept in the index; anything that JSON can hold.

    Raises:
        ValueError: When one row of a tensor is above the limit.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".pieces-") as temporary:
        new = Path(temporary) / "new"
        new.mkdir()
        files = []
        for number, piece in enumerate(_filled(tensors, limit)):
            name = f"piece-{number:02d}.safetensors"
            data = save(piece)
            if len(data) > limit:
                raise ValueError(f"{name} has {len(data)} bytes, above {limit}")
            _write(new / name, data)
            digest = hashlib.sha256(data).hexdigest()
            files.append({"file": name, "size": len(data), "sha256": digest})
        index = {"format_version": _FORMAT, "tensors": sorted(tensors), "files": files}
        _write(new / INDEX, json.dumps(index | {"note": note}, indent=1).encode())
        if folder.exists():
            folder.rename(Path(temporary) / "old")
        new.rename(folder)


def read_pieces(folder: Path) -> tuple[dict[str, Tensor], Any]:
    """Join the pieces; return the tensors and the note.

    Raises:
        ValueError: When a piece is missing or is not what was written.
    """
    index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    if index["format_version"] != _FORMAT:
        raise ValueError(f"{folder} was written by another version of the recipe")
    parts: dict[str, list[Tensor]] = {name: [] for name in index["tensors"]}
    for entry in index["files"]:
        path = folder / entry["file"]
        data = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(data).hexdigest() != entry["sha256"]:
            raise ValueError(f"{path} is missing or damaged: copy it again")
        for key, tensor in sorted(load(data).items()):
            parts[key.rsplit("#", 1)[0]].append(tensor)
    return {name: _joined(found) for name, found in parts.items()}, index["note"]


def newest(folder: Path) -> Path | None:
    """Return the last of the checkpoints in a folder."""
    found = sorted(folder.glob("step-*")) if folder.is_dir() else []
    return found[-1] if found else None


def write_checkpoint(
    folder: Path,
    step: int,
    tensors: Mapping[str, Tensor],
    limit: int,
    note: Any,  # noqa: ANN401
) -> None:
    """Write a checkpoint, then drop those before it."""
    write_pieces(folder / f"step-{step:08d}", tensors, limit, note)
    for older in sorted(folder.glob("step-*"))[:-1]:
        shutil.rmtree(older)


def _filled(tensors: Mapping[str, Tensor], limit: int) -> Iterator[dict[str, Tensor]]:
    piece: dict[str, Tensor] = {}
    left = limit - _ENTRY
    for name in sorted(tensors):
        # Parts well below the limit, so that pieces come out nearly full.
        for key, part in _cut(name, tensors[name], limit // 4 - _ENTRY):
            size = part.nbytes + _ENTRY
            if piece and size > left:
                yield piece
                piece, left = {}, limit - _ENTRY
            piece[key] = part
            left -= size
    if piece:
        yield piece


def _cut(name: str, tensor: Tensor, limit: int) -> Iterator[tuple[str, Tensor]]:
    """Yield the parts of a tensor, numbered so that they sort in their order."""
    tensor = tensor.detach().cpu().contiguous()
    if tensor.nbytes <= limit:
        yield f"{name}#0000", tensor
        return
    rows = limit // (tensor.nbytes // len(tensor))
    if rows == 0:
        raise ValueError(f"one row of {name} is above the limit of a piece")
    for number, at in enumerate(range(0, len(tensor), rows)):
        yield f"{name}#{number:04d}", tensor[at : at + rows].clone()


def _joined(parts: list[Tensor]) -> Tensor:
    return parts[0] if len(parts) == 1 else torch.cat(parts)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
