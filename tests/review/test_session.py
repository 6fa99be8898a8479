from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from stance.errors import StanceError
from stance.review.label import Label, machine_label
from stance.review.session import ReviewSession, checked_name
from stance.review.store import Act, ReviewStore
from tests.review.samples import record, records

_DEFLECTS = Label("deflects", "notes_only", "none")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ReviewStore]:
    with ReviewStore(tmp_path / "x.sqlite") as opened:
        yield opened


@pytest.fixture
def session(store: ReviewStore) -> ReviewSession:
    return ReviewSession(store, records(6), "anna")


def following(session: ReviewSession) -> str:
    key = session.next()
    assert key is not None
    return key


def test_the_most_doubtful_comes_first(session: ReviewSession) -> None:
    assert following(session) == session.keys[-1]


def test_saying_what_the_model_says_accepts_it(session: ReviewSession) -> None:
    key = following(session)
    label = replace(machine_label(session.record(key)), comment="Tydligt.", measure=None)
    event = session.save(key, label)
    assert event.kind is Act.ACCEPT
    assert event.model == "stance-sv 0.1.0"
    assert following(session) != key


def test_saying_something_else_corrects_it(session: ReviewSession) -> None:
    key = following(session)
    event = session.save(key, _DEFLECTS)
    assert event.kind is Act.CORRECT
    assert event.before is not None
    assert event.before["stance"] == "agrees"
    assert event.after == _DEFLECTS.values()
    progress = session.progress()
    assert (progress.total, progress.done, progress.corrected) == (6, 1, 1)
    # The second time, what held before is the reviewer's own label.
    again = session.save(key, machine_label(session.record(key)))
    assert again.before == _DEFLECTS.values()
    assert session.progress().corrected == 0


def test_undo_is_an_event_and_leads_back(session: ReviewSession) -> None:
    key = following(session)
    saved = session.save(key, _DEFLECTS)
    assert session.undo() == saved
    assert session.progress().done == 0
    assert following(session) == key
    assert session.undo() is None
    acts = [event.kind for event in session.store.events()]
    assert acts == [Act.CORRECT, Act.UNDO]


def test_what_is_passed_over_comes_again_at_the_end(session: ReviewSession) -> None:
    passed = following(session)
    session.skip(passed, "Fråga.")
    for _ in range(5):
        key = following(session)
        assert key != passed
        session.save(key, _DEFLECTS)
    assert following(session) == passed
    session.save(passed, _DEFLECTS)
    assert session.next() is None
    assert session.queue() == session.keys


def test_the_work_goes_on_where_it_ended(session: ReviewSession) -> None:
    session.save(following(session), _DEFLECTS)
    waiting = following(session)
    again = ReviewSession(session.store, records(6), "anna")
    assert again.progress().done == 1
    assert following(again) == waiting


def test_others_are_seen_after_the_reviewer_has_spoken(session: ReviewSession) -> None:
    other = ReviewSession(session.store, records(6), "bo")
    key = following(session)
    session.save(key, _DEFLECTS)
    other.refresh()
    assert dict(other.others(key)) == {}
    other.save(key, machine_label(other.record(key)))
    assert dict(other.others(key)) == {"anna": _DEFLECTS}
    session.refresh()
    assert list(session.others(key)) == ["bo"]


def test_another_label_set_can_be_reviewed(store: ReviewStore) -> None:
    results = [record(1, stance="ja", probabilities={"ja": 0.6, "nej": 0.4})]
    session = ReviewSession(store, results, "anna")
    assert session.choices.stances == ("ja", "nej")
    assert session.number(session.keys[0]) == 1


def test_a_new_verdict_is_what_is_reviewed(session: ReviewSession) -> None:
    judged_anew = [
        {**each, "stance": "deflects", "reason": "rejects", "model": "stance-sv 0.2.0"}
        for each in records(6)
    ]
    again = ReviewSession(session.store, judged_anew, "anna")
    assert again.keys == session.keys
    key = following(again)
    label = Label("deflects", "rejects", "concrete")
    event = again.save(key, label)
    assert (event.kind, event.model) == (Act.ACCEPT, "stance-sv 0.2.0")


@pytest.mark.parametrize("name", ["", "   ", "a\u202eb", "x" * 101])
def test_a_reviewer_has_a_name(name: str) -> None:
    with pytest.raises(StanceError, match="name"):
        checked_name(name)


def test_spaces_in_a_name_are_tidied() -> None:
    assert checked_name("  Anna   Ek ") == "Anna Ek"
