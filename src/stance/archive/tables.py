"""From the tables back to records, in the order of the documents, whatever the archive's size."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stance.archive.folder import read_manifest
from stance.archive.rows import record_of
from stance.archive.schema import VERDICTS, Row
from stance.archive.shards import Part, Shards
from stance.errors import StanceError

_TRIES = 5


def records_of(folder: Path) -> Iterator[Row]:
    """Yield the records of an archive, by path and place; see ``stance.archive.records``."""
    for row in rows_of(folder, VERDICTS):
        yield record_of(row)


def rows_of(folder: Path, dataset: str) -> Iterator[Row]:
    """Yield the rows of a dataset, by path and place in the document.

    Parts are nearly in order of their paths, so that few are open at a time.

    Raises:
        StanceError: When it is no archive, a part is damaged, or a run replaces one meanwhile.
    """
    try:
        yield from _merged(folder, dataset)
    except FileNotFoundError as error:
        raise StanceError(
            "archive-changed",
            f"A run has changed the archive {folder} while it was read.",
            "Read it again when the run is done.",
        ) from error


def _merged(folder: Path, dataset: str) -> Iterator[Row]:
    read_manifest(folder)
    shards = Shards(folder)
    waiting = _by_first_path(shards)
    waiting.reverse()
    # Of each open part its next row, by place; the number keeps rows themselves from comparing.
    heap: list[tuple[str, int, int, Row, Iterator[Row]]] = []

    def push(number: int, rows: Iterator[Row]) -> None:
        row: dict[str, Any] | None = next(rows, None)
        if row is not None:
            heapq.heappush(heap, (row["path"], row.get("index") or 0, number, row, rows))

    while waiting or heap:
        while waiting and (not heap or waiting[-1][0] <= heap[0][0]):
            _, part = waiting.pop()
            push(part.number, shards.rows(dataset, part))
        if heap:
            _, _, number, row, rows = heapq.heappop(heap)
            yield row
            push(number, rows)


def _by_first_path(shards: Shards) -> list[tuple[str, Part]]:
    """Return the parts in order of their first paths; a run may replace one while we look."""
    for attempt in range(_TRIES):
        try:
            firsts = [(shards.first_path(part), part) for part in shards.parts()]
        except FileNotFoundError:
            if attempt == _TRIES - 1:
                raise
            continue
        return sorted((first, part) for first, part in firsts if first is not None)
    return []
