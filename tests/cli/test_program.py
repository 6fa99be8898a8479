"""The program as people run it: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import stance

COMMANDS = ["score", "train", "evaluate", "models", "data"]


def stance_program(
    *arguments: str | Path, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "stance", *map(str, arguments)],
        capture_output=True,
        check=False,
        cwd=cwd,
        env={**os.environ, **environment},
    )


def test_help_names_every_command_and_imports_nothing_heavy() -> None:
    program = (
        "import sys\n"
        "from stance.cli import main\n"
        "code = main(['--help'])\n"
        "heavy = {'spacy', 'torch', 'numpy', 'rich', 'sklearn', 'stance.scoring'}\n"
        "print('heavy:', sorted(heavy & set(sys.modules)))\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    out = done.stdout.decode()
    assert "heavy: []" in out
    assert all(command in out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(command: str) -> None:
    done = stance_program(command, "--help")
    assert done.returncode == 0
    assert b"Usage: stance " + command.encode() in done.stdout
    assert done.stderr == b""


def test_version() -> None:
    assert stance_program("--version").stdout.decode() == f"stance {stance.__version__}\n"


def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    document = tmp_path / "svar.txt"
    document.write_text("Nämnden instämmer.", encoding="utf-8")
    done = stance_program("score", "--model", tmp_path / "saknas", document)
    assert done.returncode in {1, 2}
    assert done.stdout == b""
    assert done.stderr.startswith(b"error: ")
    assert b"Traceback" not in done.stderr


def test_a_closed_standard_output_is_a_wrong_command_line(tmp_path: Path) -> None:
    document = tmp_path / "svar.txt"
    document.write_text("Nämnden instämmer.", encoding="utf-8")
    command = '"$0" -m stance score "$1" >&-'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable, document], stderr=subprocess.PIPE, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: Standard output is closed.")


def test_no_reader_of_the_output_is_no_error(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "stance", "models", "list"],
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert b"Traceback" not in done.stderr
