"""A run over an archive: what is done, what is skipped, what is replaced."""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path

import pytest

from stance.archive import records
from stance.archive.folder import read_manifest
from stance.archive.run import Options, run_archive
from stance.archive.schema import DOCUMENTS, VERDICTS
from stance.archive.scorer import DocumentScorer
from stance.archive.task import Outcome, Settings, Task
from stance.errors import StanceError
from tests.archive.fakes import (
    answer,
    documents,
    engine_of,
    fill,
    model_folder,
    run,
    set_back,
    statuses,
    tables,
    write,
)


def test_every_file_has_one_row(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 25)
    write(source / "tabell.csv", "a,b")
    write(source / "trasig.txt", "damaged")
    result = run(source, tmp_path / "out")
    assert result.statuses == {"ok": 25, "left_out": 1, "damaged": 1}
    assert result.exchanges == 50
    assert (result.left, result.failed, result.interrupted) == (0, 1, False)
    assert set(statuses(tmp_path / "out")) == {
        path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()
    }


def test_a_finished_run_is_not_done_again(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 10)
    run(source, tmp_path / "out")
    before = tables(tmp_path / "out")

    def no_engine(settings: Settings) -> None:
        raise AssertionError("there is nothing to do")

    options = Options(out=tmp_path / "out", sources=[str(source)])
    result = run_archive(options, no_engine)  # type: ignore[arg-type]
    assert (result.plan.done, result.plan.todo) == (10, 0)
    assert tables(tmp_path / "out") == before


def test_without_a_source_it_goes_on_with_the_last_one(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 5)
    run(source, tmp_path / "out", limit=2)
    assert run([], tmp_path / "out").statuses == {"ok": 3}


def test_a_new_archive_needs_a_source(tmp_path: Path) -> None:
    with pytest.raises(StanceError, match="Nothing was named"):
        run([], tmp_path / "out")


def test_a_changed_file_is_scored_again_and_its_rows_are_replaced(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 20)
    run(source, tmp_path / "out")
    write(source / "0" / "svar-003.txt", "Nytt\nEn enda|Nämnden svarar\n", age=100)
    result = run(source, tmp_path / "out")
    assert (result.plan.changed, result.plan.done) == (1, 19)
    assert documents(tmp_path / "out")["0/svar-003.txt"]["exchanges"] == 1
    run(source, tmp_path / "undisturbed")
    assert tables(tmp_path / "out") == tables(tmp_path / "undisturbed")


def test_a_file_that_was_only_touched_is_not_scored_again(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 3)
    run(source, tmp_path / "out")
    set_back(source / "0" / "svar-001.txt", 500)
    assert run(source, tmp_path / "out").plan.done == 3


def test_a_change_within_the_tick_of_the_clock_is_seen(tmp_path: Path) -> None:
    source = tmp_path / "in"
    path = write(source / "svar.txt", "Gör|Ja", age=0)
    run(source, tmp_path / "out")
    found = path.stat()
    path.write_text("Gör|Oj", encoding="utf-8")
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert run(source, tmp_path / "out").plan.changed == 1


def test_another_model_scores_everything_again(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 10)
    model = model_folder(tmp_path / "model", "1.0")
    run(source, tmp_path / "out", model=model)
    assert {row["model"] for row in documents(tmp_path / "out").values()} == {"fake 1.0"}
    model_folder(model, "2.0")
    result = run(source, tmp_path / "out", model=model)
    assert result.plan.outdated == 10
    assert {row["model"] for row in documents(tmp_path / "out").values()} == {"fake 2.0"}
    run(source, tmp_path / "undisturbed", model=model)
    assert tables(tmp_path / "out") == tables(tmp_path / "undisturbed")


def test_another_model_is_said_to_replace_rows(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 2)
    model = model_folder(tmp_path / "model", "1.0")
    run(source, tmp_path / "out", model=model)
    model_folder(model, "2.0")
    notes: list[str] = []
    from stance.archive.progress import Silent

    class Notes(Silent):
        def note(self, line: str) -> None:
            notes.append(line)

    options = Options(out=tmp_path / "out", sources=[str(source)], model=model)
    run_archive(options, engine_of(), watcher=Notes())
    assert notes == [
        "2 inputs were scored with another model (fake 1.0): their rows are replaced by those of "
        "fake 2.0"
    ]


