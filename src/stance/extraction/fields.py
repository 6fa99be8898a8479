"""Entries under "Ansvarig" and "Klart": labels and table columns that say who and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from stance.extraction.cues import load_cues

if TYPE_CHECKING:
    from stance.extraction.speakers import Analysis

_LONGEST = 120  # Characters: a longer entry is an answer, whatever stands above it.


Columns: TypeAlias = Mapping[tuple[int, int | None], str]


def columns_of(analysis: Analysis) -> Columns:
    """Return what stands at the top of each column, by table and column."""
    found: dict[tuple[int, int | None], str] = {}
    for unit in analysis.units:
        if unit.table is not None and unit.row == 0:
            words = " ".join(part for part in (unit.label, unit.folded) if part)
            found.setdefault((unit.table, unit.column), words)
    return found


def field_of(analysis: Analysis, columns: Columns, number: int) -> str | None:
    """Return ``deadline`` or ``responsible`` if a unit is such an entry, else None."""
    unit = analysis.units[number]
    if unit.end - unit.start > _LONGEST:
        return None
    heading = unit.label if unit.label_kind == "detail" else None
    if unit.table is not None:
        heading = columns.get((unit.table, unit.column))
    if heading is None:
        return None
    cues = load_cues()
    for name in ("responsible", "deadline"):
        if cues.says(f"{name}_field", heading):
            return name
    return None
