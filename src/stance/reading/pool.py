"""Reads documents in a warm process of its own, with a limit on time and on memory."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Any, Self

from stance.errors import StanceError
from stance.reading.limits import DEFAULT, Limits, Refusal
from stance.reading.memory import PeakWatch
from stance.reading.read import DAMAGED, OUT_OF_MEMORY, load, printable, read_bytes, size_of
from stance.reading.sniff import Format, sniff
from stance.reading.wire import receive, send, unpack_document
from stance.schema import Document, Status

# The text reader is our own code and takes linear time (at worst 4 s for so much text), so that a
# small text needs no guard, and scoring one needs no second process.
_SMALL_TEXT = 100_000
# A worker that once held so much of its memory starts the next file with too little left.
_WORN_SHARE = 0.5
# A process that dies this close to its limit died of it.
_FULL_SHARE = 0.6
# The child finds its modules where this process does, and -P keeps the current folder out.
_START = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from stance.reading.worker import main; main()"
)


@dataclass(slots=True)
class ReaderPool:
    """A warm reading process; use it as a context manager. Not for several threads at once.

    A file that takes too long, too much memory, or crashes the reader costs that process and
    nothing else: the Document says what happened, and the next file gets a fresh one.

    Attributes:
        limits: What one file may cost.
        peak_bytes: The most memory that any worker is known to have held.
    """

    limits: Limits = DEFAULT
    peak_bytes: int = 0
    _worker: _Worker | None = None

    def __enter__(self) -> Self:
        """Return the pool; its worker starts with ``start`` or when it is needed."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the worker."""
        self.close()

    def start(self) -> None:
        """Start the worker and return at once; it gets ready while the caller does other work."""
        if self._worker is None:
            self._worker = _Worker(self.limits)

    def close(self) -> None:
        """Stop the worker. The pool can be used again."""
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    def read(self, path: Path | str) -> Document:
        """Read one file; never raises because of what it holds.

        Raises:
            StanceError: There is no such file, or it may not be read, or no process can start.
        """
        path = Path(path)
        if size_of(path) <= min(_SMALL_TEXT, self.limits.max_bytes):
            small = self._read_small_text(path)
            if small is not None:
                return small
        return self._read_guarded(path)

    def _read_small_text(self, path: Path) -> Document | None:
        """Read a small plain text here; None when it is something else."""
        data = load(path, self.limits)
        if isinstance(data, Document):
            return data
        try:
            if sniff(data, path.suffix) is not Format.TEXT:
                return None
        except Refusal as refusal:
            return refusal.document(printable(str(path)))
        return read_bytes(data, str(path), limits=self.limits)

    def _read_guarded(self, path: Path) -> Document:
        """Read in the worker; after a crash once more in a fresh one, if it was not fresh."""
        while True:
            self.start()
            worker = self._worker
            assert worker is not None  # noqa: S101 - start() made it
            fresh = worker.served == 0
            answer = worker.ask(str(path))
            if isinstance(answer, _Death):
                self._worker = None
                self.peak_bytes = max(self.peak_bytes, answer.peak)
                if answer.status is Status.DAMAGED and not fresh:
                    continue
                return Refusal(answer.status, answer.detail).document(printable(str(path)))
            return self._accept(answer, path)

    def _accept(self, answer: dict[str, Any], path: Path) -> Document:
        """Turn the worker's answer into a Document, and replace a worn worker."""
        if "error" in answer:
            code, message, remedy = map(str, answer["error"])
            raise StanceError(code, message, remedy)
        try:
            document = unpack_document(answer["document"])
            peak = int(answer["peak"])
        except (KeyError, TypeError, ValueError):
            self.close()
            return Refusal(Status.DAMAGED, DAMAGED).document(printable(str(path)))
        self.peak_bytes = max(self.peak_bytes, peak)
        worker = self._worker
        worn = peak > self.limits.memory_bytes * _WORN_SHARE
        if worn or (worker is not None and worker.served >= self.limits.files_per_worker):
            self.close()
        return document


