"""The process that reads and scores, one document after the other; ``process`` starts it.

It may crash, hang or eat memory without harm: the process that started it sees to that. Should
that one be gone, its own alarm ends this one.
"""

from __future__ import annotations

import contextlib
import gc
import signal
from collections.abc import Iterator
from typing import IO, Any

from stance.archive.task import Settings, Task
from stance.errors import StanceError
from stance.reading.memory import inherited_peak
from stance.reading.wire import receive, send
from stance.reading.worker import claim_pipes
from stance.schema import Status

try:
    import resource
except ImportError:  # Windows has no such limits.
    resource = None  # type: ignore[assignment]

# Recognition of scanned pages is a program of its own that ends by itself within this time.
_RECOGNITION_SECONDS = 1900.0


def main() -> None:
    """Serve until the parent closes the pipe or dies."""
    requests, answers = claim_pipes()
    # The terminal's Ctrl-C is for the parent, who lets us finish.
    with contextlib.suppress(ValueError, OSError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, BrokenPipeError):
        settings = Settings(**receive(requests))
        try:
            _serve(settings, requests, answers)
        except StanceError as error:
            send(answers, {"fatal": [error.code, error.message, error.remedy]})


def _serve(settings: Settings, requests: IO[bytes], answers: IO[bytes]) -> None:
    from stance.archive.scorer import DocumentScorer

    limits = _Limits(settings)
    score = DocumentScorer(settings, recognising=lambda: limits.lifted(answers))
    limits.set()
    send(answers, {"ready": _resident_bytes(), "floor": inherited_peak()})
    for served in range(1, settings.files_per_worker + 1):
        task = Task.from_message(receive(requests))
        limits.begin()
        outcome = score(task)
        limits.end()
        if served == 1:
            # What it made us load stays to the end: no need to look through it for garbage.
            gc.freeze()
        exhausted = outcome.document["status"] == Status.TOO_LARGE.value
        last = (
            exhausted
            or served == settings.files_per_worker
            or _resident_bytes() > settings.worn_bytes
        )
        message: dict[str, Any] = {
            "document": outcome.document,
            "verdicts": outcome.verdicts,
            "stat": outcome.stat,
            "report": outcome.report,
            "last": last,
        }
        send(answers, message)
        if last:
            return


class _Limits:
    """Bounds on this process, where the platform has them; the parent's clock works everywhere."""

    def __init__(self, settings: Settings) -> None:
        self._seconds = settings.seconds
        self._memory = settings.memory_bytes
        self._most = 0

    def set(self) -> None:
        """Bound memory from here on, and write no core files when a parser crashes."""
        base = _mapped_bytes()
        if resource is None or not base:
            return
        self._most = base + self._memory
        _set_limit(resource.RLIMIT_AS, self._most)
        _set_limit(resource.RLIMIT_CORE, 0)

    def begin(self) -> None:
        """Start the clock of one document: at its end the system ends this process."""
        _alarm(self._seconds)

    def end(self) -> None:
        """Stop the clock."""
        _alarm(0)

    @contextlib.contextmanager
    def lifted(self, answers: IO[bytes]) -> Iterator[None]:
        """Give a program that we start its own limits, and tell the parent to wait for it."""
        send(answers, {"busy": _RECOGNITION_SECONDS})
        _alarm(_RECOGNITION_SECONDS)
        if resource is not None and self._most:
            _set_limit(resource.RLIMIT_AS, resource.RLIM_INFINITY)
        try:
            yield
        finally:
            if resource is not None and self._most:
                _set_limit(resource.RLIMIT_AS, self._most)
            _alarm(self._seconds)


def _set_limit(kind: int, most: int) -> None:
    """Move the soft limit only: it can be lifted again."""
    # Some platforms know the limit and refuse it; the limit on time still holds there.
    with contextlib.suppress(ValueError, OSError):
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY and (most == resource.RLIM_INFINITY or most > hard):
            most = hard
        resource.setrlimit(kind, (most, hard))


def _alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _mapped_bytes() -> int:
    return _memory_pages(0)


def _resident_bytes() -> int:
    return _memory_pages(1)


def _memory_pages(column: int) -> int:
    """Return a figure of /proc/self/statm in bytes; 0 where there is none."""
    try:
        with open("/proc/self/statm", "rb") as figures:  # noqa: PTH123 - called for every document
            return int(figures.read().split()[column]) * resource.getpagesize()
    except (OSError, ValueError, IndexError, AttributeError):
        return 0


if __name__ == "__main__":
    main()
