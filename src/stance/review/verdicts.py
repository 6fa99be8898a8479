"""What the reviewers of a review file say, as a report shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from stance.classification.labels import DEFLECTS, is_weak
from stance.report.reviewed import Reviewed
from stance.results import Record
from stance.review.label import QUESTIONS, Label
from stance.review.state import ReviewState
from stance.review.store import ReviewStore
from stance.swedish.dates import resolve


def reviewed_in(path: Path) -> dict[str, Reviewed]:
    """Return the verdicts that count, by the keys of their exchanges (see ``exchange_key``).

    Where reviewers differ, it is the one that ``stance review export`` writes: that of most, else
    the latest.

    Raises:
        StanceError: ``no-review`` when there is no such file, ``bad-review`` when it is another.
    """
    with ReviewStore(path, create=False) as store:
        state = ReviewState(store.events())
        return {
            key: _reviewed(state, key, labels, store.record(key) or {})
            for key, labels in state.all_labels().items()
        }


def _reviewed(
    state: ReviewState, key: str, labels: Mapping[str, Label], record: Record
) -> Reviewed:
    settled = state.settled(key)
    assert settled is not None  # noqa: S101 (there are labels)
    by, label = settled
    event = state.label_event(key, by)
    assert event is not None  # noqa: S101 (the label stands in it)
    votes = Counter(
        tuple(getattr(each, question) for question in QUESTIONS) for each in labels.values()
    )
    most = max(votes.values())
    commitment = label.commitment or ""
    return Reviewed(
        by=by,
        # The day that the reviewer's calendar showed; the file counts in UTC.
        on=datetime.fromisoformat(event.at).astimezone().date().isoformat(),
        reviewers=tuple(sorted(labels)),
        alike=most,
        tied=list(votes.values()).count(most) > 1,
        stance=label.stance,
        reason=label.reason,
        commitment=label.commitment,
        measure=label.measure,
        deadline=label.deadline,
        deadline_date=_day_of(label.deadline, record),
        responsible=label.responsible,
        weak=is_weak(label.stance, commitment) if commitment else label.stance == DEFLECTS,
        evidence=label.evidence,
    )


def _day_of(deadline: str | None, record: Record) -> str | None:
    """Return the last day of a deadline; the model's, where the words are the same."""
    if not deadline:
        return None
    if deadline == record.get("deadline"):
        known: str | None = record["deadline_date"]
        return known
    try:
        written = date.fromisoformat(record.get("date") or "")
    except ValueError:
        written = None
    day = resolve(deadline, written)
    return None if day is None else day.isoformat()
