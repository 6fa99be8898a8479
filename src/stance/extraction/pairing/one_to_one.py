"""The best way to give each row a column of its own (the assignment problem)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def one_to_one(worth: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return pairs of a row and a column, each in one pair, that are worth most together.

    Each row takes a column on the shortest augmenting path (Hungarian algorithm); where there
    are more rows than columns, the rows over are left out.
    """
    if not worth.size:
        return []
    if worth.shape[0] > worth.shape[1]:
        return sorted((row, column) for column, row in one_to_one(worth.T))
    rows, columns = worth.shape
    cost = worth.max() - worth
    by_row, by_column = np.zeros(rows), np.zeros(columns + 1)
    taken_by = np.full(columns + 1, -1)  # The last column is the one that each row begins from.
    for row in range(rows):
        taken_by[columns] = row
        column = columns
        way, nearest = np.full(columns, columns), np.full(columns, np.inf)
        seen = np.zeros(columns + 1, dtype=np.bool_)
        while taken_by[column] >= 0:
            seen[column] = True
            here = taken_by[column]
            length = cost[here] - by_row[here] - by_column[:columns]
            better = ~seen[:columns] & (length < nearest)
            nearest[better], way[better] = length[better], column
            ahead = np.where(seen[:columns], np.inf, nearest)
            following = int(ahead.argmin())
            step = ahead[following]
            by_row[taken_by[seen]] += step
            by_column[seen] -= step
            nearest[~seen[:columns]] -= step
            column = following
        while column != columns:
            before = int(way[column])
            taken_by[column] = taken_by[before]
            column = before
    return sorted((int(row), column) for column, row in enumerate(taken_by[:columns]) if row >= 0)
