"""Whole archives: each file scored once, in many processes, and accounted for in Parquet tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stance.results import Record

__all__ = ["records"]


def records(folder: Path) -> Iterator[Record]:
    """Yield the verdicts of an archive as records of the contract, by path and place in it.

    Args:
        folder: What ``stance archive run --out`` wrote.

    Raises:
        StanceError: When it is no such folder, or a part of it is damaged.
    """
    from stance.archive.tables import records_of

    return records_of(folder)
