"""What stands above the list: how many, which shares, and who answers how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stance.results import Record

# The weakest first, as everywhere in a report.
COMMITMENTS = ("none", "vague", "concrete")


@dataclass(frozen=True, slots=True)
class Figures:
    """The key figures of some records."""

    exchanges: int
    weak: int
    review: int
    unanswered: int
    documents: int
    bodies: int
    reviewed: int = 0


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A document in which many recommendations have no response."""

    document: str
    missing: int
    recommendations: int


@dataclass(frozen=True, slots=True)
class Share:
    """How many records have one label."""

    label: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Group:
    """The records of one municipality or of one body.

    Attributes:
        name: The municipality or body; None where it is not stated.
        place: For a body its municipality, when the report has several.
        exchanges: How many records there are.
        weak: How many of them are weak.
        review: How many of them are uncertain.
    """

    name: str | None
    place: str | None
    exchanges: int
    weak: int
    review: int


def figures_of(records: Sequence[Record]) -> Figures:
    """Return the key figures."""
    return Figures(
        exchanges=len(records),
        weak=sum(record["weak"] for record in records),
        review=sum(record["review"] for record in records),
        unanswered=sum(map(_unanswered, records)),
        documents=len({record["document"] for record in records}),
        bodies=len({(record["municipality"], record["body"]) for record in records}),
        reviewed=sum(bool(record.get("reviewed")) for record in records),
    )


def mostly_unanswered(records: Sequence[Record]) -> list[Unanswered]:
    """Return the documents in which more than half of the recommendations have no response.

    There, the audit report may help. Documents that were scored with one are left out, and so are
    pairs: their recommendations stand nowhere in them.
    """
    documents: dict[str, list[Record]] = {}
    for record in records:
        documents.setdefault(record["document"], []).append(record)
    found = [
        Unanswered(document, sum(map(_unread, members)), len(members))
        for document, members in documents.items()
        if any(record["recommendation_span"] is not None for record in members)
    ]
    return [each for each in found if 2 * each.missing > each.recommendations]


def shares_of(records: Sequence[Record], key: str, order: Sequence[str]) -> list[Share]:
    """Return the share of each label of a key among the records that have one.

    Labels come in the given order, and then those of other label sets.
    """
    counts = Counter(record[key] for record in records if record[key] is not None)
    total = counts.total()
    others = sorted(label for label in counts if label not in order)
    return [
        Share(label, counts[label], counts[label] / total)
        for label in [*order, *others]
        if counts[label]
    ]


def _unanswered(record: Record) -> bool:
    """Tell whether nobody answers, as far as is known: a reviewer may have found an answer."""
    found_by_person = record.get("reviewed") and record["reason"] != "no_answer"
    return record["response"] is None and not found_by_person


def _unread(record: Record) -> bool:
    return record["response"] is None and not record.get("reviewed")


def groups_of(records: Sequence[Record], key: str) -> list[Group]:
    """Return the municipalities or bodies, those with the most weak answers first."""
    places = {record["municipality"] for record in records}
    by_place = key == "body" and len(places) > 1
    found: dict[tuple[str | None, str | None], list[Record]] = {}
    for record in records:
        place = record["municipality"] if by_place else None
        found.setdefault((record[key], place), []).append(record)
    groups = [
        Group(
            name,
            place,
            len(members),
            sum(record["weak"] for record in members),
            sum(record["review"] for record in members),
        )
        for (name, place), members in found.items()
    ]
    return sorted(
        groups, key=lambda group: (-group.weak, group.name or "\uffff", group.place or "")
    )
