"""Entries under "Ansvarig" and "Klart": labels and table columns that say who and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stance.extraction.cues import load_cues

if TYPE_CHECKING:
    from stance.extraction.speakers import Analysis

_LONGEST = 120  # Characters: a longer entry is an answer, whatever stands above it.


def field_of(analysis: Analysis, number: int) -> str | None:
    """Return ``deadline`` or ``responsible`` if a unit is such an entry, else None."""
    unit = analysis.units[number]
    if unit.end - unit.start > _LONGEST:
        return None
    heading = unit.label if unit.label_kind == "detail" else None
    if unit.table is not None:
        heading = next(
            (
                " ".join(part for part in (other.label, other.folded) if part)
                for other in analysis.units
                if other.table == unit.table and other.row == 0 and other.column == unit.column
            ),
            None,
        )
    if heading is None:
        return None
    cues = load_cues()
    for name in ("responsible", "deadline"):
        if cues.says(f"{name}_field", heading):
            return name
    return None
