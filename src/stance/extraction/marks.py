"""List marks that no reader knows, found by their repetition.

"Rek. 1", "A.", "Ø": whatever stands at the head of several paragraphs and counts on, or stays
the same from one paragraph to the next, marks the items of a list.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from stance.extraction.cues import Cues
from stance.extraction.units import Unit
from stance.schema import BlockKind

_COUNTED = re.compile(
    r"(?P<word>[a-z]{1,20}\.? ?)?(?P<count>\d{1,2}|(?<![a-z])[a-h](?![a-z]))"
    r"(?P<stop>[.:)]|\s[-:])?(?:\s{1,12}|$)"
)
# The cell of a table that lost its lines: "2 Inför ...".
_BARE = re.compile(r"(?P<count>\d{1,2})\s{1,12}")
_ASKING = "asks|1"
_SYMBOL = re.compile(r"(?P<sign>[^\w\s\"'()\[\]«»§%*_.,-]|[oqvuø](?=\s))\s{1,12}(?=[\w\"'])")
_NO_MARK = frozenset({"sida", "sid", "bilaga", "tabell", "figur", "kv", "kvartal", "etapp", "dag"})
_NEAR = 4  # Units: the foot and the head of a page may stand between two items.


@dataclass(frozen=True, slots=True)
class _Mark:
    """What opens a unit: its style, its number or letter, and where the words begin."""

    unit: int
    style: str
    count: str | None
    length: int


def with_marks(units: Sequence[Unit], cues: Cues) -> list[Unit]:
    """Return the units with the marks taken off that the document itself makes known."""
    by_style: dict[str, list[_Mark]] = defaultdict(list)
    for number, unit in enumerate(units):
        for mark in _marks_of(unit, number):
            by_style[mark.style].append(mark)
    result = list(units)
    rows = [*_asking_rows(units, cues)]
    for marks in (*by_style.values(), *rows):
        if marks not in rows and not _is_list(units, marks):
            continue
        at = {mark.unit for mark in marks}
        for mark in marks:
            # Headings have text below them; marked ones in a row are the items of a list.
            in_row = mark.unit - 1 in at or mark.unit + 1 in at
            result[mark.unit] = _marked(result[mark.unit], mark, in_row=in_row)
    return result


def _marks_of(unit: Unit, number: int) -> Iterator[_Mark]:
    """Yield the mark that a unit opens with."""
    if unit.kind is BlockKind.CELL or unit.marker is not None or unit.label_kind is not None:
        return
    counted = _COUNTED.match(unit.folded)
    if counted is not None:
        word = (counted["word"] or "").strip(" .")
        alone = counted.end() == len(unit.folded)
        if word in _NO_MARK or (not word and (alone or counted["stop"] is None)):
            return
        if len(word) == 1 and counted["stop"] is None and not alone:
            return
        kind = "1" if counted["count"].isdigit() else "a"
        yield _Mark(number, f"{word}|{kind}", counted["count"], counted.end())
        return
    sign = _SYMBOL.match(unit.folded) if unit.kind is BlockKind.PARAGRAPH else None
    if sign is not None:
        yield _Mark(number, sign["sign"], None, sign.end())


def _asking_rows(units: Sequence[Unit], cues: Cues) -> Iterator[list[_Mark]]:
    """Yield the rows of a table that lost its lines: "1 Inför ...", its answer, "2 Testa ..."."""
    row: list[_Mark] = []
    for number, unit in enumerate(units):
        bare = _BARE.match(unit.folded)
        if bare is None or unit.kind is BlockKind.CELL or unit.marker or unit.label_kind:
            continue
        mark = _Mark(number, _ASKING, bare["count"], bare.end())
        if mark.count == "1" and row:
            yield from _asking(units, row, cues)
            row = []
        if mark.count == str(len(row) + 1):
            row.append(mark)
    yield from _asking(units, row, cues)


def _asking(units: Sequence[Unit], row: list[_Mark], cues: Cues) -> Iterator[list[_Mark]]:
    """Yield a row if most of it asks; no list of verbs has them all."""
    asking = sum(
        cues.says("imperative_start", units[mark.unit].folded[mark.length :]) for mark in row
    )
    if len(row) > 1 and 3 * asking >= 2 * len(row):
        yield row


def _is_list(units: Sequence[Unit], marks: Sequence[_Mark]) -> bool:
    """Tell whether marks of one style count on, or stand at neighbouring paragraphs."""
    return any(
        later.unit - mark.unit <= _NEAR
        and (mark.count is None or _next(mark.count) == later.count)
        and (
            later.unit == mark.unit + 1
            or not units[mark.unit].is_heading
            or mark.length >= len(units[mark.unit].folded)
        )
        for mark, later in pairwise(marks)
    )


def _next(count: str) -> str:
    return str(int(count) + 1) if count.isdigit() else chr(ord(count) + 1)


def _marked(unit: Unit, mark: _Mark, *, in_row: bool) -> Unit:
    """Take a mark off; a line that is nothing but the mark stays, and names what is below it."""
    if mark.length >= len(unit.folded.rstrip()):
        return replace(unit, label=f"punkt {mark.count}") if mark.count else unit
    if unit.kind is BlockKind.HEADING and not in_row:
        return unit
    return replace(
        unit,
        start=unit.start + mark.length,
        folded=unit.folded[mark.length :],
        kind=BlockKind.LIST_ITEM,
        marker=mark.count or "-",
        level=max(unit.level, 1),
    )
