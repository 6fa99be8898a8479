"""``stance models``: what is on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def fetch_cli(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Its name on the model hub (owner/name).")
    ],
) -> None:
    """Fetch a sentence encoder from the model hub. The only command that uses the network."""
    from stance.encoding import fetch_encoder

    typer.echo(fetch_encoder(name))


def list_cli() -> None:
    """List the models that are on this machine, and whether they are whole."""
    raise typer.Exit(list_models())


def list_models() -> int:
    """Print a line per model: folder, size, name in verdicts, state; return 1 if one is damaged."""
    from stance.resources import models_dir

    folder = models_dir()
    models = sorted(
        path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")
    )
    if not models:
        typer.echo(f"There are no models in {folder}.", err=True)
        return 0
    rows = [_row(path) for path in models]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        typer.echo(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )
    return 1 if any(row[-1] != "ok" for row in rows) else 0


def _row(path: Path) -> tuple[str, str, str, str]:
    from stance.errors import StanceError
    from stance.manifest import verify_manifest

    try:
        verify_manifest(path)
        state = "ok"
    except StanceError as error:
        state = error.message
    size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.name, f"{size / 1e6:.1f} MB", _version(path), state


def _version(path: Path) -> str:
    """Return the name and version that a model gives itself in verdicts; ``-`` without one."""
    import json

    try:
        config = json.loads((path / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return "-"
    name = config.get("name") if isinstance(config, dict) else None
    return str(name) if name else "-"
