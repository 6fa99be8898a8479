"""The engine for one machine: warm processes, each watched by a thread."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from signal import Signals
from threading import Event, Thread
from typing import Any

from stance.archive.content import UnreadableError, read_content
from stance.archive.process import WorkerProcess, cannot_start
from stance.archive.rows import document_row
from stance.archive.schema import Row
from stance.archive.task import Outcome, Settings, Task
from stance.errors import StanceError
from stance.schema import Status

# A process has its next document at hand while its answer is on the way.
_AT_HAND = 2
# So many wait for each process, so that none idles while results are being written.
_WAITING = 6
_WATCH_SECONDS = 0.5
_STARTS = 3
# What ends a process from outside, the system short of memory or a person, is tried more often.
_KILLED_TRIES = 3
_CRASHED_TRIES = 2

_KILLED = -9
_ALARM = -14
_OUT_OF_MEMORY = "It takes more memory than is allowed. Split the document into parts."
_CRASHED = "The file is damaged: reading it crashes the program. Save it again from its program."
_KILLED_THRICE = "The process that read it was killed three times; the machine may lack memory."


class LocalEngine:
    """Scores in processes on this machine. A document that crashes one costs only itself."""

    def __init__(self, settings: Settings, *, workers: int) -> None:
        """Keep the settings; processes start with ``run``.

        Args:
            settings: What to score with.
            workers: How many processes.
        """
        self._settings = settings
        self._workers = workers

    def run(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Yield an outcome for each task; see ``Engine``."""
        crew = Crew(self._settings, self._workers)
        try:
            yield from crew.outcomes(iter(tasks))
        finally:
            crew.stop()


@dataclass(slots=True)
class _Job:
    """A task and how often it was begun."""

    task: Task
    tries: int = 0


class Crew:
    """The threads that watch the processes, and the queues between them and the caller."""

    def __init__(self, settings: Settings, workers: int) -> None:
        """Keep the settings; processes start when there is work for them.

        Args:
            settings: What to score with.
            workers: How many processes.
        """
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._results: SimpleQueue[Outcome | Exception] = SimpleQueue()
        self._stopped = Event()
        self._most = workers * (_AT_HAND + _WAITING)
        self._watchers = [
            _Watcher(settings, self._jobs, self._results, self._stopped) for _ in range(workers)
        ]

    def outcomes(self, tasks: Iterator[Task]) -> Iterator[Outcome]:
        """Hand out tasks and yield what becomes of them.

        May be called again when all outcomes were taken: the processes stay until ``stop``.

        Raises:
            StanceError: When nothing can be scored at all.
        """
        under_way, more = 0, True
        while True:
            while more and under_way < self._most:
                task = next(tasks, None)
                if task is None:
                    more = False
                    break
                self._jobs.put(_Job(task))
                under_way += 1
                self._start(under_way)
            if not under_way:
                return
            result = self._next()
            if isinstance(result, Exception):
                raise result
            under_way -= 1
            yield result

    def stop(self) -> None:
        """End all processes and threads."""
        self._stopped.set()
        for watcher in self._watchers:
            self._jobs.put(None)
            watcher.kill()
        for watcher in self._watchers:
            watcher.join()

    def _start(self, wanted: int) -> None:
        """Start as many watchers as there is work for."""
        for watcher in self._watchers[:wanted]:
            watcher.start()

    def _next(self) -> Outcome | Exception:
        while True:
            now = time.monotonic()
            for watcher in self._watchers:
                watcher.check(now)
            try:
                return self._results.get(timeout=_WATCH_SECONDS)
            except Empty:
                continue


