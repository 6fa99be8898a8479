from __future__ import annotations

import json
from pathlib import Path

import pytest

from stance.errors import StanceError
from stance.evaluation.check import check_folder

GOOD = {
    "id": "a-1",
    "recommendation": "Att införa en rutin.",
    "response": "Enhetschefen inför rutinen i maj.",
    "stance": "agrees",
    "reason": None,
    "commitment": "concrete",
    "measure": "inför rutinen",
    "deadline": "i maj",
    "responsible": "Enhetschefen",
}


def write(path: Path, *entries: object) -> Path:
    path.write_text(
        "\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries), encoding="utf-8"
    )
    return path


def test_good_data_has_no_problems(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", GOOD)
    (tmp_path / "x.txt").write_text("Att införa en rutin.\n\nEnhetschefen inför ru-\ntinen i maj.")
    gold = {**GOOD, "response": [GOOD["response"]], "evidence": GOOD["response"]}
    write(tmp_path / "x.json", {"file": "x.txt", "gold": [gold]})
    report = check_folder(tmp_path)
    assert report.problems == ()
    assert (report.pair_files, report.pairs, report.documents, report.items) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"stance": "maybe"}, "stance is 'maybe'"),
        ({"stance": "deflects"}, "reason is None"),
        ({"reason": "rejects"}, "a reason (rejects) with the stance agrees"),
        ({"commitment": "firm"}, "commitment is 'firm'"),
        ({"commitment": "none"}, "a measure with the commitment none"),
        ({"deadline": "i juni"}, "deadline does not stand in the response: 'i juni'"),
        ({"recommendation": " "}, "recommendation is missing"),
    ],
)
def test_each_problem_is_named_with_its_place(
    tmp_path: Path, change: dict[str, object], problem: str
) -> None:
    path = write(tmp_path / "a.jsonl", {**GOOD, **change})
    (found,) = check_folder(tmp_path).problems
    assert found.startswith(f"{path}:1: ")
    assert problem in found


def test_doubles_are_found_across_files(tmp_path: Path) -> None:
    first = write(tmp_path / "a.jsonl", GOOD)
    write(
        tmp_path / "b.jsonl",
        {**GOOD, "response": "Ny text: Enhetschefen inför rutinen i maj."},
        {**GOOD, "id": "b-2", "recommendation": "ATT införa  en rutin."},
    )
    one, two = check_folder(tmp_path).problems
    assert one.endswith(f"id a-1 as in {first}:1")
    assert two.endswith(f"the same texts as in {first}:1")


def test_quotes_that_do_not_stand_in_the_document(tmp_path: Path) -> None:
    write(tmp_path / "x.json", {"text": "Något annat.", "gold": [GOOD]})
    problems = check_folder(tmp_path).problems
    assert len(problems) == 5
    assert "no. 1: not in the text: 'Enhetschefen inför rutinen i maj.'" in problems[0]


def test_files_that_are_not_json(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{")
    (tmp_path / "b.json").write_bytes(b"\xff\xfe{")
    assert len(check_folder(tmp_path).problems) == 2


def test_csv_files_are_checked_alike(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "recommendation,response,stance,commitment\nAtt.,Ja.,yes,none\n"
    )
    (found,) = check_folder(tmp_path).problems
    assert "stance is 'yes'" in found


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StanceError) as caught:
        check_folder(tmp_path / "saknas")
    assert caught.value.code == "data-missing"
