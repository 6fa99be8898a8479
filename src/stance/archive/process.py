"""One scoring process, seen from the process that started it."""

from __future__ import annotations

import contextlib
import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Any

from stance.archive.task import Settings, Task
from stance.errors import StanceError
from stance.reading.memory import PeakWatch
from stance.reading.wire import receive, send

# The child finds its modules where this process does, and -P keeps the current folder out.
_START = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from stance.archive.worker import main; main()"
)
# One thread each: the processes share the cores among them.
_ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
# The process ends itself when time is up; if it cannot, we do so a little later.
_GRACE = 10.0
_START_SECONDS = 300.0
# A process that dies with so much of its memory used died of it.
_FULL_SHARE = 0.6


class WorkerProcess:
    """A process that scores. Its methods may be called from one thread, ``check`` from another.

    Attributes:
        served: How many answers it has given.
        idle_bytes: What it held when it was ready, before its first document.
        late: Whether it was ended because time was up.
        killed: Whether it was ended from here, for whatever reason.
    """

    def __init__(self, settings: Settings) -> None:
        """Start it, without waiting until it is ready.

        Raises:
            StanceError: When no process can be started.
        """
        self.served = 0
        self.idle_bytes = 0
        self.late = False
        self.killed = False
        # What the system counts as its memory before it did anything: its parent's.
        self._floor = 0
        self._watch: PeakWatch | None = None
        self._seconds = settings.seconds
        self._memory = settings.memory_bytes
        self._deadline = time.monotonic() + _START_SECONDS
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
                [sys.executable, "-P", "-c", _START, json.dumps(sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env={**os.environ, **_ONE_THREAD},
            )
        except OSError as error:
            raise cannot_start(str(error)) from error
        with contextlib.suppress(OSError):  # If it is gone already, the answer will not come.
            self._send(settings.as_message())

    @property
    def pid(self) -> int:
        """Its number in the system."""
        return self._process.pid

    @property
    def full_bytes(self) -> float:
        """A process that dies with more than this held died of it."""
        return self.idle_bytes + self._memory * _FULL_SHARE

    def wait_until_ready(self) -> None:
        """Wait until the model is loaded.

        Raises:
            EOFError: Or ``OSError``, ``ValueError``, ``KeyError``: it died, or speaks rubbish.
            StanceError: It cannot load the model.
        """
        message = self._receive()
        self.idle_bytes, self._floor = int(message["ready"]), int(message["floor"])
        if self._floor > self.full_bytes:
            self._watch = PeakWatch(self._process.pid)
        self._deadline = math.inf

    def send(self, task: Task) -> None:
        """Give it another task; it works on one after the other.

        Raises:
            OSError: It died.
        """
        self._send(task.as_message())

    def answer(self) -> dict[str, Any]:
        """Wait for its next answer.

        Raises:
            EOFError: Or ``OSError`` or ``ValueError``: it died, or speaks rubbish.
            StanceError: The model or the installation is at fault.
        """
        self._deadline = time.monotonic() + self._seconds + _GRACE
        while "busy" in (message := self._receive()):
            self._deadline = time.monotonic() + float(message["busy"]) + _GRACE
        self._deadline = math.inf  # It may wait for its next document as long as it takes.
        self.served += 1
        return message

    def check(self, now: float) -> None:
        """End it if its time is up."""
        if now > self._deadline and self._process.returncode is None:
            self.late = True
            self.kill()

    def kill(self) -> None:
        """End it at once, with whatever it may have started."""
        if self._process.returncode is not None:
            return
        self.killed = True
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
                return
        self._process.kill()

    def reap(self) -> tuple[int, int]:
        """Wait for its end; return the exit code and the peak of its memory (0: not known)."""
        process, peak = self._process, 0
        if process.returncode is None and hasattr(os, "wait4"):
            with contextlib.suppress(ChildProcessError):
                _, state, usage = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(state)
                peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
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

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None  # noqa: S101 - it is a pipe
        send(self._process.stdin, message)

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None  # noqa: S101 - it is a pipe
        message = receive(self._process.stdout)
        if not isinstance(message, dict):
            raise ValueError("not a message")
        if "fatal" in message:
            code, what, remedy = map(str, message["fatal"])
            raise StanceError(code, what, remedy)
        return message


def cannot_start(cause: str) -> StanceError:
    """Return the error of a process that does not get as far as its first document."""
    return StanceError(
        "worker-cannot-start",
        f"The process that scores documents cannot start ({cause}).",
        "Try `stance score` on one of the documents and see what it says; fewer --workers need "
        "less memory.",
    )
