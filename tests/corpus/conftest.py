from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Row = Mapping[str, object]
Write = Callable[..., Path]

GOOD: Row = {
    "id": "a-1",
    "recommendation": "Att införa en rutin.",
    "response": "Enhetschefen inför rutinen i maj.",
    "stance": "agrees",
    "reason": None,
    "commitment": "concrete",
    "measure": "inför rutinen",
    "deadline": "i maj",
    "responsible": "Enhetschefen",
}


@pytest.fixture
def good() -> Row:
    """A pair with nothing wrong with it."""
    return GOOD


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write objects as JSON lines into a file of the test's folder, and return its path."""

    def written(name: str, *entries: object) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = (json.dumps(entry, ensure_ascii=False) for entry in entries)
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return written


@pytest.fixture
def pair() -> Callable[..., dict[str, object]]:
    """Make a pair without quotes from an id and what is to be special about it."""

    def made(identifier: str, **special: object) -> dict[str, object]:
        row: dict[str, object] = {
            "id": identifier,
            "set": None,
            "municipality": None,
            "recommendation": f"Rekommendation {identifier}.",
            "response": f"Svar {identifier}.",
            "stance": "agrees",
            "reason": None,
            "commitment": "none",
        }
        return {**row, **special}

    return made
