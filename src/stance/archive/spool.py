"""From what is planned to tasks; members of zip and tar files are copied out just before."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, cast

from stance.archive.containers import Container, UnreadableContainerError
from stance.archive.content import Stat
from stance.archive.rows import document_row
from stance.archive.schema import Row
from stance.archive.state import State
from stance.archive.task import Task

# Enough to be more than the largest document that is read.
_MOST = 200_000_001


class Spool:
    """Makes tasks, and copies of members that last as long as their task."""

    def __init__(self, state: State, folder: Path) -> None:
        """Read the plan from ``state`` and put copies into ``folder``."""
        self._state = state
        self._folder = folder
        self._container: Container | None = None
        self._file = b""
        self._failed: list[tuple[Row, Stat]] = []

    def clear(self) -> None:
        """Remove what a run that was killed left over."""
        for path in self._folder.iterdir():
            path.unlink(missing_ok=True)

    def ready_rows(self) -> Iterator[Row]:
        """Yield the rows of all that is accounted for without being read."""
        query = (
            "SELECT seq, path, status, detail, container, size FROM found "
            "WHERE seq > ? AND todo = 1 AND status IS NOT NULL"
        )
        for page in self._state.pages(query):
            for _, path, status, detail, container, size in cast(
                "list[tuple[int, str, str, str, str | None, int]]", page
            ):
                known = None if container is not None else size
                yield document_row(path, status, detail, container=container, size=known)

    def tasks(self) -> Iterator[Task]:
        """Yield the tasks of the plan, in its order."""
        query = (
            "SELECT seq, path, file, member, container, link, size, mtime_ns, inode FROM found "
            "WHERE seq > ? AND todo = 1 AND status IS NULL"
        )
        try:
            for page in self._state.pages(query):
                for seq, path, file, member, container, link, *stat in cast(
                    "list[tuple[int, str, bytes, int, str | None, int, int, int, int]]", page
                ):
                    task = Task(path, os.fsdecode(file), container, link=bool(link))
                    if member >= 0:
                        size, mtime_ns, inode = stat
                        task = replace(task, temporary=True, stat=(size, mtime_ns, inode))
                        copy = self._copied(seq, file, member, task)
                        if copy is None:
                            continue
                        task = replace(task, file=copy)
                    yield task
        finally:
            self._close()

    def failed_rows(self) -> list[tuple[Row, Stat]]:
        """Return, once, the rows of members that could not be copied since the last call.

        With each comes what identifies its container as unchanged.
        """
        failed, self._failed = self._failed, []
        return failed

    def finished(self, task: Task) -> None:
        """Remove a task's copy."""
        if task.temporary:
            with suppress(OSError):
                Path(task.file).unlink()

    def _copied(self, seq: int, file: bytes, member: int, task: Task) -> str | None:
        """Copy a member out; None, and a row, when that fails."""
        target = self._folder / str(seq)
        try:
            if self._container is None or self._file != file:
                self._close()
                self._container, self._file = Container(task.file), file
            with target.open("wb") as stream:
                self._container.copy(member, stream, _MOST)
        except UnreadableContainerError as error:
            target.unlink(missing_ok=True)
            row = document_row(task.path, error.status, str(error), container=task.container)
            assert task.stat is not None  # noqa: S101 - members have that of their container
            self._failed.append((row, task.stat))
            return None
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        return str(target)

    def _close(self) -> None:
        if self._container is not None:
            self._container.close()
            self._container = None


def sha256_of_member(container: Container, member: int) -> str:
    """Return the SHA-256 of a member, as scoring it would find it.

    Raises:
        UnreadableContainerError: When it cannot be read.
    """
    digest = _Digest()
    container.copy(member, cast("IO[bytes]", digest), _MOST)
    return digest.hexdigest()


class _Digest:
    """A file that is written to for its hash alone."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        return len(data)

    def hexdigest(self) -> str:
        return self._digest.hexdigest()
