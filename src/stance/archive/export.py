"""An archive's tables as one file: CSV and JSON lines; see ``workbook`` for Excel."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from stance.archive.schema import COLUMNS, VERDICTS
from stance.archive.tables import records_of, rows_of
from stance.output.csv import COLUMNS as VERDICT_COLUMNS
from stance.output.csv import cell
from stance.output.csv import row as csv_row

_DECIDING = "deciding_sentence"
_PROBABILITY = "probability"


def jsonl_lines(folder: Path, dataset: str = VERDICTS) -> Iterator[str]:
    """Yield a table as JSON lines; for verdicts they are those of ``stance score``."""
    rows = records_of(folder) if dataset == VERDICTS else rows_of(folder, dataset)
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n"


def csv_lines(folder: Path, dataset: str = VERDICTS) -> Iterator[str]:
    """Yield a table as lines of CSV, the first of them its header."""
    yield csv_row(columns_of(dataset))
    for cells in cells_of(folder, dataset):
        yield csv_row([cell(value) for value in cells])


def columns_of(dataset: str) -> Sequence[str]:
    """Return the columns that a spreadsheet has: for verdicts those of ``stance score``."""
    if dataset == VERDICTS:
        return VERDICT_COLUMNS
    return [column.name for column in COLUMNS[dataset]]


def cells_of(folder: Path, dataset: str) -> Iterator[list[object]]:
    """Yield the rows of a table as cells: texts, numbers, truth values, None."""
    columns = columns_of(dataset)
    rows = records_of(folder) if dataset == VERDICTS else rows_of(folder, dataset)
    for row in rows:
        values = _for_people(row) if dataset == VERDICTS else row
        yield [_plain(values.get(column)) for column in columns]


def _for_people(record: Mapping[str, Any]) -> dict[str, Any]:
    """Add the two columns that a spreadsheet has beside the keys of a record."""
    evidence = record["evidence"] or ()
    deciding = max(evidence, key=lambda item: item["weight"], default=None)
    return {
        **record,
        _PROBABILITY: record["probabilities"].get(record["stance"]),
        _DECIDING: None if deciding is None else deciding["text"],
    }


def _plain(value: object) -> object:
    """Return lists and mappings as JSON."""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value