class _Watcher:
    """A thread with one process after the other."""

    def __init__(
        self,
        settings: Settings,
        jobs: SimpleQueue[_Job | None],
        results: SimpleQueue[Outcome | Exception],
        stopped: Event,
    ) -> None:
        self._settings = settings
        self._jobs = jobs
        self._results = results
        self._stopped = stopped
        self._pending: deque[_Job] = deque()
        self._process: WorkerProcess | None = None
        self._thread: Thread | None = None

    def start(self) -> None:
        if self._thread is None:
            self._thread = Thread(target=self._run, daemon=True)
            self._thread.start()

    def join(self) -> None:
        if self._thread is not None:
            self._thread.join()

    def check(self, now: float) -> None:
        process = self._process
        if process is not None:
            process.check(now)

    def kill(self) -> None:
        process = self._process
        if process is not None:
            process.kill()

    def _run(self) -> None:
        try:
            while not self._stopped.is_set():
                if not self._pending and not self._take():
                    return
                process = self._ready_process()
                if process is not None:
                    self._serve(process)
        except Exception as error:  # It ends the run, in the thread that waits for results.
            self._results.put(error)
        finally:
            if self._process is not None:
                self._process.kill()
                self._process.reap()

    def _take(self, *, wait: bool = True) -> bool:
        """Take a job; False when there are no more (or none now)."""
        try:
            job = self._jobs.get(block=wait)
        except Empty:
            return False
        if job is None:
            if not wait:
                self._jobs.put(None)  # Found again when there is nothing else to do.
            return False
        self._pending.append(job)
        return True

    def _ready_process(self) -> WorkerProcess | None:
        """Return a process that has loaded its model; None when we are stopped.

        Raises:
            StanceError: When none can.
        """
        how = ""
        for _ in range(_STARTS):
            process = self._process = WorkerProcess(self._settings)
            if self._stopped.is_set():  # Whoever stopped us may have come too early for it.
                return None
            try:
                process.wait_until_ready()
            except (EOFError, OSError, ValueError, KeyError, TypeError):
                process.kill()
                how = _ending(process.reap()[0])
                continue
            return process
        raise cannot_start(how)

    def _serve(self, process: WorkerProcess) -> None:
        """Work with one process until it ends or there is nothing more to do."""
        try:
            for job in self._pending:
                process.send(job.task)
            while not self._stopped.is_set():
                while len(self._pending) < _AT_HAND and self._take(wait=not self._pending):
                    process.send(self._pending[-1].task)
                if not self._pending:
                    break
                self._pending[0].tries += 1
                answer = process.answer()
                self._results.put(_outcome(self._pending.popleft().task, answer))
                if answer["last"]:
                    break
        except StanceError:
            raise
        except (EOFError, OSError, ValueError, KeyError, TypeError):
            self._mourn(process)
        finally:
            process.kill()
            process.reap()
            self._process = None

    def _mourn(self, process: WorkerProcess) -> None:
        """Say what the first pending document did to its process, or let it be tried again."""
        ours = process.killed
        process.kill()
        code, peak = process.reap()
        if self._stopped.is_set() or not self._pending:
            return
        job = self._pending[0]
        killed = code == _KILLED and not ours
        if process.late or code == _ALARM:
            seconds = f"{self._settings.seconds:g}"
            status = Status.TIMEOUT
            detail = f"It took more than {seconds} seconds. Split the document into parts."
        elif peak > process.full_bytes and not killed:
            status, detail = Status.TOO_LARGE, _OUT_OF_MEMORY
        elif job.tries < (_KILLED_TRIES if killed else _CRASHED_TRIES):
            return  # It comes first in a fresh process.
        elif killed:
            status, detail = Status.TOO_LARGE, _KILLED_THRICE
        else:
            status, detail = Status.DAMAGED, _CRASHED
        self._results.put(_lost(self._pending.popleft().task, status, detail))


def _lost(task: Task, status: Status, detail: str) -> Outcome:
    """Return the outcome of a document that its process did not survive."""
    row = document_row(task.path, status.value, detail, container=task.container)
    try:
        content = read_content(task.file, 0, link=task.link)
    except UnreadableError:
        return Outcome(task, row)
    row |= {"sha256": content.sha256, "size": content.size}
    return Outcome(task, row, stat=task.stat if task.temporary else content.stat)


def _outcome(task: Task, answer: dict[str, Any]) -> Outcome:
    stat = answer["stat"]
    rows: list[Row] = answer["verdicts"]
    return Outcome(
        task=task,
        document=answer["document"],
        verdicts=tuple(rows),
        stat=None if stat is None else (int(stat[0]), int(stat[1]), int(stat[2])),
        report=answer["report"],
    )


def _ending(code: int) -> str:
    """Return how a process ended, for people."""
    try:
        return f"it was ended by {Signals(-code).name}"
    except ValueError:
        return f"it ended with code {code}"
