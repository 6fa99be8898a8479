"""Where the files that come with the program are."""

from __future__ import annotations

import os
from pathlib import Path

from stance.errors import StanceError

_OVERRIDE = "STANCE_MODELS"


def models_dir() -> Path:
    """Return the folder that holds the shipped models, each in a folder of its own.

    ``STANCE_MODELS`` in the environment wins; an installed wheel has them inside the package; a
    checkout of the repository has them at its top.

    Raises:
        StanceError: ``models-missing`` when there is no such folder.
    """
    override = os.environ.get(_OVERRIDE)
    if override:
        folder = Path(override).expanduser()
        if folder.is_dir():
            return folder
        raise StanceError(
            "models-missing",
            f"{_OVERRIDE} names {folder}, which is not a folder.",
            f"Set {_OVERRIDE} to a folder with models, or unset it to use the shipped ones.",
        )
    package = Path(__file__).resolve().parent
    candidates = [package / "_models"]
    # Only a checkout has src/stance; site-packages must not pick up somebody's `models` folder.
    if package.parent.name == "src":
        candidates.append(package.parent.parent / "models")
    for folder in candidates:
        if folder.is_dir():
            return folder
    raise StanceError(
        "models-missing",
        "The models that come with stance are not installed.",
        f"Install stance again, or point {_OVERRIDE} at a folder with the models.",
    )
