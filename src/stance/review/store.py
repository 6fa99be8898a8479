"""The file that keeps what reviewers do: SQLite, appended to, never overwritten.

Each act is one event in one transaction, on the disk before the page answers (write-ahead log,
``synchronous=FULL``): whatever kills the program, what the page has confirmed is there. The file
itself refuses to change or delete an event. Several programs may have it open at once.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from stance.errors import StanceError
from stance.results import Record, exchange_key

FORMAT_VERSION = 1
_APPLICATION = 0x53544E52  # "STNR": tells the file from other SQLite files.
_PATIENCE = 10_000  # Milliseconds to wait for another program that writes.
_SCHEMA = """
CREATE TABLE items (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL,
    added TEXT NOT NULL,
    model TEXT,
    record TEXT NOT NULL
);
CREATE INDEX items_by_key ON items (key, number);
CREATE TABLE events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    kind TEXT NOT NULL,
    item TEXT,
    model TEXT,
    before TEXT,
    after TEXT,
    undoes INTEGER REFERENCES events (number)
);
CREATE TRIGGER items_stay BEFORE UPDATE ON items
    BEGIN SELECT RAISE(ABORT, 'items are never changed'); END;
CREATE TRIGGER items_remain BEFORE DELETE ON items
    BEGIN SELECT RAISE(ABORT, 'items are never deleted'); END;
CREATE TRIGGER events_stay BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_remain BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
"""


class Act(StrEnum):
    """What can happen."""

    ACCEPT = "accept"
    CORRECT = "correct"
    SKIP = "skip"
    UNDO = "undo"
    RETRAIN = "retrain"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a reviewer did.

    Attributes:
        number: Its place among all events, from 1.
        at: When, in UTC, as ISO 8601.
        reviewer: Who.
        kind: What.
        item: The exchange's key; None for what concerns no single one.
        model: The model whose verdict was reviewed, or that came of a retraining.
        before: What held before: the reviewer's own earlier label, else the model's.
        after: What holds now; None where nothing does.
        undoes: For ``undo`` the number of the event that no longer counts.
    """

    number: int
    at: str
    reviewer: str
    kind: Act
    item: str | None = None
    model: str | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    undoes: int | None = None


class ReviewStore:
    """An open review file; use it as a context manager, or ``close`` it."""

    def __init__(self, path: Path, *, create: bool = True) -> None:
        """Open the file, and make it if there is none.

        Args:
            path: The file.
            create: Whether one may be made.

        Raises:
            StanceError: ``no-review`` when there is none; ``bad-review`` when it is no review
                file or cannot be opened; ``review-newer`` when a later version wrote it.
        """
        self.path = path
        if not create and not path.is_file():
            raise StanceError(
                "no-review",
                f"There is no review file {path}.",
                "`stance review RESULTS` makes one beside the results.",
                exit_code=2,
            )
        try:
            # One thread at a time uses it: that of the page's event loop.
            self._connection = sqlite3.connect(
                path, isolation_level=None, check_same_thread=False, timeout=_PATIENCE / 1000
            )
            self._prepare()
        except sqlite3.Error as error:
            raise _bad(path, str(error)) from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()

    def add(self, records: Iterable[Record]) -> list[str]:
        """Keep the exchanges with their verdicts; return their keys in order, each once.

        An exchange that is there already gets another row only when its verdict is another.
        """
        newest: dict[str, str] = dict(
            self._connection.execute("SELECT key, record FROM items ORDER BY number").fetchall()
        )
        keys: dict[str, None] = {}
        now = _now()
        with self._transaction():
            for record in records:
                key = exchange_key(record)
                keys[key] = None
                written = json.dumps(record, ensure_ascii=False, sort_keys=True)
                if newest.get(key) != written:
                    newest[key] = written
                    self._connection.execute(
                        "INSERT INTO items (key, added, model, record) VALUES (?, ?, ?, ?)",
                        (key, now, record.get("model"), written),
                    )
        return list(keys)

    def record(self, key: str) -> Record | None:
        """Return an exchange with its newest verdict; None when there is no such exchange."""
        row = self._connection.execute(
            "SELECT record FROM items WHERE key = ? ORDER BY number DESC LIMIT 1", (key,)
        ).fetchone()
        return None if row is None else _read_object(row[0])

    def records(self) -> Iterator[tuple[str, Record]]:
        """Yield all exchanges with their newest verdicts, in the order in which they came."""
        rows = self._connection.execute(
            "SELECT key, record FROM items AS one WHERE number = "
            "(SELECT max(number) FROM items AS other WHERE other.key = one.key) "
            "ORDER BY (SELECT min(number) FROM items AS first WHERE first.key = one.key)"
        )
        for key, written in rows:
            yield key, _read_object(written)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Write all that is added and appended in a block together, or none of it."""
        with self._transaction():
            yield

    def append(
        self,
        kind: Act,
        reviewer: str,
        *,
        item: str | None = None,
        model: str | None = None,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        undoes: int | None = None,
    ) -> Event:
        """Write an event; when this returns, it is on the disk (but see ``at_once``)."""
        at = _now()
        with self._transaction():
            number = self._connection.execute(
                "INSERT INTO events (at, reviewer, kind, item, model, before, after, undoes) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (at, reviewer, kind.value, item, model, _json(before), _json(after), undoes),
            ).lastrowid
        assert number is not None  # noqa: S101 (an INSERT always gives one)
        known = [None if values is None else dict(values) for values in (before, after)]
        return Event(number, at, reviewer, kind, item, model, known[0], known[1], undoes)

    def events(self, after: int = 0) -> list[Event]:
        """Return the events behind a number, in order; those of other programs too."""
        rows = self._connection.execute(
            "SELECT number, at, reviewer, kind, item, model, before, after, undoes "
            "FROM events WHERE number > ? ORDER BY number",
            (after,),
        )
        return [
            Event(
                number,
                at,
                reviewer,
                Act(kind),
                item,
                model,
                None if before is None else _read_object(before),
                None if became is None else _read_object(became),
                undoes,
            )
            for number, at, reviewer, kind, item, model, before, became, undoes in rows
        ]

    def _prepare(self) -> None:
        run = self._connection.execute
        run(f"PRAGMA busy_timeout = {_PATIENCE}")
        application = run("PRAGMA application_id").fetchone()[0]
        version = run("PRAGMA user_version").fetchone()[0]
        empty = run("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if not empty and application != _APPLICATION:
            raise _bad(self.path, "it is another program's database")
        if version > FORMAT_VERSION:
            raise StanceError(
                "review-newer",
                f"{self.path} was written by a later version of stance.",
                "Install that version.",
            )
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = FULL")
        run("PRAGMA foreign_keys = ON")
        run("PRAGMA trusted_schema = OFF")
        if empty:
            with self._transaction():
                # Another program may have made it in the meantime.
                if run("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
                    for statement in _statements(_SCHEMA):
                        run(statement)
                    run(f"PRAGMA application_id = {_APPLICATION}")
                    run(f"PRAGMA user_version = {FORMAT_VERSION}")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script: ``executescript`` would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _json(values: Mapping[str, Any] | None) -> str | None:
    return None if values is None else json.dumps(values, ensure_ascii=False, sort_keys=True)


def _read_object(written: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(written)
    return values


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _bad(path: Path, why: str) -> StanceError:
    return StanceError(
        "bad-review",
        f"{path} cannot be used as a review file: {why}.",
        "Name another file, one whose name ends in .review.sqlite.",
        exit_code=2,
    )
