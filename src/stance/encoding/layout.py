"""What a model folder says of itself in its JSON files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stance.errors import StanceError

_STATIC_MODULES = {"StaticEmbedding", "Normalize"}


@dataclass(frozen=True, slots=True)
class Module:
    """One step from text to vector, as sentence-transformers counts them.

    Attributes:
        kind: The bare name of its class.
        path: Its folder within the model's, empty for the model's own.
    """

    kind: str
    path: str


def modules_of(folder: Path) -> list[Module] | None:
    """Return the modules of a sentence-transformers folder, None where it names none.

    Raises:
        StanceError: ``model-damaged`` when the list cannot be read.
    """
    content = read_json(folder / "modules.json")
    if content is None:
        return None
    entries = content if isinstance(content, list) else []
    return [
        Module(str(entry.get("type")).rsplit(".", 1)[-1], str(entry.get("path", "")))
        for entry in entries
        if isinstance(entry, dict)
    ]


def is_static(folder: Path) -> bool:
    """Tell whether a model is token vectors, a mean, and no more.

    Raises:
        StanceError: ``model-damaged`` when its files cannot be read.
    """
    modules = modules_of(folder)
    if modules is not None:
        kinds = {module.kind for module in modules}
        return "StaticEmbedding" in kinds and kinds <= _STATIC_MODULES
    return read_object(folder / "config.json").get("model_type") == "model2vec"


def read_object(path: Path) -> dict[str, Any]:
    """Return the object in a JSON file, an empty one where there is no such file or object.

    Raises:
        StanceError: ``model-damaged`` when it cannot be read.
    """
    content = read_json(path)
    return content if isinstance(content, dict) else {}


def read_json(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    """Return a JSON file's content, None where there is no such file.

    Raises:
        StanceError: ``model-damaged`` when it cannot be read.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, RecursionError) as error:
        raise StanceError(
            "model-damaged",
            f"The file {path} cannot be read.",
            "Copy or install the model again.",
        ) from error
