"""What makes two verdicts comparable: the model's files, the settings and the program."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stance import __version__
from stance.archive.schema import VERSION
from stance.errors import StanceError
from stance.manifest import MANIFEST
from stance.resources import models_dir

_SHIPPED_MODEL, _SHIPPED_ENCODER = "stance-sv", "encoder-sv"
_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Model:
    """A model by its name and by its files."""

    name: str
    digest: str


def model_of(folder: Path | None) -> Model:
    """Return a model's identity from its manifest, and those of the encoders that it rests on.

    The files are not read (the processes that load them verify them), so this takes no time.

    Raises:
        StanceError: When there is no model in the folder.
    """
    shipped = models_dir()
    place = shipped / _SHIPPED_MODEL if folder is None else folder
    try:
        manifest = (place / MANIFEST).read_bytes()
        config = json.loads((place / "config.json").read_text(encoding="utf-8"))
        name = str(config["name"])
        encoder = (config.get("encoder") or {}).get("source")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StanceError(
            "model-missing" if isinstance(error, FileNotFoundError) else "model-damaged",
            f"There is no model that can be read in {place}.",
            "Check the name; `stance models list` shows the models that are there.",
        ) from error
    digest = hashlib.sha256(manifest)
    # Extraction reads with the shipped encoder, whatever the model has.
    for rests_on in dict.fromkeys((_SHIPPED_ENCODER, str(encoder or _SHIPPED_ENCODER))):
        for candidate in (shipped / rests_on, Path(rests_on)):
            if (candidate / MANIFEST).is_file():
                digest.update((candidate / MANIFEST).read_bytes())
                break
    return Model(name, digest.hexdigest())


def fingerprint(model: Model, settings: Mapping[str, object]) -> str:
    """Return a short name for all that a verdict depends on beside the document.

    Args:
        model: The model.
        settings: What else was chosen, as plain values.
    """
    parts = [__version__, VERSION, model.name, model.digest, dict(settings)]
    written = json.dumps(parts, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(written.encode("ascii")).hexdigest()[:_LENGTH]
