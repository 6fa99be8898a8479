"""What people said of an exchange, which counts instead of what the program says."""

from __future__ import annotations

from dataclasses import dataclass

from stance.results import Record
from stance.schema import Span


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The verdict of the reviewers of one exchange.

    Attributes:
        by: Whose verdict it is: that of most reviewers, else the latest.
        on: The day on which it was given, as ISO 8601.
        reviewers: All who gave a verdict, by name.
        alike: How many of them gave this one.
        tied: Whether another one was given as often, so that the latest counts.
        stance: The stance.
        reason: Why, for deflections.
        commitment: How much is committed to.
        measure: What is to be done, as it stands in the response.
        deadline: By when, as it stands.
        deadline_date: The last day of that, as ISO 8601.
        responsible: By whom, as it stands.
        weak: Whether such an answer is weak.
        evidence: What the reviewer marked in the response.
    """

    by: str
    on: str
    reviewers: tuple[str, ...]
    alike: int
    tied: bool
    stance: str
    reason: str | None = None
    commitment: str | None = None
    measure: str | None = None
    deadline: str | None = None
    deadline_date: str | None = None
    responsible: str | None = None
    weak: bool = False
    evidence: tuple[Span, ...] = ()


def as_reviewed(record: Record, reviewed: Reviewed) -> Record:
    """Return a record that says what the reviewers say.

    Its probabilities, which are the program's, are left out, and so are the sentences that decided
    another verdict than theirs. The key ``marked`` has what they marked instead.
    """
    marked = list(reviewed.evidence)
    return {
        **record,
        "stance": reviewed.stance,
        "probabilities": {},
        "reason": reviewed.reason,
        "commitment": reviewed.commitment or record["commitment"],
        "measure": reviewed.measure,
        "deadline": reviewed.deadline,
        "deadline_date": reviewed.deadline_date,
        "responsible": reviewed.responsible,
        "evidence": record["evidence"] if reviewed.stance == record["stance"] else [],
        "weak": reviewed.weak,
        "review": False,
        "reviewed": True,
        "marked": marked or None,
    }
