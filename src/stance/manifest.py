"""The list of a model folder's files with their checksums.

safetensors carries no checksum, so a flipped bit in a model would go unnoticed. Every model folder
therefore has a ``manifest.json`` that names all its files, and is verified whenever it is loaded.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path

from stance.errors import StanceError

MANIFEST = "manifest.json"
FORMAT_VERSION = 1


def write_manifest(folder: Path) -> None:
    """Write ``manifest.json`` for everything that is in the folder now.

    The result depends on the names and contents of the files alone.
    """
    files = {name: _entry(path) for name, path in sorted(_files(folder).items())}
    text = json.dumps({"format_version": FORMAT_VERSION, "files": files}, indent=2) + "\n"
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".manifest-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)  # mkstemp makes it private; model files are for everybody.
        Path(temporary).replace(folder / MANIFEST)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def verify_manifest(folder: Path) -> None:
    """Check that the folder holds exactly the files of its manifest, unchanged.

    Raises:
        StanceError: ``model-missing`` when there is no such folder; ``model-newer`` when a later
            version of stance wrote it; ``model-damaged`` when the manifest or a file is missing,
            changed or not listed.
    """
    if not folder.is_dir():
        raise StanceError(
            "model-missing",
            f"There is no model folder {folder}.",
            "Check the name; `stance models list` shows the models that are there.",
        )
    listed = _read(folder)
    present = _files(folder)
    for name in sorted(listed.keys() | present.keys()):
        if name not in present:
            raise _damaged(folder, f"the file {name} is missing")
        if name not in listed:
            raise _damaged(folder, f"the file {name} is not in {MANIFEST}")
        size, digest = listed[name]
        # The size first: it costs nothing and finds every truncation.
        if present[name].stat().st_size != size or _digest(present[name]) != digest:
            raise _damaged(folder, f"the file {name} has been changed")


def has_manifest(folder: Path) -> bool:
    """Tell whether the folder carries a manifest (models made elsewhere do not)."""
    return (folder / MANIFEST).is_file()


def _files(folder: Path) -> dict[str, Path]:
    """Every file below the folder but the manifest and hidden files, by its relative name."""
    found: dict[str, Path] = {}
    for path in folder.rglob("*"):
        relative = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in relative.parts)
        # File managers and version control leave hidden files behind; no loader reads them.
        if path.is_file() and not hidden and relative.as_posix() != MANIFEST:
            found[relative.as_posix()] = path
    return found


def _entry(path: Path) -> dict[str, str | int]:
    return {"sha256": _digest(path), "size": path.stat().st_size}


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read(folder: Path) -> dict[str, tuple[int, str]]:
    """Return size and SHA-256 by file name as the manifest has them."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        version = int(content["format_version"])
        if version > FORMAT_VERSION:
            raise StanceError(
                "model-newer",
                f"The model {folder} was made by a later version of stance.",
                "Install a newer version of stance.",
            )
        files = content["files"]
        return {
            str(name): (int(entry["size"]), str(entry["sha256"])) for name, entry in files.items()
        }
    except FileNotFoundError as error:
        raise _damaged(folder, f"{MANIFEST} is missing") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(folder, f"{MANIFEST} cannot be read") from error


def _damaged(folder: Path, what: str) -> StanceError:
    return StanceError(
        "model-damaged",
        f"The model {folder} is damaged: {what}.",
        "Copy or install the model again; nothing in its folder may be edited by hand.",
    )