def test_another_error_rate_scores_everything_again_and_is_kept_for_retry(tmp_path: Path) -> None:
    source, out = fill(tmp_path / "in", 3), tmp_path / "out"
    run(source, out)
    assert run(source, out, error_rate=0.1).plan.outdated == 3
    assert run(source, out, error_rate=0.1).plan.done == 3
    assert read_manifest(out).error_rate == 0.1
    assert run(source, out).plan.outdated == 3


def test_an_error_rate_that_cannot_be_kept_costs_no_rows(tmp_path: Path) -> None:
    source, out = fill(tmp_path / "in", 3), tmp_path / "out"
    run(source, out)
    before = tables(out)
    with pytest.raises(StanceError) as caught:
        run(source, out, error_rate=1.5)
    assert caught.value.code == "bad-error-rate"
    assert tables(out) == before
    assert read_manifest(out).error_rate is None


def test_limit_leaves_the_rest_for_later(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 20)
    result = run(source, tmp_path / "out", limit=8)
    assert (result.left, len(statuses(tmp_path / "out"))) == (12, 8)
    assert run(source, tmp_path / "out", limit=5).left == 7
    run(source, tmp_path / "out")
    run(source, tmp_path / "undisturbed")
    assert tables(tmp_path / "out") == tables(tmp_path / "undisturbed")


def test_retry_does_the_failed_again_and_nothing_else(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 5)
    write(source / "trasig.txt", "damaged", age=3600)
    write(source / "sen.txt", "timeout", age=3600)
    run(source, tmp_path / "out")
    fill(tmp_path / "in", 6)
    result = run([], tmp_path / "out", again=("timeout",))
    assert result.statuses == {"timeout": 1}
    assert result.plan.again == 1
    assert len(statuses(tmp_path / "out")) == 7
    write(source / "trasig.txt", answer(1))
    result = run([], tmp_path / "out", again=("timeout", "damaged"))
    assert result.statuses == {"timeout": 1, "ok": 1}


def test_rows_of_files_that_are_gone_stay_until_pruned(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 10)
    run(source, tmp_path / "out")
    (source / "0" / "svar-004.txt").unlink()
    assert run(source, tmp_path / "out").plan.gone == 1
    assert len(statuses(tmp_path / "out")) == 10
    run(source, tmp_path / "out", prune=True)
    run(source, tmp_path / "undisturbed")
    assert tables(tmp_path / "out") == tables(tmp_path / "undisturbed")


def test_prune_is_refused_where_it_would_take_too_much(tmp_path: Path) -> None:
    with pytest.raises(StanceError, match="--prune"):
        run(fill(tmp_path / "in", 1), tmp_path / "out", prune=True, exclude=["*.pdf"])


def test_several_sources_are_kept_apart_by_their_names(tmp_path: Path) -> None:
    one, two = fill(tmp_path / "a" / "nord", 2), fill(tmp_path / "b" / "syd", 2)
    run([str(one), str(two)], tmp_path / "out")
    assert sorted(statuses(tmp_path / "out")) == [
        "nord/0/svar-000.txt",
        "nord/0/svar-001.txt",
        "syd/0/svar-000.txt",
        "syd/0/svar-001.txt",
    ]
    assert run([str(two)], tmp_path / "out").plan.done == 2
    three = fill(tmp_path / "c" / "syd", 1)
    with pytest.raises(StanceError, match="the same name"):
        run([str(two), str(three)], tmp_path / "out")


def test_an_archive_of_one_source_takes_no_second(tmp_path: Path) -> None:
    one, two = fill(tmp_path / "nord", 1), fill(tmp_path / "syd", 1)
    run(one, tmp_path / "out")
    with pytest.raises(StanceError, match="one source"):
        run([str(one), str(two)], tmp_path / "out")


def test_a_folder_may_move(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 3)
    run(source, tmp_path / "out")
    source.rename(tmp_path / "elsewhere")
    assert run(tmp_path / "elsewhere", tmp_path / "out").plan.done == 3


def test_an_archive_within_its_own_source_is_not_scored(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 3)
    out = source / "resultat"
    run(source, out)
    assert run(source, out).plan.inputs == 3


