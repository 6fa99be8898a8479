from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import docx
import pytest
from tests.archive.summary.made import archive, exchange
from tests.report.records import mixed, record_of

from stance.cli import streams
from stance.results import read_results
from stance.review.label import Label
from stance.review.session import ReviewSession
from stance.review.store import ReviewStore

Run = Callable[..., "Outcome"]
UNTOLD = (
    "A file of results does not tell which files could not be read; `stance report FOLDER` does.\n"
)


class Outcome:
    """What conftest's ``run`` returns."""

    code: int
    out: str
    err: str


@pytest.fixture
def results(tmp_path: Path) -> Path:
    path = tmp_path / "svar.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in mixed()), encoding="utf-8")
    return path


def test_the_name_of_the_file_says_the_format(run: Run, results: Path, tmp_path: Path) -> None:
    for name in ("rapport.html", "rapport.md", "rapport.docx"):
        assert run("report", results, "--out", tmp_path / name).code == 0
    assert (tmp_path / "rapport.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (tmp_path / "rapport.md").read_text(encoding="utf-8").startswith("# Nämndernas svar")
    content = io.BytesIO((tmp_path / "rapport.docx").read_bytes())
    assert docx.Document(content).paragraphs[0].text.startswith("Nämndernas svar")


def test_it_is_swedish_unless_english_is_asked_for(run: Run, results: Path) -> None:
    assert '<html lang="sv">' in run("report", results).out
    assert run("report", results, "--lang", "en", "--format", "md").out.startswith("# How the")


def test_documents_are_scored_and_those_that_fail_are_named(
    run: Run, tmp_path: Path, fakes: None
) -> None:
    folder = tmp_path / "svar"
    folder.mkdir()
    (folder / "a.txt").write_text("Nämnden bör öva.| Nämnden instämmer.\n", encoding="utf-8")
    (folder / "encrypted.pdf").write_text("", encoding="utf-8")
    done = run("report", folder, "--format", "md")
    assert done.code == 1
    assert "Nämnden bör öva." in done.out
    assert "**Skyddade med lösenord (1).**" in done.out
    assert "- encrypted.pdf" in done.out
    assert "encrypted.pdf: encrypted: It is encrypted." in done.err


def test_a_document_in_which_nobody_answers_is_no_failure(
    run: Run, tmp_path: Path, fakes: None
) -> None:
    (tmp_path / "a.txt").write_text("Inget.\n", encoding="utf-8")
    done = run("report", tmp_path, "--format", "md")
    assert done.code == 0
    assert "**I 1 dokument hittades ingen rekommendation med svar. Se" in done.out
    assert "kunde inte läsas" not in done.out
    assert "- a.txt" in done.out


def test_what_is_wrong_is_said_and_leaves_no_file(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{}\n", encoding="utf-8")
    done = run("report", bad, "--out", tmp_path / "rapport.html")
    assert done.code == 1
    assert "line 1 has no `document`" in done.err
    assert "stance score" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["bad.jsonl"]
    assert run("report", tmp_path / "nothing").code == 2


def test_the_input_is_never_overwritten(run: Run, results: Path) -> None:
    before = results.read_bytes()
    done = run("report", results, "--out", results)
    assert done.code == 2
    assert results.read_bytes() == before


@pytest.fixture
def database(results: Path) -> Path:
    """Anna has reviewed the first answer, and one that is not among the results."""
    path = results.with_name("svar.jsonl.review.sqlite")
    with ReviewStore(path) as store:
        session = ReviewSession(store, [*read_results(results), record_of(id="other")], "Anna Lind")
        for key in (session.keys[0], session.keys[-1]):
            session.save(key, Label("deflects", "rejects", "none"))
    return path


def test_the_review_beside_the_results_is_found_and_said(
    run: Run, results: Path, database: Path, tmp_path: Path
) -> None:
    done = run("report", results, "--format", "md")
    assert "Granskad av Anna Lind " in done.out
    assert done.err == UNTOLD + (
        "Written: 5 recommendations, 1 of them reviewed (svar.jsonl.review.sqlite; 1 reviewed "
        "there are not among them)\n"
    )
    alone = run("report", results, "--format", "md", "--no-review")
    assert "Granskad av" not in alone.out
    assert alone.err == UNTOLD + "Written: 5 recommendations\n"
    moved = database.rename(tmp_path / "annan.sqlite")
    assert "Granskad av" not in run("report", results, "--format", "md").out
    assert "Granskad av" in run("report", results, "--format", "md", "--review", moved).out


def test_a_review_that_is_not_there_is_told(run: Run, results: Path, tmp_path: Path) -> None:
    done = run("report", results, "--review", tmp_path / "missing.sqlite")
    assert done.code == 2
    assert "There is no review file" in done.err
    both = run("report", results, "--review", results, "--no-review")
    assert both.code == 2


def test_the_review_file_is_never_overwritten(run: Run, results: Path, database: Path) -> None:
    before = database.read_bytes()
    assert run("report", results, "--out", database).code == 2
    assert database.read_bytes() == before


def test_an_export_of_labels_is_told_apart(run: Run, database: Path, tmp_path: Path) -> None:
    out = tmp_path / "rattelser.jsonl"
    run("review", "export", database, "--out", out)
    done = run("report", out)
    assert done.code == 1
    assert "line 1 is a label of `stance review export`, not a result" in done.err
    assert "stance report RESULTS" in done.err


def test_it_says_where_the_report_is_and_accounts_for_documents(
    run: Run, tmp_path: Path, fakes: None
) -> None:
    folder = tmp_path / "svar"
    folder.mkdir()
    (folder / "a.txt").write_text("Nämnden bör öva.| Nämnden instämmer.\n", encoding="utf-8")
    (folder / "b.txt").write_text("Ingenting.\n", encoding="utf-8")
    (folder / "c.png").write_text("", encoding="utf-8")
    out = tmp_path / "rapport.html"
    done = run("report", folder, "--out", out)
    assert done.code == 0
    assert [line for line in done.err.splitlines() if "library" not in line] == [
        "b.txt: no_answer: Nothing was found.",
        "2 documents: 1 ok, 1 no_answer; 1 recommendation; 1 other file left out (.png 1)",
        f"{out}: 1 recommendation",
    ]
    assert "b.txt" in out.read_text(encoding="utf-8")


def test_one_file_without_answers_is_named(run: Run, tmp_path: Path, fakes: None) -> None:
    notice = tmp_path / "kallelse.txt"
    notice.write_text("Ärendelista.\n", encoding="utf-8")
    done = run("report", notice, "--format", "md")
    assert done.code == 0
    assert "## Filer utan resultat" in done.out
    assert "**Ingen rekommendation med svar hittades (1).**" in done.out
    assert "- kallelse.txt" in done.out
    assert "--audit" in done.out
    assert "kallelse.txt: no_answer:" in done.err


def test_the_files_that_failed_in_an_archive_are_told(run: Run, tmp_path: Path) -> None:
    documents = [("a.pdf", [exchange()]), ("kallelse.pdf", [])]
    out = archive(tmp_path / "arkiv", documents, failed=["2021/bild.pdf", "2020/bild.pdf"])
    done = run("report", out, "--format", "md")
    assert (done.code, done.err) == (0, "Written: 1 recommendation; 2 files could not be read\n")
    assert "**2 filer kunde inte läsas. I 1 dokument hittades ingen rekommendation" in done.out
    section = done.out.partition("## Filer utan resultat")[2]
    assert "- 2020/bild.pdf\n- 2021/bild.pdf\n" in section
    assert "- kallelse.pdf\n" in section
    assert "a.pdf" not in section
    assert "It is so." not in done.out  # What a run says of a file is English, for its log.


def test_an_archive_without_failures_says_nothing_of_them(run: Run, tmp_path: Path) -> None:
    out = archive(tmp_path / "arkiv", [("a.pdf", [exchange()])])
    done = run("report", out, "--format", "html")
    assert done.err == "Written: 1 recommendation\n"
    assert "kunde inte läsas" not in done.out
    assert 'id="failures"' not in done.out


def test_recommendations_without_answers_are_shown(run: Run, tmp_path: Path, fakes: None) -> None:
    (tmp_path / "a.txt").write_text("Nämnden bör öva.|\n", encoding="utf-8")
    done = run("report", tmp_path, "--format", "md")
    assert "Nämnden bör öva." in done.out
    assert "Inget svar hittades i dokumentet – läs själv." in done.out
    assert "Filer utan resultat" not in done.out


def test_an_audit_report_goes_with_documents_only(
    run: Run, results: Path, tmp_path: Path, fakes: None
) -> None:
    assert run("report", results, "--audit", results).code == 2
    (tmp_path / "svar.txt").write_text("Ja.\n", encoding="utf-8")
    done = run("report", tmp_path / "svar.txt", "--audit", tmp_path / "svar.txt")
    assert "No recommendations were found in the audit report" in done.err


@pytest.mark.parametrize("form", ["html", "docx"])
def test_pages_are_not_for_a_terminal(
    run: Run, results: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(streams, "_standard_output", terminal)
    done = run("report", results, "--format", form)
    assert done.code == 2
    assert "not for a terminal. Use --out FILE, or --format md." in done.err.replace("\n", " ")
    assert run("report", results, "--format", "md").code == 0


@contextmanager
def terminal() -> Iterator[streams.Results]:
    """Standard output as if a person looked at it."""
    yield streams.Results(io.StringIO(), terminal=True)
