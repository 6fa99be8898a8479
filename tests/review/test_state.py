from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from stance.review.label import Label
from stance.review.state import ReviewState
from stance.review.store import Act, Event

_AGREES = Label("agrees", None, "concrete")
_DEFLECTS = Label("deflects", "rejects", "none", comment="Läs om.")


class Diary:
    """Writes events as the store would number them."""

    def __init__(self) -> None:
        self.state = ReviewState()
        self._numbers = count(1)

    def add(self, kind: Act, who: str, item: str | None = "k", **values: Any) -> Event:  # noqa: ANN401
        event = Event(next(self._numbers), "2026-01-01T00:00:00", who, kind, item, **values)
        self.state.take([event])
        return event

    def label(self, who: str, label: Label, item: str = "k") -> Event:
        return self.add(Act.CORRECT, who, item, after=label.values())


@pytest.fixture
def diary() -> Diary:
    return Diary()


def test_the_last_label_holds(diary: Diary) -> None:
    diary.label("anna", _AGREES)
    diary.label("anna", _DEFLECTS)
    assert diary.state.label("k", "anna") == _DEFLECTS
    assert diary.state.label("k", "bo") is None


def test_undo_leads_back_step_by_step(diary: Diary) -> None:
    first = diary.label("anna", _AGREES)
    second = diary.label("anna", _DEFLECTS)
    assert diary.state.last_act("anna") == second
    diary.add(Act.UNDO, "anna", undoes=second.number)
    assert diary.state.label("k", "anna") == _AGREES
    assert diary.state.last_act("anna") == first
    diary.add(Act.UNDO, "anna", undoes=first.number)
    assert diary.state.label("k", "anna") is None
    assert diary.state.last_act("anna") is None


def test_nobody_undoes_what_another_did(diary: Diary) -> None:
    event = diary.label("anna", _AGREES)
    diary.add(Act.UNDO, "bo", undoes=event.number)
    assert diary.state.label("k", "anna") == _AGREES


def test_what_was_passed_over_waits_until_it_is_labelled(diary: Diary) -> None:
    skip = diary.add(Act.SKIP, "anna", after={"comment": "Fråga Bo."})
    assert diary.state.skipped("k", "anna")
    assert diary.state.skip_event("k", "anna") == skip
    assert diary.state.note("k", "anna") == "Fråga Bo."
    diary.label("anna", _AGREES)
    assert not diary.state.skipped("k", "anna")


def test_most_reviewers_settle_it_and_then_the_latest(diary: Diary) -> None:
    assert diary.state.settled("k") is None
    diary.label("anna", _AGREES)
    diary.label("bo", _DEFLECTS)
    assert diary.state.settled("k") == ("bo", _DEFLECTS)
    diary.label("cilla", Label("agrees", None, "concrete", comment="Tydligt."))
    settled = diary.state.settled("k")
    assert settled is not None
    assert settled[0] == "cilla"
    assert settled[1].stance == "agrees"


def test_corrections_are_counted_since_an_event(diary: Diary) -> None:
    first = diary.label("anna", _DEFLECTS, "a")
    diary.add(Act.ACCEPT, "anna", "b", after=_AGREES.values())
    diary.label("bo", _DEFLECTS, "c")
    assert diary.state.corrected_since(0) == 2
    assert diary.state.corrected_since(first.number) == 1
    counted = diary.state.tally("anna", ["a", "b", "c"])
    assert dict(counted) == {"accept": 1, "correct": 1, "skip": 0}


def test_retrainings_concern_no_exchange(diary: Diary) -> None:
    event = diary.add(Act.RETRAIN, "anna", None, after={"folder": "x"})
    assert diary.state.retrainings() == [event]
    assert diary.state.last_act("anna") is None
