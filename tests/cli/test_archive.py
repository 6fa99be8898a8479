"""``stance archive``, the whole program with a scorer that is played."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.archive.fakes import START, answer, documents, fill, write
from tests.archive.summary.made import archive, exchange
from tests.cli.conftest import Outcome

Run = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def _fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stance.archive.process._START", START)
    monkeypatch.delenv("STANCE_DEBUG", raising=False)


def test_a_run_accounts_for_every_file(run: Run, tmp_path: Path) -> None:
    source, out = fill(tmp_path / "in", 4), tmp_path / "out"
    write(source / "trasig.txt", "damaged")
    write(source / ".gömd", "x")
    done = run("archive", "run", source, "--out", out, "--workers", "1")
    assert done.code == 1
    assert done.out == ""
    lines = done.err.splitlines()
    assert lines[0] == "5 inputs: 0 done, 5 to do"
    assert lines[1].startswith("5 inputs: 4 ok, 1 damaged; 8 recommendations; ")
    assert lines[1].endswith("; 1 hidden passed over")
    assert lines[2] == (f"1 input of the archive failed; to see which: stance archive status {out}")


def test_the_exit_code_is_0_when_all_were_scored(run: Run, tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 2)
    assert run("archive", "run", source, "--out", tmp_path / "out").code == 0
    assert run("archive", "run", source, "--out", tmp_path / "out").code == 0


def test_status_retry_and_export(run: Run, tmp_path: Path) -> None:
    source, out = fill(tmp_path / "in", 4), tmp_path / "out"
    path = write(source / "trasig.txt", "damaged")
    run("archive", "run", source, "--out", out, "--limit", "3", "--workers", "1")
    assert "left: 2\n" in run("archive", "status", out).out
    run("archive", "run", "--out", out, "--workers", "1")
    status = run("archive", "status", out)
    assert status.code == 0
    assert "done: 5 inputs, 8 recommendations\nleft: 0\nfailed: 1\n  damaged: 1\n" in status.out
    assert "  damaged: 1\n    trasig.txt\nrate:" in status.out
    write(path, answer(5))
    assert run("archive", "retry", out, "--workers", "1").code == 0
    exported = run("archive", "export", out, "--format", "jsonl")
    assert exported.err == ""
    assert len([json.loads(line) for line in exported.out.splitlines()]) == 10
    table = run("archive", "export", out, "--table", "documents").out.splitlines()
    assert len(table) == 6
    assert table[0].startswith("path,sha256,size,status,")
    assert run("archive", "export", out, "--format", "xlsx", "--out", tmp_path / "a.xlsx").code == 0
    assert (tmp_path / "a.xlsx").stat().st_size > 5000


def test_status_names_some_of_the_files_that_failed_and_the_way_to_all(
    run: Run, tmp_path: Path
) -> None:
    failed = [f"{number:02d}.pdf" for number in range(22, 0, -1)]
    out = archive(tmp_path / "mitt arkiv", [("a.pdf", [exchange()])], failed=failed)
    lines = run("archive", "status", out).out.splitlines()
    at = lines.index("failed: 22")
    assert lines[at + 1] == "  needs_ocr: 22"
    assert lines[at + 2 : at + 22] == [f"    {number:02d}.pdf" for number in range(1, 21)]
    assert lines[at + 22] == f"    ... and 2 more: stance archive export '{out}' --table errors"
    assert len(run("archive", "export", out, "--table", "errors").out.splitlines()) == 23


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "{in}"), "--out"),
        (("run", "{in}/borta", "--out", "{out}"), "There is no file or folder"),
        (("run", "{in}", "--out", "{in}"), "holds other things"),
        (("run", "{in}", "--out", "{out}", "--model", "{in}"), "no model"),
        (("run", "{in}", "--out", "{out}", "--audits", "{out}-borta"), "no folder"),
        (("run", "{in}", "--out", "{out}", "--workers", "0"), "--workers"),
        (("status", "{in}"), "not the folder of an archive"),
        (("retry", "{in}"), "not the folder of an archive"),
        (("retry", "{in}", "--status", "ok"), "no status of a failure"),
        (("export", "{in}"), "not the folder of an archive"),
        (("export", "{in}", "--format", "pdf"), "--format"),
    ],
)
def test_what_cannot_be_done_is_said(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    source = fill(tmp_path / "in", 1)
    places = {"in": source, "out": tmp_path / "out"}
    done = run("archive", *(argument.format(**places) for argument in arguments))
    assert said in done.err
    assert done.code in {1, 2}
    assert "Traceback" not in done.err


_PROGRAM = """
import sys
import stance.archive.process
stance.archive.process._START = {start!r}
import stance.archive.committer
stance.archive.committer._DOCUMENTS = 2
from stance.cli import main
sys.exit(main(sys.argv[1:]))
"""


# The scorer says that it is at work, and goes on when it is told to.
_WAITS = """if order == "wait":
            names = rest.split()
            open(names[0], "w").close()
            open(names[1]).close()
        if order == "hang":"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_commits_what_is_done(tmp_path: Path, number: signal.Signals) -> None:
    source, out = fill(tmp_path / "in", 70), tmp_path / "out"
    begun, told = tmp_path / "begun", tmp_path / "told"
    os.mkfifo(begun)
    os.mkfifo(told)
    write(source / "first.txt", f"wait {begun} {told}")
    start = START.replace('if order == "hang":', _WAITS)
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM.format(start=start), "archive", "run", source,
         "--out", out, "--workers", "1"],
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    with begun.open():
        process.send_signal(number)
    with told.open("w"):
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "stopping:" in said
    assert f"To go on: stance archive run --out {out}" in said
    assert "Traceback" not in said
    assert "first.txt" in documents(out)
    assert len(documents(out)) < 71


def test_an_address_is_for_ray(run: Run, tmp_path: Path) -> None:
    done = run("archive", "run", fill(tmp_path / "in", 1), "--out", tmp_path, "--address", "auto")
    assert done.code == 2
    assert "--engine ray" in done.err


def test_without_ray_it_says_how_to_get_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    source = fill(tmp_path / "in", 1)
    done = run("archive", "run", source, "--out", tmp_path / "out", "--engine", "ray")
    assert done.code == 2
    assert "pip install 'stance[ray]'" in done.err


def test_the_error_rate_reaches_the_archive(run: Run, tmp_path: Path) -> None:
    source, out = fill(tmp_path / "in", 1), tmp_path / "out"
    assert run("archive", "run", source, "--out", out, "--error-rate", "0.1").code == 0
    assert json.loads((out / "archive.json").read_text())["error_rate"] == 0.1
    assert run("archive", "retry", out).code == 0
    assert json.loads((out / "archive.json").read_text())["error_rate"] == 0.1
