"""Recommendations in the rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from stance.extraction.cues import Cues
from stance.extraction.mentions.mention import MIN_WORDS, Mention, kind_of
from stance.extraction.speakers import Analysis
from stance.extraction.units import Unit


def in_tables(analysis: Analysis, cues: Cues) -> Iterator[Mention]:
    """Yield the recommendation cells of tables whose header names answer and recommendation."""
    cells = [(n, u) for n, u in enumerate(analysis.units) if u.table is not None]
    for _, members in groupby(cells, key=lambda cell: cell[1].table):
        rows = [list(row) for _, row in groupby(members, key=lambda cell: cell[1].row)]
        columns = _header_columns(rows[0], cues)
        if columns is None:
            continue
        asked, answered = columns
        for row in rows[1:]:
            yield from _row_mention(row, asked, answered, cues)


def _header_columns(row: list[tuple[int, Unit]], cues: Cues) -> tuple[int, frozenset[int]] | None:
    """Return (column of recommendations, columns of answers) of a header row, or None."""
    asked: int | None = None
    found: int | None = None
    answered: set[int] = set()
    for _, unit in row:
        text = " ".join(part for part in (unit.label, unit.number, unit.folded) if part)
        if unit.column is None:
            continue
        if asked is None and cues.says("table_recommendation", text) and " svar" not in text:
            asked = unit.column
        elif cues.says("table_answer", text) or cues.says("table_detail", text):
            answered.add(unit.column)
        elif found is None and cues.says("table_finding", text):
            found = unit.column
    # A column of findings is what is answered only where no column says what to do.
    asked = found if asked is None else asked
    return (asked, frozenset(answered)) if asked is not None and answered else None


def _row_mention(
    row: list[tuple[int, Unit]], asked: int, answered: frozenset[int], cues: Cues
) -> Iterator[Mention]:
    """Yield the mention of one table row."""
    wanted = [(n, u) for n, u in row if u.column == asked and not u.empty]
    if not wanted or sum(len(u.folded) for _, u in wanted) < 2 * MIN_WORDS:
        return
    first, last = wanted[0], wanted[-1]
    number = next(
        (u.folded.strip(". )") for _, u in row if u.column != asked and _is_number(u.folded)),
        first[1].marker if first[1].marker != "-" else None,
    )
    yield Mention(
        start=first[1].start,
        end=last[1].end,
        unit=first[0],
        last_unit=last[0],
        kind=kind_of(first[1].folded, cues),
        number=number,
        cells=tuple(n for n, u in row if u.column in answered and not u.empty),
    )


def _is_number(folded: str) -> bool:
    return re.fullmatch(r"(?:\d{1,2}|[a-h])[.)]?", folded.strip()) is not None
