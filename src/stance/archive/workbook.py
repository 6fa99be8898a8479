"""An archive as an Excel workbook: the three tables on sheets, row by row, in flat memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from stance.archive.atomic import write_atomically
from stance.archive.export import cells_of, columns_of
from stance.archive.schema import DOCUMENTS, ERRORS, VERDICTS

# Limits of the format.
_ROWS = 1_048_576
_CHARACTERS = 32_767
_CUT = " [...]"
# XML cannot hold them at all.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_workbook(folder: Path, out: Path, *, rows_per_sheet: int = _ROWS) -> None:
    """Write an archive as a workbook; a table longer than a sheet goes on on the next one.

    Args:
        folder: The archive.
        out: The file, which appears whole or not at all.
        rows_per_sheet: The most rows of a sheet, with its header.

    Raises:
        StanceError: When it is no archive, or damaged.
    """
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    for dataset in (VERDICTS, DOCUMENTS, ERRORS):
        rows = cells_of(folder, dataset)
        number = 0
        # The first sheet is there even if the table is empty.
        while (first := next(rows, None)) is not None or not number:
            number += 1
            sheet = workbook.create_sheet(dataset if number == 1 else f"{dataset} {number}")
            sheet.freeze_panes = "B2"
            sheet.append(list(columns_of(dataset)))
            if first is None:
                break
            for cells in chain([first], islice(rows, rows_per_sheet - 2)):
                sheet.append(list(_cells(sheet, cells)))
    write_atomically(out, workbook.save)


def _cells(sheet: Any, cells: list[object]) -> Iterator[object]:  # noqa: ANN401 - openpyxl has no types
    """Yield values as cells: texts stay texts, also those that look like formulas."""
    from openpyxl.cell import WriteOnlyCell

    for value in cells:
        if not isinstance(value, str):
            yield value
            continue
        text = _IMPOSSIBLE.sub("\ufffd", value)
        if len(text) > _CHARACTERS:
            text = text[: _CHARACTERS - len(_CUT)] + _CUT
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"
        yield cell
