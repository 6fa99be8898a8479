"""From a plan to committed rows: tasks go to the engine, outcomes to the tables."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from stance.archive.committer import Committer
from stance.archive.content import Stat
from stance.archive.engine import Engine
from stance.archive.folder import Places
from stance.archive.plan import Plan
from stance.archive.progress import Pace, Snapshot, Watcher
from stance.archive.schema import Row
from stance.archive.spool import Spool
from stance.archive.task import Outcome, Task
from stance.errors import StanceError


@dataclass(slots=True)
class Loop:
    """Does what a plan leaves to do.

    Attributes:
        plan: What there is to do.
        places: Where the progress is written.
        spool: Gives the tasks.
        committer: Takes the rows.
        watcher: Is told how far it has come.
        stopping: Whether no more tasks are to be begun.
    """

    plan: Plan
    places: Places
    spool: Spool
    committer: Committer
    watcher: Watcher
    stopping: Callable[[], bool]
    pace: Pace = field(init=False)

    def run(self, make_engine: Callable[[], Engine]) -> bool:
        """Work until all is done or it is stopped; return whether it was stopped.

        Args:
            make_engine: Called when there is something to score.

        Raises:
            StanceError: When nothing can be scored any more; what was done is committed.
            OSError: When results cannot be written.
        """
        self.pace = Pace(self.plan.todo)
        self._log(f"begin: {self.plan.inputs} inputs, {self.plan.todo} to do")
        try:
            for row in self.spool.ready_rows():
                self._take(row)
            with closing(self._outcomes(make_engine)) as outcomes:
                for outcome in outcomes:
                    self._take(outcome.document, outcome.verdicts, outcome.stat)
                    self.spool.finished(outcome.task)
                    self._take_failed_members()
            self._take_failed_members()
        except StanceError:
            self.committer.commit()  # What is done is done, whatever stops the rest.
            raise
        self.committer.commit()
        stopped = self.stopping() and self.pace.done < self.plan.todo
        self._snapshot(finished=not stopped)
        self._log(f"{'stopped' if stopped else 'end'}: {self.pace.done} done")
        return stopped

    def _outcomes(self, make_engine: Callable[[], Engine]) -> Generator[Outcome, None, None]:
        """Have the tasks done; without any, no engine is made."""
        tasks = self._until_stopped()
        first = next(tasks, None)
        if first is not None:
            yield from make_engine().run(chain([first], tasks))

    def _until_stopped(self) -> Iterator[Task]:
        for task in self.spool.tasks():
            if self.stopping():
                self.spool.finished(task)
                return
            yield task

    def _take_failed_members(self) -> None:
        for row, stat in self.spool.failed_rows():
            self._take(row, stat=stat)

    def _take(self, row: Row, verdicts: tuple[Row, ...] = (), stat: Stat | None = None) -> None:
        """Take in what became of one input, and commit when enough has come together."""
        self.committer.add(row, verdicts, stat)
        self.pace.advance()
        if self.committer.due:
            self.committer.commit()
            self._snapshot()
        self.watcher.advanced(self.pace)

    def _snapshot(self, *, finished: bool = False) -> None:
        seconds = round(self.pace.seconds, 3)
        Snapshot(self.plan.inputs, self.plan.todo, self.pace.done, seconds, finished).write(
            self.places.progress
        )

    def _log(self, line: str) -> None:
        """Note it with the time: rows carry none, so that they can be compared."""
        _append(self.places.log, line)


def _append(path: Path, line: str) -> None:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        with path.open("a", encoding="utf-8") as stream:
            stream.write(f"{now} {os.getpid()} {line}\n")
    except OSError:
        pass  # A log is not worth a run.
