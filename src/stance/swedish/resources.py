"""Reads the data files that ship with the package."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files


def read_text(name: str) -> str:
    """Return a data file's text."""
    return files("stance.swedish").joinpath("data", name).read_text(encoding="utf-8")


def read_rows(name: str) -> Iterator[tuple[str, ...]]:
    """Yield the tab-separated rows of a data file, without comments and empty lines."""
    for line in read_text(name).splitlines():
        if line and not line.startswith("#"):
            yield tuple(line.split("\t"))