def test_a_source_that_is_not_there_costs_nothing(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 3)
    run(source, tmp_path / "out")
    before = tables(tmp_path / "out")
    source.rename(tmp_path / "away")
    with pytest.raises(StanceError, match="connected") as caught:
        run(source, tmp_path / "out", prune=True)
    assert caught.value.exit_code == 2
    assert tables(tmp_path / "out") == before


def test_records_come_back_in_order_with_all_their_keys(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 30)
    run(source, tmp_path / "out", limit=11)
    write(source / "0" / "svar-000.txt", answer(99))
    run(source, tmp_path / "out")
    found = list(records(tmp_path / "out"))
    assert [record["document"] for record in found] == sorted(
        record["document"] for record in found
    )
    assert len(found) == 60
    assert found[0]["recommendation"] == "Gör en plan 99"
    assert found[0] | {"recommendation": ""} == {
        "document": "0/svar-000.txt",
        "id": None,
        "municipality": "Exempelby",
        "body": None,
        "case_number": None,
        "date": "2021-05-18",
        "kind": "recommendation",
        "recommendation": "",
        "recommendation_span": [0, 14],
        "recommendation_page": 1,
        "response": "Nämnden gör en plan",
        "response_spans": [[1, 2]],
        "response_page": None,
        "stance": "agrees",
        "probabilities": {"agrees": 0.75, "deflects": 0.25},
        "reason": None,
        "commitment": "none",
        "measure": None,
        "deadline": None,
        "deadline_date": None,
        "responsible": None,
        "evidence": [{"text": "Nämnden gör en plan", "span": [1, 2], "weight": 0.5}],
        "weak": True,
        "review": False,
        "model": "fake 1.0",
        "by_reference": False,
        "context": {"before": "före", "after": "efter"},
    }
    assert found[1]["context"] is None


def test_the_tables_are_read_by_duckdb(tmp_path: Path) -> None:
    import duckdb

    run(fill(tmp_path / "in", 12), tmp_path / "out")
    out = tmp_path / "out"
    query = f"""
        SELECT count(*), count(DISTINCT v.path), max(v.probabilities['agrees']),
               max(len(v.evidence)), max(d.exchanges)
        FROM '{out}/verdicts/*.parquet' AS v JOIN '{out}/documents/*.parquet' AS d USING (path)
    """  # noqa: S608
    assert duckdb.connect().execute(query).fetchall() == [(24, 12, 0.75, 1, 2)]
    assert len(duckdb.read_parquet(f"{out}/errors/*.parquet")) == 0


def test_rows_hold_no_times_and_no_names_of_processes(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 15)
    run(source, tmp_path / "one")
    run(source, tmp_path / "two")
    assert tables(tmp_path / "one") == tables(tmp_path / "two")
    assert len(tables(tmp_path / "one")[VERDICTS]) == 30


def test_an_empty_folder_makes_empty_tables(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    result = run(tmp_path / "in", tmp_path / "out")
    assert (result.plan.inputs, result.statuses) == (0, {})
    assert list(records(tmp_path / "out")) == []
    assert tables(tmp_path / "out")[DOCUMENTS] == []


def test_the_archive_says_what_it_is(tmp_path: Path) -> None:
    run(fill(tmp_path / "in", 1), tmp_path / "out")
    said = json.loads((tmp_path / "out" / "archive.json").read_text())
    assert (said["format_version"], said["schema_version"]) == (1, 1)
    assert said["model"]["name"].startswith("stance-sv")


def test_an_archive_of_a_later_version_is_refused(tmp_path: Path) -> None:
    run(fill(tmp_path / "in", 1), tmp_path / "out")
    path = tmp_path / "out" / "archive.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format_version": 99}))
    with pytest.raises(StanceError, match="later version"):
        list(records(tmp_path / "out"))


def test_what_crosses_to_other_machines_can_be_pickled() -> None:
    task = Task("a/b.txt", os.fsdecode(b"a/\xff.txt"), "a.zip", stat=(1, 2, 3), temporary=True)
    outcome = Outcome(task, {"path": "a/b.txt"}, ({"index": 0},), (1, 2, 3))
    for value in (Settings(seconds=3.0), task, outcome, DocumentScorer):
        assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - our own
    assert Task.from_message(json.loads(json.dumps(task.as_message()))) == task
