from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from stance.errors import StanceError
from stance.results import exchange_key
from stance.review.store import Act, ReviewStore
from tests.review.samples import record, records

_WRITER = """
import sys
from pathlib import Path
from stance.review.store import Act, ReviewStore

with ReviewStore(Path(sys.argv[1])) as store:
    for number in range(1, 100000):
        event = store.append(Act.CORRECT, "anna", item="k", after={"stance": "x" * 2000})
        print(event.number, flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "svar.review.sqlite"


def test_what_was_written_is_there_again(path: Path) -> None:
    with ReviewStore(path) as store:
        keys = store.add(records(3))
        event = store.append(
            Act.CORRECT, "anna", item=keys[1], model="m 1", before={"a": 1}, after={"b": "å"}
        )
    with ReviewStore(path) as store:
        assert store.events() == [event]
        assert [key for key, _ in store.records()] == keys
        assert store.record(keys[2]) == records(3)[2]
        assert store.record("nothing") is None


def test_an_exchange_stands_once_and_its_verdicts_one_after_the_other(path: Path) -> None:
    first, again = record(1), record(1, stance="deflects", model="stance-sv 0.2.0")
    assert exchange_key(first) == exchange_key(again)
    with ReviewStore(path) as store:
        assert store.add([first, record(2), first]) == [
            exchange_key(first),
            exchange_key(record(2)),
        ]
        store.add([first, again])
        assert [found["stance"] for _, found in store.records()] == ["deflects", "agrees"]
    rows = sqlite3.connect(path).execute("SELECT model FROM items ORDER BY number").fetchall()
    assert rows == [("stance-sv 0.1.0",), ("stance-sv 0.1.0",), ("stance-sv 0.2.0",)]


def test_it_is_written_ahead_and_flushed(path: Path) -> None:
    with ReviewStore(path) as store:
        connection = store._connection
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


@pytest.mark.parametrize("table", ["events", "items"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET key = 'x'", "DELETE FROM {}"])
def test_nothing_is_overwritten(path: Path, table: str, statement: str) -> None:
    with ReviewStore(path) as store:
        store.add([record()])
        store.append(Act.SKIP, "anna", item="k")
    statement = statement.replace("key", "reviewer") if table == "events" else statement
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        sqlite3.connect(path).execute(statement.format(table))


def test_two_programs_write_to_one_file(path: Path) -> None:
    with ReviewStore(path) as one, ReviewStore(path) as other:
        one.append(Act.SKIP, "anna", item="k")
        other.append(Act.SKIP, "bo", item="k")
        assert [event.reviewer for event in one.events()] == ["anna", "bo"]
        assert [event.reviewer for event in other.events(after=1)] == ["bo"]


@pytest.mark.parametrize("confirmed", [1, 7, 40])
def test_a_kill_loses_nothing_that_was_confirmed(path: Path, confirmed: int) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    try:
        last = [int(writer.stdout.readline()) for _ in range(confirmed)][-1]
    finally:
        writer.kill()  # SIGKILL, in the middle of whatever it does now.
        writer.wait()
    last = max([last, *(int(line) for line in writer.stdout.read().split("\n")[:-1])])
    writer.stdout.close()
    with ReviewStore(path, create=False) as store:
        assert store._connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        numbers = [event.number for event in store.events()]
        assert len(numbers) >= last
        assert numbers == list(range(1, len(numbers) + 1))
        assert all(event.after == {"stance": "x" * 2000} for event in store.events())
        assert store.append(Act.SKIP, "bo", item="k").number == len(numbers) + 1


def test_what_is_written_at_once_is_there_as_a_whole_or_not(path: Path) -> None:
    with ReviewStore(path) as store:

        def fail() -> None:
            with store.at_once():
                store.add([record()])
                store.append(Act.SKIP, "anna", item="k")
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            fail()
        assert store.events() == []
        assert list(store.records()) == []


def test_other_files_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    sqlite3.connect(other).execute("CREATE TABLE a (b)")
    with pytest.raises(StanceError, match="another program's"):
        ReviewStore(other)
    rubbish = tmp_path / "rubbish.sqlite"
    rubbish.write_bytes(b"no database at all, but long enough " * 50)
    with pytest.raises(StanceError, match="cannot be used"):
        ReviewStore(rubbish)
    with pytest.raises(StanceError, match="no review file"):
        ReviewStore(tmp_path / "missing.sqlite", create=False)
    assert not (tmp_path / "missing.sqlite").exists()


def test_a_file_of_a_later_version_is_refused(path: Path) -> None:
    ReviewStore(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StanceError, match="later version"):
        ReviewStore(path)
