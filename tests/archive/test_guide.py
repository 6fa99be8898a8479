"""The guide names what the tables hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from stance.archive.schema import COLUMNS, STATUSES

_GUIDE = Path(__file__).resolve().parents[2] / "docs" / "archive.md"


@pytest.mark.parametrize("dataset", COLUMNS)
def test_every_column_is_in_the_table_of_its_dataset(dataset: str) -> None:
    section = (
        _GUIDE.read_text(encoding="utf-8").partition(f"### {dataset}\n")[2].partition("\n#")[0]
    )
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    expected = [f"| `{each.name}` | {each.kind} | {each.meaning} |" for each in COLUMNS[dataset]]
    assert lines == expected


def test_every_status_is_explained() -> None:
    text = _GUIDE.read_text(encoding="utf-8")
    assert [status for status in STATUSES if f"`{status}`" not in text] == []
