"""Made-up results to review."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from stance.results import Record, read_results

SUBJECTS = (
    ("avtalstrohet", "inköpschefen", "mars 2025"),
    ("brandskydd", "fastighetschefen", "april 2025"),
    ("skolfrånvaro", "skolchefen", "maj 2025"),
    ("delegering", "kanslichefen", "juni 2025"),
    ("hemtjänst", "socialchefen", "augusti 2025"),
)
_STANCES = ("agrees", "partly_agrees", "deflects")


def record(number: int = 1, **values: Any) -> Record:  # noqa: ANN401
    """Return an exchange of three sentences; the model holds that it agrees, and is fairly sure."""
    subject, head, month = SUBJECTS[number % len(SUBJECTS)]
    decisive = f"Nämnden ger {head} i uppdrag att se över {subject} senast i {month}."
    response = f"Ärende {number} gäller {subject}. {decisive} Rapporten har lästs."
    start = response.index(decisive)
    whole: Record = {
        "document": f"svar-{number}.pdf",
        "id": None,
        "municipality": "Exempelby",
        "body": "Socialnämnden",
        "case_number": None,
        "date": "2024-05-18",
        "kind": "recommendation",
        "recommendation": f"Nämnden bör stärka uppföljningen av {subject}.",
        "recommendation_span": [0, 10],
        "recommendation_page": 1,
        "response": response,
        "response_spans": [[100, 100 + len(response)]],
        "response_page": 2,
        "stance": "agrees",
        "probabilities": {"agrees": 0.8, "partly_agrees": 0.15, "deflects": 0.05},
        "reason": None,
        "commitment": "concrete",
        "measure": f"se över {subject}",
        "deadline": f"senast i {month}",
        "deadline_date": None,
        "responsible": head,
        "evidence": [
            {"text": decisive, "span": [100 + start, 100 + start + len(decisive)], "weight": 0.7}
        ],
        "weak": False,
        "review": False,
        "model": "stance-sv 0.1.0",
        "by_reference": False,
        "context": {"before": "Bakgrund.", "after": "Protokollet justeras."},
    }
    return {**whole, **values}


def records(count: int) -> list[Record]:
    """Return exchanges about which the model is less and less sure."""
    found = []
    for number in range(count):
        share = round(0.95 - 0.6 * number / count, 4)
        rest = round((1 - share) / 2, 4)
        found.append(
            record(
                number,
                probabilities=dict(
                    zip(_STANCES, (share, rest, round(1 - share - rest, 4)), strict=True)
                ),
            )
        )
    return found


def results_file(folder: Path, rows: Sequence[Record]) -> Path:
    """Write results as ``stance score --format jsonl`` does."""
    path = folder / "resultat.jsonl"
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert len(list(read_results(path))) == len(rows)
    return path
