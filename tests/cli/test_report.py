from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from tests.report.records import mixed

Run = Callable[..., "Outcome"]


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
    assert "encrypted.pdf: Skyddat med lösenord." in done.out
    assert "encrypted.pdf: It is encrypted." in done.err


def test_a_document_in_which_nobody_answers_is_no_failure(
    run: Run, tmp_path: Path, fakes: None
) -> None:
    (tmp_path / "a.txt").write_text("Inget.\n", encoding="utf-8")
    done = run("report", tmp_path, "--format", "md")
    assert done.code == 0
    assert "a.txt: Ingen rekommendation med svar hittades." in done.out


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
