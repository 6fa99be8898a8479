"""How far a run has come: for the one who waits, and in a file for whoever asks later."""

from __future__ import annotations

import json
import time
from collections import deque
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from stance.archive.atomic import write_text_atomically
from stance.archive.plan import Plan

_WINDOW_SECONDS = 60.0


class Watcher(Protocol):
    """Is told what happens in a run."""

    def looking(self, found: int) -> None:
        """So many inputs have been found so far."""

    def planned(self, plan: Plan) -> None:
        """What there is to do is known."""

    def note(self, line: str) -> None:
        """Something happened that people should know."""

    def advanced(self, pace: Pace) -> None:
        """Another input is accounted for."""


class Silent:
    """Watches and says nothing."""

    def looking(self, found: int) -> None:
        """Say nothing."""

    def planned(self, plan: Plan) -> None:
        """Say nothing."""

    def note(self, line: str) -> None:
        """Say nothing."""

    def advanced(self, pace: Pace) -> None:
        """Say nothing."""


class Pace:
    """Counts what is done in this run and how fast, whatever the wall clock does.

    Attributes:
        todo: What there was to do.
        done: What of it is done.
    """

    def __init__(self, todo: int) -> None:
        """Start the clock."""
        self.todo = todo
        self.done = 0
        self._start = time.monotonic()
        self._marks: deque[tuple[float, int]] = deque([(self._start, 0)])

    def advance(self) -> None:
        """Count one more."""
        self.done += 1
        now = time.monotonic()
        if now - self._marks[-1][0] >= 1.0:
            self._marks.append((now, self.done))
            while len(self._marks) > 2 and now - self._marks[1][0] > _WINDOW_SECONDS:
                self._marks.popleft()

    @property
    def seconds(self) -> float:
        """Time since the start."""
        return time.monotonic() - self._start

    @property
    def rate(self) -> float:
        """Inputs per second in the last minute."""
        then, done = self._marks[0]
        passed = time.monotonic() - then
        return (self.done - done) / passed if passed > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take at this rate; None when that cannot be told yet."""
        rate = self.rate
        return (self.todo - self.done) / rate if rate > 0 else None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What ``state/progress.json`` says.

    Attributes:
        inputs: All that the last run found.
        todo: What there was to do in it.
        done: What of that is committed.
        seconds: How long it took, or has taken so far.
        finished: Whether it came to its end.
    """

    inputs: int = 0
    todo: int = 0
    done: int = 0
    seconds: float = 0.0
    finished: bool = False

    def write(self, path: Path) -> None:
        """Write it."""
        write_text_atomically(path, json.dumps(asdict(self)) + "\n")

    @classmethod
    def read(cls, path: Path) -> Snapshot | None:
        """Read it; None when there is none."""
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                inputs=int(values["inputs"]),
                todo=int(values["todo"]),
                done=int(values["done"]),
                seconds=float(values["seconds"]),
                finished=bool(values["finished"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None