@dataclass(frozen=True, slots=True)
class _Death:
    """How a worker ended while it read a file."""

    status: Status
    detail: str
    peak: int = 0


@dataclass(slots=True)
class _Worker:
    """One reading process."""

    limits: Limits
    served: int = 0
    _ready: bool = False
    # What the system counts as this process's memory before it did anything (its parent's).
    _floor: int = 0
    _watch: PeakWatch | None = None
    _process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        """Start the process and send it its limits, without waiting for it."""
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
                [sys.executable, "-P", "-c", _START, json.dumps(sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            raise _cannot_start(str(error)) from error
        try:
            self._send(asdict(self.limits))
        except OSError as error:
            self.stop()
            raise _cannot_start("it ended at once") from error

    def ask(self, path: str) -> dict[str, Any] | _Death:
        """Have one file read within the time limit."""
        late = False

        def expire() -> None:
            nonlocal late
            late = True
            self._kill()

        timer = Timer(self.limits.seconds, expire)
        timer.daemon = True
        timer.start()
        try:
            self._wait_until_ready()
            self._send(path)
            answer = receive(self._stdout())
        except (EOFError, OSError, ValueError, KeyError, TypeError):
            answer = None
        finally:
            timer.cancel()
        self.served += 1
        if isinstance(answer, dict) and not late:
            return answer
        self._kill()
        return self._death(late)

    def stop(self) -> None:
        """End the process, which is idle or not wanted any more."""
        self._kill()
        self._reap()

    def _wait_until_ready(self) -> None:
        if self._ready:
            return
        try:
            self._floor = int(receive(self._stdout())["floor"])
        except EOFError:
            self._kill()
            code, _ = self._reap()
            if code == -signal.SIGKILL:  # The time limit, or the system short of memory.
                raise
            raise _cannot_start(f"it ended with code {code}") from None
        if self._floor > self.limits.memory_bytes * _FULL_SHARE:
            self._watch = PeakWatch(self._process.pid)
        self._ready = True

    def _death(self, late: bool) -> _Death:
        """Reap the process and say what the file did to it."""
        _, peak = self._reap()
        if late:
            seconds = f"{self.limits.seconds:g}"
            return _Death(
                Status.TIMEOUT,
                f"Reading it took more than {seconds} seconds. Split the document into parts.",
                peak,
            )
        if peak > self.limits.memory_bytes * _FULL_SHARE:
            return _Death(Status.TOO_LARGE, OUT_OF_MEMORY, peak)
        return _Death(Status.DAMAGED, DAMAGED, peak)

    def _send(self, message: object) -> None:
        stream = self._process.stdin
        assert stream is not None  # noqa: S101 - it is a pipe
        send(stream, message)

    def _stdout(self) -> Any:  # noqa: ANN401
        return self._process.stdout

    def _kill(self) -> None:
        """Kill the process, with whatever it may have started."""
        if self._process.returncode is not None:
            return
        kill: Callable[[], None] = self._process.kill
        if hasattr(os, "killpg"):
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                kill()
        else:
            kill()

    def _reap(self) -> tuple[int, int]:
        """Wait for the end; return the exit code and the peak memory (0 when not known)."""
        process = self._process
        peak = 0
        if process.returncode is None and hasattr(os, "wait4"):
            try:
                _, state, usage = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(state)
                peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
            except ChildProcessError:
                pass
        code = process.wait()
        seen = 0
        if self._watch is not None:
            seen, self._watch = self._watch.end(), None
        peak = peak if peak > self._floor else seen
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        return code, peak


def _cannot_start(cause: str) -> StanceError:
    return StanceError(
        "reader-cannot-start",
        f"The process that reads documents cannot start ({cause}).",
        'Try "python -m stance.reading.worker" and see what it says; reinstall the program.',
    )
