from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from stance.errors import StanceError
from stance.report import Reviewed
from stance.results import Record, exchange_key
from stance.review import store as store_module
from stance.review.label import Label
from stance.review.session import ReviewSession
from stance.review.store import ReviewStore
from stance.review.verdicts import reviewed_in
from tests.review.samples import record

_NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
_DEFLECTS = Label("deflects", "notes_only", "none")
_AGREES = Label("agrees", None, "vague")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(store_module, "_now", lambda: _NOON.isoformat(timespec="milliseconds"))
    return tmp_path / "x.review.sqlite"


def reviewed(database: Path, *labels: tuple[str, Label], of: Record | None = None) -> Reviewed:
    """Give labels to an exchange, one after the other, and return what counts."""
    row = of or record(1)
    with ReviewStore(database) as store:
        for name, label in labels:
            ReviewSession(store, [row, record(2)], name).save(exchange_key(row), label)
    (found,) = reviewed_in(database).items()
    assert found[0] == exchange_key(row)
    return found[1]


def test_one_reviewer(database: Path) -> None:
    found = reviewed(
        database, ("Anna Lind", Label("deflects", "rejects", "none", evidence=((0, 5),)))
    )
    assert (found.by, found.reviewers) == ("Anna Lind", ("Anna Lind",))
    assert found.on == _NOON.astimezone().date().isoformat()
    assert (found.stance, found.reason, found.commitment) == ("deflects", "rejects", "none")
    assert (found.alike, found.tied, found.weak) == (1, False, True)
    assert found.evidence == ((0, 5),)


def test_most_reviewers_count_else_the_latest(database: Path) -> None:
    found = reviewed(database, ("anna", _AGREES), ("bo", _DEFLECTS))
    assert (found.by, found.stance, found.tied, found.alike) == ("bo", "deflects", True, 1)
    found = reviewed(database, ("cia", _AGREES))
    assert (found.stance, found.tied, found.alike) == ("agrees", False, 2)
    assert found.reviewers == ("anna", "bo", "cia")
    found = reviewed(database, ("bo", _AGREES))
    assert (found.alike, found.weak) == (3, False)


def test_a_deadline_keeps_its_day_or_gets_one(database: Path) -> None:
    row = record(1, deadline_date="2025-04-30", date="2024-05-18")
    same = reviewed(
        database, ("anna", Label("agrees", None, "concrete", deadline=row["deadline"])), of=row
    )
    assert same.deadline_date == "2025-04-30"
    other = Label("agrees", None, "concrete", deadline="april 2025")
    assert reviewed(database, ("anna", other), of=row).deadline_date == "2025-04-30"
    assert reviewed(database, ("anna", _AGREES), of=row).deadline_date is None


def test_what_was_skipped_or_undone_is_not_reviewed(database: Path) -> None:
    with ReviewStore(database) as store:
        session = ReviewSession(store, [record(1), record(2)], "anna")
        session.skip(session.keys[0], "Oklart.")
        session.save(session.keys[1], _AGREES)
        session.undo()
    assert reviewed_in(database) == {}


def test_another_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StanceError, match="no review file"):
        reviewed_in(tmp_path / "missing.sqlite")
    (tmp_path / "x.sqlite").write_text("no database at all", encoding="utf-8")
    with pytest.raises(StanceError, match=r"review\.sqlite"):
        reviewed_in(tmp_path / "x.sqlite")
