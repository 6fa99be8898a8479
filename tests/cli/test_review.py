from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import asdict
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.classification.corpus import corpus, few_iterations
from tests.review.samples import records, results_file

from stance.review.label import Label, machine_label
from stance.review.session import ReviewSession
from stance.review.store import ReviewStore

if TYPE_CHECKING:
    from tests.cli.conftest import Outcome

Run = Callable[..., "Outcome"]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Anna corrected one of four answers, and Bo accepted it."""
    path = tmp_path / "svar.review.sqlite"
    with ReviewStore(path) as store:
        for name in ("anna", "bo"):
            session = ReviewSession(store, records(4), name)
            key = session.keys[0]
            said = machine_label(session.record(key))
            session.save(key, Label("partly_agrees", None, "vague") if name == "anna" else said)
    return path


class Browser:
    """Follows links and keeps cookies."""

    def __init__(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        no_proxy = urllib.request.ProxyHandler({})
        self._opener = urllib.request.build_opener(cookies, no_proxy)

    def get(self, address: str) -> tuple[int, str]:
        try:
            with self._opener.open(address) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@pytest.fixture
def page(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    pytest.importorskip("fastapi", reason="needs the extra `review`")
    results = results_file(tmp_path, records(3))
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "stance", "review", str(results)),
            *("--no-browser", "--reviewer", "Anna"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_page_opens_once_and_ends_well(
    page: subprocess.Popen[str], tmp_path: Path, end: signal.Signals
) -> None:
    assert page.stdout is not None
    link = page.stdout.readline().strip()
    assert link.startswith("http://127.0.0.1:")
    browser = Browser()
    status, html = browser.get(link)
    assert status == 200
    assert "Granskare: Anna" in html
    assert Browser().get(link)[0] == 403
    page.send_signal(end)
    assert page.wait(20) == 0
    assert (tmp_path / "resultat.jsonl.review.sqlite").is_file()


def test_a_taken_port_is_told(run: Run, tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("review", results_file(tmp_path, records(1)), "--no-browser", "--port", port)
    assert done.code == 2
    assert f"Port {port} cannot be had" in done.err


def test_results_that_are_not_there_are_told(run: Run, tmp_path: Path) -> None:
    done = run("review", tmp_path / "missing.jsonl", "--no-browser")
    assert done.code == 2
    assert "There is no file" in done.err
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")
    assert "nothing to review in empty.jsonl" in run("review", empty, "--no-browser").err


def test_a_document_without_anything_to_review_is_told_what_is_possible(
    run: Run, tmp_path: Path, fakes: None
) -> None:
    notice = tmp_path / "kallelse.txt"
    notice.write_text("Ärendelista.\n", encoding="utf-8")
    done = run("review", notice, "--no-browser")
    assert done.code == 1
    assert "kallelse.txt: no_answer: Nothing was found." in done.err
    assert "There is nothing to review in kallelse.txt." in done.err
    assert "stance review ANSWER --audit REPORT" in done.err
    with_audit = run("review", notice, "--no-browser", "--audit", notice)
    assert "No recommendations were found in the audit report" in with_audit.err
    assert not list(tmp_path.glob("*.sqlite"))


def test_an_audit_report_is_for_documents(run: Run, tmp_path: Path) -> None:
    results = results_file(tmp_path, records(1))
    done = run("review", results, "--no-browser", "--audit", results)
    assert done.code == 2
    assert "resultat.jsonl is scored already" in done.err


def test_without_the_extra_it_says_what_to_install(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(sys.modules):
        if name.startswith("stance.review.web") or name == "uvicorn":
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    done = run("review", results_file(tmp_path, records(1)), "--no-browser")
    assert done.code == 1
    assert "stance[review]" in done.err


def test_help_names_the_commands(run: Run) -> None:
    done = run("review", "--help")
    assert done.code == 0
    for name in ("page", "export", "import", "agreement", "retrain"):
        assert name in done.out
    assert "--reviewer" in run("review", "page", "--help").out


def test_labels_are_exported_and_imported(run: Run, database: Path, tmp_path: Path) -> None:
    out = tmp_path / "corrections.jsonl"
    done = run("review", "export", database, "--reviewer", "anna", "--out", out)
    assert done.code == 0, done.err
    (row,) = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert (row["stance"], row["author"]) == ("partly_agrees", "anna")
    assert json.loads(run("review", "export", database).out)["author"] == "bo"
    again = run("review", "import", database, out)
    assert again.code == 0
    assert "labels taken: 0; there already: 1" in again.err


def test_other_programs_formats(run: Run, database: Path, tmp_path: Path) -> None:
    out = tmp_path / "tasks.json"
    done = run("review", "export", database, "--format", "label-studio", "--out", out)
    assert done.code == 0, done.err
    assert len(json.loads(out.read_text(encoding="utf-8"))[0]["annotations"]) == 2
    assert "<View>" in (tmp_path / "tasks.json.config.xml").read_text(encoding="utf-8")
    argilla = run("review", "export", database, "--format", "argilla")
    assert json.loads(argilla.out)[0]["fields"]["recommendation"]
    assert run("review", "export", database, "--format", "odd").code == 2


def test_agreement_is_printed(run: Run, database: Path, tmp_path: Path) -> None:
    done = run("review", "agreement", database)
    assert done.code == 0, done.err
    assert "stance       kappa 0.000  0 of 1 the same  anna / bo" in done.out
    assert "partly_agrees / agrees" in done.out
    assert run("review", "agreement", tmp_path / "missing.sqlite").code == 2


def test_a_model_is_trained_and_compared(run: Run, database: Path, tmp_path: Path) -> None:
    base, out = tmp_path / "base.jsonl", tmp_path / "new"
    rows = [{**asdict(pair), "id": pair.identifier} for pair in corpus()]
    base.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with few_iterations():
        done = run("review", "retrain", database, "--out", out, "--base", base)
    assert done.code == 0, done.err
    assert "Of 1 reviewed answers (that it has learnt from):" in done.out
    assert "Of 3 others:" in done.out
    assert (out / "config.json").is_file()
    assert (tmp_path / "new.changes.json").is_file()
    again = run("review", "retrain", database, "--out", out, "--base", base)
    assert again.code == 2
    assert "no model is overwritten" in again.err
