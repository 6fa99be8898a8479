from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Outcome

Run = Callable[..., "Outcome"]

PAIR = {"recommendation": "Att.", "response": "Ja.", "stance": "agrees", "commitment": "none"}


def test_good_data(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(PAIR))
    done = run("data", "check", tmp_path)
    assert done.code == 0
    assert done.out.startswith("Size\n")
    assert "Problems" not in done.out
    assert "1 pairs in 1 files" in done.err


def test_problems_end_in_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({**PAIR, "stance": "no"}))
    done = run("data", "check", tmp_path)
    assert done.code == 1
    place = f"{tmp_path / 'a.jsonl'}:1: stance is 'no'"
    assert place in done.out.split("Problems\n")[1]


def test_a_file_for_programs(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(PAIR))
    done = run("data", "check", path, "--format", "json")
    assert done.code == 0
    report = json.loads(done.out)
    assert (report["pairs"], report["problems"]) == (1, [])


def test_a_folder_that_is_not_there(run: Run, tmp_path: Path) -> None:
    done = run("data", "check", tmp_path / "saknas")
    assert done.code == 1
    assert done.err.startswith("error: There is no folder")
