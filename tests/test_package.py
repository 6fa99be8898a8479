"""The wheel, installed where the repository is not: it must carry all that it needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent

TEXT = """Exempelby kommun
Socialnämnden
2024-05-14

Yttrande över granskning av loggkontroller

Rekommendation 1: Nämnden bör införa en rutin för loggkontroller i samtliga verksamhetssystem.

Svar: Nämnden instämmer i rekommendationen. Systemförvaltaren får i uppdrag att ta fram en rutin
senast den 30 september 2024.
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as a release does."""
    folder = tmp_path_factory.mktemp("wheel")
    build = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
    subprocess.run(
        [sys.executable, "-m", "pip", *build, "--wheel-dir", folder, REPOSITORY], check=True
    )
    (built,) = folder.glob("stance-*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in an empty environment, and return its command.

    The dependencies are borrowed from this environment by a path file: installing them again
    takes minutes and the network. Path files inside a borrowed folder are not read, so the
    editable stance of this environment stays out.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    scheme = sysconfig.get_preferred_scheme("prefix")
    site = Path(
        sysconfig.get_path("purelib", scheme, {"base": str(folder), "platbase": str(folder)})
    )
    scripts = Path(sysconfig.get_path("scripts", scheme, {"base": str(folder)}))
    python = scripts / Path(sys.executable).name
    install = ["install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([sys.executable, "-m", "pip", f"--python={python}", *install, wheel], check=True)
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (site / "borrowed.pth").write_text("\n".join(sorted(borrowed)) + "\n", encoding="utf-8")
    return scripts / "stance"


def run(program: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "STANCE", "COVERAGE"))
    }
    return subprocess.run(
        [program, *arguments],
        capture_output=True,
        check=False,
        cwd=cwd,
        encoding="utf-8",
        env=environment,
    )


def test_the_wheel_carries_models_and_data(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert "stance/_models/stance-sv/manifest.json" in names
    assert "stance/_models/encoder-sv/manifest.json" in names
    assert "stance/py.typed" in names
    # Every data file of the package is there, whatever its kind.
    source = REPOSITORY / "src"
    data = {
        path.relative_to(source).as_posix()
        for path in (source / "stance").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert data - names == set()


def test_it_scores_outside_the_repository(program: Path, tmp_path: Path) -> None:
    (tmp_path / "svar.txt").write_text(TEXT, encoding="utf-8")
    where = run(
        program.with_name("python"),
        "-c",
        "import stance; print(stance.__file__)",
        cwd=tmp_path,
    )
    assert not Path(where.stdout.strip()).is_relative_to(REPOSITORY)
    done = run(program, "score", "--format", "jsonl", "svar.txt", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (verdict,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert "loggkontroller" in verdict["recommendation"]
    assert verdict["stance"] == "agrees"
    shown = run(program, "score", "--show-text", "svar.txt", cwd=tmp_path)
    assert shown.stdout[slice(*verdict["recommendation_span"])] == verdict["recommendation"]


def test_it_lists_its_models(program: Path, tmp_path: Path) -> None:
    done = run(program, "models", "list", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "stance-sv" in done.stdout
