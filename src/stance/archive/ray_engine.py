"""The engine for a cluster: actors of Ray, each of which guards one scoring process of its own.

Actors rather than Ray Data: tasks come as they are needed, some of them copies out of zip files
that exist only for a moment, and a run can be stopped at any of them; Ray Data wants to know all of
them beforehand. What an actor had under way when its node went down is given to others.
"""

from __future__ import annotations

import os
import socket
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from stance import __version__
from stance.archive.content import GONE
from stance.archive.identity import model_of
from stance.archive.local import Crew
from stance.archive.schema import CANNOT_READ
from stance.archive.task import Outcome, Settings, Task
from stance.errors import StanceError

# So many documents cross the network together: Ray's own cost, about a millisecond a call, then
# does not count, and no more than these wait behind a slow one.
_BATCH = 8
# An actor has its next batch at hand while its answer is on the way.
_AT_HAND = 2
# A batch that lost so many actors is not tried again, nor is it when so many do not start.
_TRIES = 5
_WAIT_SECONDS = 5.0
_START_SECONDS = 600.0
_STORE_BYTES = 200_000_000
_FATAL = "fatal"


class RayEngine:
    """Scores on a cluster, or on this machine in the way of a cluster."""

    def __init__(self, settings: Settings, *, workers: int | None, address: str | None) -> None:
        """Keep the settings; the cluster is sought with ``run``.

        Args:
            settings: What to score with. Paths in it hold on every node.
            workers: How many processes; None for one for each core of the cluster.
            address: Of the cluster: "auto" on one of its nodes, or HOST:PORT of its head; None
                for a cluster of this machine alone that lives as long as the run.
        """
        self._settings = settings
        self._workers = workers
        self._address = address

    def run(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Yield an outcome for each task; see ``Engine``."""
        ray = _ray()
        started = _connect(ray, self._address, self._workers)
        pool = None
        try:
            workers = self._workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
            pool = _Pool(ray, self._settings, workers)
            yield from pool.outcomes(iter(tasks))
        finally:
            if pool is not None:
                pool.stop()
            if started:
                ray.shutdown()


class Scoring:
    """What runs on a node: a scoring process with its guards. Ray makes an actor of it."""

    def __init__(self, settings: dict[str, Any]) -> None:
        """Keep the settings; the process starts with the first batch."""
        self._settings = Settings(**settings)
        self._crew = Crew(self._settings, 1)

    def who(self) -> dict[str, Any]:
        """Return what must be the same on every node, and where this is."""
        try:
            return {"host": socket.gethostname(), "is": _identity(self._settings)}
        except StanceError as error:
            return {
                _FATAL: [error.code, f"On {socket.gethostname()}: {error.message}", error.remedy]
            }

    def score(self, tasks: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """Return what became of some tasks, as plain values."""
        try:
            outcomes = list(self._crew.outcomes(iter([Task.from_message(task) for task in tasks])))
        except StanceError as error:
            return {_FATAL: [error.code, error.message, error.remedy]}
        return {"outcomes": outcomes}

    def stop(self) -> None:
        """End the process."""
        self._crew.stop()


@dataclass(slots=True)
class _Batch:
    """Some tasks, and how many actors were lost with them."""

    tasks: list[Task]
    lost: int = 0


@dataclass(slots=True, eq=False)
class _Actor:
    """An actor as it is seen from here.

    Attributes:
        handle: What Ray knows it by.
        host: Where it is; None until it has said so.
        busy: How many batches it has.
    """

    handle: Any
    host: str | None = None
    busy: int = 0


@dataclass(slots=True)
class _Pool:
    """All actors of a run, and what each of them does."""

    ray: Any
    settings: Settings
    workers: int
    _actors: list[_Actor] = field(default_factory=list)
    # What is asked of which actor, by the reference to its answer; no batch: who it is.
    _asked: dict[Any, tuple[_Actor, _Batch | None]] = field(default_factory=dict)
    _again: deque[_Batch] = field(default_factory=deque)
    _failed_starts: int = 0
    _alive: float = field(default_factory=time.monotonic)

    def outcomes(self, tasks: Iterator[Task]) -> Iterator[Outcome]:
        """Hand out tasks and yield what becomes of them."""
        while True:
            more = self._hand_out(tasks)
            if not more and not any(batch is not None for _, batch in self._asked.values()):
                return
            ready, _ = self.ray.wait(list(self._asked), num_returns=1, timeout=_WAIT_SECONDS)
            if any(actor.host is not None for actor in self._actors):
                self._alive = time.monotonic()
            elif time.monotonic() - self._alive > _START_SECONDS:
                raise _no_cluster("no worker has started in ten minutes")
            for reference in ready:
                yield from self._take(reference)

    def stop(self) -> None:
        """End all actors, and what they started."""
        ended = [
            actor.handle.stop.remote() for actor in self._actors if actor.host and not actor.busy
        ]
        if ended:
            self.ray.wait(ended, num_returns=len(ended), timeout=_WAIT_SECONDS)
        for actor in self._actors:
            self.ray.kill(actor.handle)  # Its process sees its pipe closed, and ends.
        self._actors.clear()
        self._asked.clear()

    def _hand_out(self, tasks: Iterator[Task]) -> bool:
        """Give work to those that are free; return whether any may be left."""
        while len(self._actors) < self.workers:
            self._start()
        for actor in sorted(self._actors, key=lambda actor: actor.busy):
            while actor.host is not None and actor.busy < _AT_HAND:
                batch = self._next(tasks)
                if batch is None:
                    return False
                messages = [task.as_message() for task in batch.tasks]
                self._ask(actor, actor.handle.score.remote(messages), batch)
        return True

    def _next(self, tasks: Iterator[Task]) -> _Batch | None:
        if self._again:
            return self._again.popleft()
        found = list(islice(tasks, _BATCH))
        return _Batch(found) if found else None

    def _start(self) -> None:
        kind = self.ray.remote(num_cpus=1, max_restarts=0)(Scoring)
        actor = _Actor(kind.remote(self.settings.as_message()))
        self._actors.append(actor)
        self._ask(actor, actor.handle.who.remote(), None)

    def _ask(self, actor: _Actor, reference: Any, batch: _Batch | None) -> None:  # noqa: ANN401
        self._asked[reference] = (actor, batch)
        actor.busy += batch is not None

    def _take(self, reference: Any) -> Iterator[Outcome]:  # noqa: ANN401
        """Yield what an actor answers, or bury it."""
        if reference not in self._asked:  # Its actor was lost with another batch.
            return
        actor, batch = self._asked.pop(reference)
        try:
            answer = self.ray.get(reference)
        except self.ray.exceptions.RayError as error:
            self._lose(actor, batch, error)
            return
        if _FATAL in answer:
            code, message, remedy = answer[_FATAL]
            raise StanceError(code, message, remedy)
        if batch is None:
            actor.host = _checked(answer, _identity(self.settings))
            self._failed_starts = 0
            return
        actor.busy -= 1
        for outcome in answer["outcomes"]:
            _refuse_blindness(outcome, str(actor.host))
            yield outcome

    def _lose(self, actor: _Actor, batch: _Batch | None, error: Exception) -> None:
        """Have done by others what an actor had that is gone."""
        cause = " ".join(str(error).split())[-300:]
        if batch is None:
            self._failed_starts += 1
            if self._failed_starts >= _TRIES:
                raise _no_cluster(cause)
        with suppress(Exception):  # It may still be there; whatever Ray says, it is given up.
            self.ray.kill(actor.handle)
        self._actors.remove(actor)
        batches = [batch] + [other for owner, other in self._asked.values() if owner is actor]
        self._asked = {ref: asked for ref, asked in self._asked.items() if asked[0] is not actor}
        for lost in batches:
            if lost is None:
                continue
            lost.lost += 1
            if lost.lost >= _TRIES:
                raise _no_cluster(f"{_TRIES} workers were lost with the same documents: {cause}")
            self._again.append(lost)


def _identity(settings: Settings) -> list[str]:
    """Return what verdicts depend on: all nodes must have the same."""
    model = model_of(None if settings.model is None else Path(settings.model))
    return [__version__, model.name, model.digest]


def _checked(answer: dict[str, Any], ours: list[str]) -> str:
    host = str(answer["host"])
    if list(answer["is"]) != ours:
        raise StanceError(
            "node-differs",
            f"The node {host} has another version of the program or of the model.",
            "Install the same version of stance on every node.",
        )
    return host


def _refuse_blindness(outcome: Outcome, host: str) -> None:
    """Refuse a node that does not see the files: all of them would be said to be gone."""
    row = outcome.document
    if (row["status"], row["detail"]) == (CANNOT_READ, GONE) and os.path.exists(outcome.task.file):  # noqa: PTH110
        raise StanceError(
            "node-sees-no-files",
            f"The node {host} does not see {outcome.task.file}.",
            "Sources and --out must lie on a file system that all nodes see under the same path.",
        )


def _ray() -> Any:  # noqa: ANN401 - it need not be installed
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # Nothing is sent to anybody.
    try:
        return import_module("ray")
    except ImportError as error:
        raise StanceError(
            "extra-missing",
            "The engine ray needs the extra `ray`, which is not installed.",
            "Install it: pip install 'stance[ray]', on every node.",
            exit_code=2,
        ) from error


def _connect(ray: Any, address: str | None, workers: int | None) -> bool:  # noqa: ANN401
    """Connect to a cluster, or start one; return whether that is ours to undo."""
    if ray.is_initialized():
        return False
    try:
        if address is not None:
            _knock(address)
            ray.init(address=address, log_to_driver=False, logging_level="ERROR")
        else:
            ray.init(
                address="local",
                num_cpus=workers,
                object_store_memory=_STORE_BYTES,
                include_dashboard=False,
                log_to_driver=False,
                logging_level="ERROR",
            )
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        raise _no_cluster(" ".join(str(error).split())[:300]) from error
    return True


def _knock(address: str) -> None:
    """See that somebody is there: Ray itself goes on asking for ten minutes and more.

    Raises:
        OSError: When nobody is.
    """
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit():
        socket.create_connection((host, int(port)), timeout=_WAIT_SECONDS).close()


def _no_cluster(cause: str) -> StanceError:
    return StanceError(
        "no-cluster",
        f"The cluster cannot be used ({cause}).",
        "See that it runs (`ray status` on one of its nodes), and that stance can be imported on "
        "each; then run the same command again: it goes on from there.",
    )
