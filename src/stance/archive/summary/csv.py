"""A summary as CSV: a row for each figure, in labels and numbers that programs read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from stance.archive.summary import Summary
from stance.archive.summary.correction import Correction
from stance.archive.summary.groups import ALL
from stance.archive.summary.intervals import Share

COLUMNS = (
    "by",
    "group",
    "documents",
    "exchanges",
    "measure",
    "label",
    "count",
    "share",
    "low",
    "high",
    "corrected",
    "corrected_low",
    "corrected_high",
    "sample",
    "sample_low",
    "sample_high",
    "labelled",
    "labelled_documents",
    "narrower",
)
_DECIMALS = 6
# A spreadsheet runs a cell that starts with one of these as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_of(summary: Summary) -> str:
    """Return a summary as CSV with a header.

    ``measure`` is ``group`` for a group's share of all exchanges, else what is counted in it.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in _rows(summary):
        writer.writerow([cell(value) for value in row])
    return buffer.getvalue()


def cell(value: object) -> str:
    """Return a value as a cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.{_DECIMALS}f}"
    text = str(value)
    if isinstance(value, str) and text.startswith(_FORMULA_STARTS):
        text = "'" + text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _rows(summary: Summary) -> Iterator[Sequence[object]]:
    for table in summary.tables:
        made = {} if summary.sample is None else summary.sample.corrections.get(table.by, {})
        for group in table.groups:
            start = (table.by, group.name, group.documents, group.exchanges)
            if table.by != ALL:
                yield (*start, "group", "", group.exchanges, *_three(group.part), *_corrected(None))
            corrections = made.get(group.name, {})
            for measure, counted in group.counts.items():
                yield (
                    *start,
                    measure.name,
                    measure.label,
                    counted.count,
                    *_three(counted.share),
                    *_corrected(corrections.get(measure)),
                )


def _three(share: Share) -> Sequence[float]:
    return share.value, share.low, share.high


def _corrected(found: Correction | None) -> Sequence[object]:
    if found is None:
        return (None,) * 9
    return (
        *_three(found.corrected),
        *_three(found.alone),
        found.exchanges,
        found.documents,
        found.narrower,
    )
