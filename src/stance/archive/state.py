"""What a run remembers between starts, in SQLite: what is done, what was found, hashes by time.

Nothing here is the truth: what is done is known from the shards, and the rest is there to save
time. A file that is damaged or missing is made anew.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from stance.archive.schema import DOCUMENTS, Row
from stance.archive.shards import Part, Shards

if TYPE_CHECKING:
    from stance.archive.content import Stat
    from stance.archive.sources import Entry

_VERSION = 1
_TABLES = """
CREATE TABLE parts (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE done (
    path TEXT PRIMARY KEY, sha256 TEXT, fingerprint TEXT, status TEXT, detail TEXT, part TEXT
) WITHOUT ROWID;
CREATE INDEX done_by_part ON done (part);
CREATE TABLE stats (
    path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, inode INTEGER, sha256 TEXT
) WITHOUT ROWID;
CREATE TABLE found (
    seq INTEGER PRIMARY KEY, path TEXT UNIQUE, file BLOB, member INTEGER, container TEXT,
    link INTEGER, size INTEGER, mtime_ns INTEGER, inode INTEGER, status TEXT, detail TEXT,
    todo INTEGER
);
"""
_COLUMNS = ["path", "sha256", "fingerprint", "status", "detail"]


class State:
    """The remembered state of an archive; the caller holds its lock, and closes it."""

    def __init__(self, database: sqlite3.Connection) -> None:
        """Keep the database; see ``open``."""
        self.database = database

    @classmethod
    def open(cls, path: Path, shards: Shards) -> Self:
        """Open the state, or make it anew, and bring it in line with the shards."""
        try:
            state = cls(_connected(path))
            state._follow(shards)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and "full" in str(error):
                raise
            for left in (path, path.with_name(path.name + "-journal")):
                left.unlink(missing_ok=True)
            state = cls(_connected(path))
            state._follow(shards)
        return state

    def close(self) -> None:
        """Close the database."""
        with suppress(sqlite3.Error):
            self.database.close()

    def _follow(self, shards: Shards) -> None:
        """Take in the parts that are new, and forget those that are gone."""
        known = {name for (name,) in self.database.execute("SELECT name FROM parts")}
        present = {part.name: part for part in shards.parts()}
        gone = known - present.keys()
        with self.database:
            for name in sorted(gone):
                self._forget(name)
            for name in sorted(present.keys() - known):
                table = shards.table(DOCUMENTS, present[name], _COLUMNS)
                columns = [table[column].to_pylist() for column in _COLUMNS]
                self._remember(name, zip(*columns, strict=True))

    def committed(self, part: Part, documents: Iterable[Row]) -> None:
        """Take in a part that was just written."""
        rows = ([row[column] for column in _COLUMNS] for row in documents)
        with self.database:
            self._remember(part.name, rows)

    def rewritten(self, part: Part, left: Part | None, removed: Iterable[str]) -> None:
        """Forget the rows that were taken out of a part."""
        with self.database:
            self.database.execute("DELETE FROM parts WHERE name = ?", (part.name,))
            self.database.executemany("DELETE FROM done WHERE path = ?", ((p,) for p in removed))
            if left is not None:
                self.database.execute("INSERT INTO parts VALUES (?)", (left.name,))
                self.database.execute(
                    "UPDATE done SET part = ? WHERE part = ?", (left.name, part.name)
                )

    def seen(self, stats: Iterable[tuple[str, Stat, str | None]]) -> None:
        """Remember the hash of files as long as size, time and inode stay."""
        with self.database:
            self.database.executemany(
                "INSERT OR REPLACE INTO stats VALUES (?, ?, ?, ?, ?)",
                ((path, *stat, sha256) for path, stat, sha256 in stats),
            )

    def fill(self, entries: Iterable[Entry]) -> int:
        """Replace what was found by these; return how many have a path that another has, too."""
        doubles = 0
        with self.database:
            self.database.execute("DELETE FROM found")
            for entry in entries:
                row = (
                    entry.path,
                    os.fsencode(entry.file),
                    entry.member,
                    entry.container,
                    entry.link,
                    *entry.stat,
                    entry.status,
                    entry.detail,
                )
                added = self.database.execute(
                    "INSERT OR IGNORE INTO found VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
                    row,
                )
                doubles += 1 - added.rowcount
        return doubles

    def count(self, query: str, values: Sequence[object] = ()) -> int:
        """Return the one number that a query gives."""
        number: int = self.database.execute(query, values).fetchone()[0] or 0
        return number

    def count_with(self, statuses: Sequence[str]) -> int:
        """Return how many inputs ended in one of these statuses."""
        marks = ", ".join("?" * len(statuses))
        return self.count(f"SELECT count(*) FROM done WHERE status IN ({marks})", statuses)  # noqa: S608

    def pages(
        self, query: str, values: Sequence[object] = (), *, size: int = 500
    ) -> Iterator[list[tuple[object, ...]]]:
        """Yield the rows of a query some hundred at a time, so that others may write in between.

        The query selects ``seq`` first, and has ``seq > ?`` as its first condition.
        """
        last = 0
        while rows := self.database.execute(
            f"{query} ORDER BY seq LIMIT {size}", (last, *values)
        ).fetchall():
            yield rows
            last = rows[-1][0]

    def _remember(self, part: str, rows: Iterable[Sequence[object]]) -> None:
        self.database.execute("INSERT OR REPLACE INTO parts VALUES (?)", (part,))
        self.database.executemany(
            "INSERT OR REPLACE INTO done VALUES (?, ?, ?, ?, ?, ?)", ((*row, part) for row in rows)
        )

    def _forget(self, part: str) -> None:
        self.database.execute("DELETE FROM parts WHERE name = ?", (part,))
        self.database.execute("DELETE FROM done WHERE part = ?", (part,))


def _connected(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    try:
        # Few large transactions: each is made safe, so that a power cut leaves it whole.
        database.execute("PRAGMA journal_mode = TRUNCATE")
        database.execute("PRAGMA synchronous = NORMAL")
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if version != _VERSION:
            _clear(database)
            database.executescript(_TABLES)
            database.execute(f"PRAGMA user_version = {_VERSION}")
    except BaseException:
        database.close()
        raise
    return database


def _clear(database: sqlite3.Connection) -> None:
    """Drop the tables of an earlier version."""
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (name,) in tables:
        database.execute(f'DROP TABLE "{name}"')
