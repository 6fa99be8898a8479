"""A retraining in the background, in a process of its own; it ends with the page."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stance.review.changes import Changes
from stance.review.retraining import CHANGES_SUFFIX
from stance.review.state import ReviewState

_TAIL = 4000
_GRACE = 5


@dataclass(frozen=True, slots=True)
class JobState:
    """How a retraining stands.

    Attributes:
        running: Whether it is going on.
        failed: Whether the last one failed.
        said: The last line that it printed.
    """

    running: bool = False
    failed: bool = False
    said: str = ""


class RetrainingJob:
    """Starts ``stance review retrain`` and tells how it goes."""

    def __init__(
        self,
        database: Path,
        reviewer: str,
        base: Sequence[Path],
        model: Path | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        """Keep what it needs.

        Args:
            database: The review file; the new model's folder comes beside it.
            reviewer: Who asks.
            base: The pairs that the old model was trained on.
            model: The old model; None for the shipped one.
            command: The program; by default this one.
        """
        self._database = database.absolute()
        self._reviewer = reviewer
        self._base = [path.absolute() for path in base]
        self._model = None if model is None else model.absolute()
        # -P: the folder where the program was started must not be able to replace modules.
        self._command = list(command or (sys.executable, "-P", "-m", "stance"))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def possible(self) -> bool:
        """Whether there is anything to train on beside the labels."""
        return bool(self._base)

    @property
    def log(self) -> Path:
        """What the training prints."""
        return self._database.with_name(f"{self._database.name}-retraining.log")

    def start(self) -> bool:
        """Start a retraining, unless one is going on or it is not possible; tell whether."""
        if not self.possible or self.state().running:
            return False
        arguments = [
            *("review", "retrain", str(self._database), "--out", str(self._free_folder())),
            f"--reviewer={self._reviewer}",
            "--background",
        ]
        if self._model is not None:
            arguments += ["--model", str(self._model)]
        for path in self._base:
            arguments += ["--base", str(path)]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 (our own program, no shell)
                [*self._command, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"},
            )
        return True

    def state(self) -> JobState:
        """Return how the last retraining that this page started stands."""
        if self._process is None:
            return JobState()
        code = self._process.poll()
        return JobState(running=code is None, failed=bool(code), said=self._said())

    def stop(self) -> None:
        """End a retraining that is going on; the half-made model is left out of the way."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _said(self) -> str:
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, self.log.stat().st_size - _TAIL))
                lines = log.read().decode("utf-8", "replace").splitlines()
        except OSError:
            return ""
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def _free_folder(self) -> Path:
        stem = self._database.name.removesuffix(".sqlite")
        number = 1
        while (folder := self._database.with_name(f"{stem}-model-{number}")).exists():
            number += 1
        return folder


def last_changes(state: ReviewState) -> tuple[Changes, Path] | None:
    """Return what the latest retraining changed, and its model's folder; None without one."""
    for event in reversed(state.retrainings()):
        folder = Path(str((event.after or {}).get("folder", "")))
        changes = Changes.read(folder.with_name(folder.name + CHANGES_SUFFIX))
        if changes is not None:
            return changes, folder
    return None
