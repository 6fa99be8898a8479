"""An archive as one file, and how it stands."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from stance.archive import records
from stance.archive.export import columns_of, csv_lines, jsonl_lines
from stance.archive.status import status_of
from stance.archive.workbook import write_workbook
from stance.errors import StanceError
from tests.archive.fakes import fill, model_folder, run, write


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with formulas in it, a failure, and a very long answer."""
    folder = tmp_path_factory.mktemp("export")
    source = fill(folder / "in", 9)
    write(source / "a.txt", "x\n=1+1|@SUM(A1)\n-2|Nämnden\rsvarar\n")
    write(source / "lång.txt", "x\nGör|" + "å" * 40_000)
    write(source / "trasig.txt", "damaged")
    run(source, folder / "out")
    return folder / "out"


def test_json_lines_are_the_records(archive: Path) -> None:
    assert [json.loads(line) for line in jsonl_lines(archive)] == list(records(archive))


def test_json_lines_of_documents(archive: Path) -> None:
    rows = [json.loads(line) for line in jsonl_lines(archive, "documents")]
    assert len(rows) == 12
    assert [row["path"] for row in rows] == sorted(row["path"] for row in rows)


def test_csv_is_read_back_and_runs_no_formula(archive: Path) -> None:
    rows = list(csv.DictReader(io.StringIO("".join(csv_lines(archive)), newline="")))
    assert len(rows) == 21
    found = {row["recommendation"]: row for row in rows}
    assert found["'=1+1"]["response"] == "'@SUM(A1)"
    assert found["'-2"]["response"] == "Nämnden\nsvarar"
    assert found["Gör en plan 3"]["probability"] == "0.75"
    assert found["Gör en plan 3"]["deciding_sentence"] == "Nämnden gör en plan"
    assert found["Gör en plan 3"]["weak"] == "true"


def test_csv_of_errors(archive: Path) -> None:
    rows = list(csv.DictReader(io.StringIO("".join(csv_lines(archive, "errors")), newline="")))
    assert [(row["path"], row["status"]) for row in rows] == [("trasig.txt", "damaged")]


def test_a_workbook_holds_all_tables_and_runs_no_formula(archive: Path, tmp_path: Path) -> None:
    write_workbook(archive, tmp_path / "a.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert workbook.sheetnames == ["verdicts", "documents", "errors"]
    sheet = workbook["verdicts"]
    header = [cell.value for cell in sheet[1]]
    assert header == list(columns_of("verdicts"))
    asked, response = header.index("recommendation"), header.index("response")
    cells = {row[asked].value: row for row in sheet.iter_rows(min_row=2)}
    assert cells["=1+1"][asked].data_type == "s"
    assert len(cells["Gör"][response].value) == 32_767
    assert cells["Gör en plan 3"][header.index("weak")].value is True
    assert sheet.max_row == 22
    assert workbook["errors"].max_row == 2


def test_a_table_too_long_for_a_sheet_goes_on_on_the_next(archive: Path, tmp_path: Path) -> None:
    write_workbook(archive, tmp_path / "a.xlsx", rows_per_sheet=13)
    workbook = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert workbook.sheetnames == ["verdicts", "verdicts 2", "documents", "errors"]
    assert [workbook[name].max_row for name in workbook.sheetnames] == [13, 10, 13, 2]


def test_what_is_no_archive_is_not_exported(tmp_path: Path) -> None:
    with pytest.raises(StanceError, match="not the folder of an archive") as caught:
        list(csv_lines(tmp_path))
    assert caught.value.exit_code == 2


def test_a_damaged_part_is_named(tmp_path: Path) -> None:
    run(fill(tmp_path / "in", 3), tmp_path / "out")
    path = tmp_path / "out" / "verdicts" / "part-000001.parquet"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(StanceError, match=r"part-000001.*run"):
        list(records(tmp_path / "out"))


def test_status(tmp_path: Path) -> None:
    source, out = fill(tmp_path / "in", 8), tmp_path / "out"
    write(source / "trasig.txt", "damaged")
    model = model_folder(tmp_path / "model", "1.0")
    run(source, out, model=model, limit=5)
    standing = status_of(out)
    assert (standing.done, standing.left, standing.failed) == (5, 4, 1)
    run(source, out, model=model)
    standing = status_of(out)
    assert (standing.done, standing.left, standing.failed, standing.outdated) == (9, 0, 1, 0)
    assert standing.statuses == {"ok": 8, "damaged": 1}
    assert standing.exchanges == 16
    assert not standing.running
    model_folder(model, "2.0")
    run(source, out, model=model, limit=4)
    standing = status_of(out)
    assert (standing.done, standing.left, standing.outdated) == (9, 5, 5)
