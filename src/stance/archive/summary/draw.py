"""A random sample of an archive's exchanges, for people to label."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from stance.archive.rows import record_of
from stance.archive.schema import Row
from stance.archive.summary.parts import open_tables

# By a hash of what an exchange is: the same seed draws the same, whatever order the parts have.
_DRAWN = """
    SELECT * FROM verdict
    ORDER BY md5($seed || chr(0) || path || chr(0) || "index"), path, "index" LIMIT $count
"""


def draw(folder: Path, count: int, seed: int = 0) -> Iterator[Row]:
    """Yield the records of exchanges drawn at random, each as likely as any other.

    Args:
        folder: The archive.
        count: How many; all when there are not so many.
        seed: The same seed draws the same exchanges.

    Raises:
        StanceError: When it is no archive, or damaged.
    """
    with open_tables(folder) as tables:
        for row in tables.mappings(_DRAWN, seed=str(seed), count=count):
            yield record_of(row)
