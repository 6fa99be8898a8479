"""Scores files one by one in a process that may be killed, and says what each cost."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import Any, Self

_PROC = Path("/proc/self")


@dataclass(frozen=True, slots=True)
class Cost:
    """How scoring a file ended.

    Attributes:
        status: A status, the name of an exception, ``hang`` or ``crash``.
        seconds: Reading and scoring together.
        peak: Bytes that the scoring process held at most while it scored this file; where the
            system cannot tell, at most until then.
        worker_peak: Bytes that a reading process held at most until then.
    """

    status: str
    seconds: float
    peak: int = 0
    worker_peak: int = 0


@dataclass(slots=True)
class ScoringProcess:
    """A process that scores; use it as a context manager. A file that hangs ends only it."""

    seconds: float
    _process: subprocess.Popen[str] | None = field(default=None)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._stop()

    def score(self, path: Path) -> Cost:
        """Score one file within the time."""
        process = self._started()
        late = False

        def expire() -> None:
            nonlocal late
            late = True
            process.kill()

        timer = Timer(self.seconds, expire)
        timer.start()
        start = time.perf_counter()
        try:
            answer = self._asked(process, str(path))
        finally:
            timer.cancel()
        if answer is None:
            self._stop()
            return Cost("hang" if late else "crash", time.perf_counter() - start)
        return Cost(**answer)

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.hostile_scoring"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                cwd=Path(__file__).resolve().parents[1],
            )
            assert self._process.stdout is not None  # noqa: S101 - it is a pipe
            self._process.stdout.readline()  # The model is loaded.
        return self._process

    @staticmethod
    def _asked(process: subprocess.Popen[str], path: str) -> dict[str, Any] | None:
        assert process.stdin is not None  # noqa: S101 - they are pipes
        assert process.stdout is not None  # noqa: S101
        try:
            process.stdin.write(json.dumps(path) + "\n")
            process.stdin.flush()
            answer: dict[str, Any] = json.loads(process.stdout.readline())
        except (OSError, ValueError):
            return None
        return answer

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def costs(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Score the files whose names come as JSON strings; yield an empty answer when ready."""
    from stance.reading import ReaderPool
    from stance.scoring import StanceScorer

    with ReaderPool() as readers, StanceScorer.load(readers=readers) as scorer:
        import stance.extraction.pipeline  # noqa: F401 - its loading is no cost of the first file

        yield {}
        for line in lines:
            _forget_peak()
            start = time.perf_counter()
            try:
                status = scorer.assess(json.loads(line)).status.value
            except Exception as error:  # That is what is looked for.
                status = type(error).__name__
            yield {
                "status": status,
                "seconds": time.perf_counter() - start,
                "peak": _peak(),
                "worker_peak": readers.peak_bytes,
            }


def _forget_peak() -> None:
    """Let the system count the peak from now on, where it can."""
    try:
        (_PROC / "clear_refs").write_text("5")
    except OSError:
        return


def _peak() -> int:
    try:
        lines = (_PROC / "status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) * 1024
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    for cost in costs(sys.stdin):
        print(json.dumps(cost), flush=True)
