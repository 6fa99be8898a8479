"""Finds page furniture: headers, footers and page numbers that stand on page after page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from stance.reading.layout import rows_of
from stance.reading.marks import Segment
from stance.reading.tables import is_header

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:(?:sida|sid\.?|sidan)\s*)?(?:[-–]\s*)?\d{1,4}(?:\s*\(\s*\d{1,4}\s*\)|\s*(?:av|/)\s*\d{1,4})?"
    r"(?:\s*[-–])?",
    re.IGNORECASE,
)
_TOP_ROWS = 8
_BOTTOM_ROWS = 5
_TOP_ZONE = 0.80  # of the page's height
_BOTTOM_ZONE = 0.14
_SNAP = 6.0
# Rows of a page's own that may stand outside furniture: body text that happens to stand in the
# same place on two pages has more.
_STRANGERS = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as far as furniture goes."""

    segments: Sequence[Segment]
    width: float
    height: float


def split_furniture(sheets: Sequence[Sheet]) -> tuple[list[list[Segment]], list[str]]:
    """Part furniture from text.

    Returns:
        The segments that remain, page by page, and the furniture, each text once.
    """
    edges = [_edge_rows(sheet) for sheet in sheets]
    seen: dict[tuple[str, bool, int], int] = defaultdict(int)
    for sheet, rows in zip(sheets, edges, strict=True):
        for mark in {(_key(row), top, _place(row, sheet, top)) for row, top in rows}:
            seen[mark] += 1
    wanted = _threshold(len(sheets))
    kept: list[list[Segment]] = []
    furniture: dict[str, str] = {}
    for sheet, rows in zip(sheets, edges, strict=True):
        gone: set[int] = set()
        strangers = {True: 0, False: 0}
        for row, top in rows:
            key, place = _key(row), _place(row, sheet, top)
            text = " ".join(" ".join(segment.text for segment in row).split())
            pages = sum(seen.get((key, top, near), 0) for near in (place - 1, place, place + 1))
            repeated = pages >= wanted and not text.endswith(":") and strangers[top] <= _STRANGERS
            if repeated or (_PAGE_NUMBER.fullmatch(text) and _is_edge(row, sheet)):
                gone.update(segment.order for segment in row)
                furniture.setdefault(key, text)
            else:
                strangers[top] += 1
        kept.append([segment for segment in sheet.segments if segment.order not in gone])
    return kept, list(furniture.values())


def _threshold(pages: int) -> int:
    """On how many pages a row must stand; left and right pages may differ."""
    return max(2, min(round(pages * 0.4), 20))


def _key(row: Sequence[Segment]) -> str:
    text = " ".join(segment.text for segment in row)
    return _DIGITS.sub("#", " ".join(text.split())).lower()


def _place(row: Sequence[Segment], sheet: Sheet, top: bool) -> int:
    """Distance from the page's edge in steps."""
    distance = sheet.height - row[0].baseline if top else row[0].baseline
    return round(distance / _SNAP)


def _is_edge(row: Sequence[Segment], sheet: Sheet) -> bool:
    """Whether a row stands at the very top or bottom, where only page numbers do."""
    place = row[0].baseline / max(sheet.height, 1.0)
    return place > 0.88 or place < 0.12


def _edge_rows(sheet: Sheet) -> list[tuple[Sequence[Segment], bool]]:
    """Return the rows near the page's top (True) and bottom (False), from the edge inwards."""
    rows = rows_of(sheet.segments)
    height = max(sheet.height, 1.0)
    found: list[tuple[Sequence[Segment], bool]] = [
        (row, True)
        for row in rows[:_TOP_ROWS]
        if row[0].baseline / height > _TOP_ZONE and not is_header(row)
    ]
    found += [
        (row, False)
        for row in rows[: -_BOTTOM_ROWS - 1 : -1]
        if row[0].baseline / height < _BOTTOM_ZONE
    ]
    return found
