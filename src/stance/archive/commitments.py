"""What bodies committed to, by when, and whether that has passed."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from stance.archive.summary.csv import cell
from stance.archive.summary.parts import open_tables
from stance.results import exchange_key

SOON = 30
COLUMNS = (
    "deadline_date",
    "state",
    "deadline",
    "measure",
    "responsible",
    "commitment",
    "body",
    "municipality",
    "document",
    "page",
    "recommendation",
    "key",
)
_COMMITTED = """
    SELECT deadline_date, deadline, measure, responsible, commitment, body, municipality, document,
        response_page, recommendation, response, id, evidence, more
    FROM verdict
    WHERE coalesce(commitment, 'none') <> 'none' OR measure IS NOT NULL
    ORDER BY deadline_date NULLS LAST, path, "index"
"""


class State(StrEnum):
    """How a deadline stands to today."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a body committed to.

    Attributes:
        key: The exchange's key, with a number after it where several are alike.
        due: By when; None without a date.
        state: How that stands to today.
        measure: What, in the document's words.
        deadline: By when, in its words.
        responsible: Who.
        commitment: ``concrete`` or ``vague``.
        body: Which body committed to it.
        municipality: Of which municipality.
        document: In which document.
        page: On which page the sentence with the measure begins; where that is not known, the
            answer.
        recommendation: What it answers.
    """

    key: str
    due: date | None
    state: State
    measure: str | None
    deadline: str | None
    responsible: str | None
    commitment: str
    body: str | None
    municipality: str | None
    document: str
    page: int | None
    recommendation: str


def commitments_of(folder: Path, today: date, *, soon: int = SOON) -> list[Commitment]:
    """Return all commitments of an archive, those with the earliest date first.

    Args:
        folder: What ``stance archive run --out`` wrote.
        today: What deadlines are compared with.
        soon: Within how many days a deadline is soon.

    Raises:
        StanceError: When it is no archive, or damaged.
    """
    seen: Counter[str] = Counter()
    found = []
    with open_tables(folder) as tables:
        for row in tables.mappings(_COMMITTED):
            key = exchange_key(dict(row))
            seen[key] += 1
            due = _date(row["deadline_date"])
            found.append(
                Commitment(
                    key=key if seen[key] == 1 else f"{key}-{seen[key]}",
                    due=due,
                    state=state_of(due, today, soon),
                    measure=row["measure"],
                    deadline=row["deadline"],
                    responsible=row["responsible"],
                    commitment=row["commitment"] or "",
                    body=row["body"],
                    municipality=row["municipality"],
                    document=row["document"],
                    page=page_of(row),
                    recommendation=row["recommendation"] or "",
                )
            )
    return found


def page_of(row: Mapping[str, Any]) -> int | None:
    """Return the page of the sentence that holds the measure, else that of the answer.

    Args:
        row: A row of ``verdicts``.
    """
    measure = _plain(row["measure"])
    evidence = row["evidence"] or ()
    # Verdicts of earlier versions have no pages of their evidence.
    more = json.loads(row["more"] or "{}")
    pages: Sequence[int | None] = more.get("evidence_pages") or ()
    holding = [
        (item["weight"], page)
        for item, page in zip(evidence, pages, strict=False)
        if measure and page is not None and measure in _plain(item["text"])
    ]
    answered: int | None = row["response_page"]
    return max(holding)[1] if holding else answered


def state_of(due: date | None, today: date, soon: int = SOON) -> State:
    """Return how a deadline stands to today; the day itself is not past."""
    if due is None:
        return State.UNDATED
    if due < today:
        return State.OVERDUE
    return State.SOON if due - today <= timedelta(days=soon) else State.LATER


def chosen(
    commitments: Iterable[Commitment],
    *,
    states: Sequence[State] = (),
    due_before: date | None = None,
) -> list[Commitment]:
    """Return the commitments in one of some states, and due before a date.

    Args:
        commitments: Which to choose from.
        states: Which states; all without any.
        due_before: The day before which they are due; without it, also those without a date.
    """
    return [
        each
        for each in commitments
        if (not states or each.state in states)
        and (due_before is None or (each.due is not None and each.due < due_before))
    ]


def csv_of(commitments: Iterable[Commitment]) -> str:
    """Return commitments as CSV with a header; no cell is a formula."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in commitments:
        values = [each.due if name == "deadline_date" else getattr(each, name) for name in COLUMNS]
        writer.writerow([cell(value) for value in values])
    return buffer.getvalue()


def _plain(text: str | None) -> str:
    """Return a text as words: lines break elsewhere in evidence than in a measure."""
    return " ".join((text or "").split())


def _date(text: Any) -> date | None:  # noqa: ANN401 - what a table holds
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None
