from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stance.corpus import check_corpus
from stance.errors import StanceError

if TYPE_CHECKING:
    from tests.corpus.conftest import Row, Write


def test_good_data_has_no_problems(tmp_path: Path, good: Row, write: Write) -> None:
    write("a.jsonl", good)
    (tmp_path / "x.txt").write_text("Att införa en rutin.\n\nEnhetschefen inför ru-\ntinen i maj.")
    gold = {**good, "response": [good["response"]], "evidence": good["response"]}
    write("x.json", {"file": "x.txt", "gold": [gold]})
    report = check_corpus(tmp_path)
    assert (report.problems, report.missing) == ((), ())
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
    good: Row, write: Write, change: Mapping[str, object], problem: str
) -> None:
    path = write("a.jsonl", {**good, **change})
    (found,) = check_corpus(path).problems
    assert found.startswith(f"{path}:1: ")
    assert problem in found


def test_doubles_are_found_across_files(tmp_path: Path, good: Row, write: Write) -> None:
    first = write("a.jsonl", good)
    write(
        "b.jsonl",
        {**good, "response": "Helt ny text, som ändå säger: Enhetschefen inför rutinen i maj."},
        {**good, "id": "b-2", "recommendation": "ATT införa  en rutin."},
    )
    one, two, *_ = check_corpus(tmp_path).problems
    assert one.endswith(f"id a-1 as in {first}:1")
    assert two.endswith(f"the same texts as in {first}:1")


def test_quotes_that_do_not_stand_in_the_document(tmp_path: Path, good: Row, write: Write) -> None:
    write("x.json", {"text": "Något annat.", "gold": [good]})
    problems = check_corpus(tmp_path).problems
    assert len(problems) == 5
    assert "no. 1: not in the text: 'Enhetschefen inför rutinen i maj.'" in problems[0]


def test_files_that_are_not_json(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{")
    (tmp_path / "b.json").write_bytes(b"\xff\xfe{")
    assert len(check_corpus(tmp_path).problems) == 2


def test_csv_files_are_checked_alike(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "recommendation,response,stance,commitment\nAtt.,Ja.,yes,none\n"
    )
    (found,) = check_corpus(tmp_path).problems
    assert "stance is 'yes'" in found


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StanceError) as caught:
        check_corpus(tmp_path / "saknas")
    assert caught.value.code == "data-missing"


def test_a_recommendation_may_stand_in_the_audit_report_alone(
    tmp_path: Path, good: Row, write: Write
) -> None:
    (tmp_path / "x.txt").write_text("Enhetschefen inför rutinen i maj.")
    (tmp_path / "x.audit.txt").write_text("Vi rekommenderar:\n- Att införa en\n  rutin.")
    gold = {"file": "x.txt", "audit": "x.audit.txt", "gold": [good]}
    write("x.json", gold)
    report = check_corpus(tmp_path)
    assert report.problems == ()
    (row,) = [section.rows[-1] for section in report.sections if section.name == "documents"]
    assert row[4] == 1
    (tmp_path / "x.audit.txt").write_text("Vi rekommenderar ingenting.")
    (problem,) = check_corpus(tmp_path).problems
    assert "not in the text: 'Att införa en rutin.'" in problem


def test_roles_are_looked_for_in_the_text(tmp_path: Path, good: Row, write: Write) -> None:
    text = "Att införa en rutin. Enhetschefen inför rutinen i maj."
    roles = [["auditor", "Att införa"], ["body", "Enhetschefen"]]
    path = write("x.json", {"text": text, "gold": [good], "roles": roles})
    assert check_corpus(path).problems == ()
    write("x.json", {"text": text, "gold": [good], "roles": roles[1:]})
    (problem,) = check_corpus(path).problems
    assert problem == f"{path}: x, roles: no role for what stands before 'Enhetschefen'"
