"""Broken and malicious files through the whole program: a named status, in time and memory."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.hostile import MAX_MEMORY, Mutant, Outcome, mutants, score
from benchmarks.hostile_texts import texts

from stance.schema import Status

# The attacks on work that grows with a square, each with the status that it must end in.
_EXPECTED = {
    "word-brackets.txt": Status.NO_ANSWER,
    "sentence-answer.txt": Status.NO_ANSWER,
    "sentences-asked-and-answered.txt": Status.OK,
    "items-distinct.txt": Status.NO_ANSWER,
    "items-same.txt": Status.TOO_LARGE,
    "items-900-varied.txt": Status.NO_ANSWER,
    "bodies.txt": Status.OK,
    "rows-short.html": Status.TOO_LARGE,
    "headings.html": Status.NO_ANSWER,
    "ocr-mixed.txt": Status.NO_ANSWER,
    "null-bytes.txt": Status.UNSUPPORTED,
    "surrogates.txt": Status.NO_ANSWER,
}
_SCALE = 0.07
_NAMES = {status.value for status in Status}


def _sample() -> list[Mutant]:
    chance = random.Random(3)  # noqa: S311 - wanted: the same on every run
    found = {text[0]: Mutant(*text) for text in texts(_SCALE)}
    chosen = [found.pop(name) for name in _EXPECTED]
    chosen += chance.sample(list(found.values()), 25)
    return chosen + chance.sample(list(mutants(200)), 60)


@pytest.fixture(name="outcomes", scope="module")
def _outcomes() -> tuple[dict[str, Outcome], int]:
    found, peak = score(_sample())
    return {outcome.name: outcome for outcome in found}, peak


def test_every_file_ends_in_a_named_status(outcomes: tuple[dict[str, Outcome], int]) -> None:
    # What hangs or crashes ends as "hang" or "crash", an exception as its name.
    found, _ = outcomes
    assert len(found) == len(_EXPECTED) + 85
    assert {outcome.name: outcome.status for outcome in found.values() if not outcome.good} == {}


def test_memory_stays_bounded(outcomes: tuple[dict[str, Outcome], int]) -> None:
    found, reading = outcomes
    assert 0 < max(outcome.peak for outcome in found.values()) <= MAX_MEMORY
    assert 0 < reading <= MAX_MEMORY


@pytest.mark.parametrize(("name", "status"), _EXPECTED.items())
def test_status_of_an_attack(
    outcomes: tuple[dict[str, Outcome], int], name: str, status: Status
) -> None:
    assert outcomes[0][name].status == status.value


def test_a_folder_of_them_on_the_command_line(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    chosen = list(mutants(20, seed=9))
    for mutant in chosen:
        (folder / mutant.name).write_bytes(mutant.data)
    run = subprocess.run(
        [sys.executable, "-m", "stance", "score", str(folder), "--format", "jsonl"],
        capture_output=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    errors = run.stderr.decode()
    assert run.returncode in {0, 1}, errors
    assert "Traceback" not in errors
    assert f"{len(chosen)} documents" in errors
    for line in run.stdout.decode().splitlines():
        assert json.loads(line)["stance"]
