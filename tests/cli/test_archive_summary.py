"""``stance archive summary``, ``sample`` and ``commitments``: the whole program."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.archive.summary.made import archive, drawn, exchange
from tests.cli.conftest import Outcome

from stance.results import read_results
from stance.review.label import Label
from stance.review.session import ReviewSession
from stance.review.store import ReviewStore

Run = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STANCE_DEBUG", raising=False)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    documents, _ = drawn(60)
    documents.append(("a.pdf", [exchange(measure="En plan", deadline_date="2021-06-01")]))
    return archive(tmp_path_factory.mktemp("cli") / "out", documents)


def test_a_summary_in_both_languages(run: Run, out: Path) -> None:
    swedish = run("archive", "summary", out, "--by", "year")
    assert (swedish.code, swedish.err) == (0, "")
    assert "Svaga svar" in swedish.out
    assert "Efter år" in swedish.out
    assert "Weak answers" in run("archive", "summary", out, "--lang", "en").out


def test_a_sample_is_drawn_labelled_and_corrects(run: Run, out: Path, tmp_path: Path) -> None:
    drawn_file = tmp_path / "drawn.jsonl"
    assert run("archive", "sample", out, "--out", drawn_file, "--count", "50").code == 0
    rows = [json.loads(line) for line in drawn_file.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 50
    page = tmp_path / "s.html"
    done = run(
        *("archive", "summary", out, "--labelled", drawn_file, "--format", "html", "--out", page)
    )
    assert (done.code, done.out) == (0, "")
    assert "alla bedömningar i stickprovet är desamma" in done.err  # Nobody has labelled it.
    assert "Rättad andel" in page.read_text(encoding="utf-8")
    assert run("archive", "summary", out, "--labelled", drawn_file, "--out", drawn_file).code == 2


def _reviewed(sample: Path, database: Path, labelled: int) -> None:
    """Review the first so many of a sample, and find every verdict right but the first."""
    with ReviewStore(database) as store:
        session = ReviewSession(store, list(read_results(sample)), "Anna Lind")
        for key, record in list(store.records())[:labelled]:
            stance = record["stance"] if key != session.keys[0] else "deflects"
            session.save(key, Label(stance, None, record["commitment"]))


def test_the_review_file_of_a_sample_is_taken_as_it_is(run: Run, out: Path, tmp_path: Path) -> None:
    sample, labels = tmp_path / "sample.jsonl", tmp_path / "labels.jsonl"
    database = tmp_path / "sample.jsonl.review.sqlite"
    run("archive", "sample", out, "--out", sample, "--count", "40")
    _reviewed(sample, database, 40)
    done = run("archive", "summary", out, "--labelled", database)
    assert (done.code, done.err) == (0, "")
    assert "Rättad andel" in done.out
    run("review", "export", database, "--out", labels)
    assert run("archive", "summary", out, "--labelled", labels).out == done.out


def test_a_review_that_leaves_some_of_the_sample_out_is_told(
    run: Run, out: Path, tmp_path: Path
) -> None:
    sample, database = tmp_path / "sample.jsonl", tmp_path / "review.sqlite"
    run("archive", "sample", out, "--out", sample, "--count", "40")
    _reviewed(sample, database, 30)
    done = run("archive", "summary", out, "--labelled", database)
    assert done.code == 0
    assert done.err.startswith("review.sqlite: 10 of 40 have no label. ")
    none = tmp_path / "none.sqlite"
    _reviewed(sample, none, 0)
    refused = run("archive", "summary", out, "--labelled", none)
    assert refused.code == 1
    assert "Nothing in" in refused.err
    other = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE x (y)")
    refused = run("archive", "summary", out, "--labelled", other)
    assert refused.code in {1, 2}
    assert "Traceback" not in refused.err


def test_labels_that_look_odd_are_told_on_standard_error(
    run: Run, out: Path, tmp_path: Path
) -> None:
    drawn_file, labels = tmp_path / "drawn.jsonl", tmp_path / "labels.jsonl"
    run("archive", "sample", out, "--out", drawn_file, "--count", "1000")
    lines = drawn_file.read_text(encoding="utf-8").splitlines(keepends=True)
    weak = [line for line in lines if json.loads(line)["stance"] == "deflects"]
    labels.write_text("".join(weak), encoding="utf-8")
    done = run("archive", "summary", out, "--labelled", labels, "--format", "csv")
    assert done.code == 0
    assert done.out.startswith("by,group,")
    assert "inte slumpmässigt" in done.err


def test_more_than_there_are_cannot_be_drawn(run: Run, out: Path, tmp_path: Path) -> None:
    done = run("archive", "sample", out, "--out", tmp_path / "x", "--count", "100000")
    assert done.code == 0
    assert done.err.startswith("The archive has only ")


def test_charts(run: Run, out: Path, tmp_path: Path) -> None:
    done = run("archive", "summary", out, "--charts", tmp_path / "charts")
    assert done.code == 0
    assert len(done.err.splitlines()) == 6
    (tmp_path / "file").write_text("")
    failed = run("archive", "summary", out, "--charts", tmp_path / "file")
    assert failed.code == 2
    assert "charts cannot be written" in failed.err


def test_commitments_in_every_form(run: Run, out: Path) -> None:
    first = ("archive", "commitments", out, "--today", "2021-06-10", "--overdue")
    assert "2021-06-01  datum passerat" in run(*first).out
    assert run(*first, "--format", "csv").out.splitlines()[1].startswith("2021-06-01,overdue,")
    assert "DTSTART;VALUE=DATE:20210601\n" in run(*first, "--format", "ics").out.replace("\r", "")
    none = run("archive", "commitments", out, "--today", "2021-06-01", "--overdue")
    assert "Inga sådana åtaganden." in none.out
    soon = run("archive", "commitments", out, "--today", "2021-05-30", "--soon", "5")
    assert "2021-06-01  snart" in soon.out
    assert "2021-06-01" not in run("archive", "commitments", out, "--due-before", "2021-06-01").out


def test_errors_are_kind(run: Run, out: Path, tmp_path: Path) -> None:
    for command in ("summary", "commitments"):
        done = run("archive", command, tmp_path)
        assert done.code == 2
        assert "not the folder of an archive" in done.err
    assert run("archive", "commitments", out, "--today", "igår").code == 2
    assert run("archive", "summary", out, "--by", "moon").code == 2
