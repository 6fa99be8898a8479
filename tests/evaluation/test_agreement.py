from __future__ import annotations

import json
from pathlib import Path

import pytest

from stance.errors import StanceError
from stance.evaluation.agreement import agreements

STANCES = ("agrees", "deflects", "deflects", "agrees")


def pair_file(folder: Path) -> Path:
    rows = [
        {
            "id": f"x-{number}",
            "recommendation": "Att nämnden antar en plan.",
            "response": "Planen antas i maj.",
            "stance": stance,
            "reason": "rejects" if stance == "deflects" else None,
            "commitment": "none",
        }
        for number, stance in enumerate(STANCES)
    ]
    path = folder / "x.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def second(folder: Path, *rows: str) -> Path:
    path = folder / "second.tsv"
    path.write_text("\n".join(["id\tstance\treason\tcommitment", *rows]), encoding="utf-8")
    return path


def test_kappa_and_the_pairs_that_differ(tmp_path: Path) -> None:
    table = second(
        tmp_path,
        "x-0\tagrees\t\tnone",
        "x-1\tdeflects\tpostpones\tnone",
        "x-2\tagrees\t\tnone",
        "x-3\tagrees\t\tnone",
        "y-9\tagrees\t\tvague",
    )
    stance, commitment, reason = agreements([pair_file(tmp_path)], table)
    # Seen 3 of 4; by chance 1/2 * 3/4 + 1/2 * 1/4 = 1/2.
    assert stance.kappa == pytest.approx(0.5)
    assert stance.differing == (("x-2", "deflects", "agrees"),)
    assert (commitment.kappa, commitment.pairs) == (1.0, 4)
    assert reason.differing == (("x-1", "rejects", "postpones"), ("x-2", "rejects", ""))


@pytest.mark.parametrize("rows", [(), ("z-1\tagrees\t\tnone",)])
def test_a_table_that_says_nothing_of_the_pairs(tmp_path: Path, rows: tuple[str, ...]) -> None:
    with pytest.raises(StanceError) as caught:
        agreements([pair_file(tmp_path)], second(tmp_path, *rows))
    assert caught.value.code == "bad-labels"


def test_a_table_without_the_columns(tmp_path: Path) -> None:
    path = tmp_path / "labels.tsv"
    path.write_text("id\tlabel\nx-0\tagrees\n", encoding="utf-8")
    with pytest.raises(StanceError, match="columns"):
        agreements([pair_file(tmp_path)], path)
