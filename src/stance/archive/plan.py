"""What is left to do: of all that was found, what is not done with the same content and model."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from stance.archive.containers import Container, UnreadableContainerError
from stance.archive.content import Stat, digest_of
from stance.archive.shards import Part, Shards
from stance.archive.spool import sha256_of_member
from stance.archive.state import State

_LATER = 2
_SAME = """
    SELECT 1 FROM done AS d JOIN stats AS s USING (path)
    WHERE d.path = found.path AND d.fingerprint = :fingerprint AND d.sha256 IS s.sha256
      AND s.size = found.size AND s.mtime_ns = found.mtime_ns AND s.inode = found.inode
"""
_SAME_FATE = """
    SELECT 1 FROM done AS d
    WHERE d.path = found.path AND d.fingerprint = :fingerprint
      AND d.status = found.status AND d.detail = found.detail
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many inputs there are, and what is to be done with them.

    Attributes:
        inputs: All that were found.
        done: Done before, and unchanged.
        new: Never scored.
        changed: Scored before, but their content is another now.
        outdated: Scored with another model, other settings or another program.
        again: Failed, and tried once more because that was asked for.
        later: Beyond the limit on this run.
        gone: In the results, but no longer found; None when that cannot be told.
    """

    inputs: int
    done: int
    new: int
    changed: int
    outdated: int
    again: int
    later: int
    gone: int | None

    @property
    def todo(self) -> int:
        """How many are to be done in this run."""
        return self.new + self.changed + self.outdated + self.again


def make_plan(
    state: State,
    fingerprint: str,
    *,
    again: Sequence[str] = (),
    limit: int | None = None,
    complete: bool = True,
    check: Callable[[], None] = lambda: None,
) -> Plan:
    """Mark what is to be done among what was found.

    Args:
        state: What was found and what is done.
        fingerprint: What verdicts depend on beside the document.
        again: Do those that ended in one of these statuses again, and nothing else.
        limit: Leave what is beyond so many for another run.
        complete: Whether all that the results are about was looked for.
        check: Called now and then; what it raises ends the planning.
    """
    database, values = state.database, {"fingerprint": fingerprint}
    with database:
        if again:
            marks = ", ".join("?" * len(again))
            database.execute(
                "UPDATE found SET todo = EXISTS (SELECT 1 FROM done AS d "  # noqa: S608
                f"WHERE d.path = found.path AND d.status IN ({marks}))",
                tuple(again),
            )
        else:
            database.execute(
                f"UPDATE found SET todo = 0 WHERE status IS NULL AND EXISTS ({_SAME})",  # noqa: S608
                values,
            )
            database.execute(
                f"UPDATE found SET todo = 0 WHERE status IS NOT NULL AND EXISTS ({_SAME_FATE})",  # noqa: S608
                values,
            )
    if not again:
        _look_inside(state, fingerprint, check)
    if limit is not None:
        with database:
            database.execute(
                f"UPDATE found SET todo = {_LATER} WHERE todo = 1 AND seq NOT IN "  # noqa: S608
                "(SELECT seq FROM found WHERE todo = 1 ORDER BY seq LIMIT ?)",
                (limit,),
            )
    return _counted(state, fingerprint, again=bool(again), complete=complete)


def remove_outdated(state: State, shards: Shards) -> int:
    """Take the rows of all that is to be done again out of the results; return how many."""
    return _remove(state, shards, "path IN (SELECT path FROM found WHERE todo = 1)")


def remove_gone(state: State, shards: Shards) -> int:
    """Take the rows of inputs that are no longer there out of the results; return how many."""
    return _remove(state, shards, "path NOT IN (SELECT path FROM found)")


def _remove(state: State, shards: Shards, which: str) -> int:
    """Write the parts anew that hold such rows, one part at a time."""
    removed = 0
    query = f"SELECT part FROM done WHERE {which} GROUP BY part"  # noqa: S608
    for (name,) in state.database.execute(query).fetchall():
        rows = state.database.execute(
            f"SELECT path FROM done WHERE part = ? AND {which}",  # noqa: S608
            (name,),
        )
        paths = {path for (path,) in rows}
        part = Part.of(name)
        left = shards.remove_rows(part, paths)
        state.rewritten(part, left, paths)
        removed += len(paths)
    return removed


def _look_inside(state: State, fingerprint: str, check: Callable[[], None]) -> None:
    """Hash files whose time or size is another than when they were scored."""
    query = (
        "SELECT f.seq, f.path, f.file, f.member, f.link, f.size, f.mtime_ns, f.inode, d.sha256 "
        "FROM found AS f JOIN done AS d USING (path) WHERE f.seq > ? AND f.todo = 1 "
        "AND f.status IS NULL AND d.fingerprint = ? AND d.sha256 IS NOT NULL"
    )
    with _Hashes() as hashes:
        for page in state.pages(query, (fingerprint,), size=200):
            check()
            same: list[tuple[str, Stat, str | None]] = []
            for _, path, file, member, link, size, mtime_ns, inode, sha256 in cast(
                "list[tuple[int, str, bytes, int, int, int, int, int, str]]", page
            ):
                if hashes.of(file, member, link=bool(link)) == sha256:
                    same.append((path, (size, mtime_ns, inode), sha256))
            with state.database:
                state.database.executemany(
                    "UPDATE found SET todo = 0 WHERE path = ?", ((path,) for path, _, _ in same)
                )
            state.seen(same)


class _Hashes:
    """Hashes of files and of members; a zip or tar file stays open for the next member."""

    def __init__(self) -> None:
        self._file: bytes | None = None
        self._container: Container | None = None

    def __enter__(self) -> _Hashes:
        return self

    def __exit__(self, *_: object) -> None:
        if self._container is not None:
            self._container.close()

    def of(self, file: bytes, member: int, *, link: bool) -> str | None:
        if member < 0:
            return digest_of(os.fsdecode(file), link=link)
        try:
            if self._container is None or self._file != file:
                if self._container is not None:
                    self._container.close()
                self._container, self._file = Container(os.fsdecode(file)), file
            return sha256_of_member(self._container, member)
        except UnreadableContainerError:
            return None


def _counted(state: State, fingerprint: str, *, again: bool, complete: bool) -> Plan:
    joined = "SELECT count(*) FROM found AS f JOIN done AS d USING (path) WHERE f.todo = 1"
    todo = state.count("SELECT count(*) FROM found WHERE todo = 1")
    before = state.count(joined)
    outdated = 0 if again else state.count(f"{joined} AND d.fingerprint != ?", (fingerprint,))
    gone = None
    if complete:
        gone = state.count("SELECT count(*) FROM done WHERE path NOT IN (SELECT path FROM found)")
    return Plan(
        inputs=state.count("SELECT count(*) FROM found"),
        done=state.count("SELECT count(*) FROM found WHERE todo = 0"),
        new=todo - before,
        changed=0 if again else before - outdated,
        outdated=outdated,
        again=before if again else 0,
        later=state.count("SELECT count(*) FROM found WHERE todo = ?", (_LATER,)),
        gone=gone,
    )
