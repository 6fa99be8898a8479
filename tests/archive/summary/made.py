"""Archives made of rows, without scoring anything."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from stance.archive.folder import Manifest, prepare, write_manifest
from stance.archive.rows import document_row, error_row, verdict_row
from stance.archive.schema import DOCUMENTS, ERRORS, FAILED, VERDICTS, Row
from stance.archive.shards import Shards

Document = tuple[str, Sequence[dict[str, Any]]]
_PROBABILITIES = {
    "agrees": {"agrees": 0.8, "partly_agrees": 0.15, "deflects": 0.05},
    "partly_agrees": {"agrees": 0.2, "partly_agrees": 0.6, "deflects": 0.2},
    "deflects": {"agrees": 0.1, "partly_agrees": 0.2, "deflects": 0.7},
}


def exchange(
    stance: str = "agrees",
    commitment: str = "concrete",
    **changes: Any,  # noqa: ANN401
) -> dict[str, Any]:
    """Return a record of the contract."""
    weak = stance == "deflects" or commitment == "none"
    record: dict[str, Any] = {
        "id": None,
        "municipality": "Exempelby",
        "body": "Socialnämnden",
        "case_number": None,
        "date": "2021-05-18",
        "kind": "recommendation",
        "recommendation": "Ta fram en plan.",
        "recommendation_span": None,
        "recommendation_page": 1,
        "response": "Nämnden tar fram en plan.",
        "response_spans": [[0, 10]],
        "response_page": 2,
        "stance": stance,
        "probabilities": _PROBABILITIES.get(stance, {stance: 1.0}),
        "reason": "rejects" if stance == "deflects" else None,
        "commitment": commitment,
        "measure": None,
        "deadline": None,
        "deadline_date": None,
        "responsible": None,
        "evidence": [],
        "weak": weak or (stance == "partly_agrees" and commitment == "vague"),
        "review": False,
        "model": "fake 1.0",
        "by_reference": False,
        "context": None,
    }
    return record | changes


def archive(
    folder: Path, documents: Iterable[Document], *, failed: Iterable[str] = (), at_once: int = 1000
) -> Path:
    """Write an archive of documents with their exchanges, and of some that failed."""
    places = prepare(folder)
    shards = Shards(folder)
    shards.create()
    rows: list[tuple[Row, list[Row]]] = []
    for path, exchanges in documents:
        digest = hashlib.sha256(path.encode()).hexdigest()
        verdicts = [
            verdict_row({**each, "document": path}, path=path, sha256=digest, index=number)
            for number, each in enumerate(exchanges)
        ]
        status = "ok" if verdicts else "no_answer"
        row = document_row(path, status, sha256=digest, size=1, exchanges=len(verdicts))
        rows.append((row, verdicts))
    rows += [(document_row(path, FAILED[0], "It is so.", size=1), []) for path in failed]
    for start in range(0, len(rows), at_once):
        some = rows[start : start + at_once]
        shards.append(
            {
                DOCUMENTS: [row for row, _ in some],
                VERDICTS: [verdict for _, verdicts in some for verdict in verdicts],
                ERRORS: [error_row(row) for row, _ in some if row["status"] in FAILED],
            }
        )
    write_manifest(places, Manifest(model_name="fake 1.0"))
    return folder


def drawn(
    count: int, *, seed: int = 1, places: int = 5, error: float = 0.2
) -> tuple[list[Document], list[dict[str, Any]]]:
    """Return documents by chance, and the true labels of all their exchanges in order."""
    chance = random.Random(seed)  # noqa: S311 - no secrets
    documents: list[Document] = []
    labels = []
    stances = list(_PROBABILITIES)
    for number in range(count):
        lean = chance.betavariate(2, 3)
        town = min(int(chance.expovariate(0.5)), places - 1)
        year = 2010 + number * 12 // count
        exchanges = []
        for index in range(1 + int(chance.expovariate(0.3))):
            weights = [1 - lean, 0.5, lean]
            (truth,) = chance.choices(stances, weights)
            said = chance.choice(stances) if chance.random() < error else truth
            (commitment,) = chance.choices(["concrete", "vague", "none"], [4, 3, 1])
            if truth == "deflects":
                commitment = "none"
            made = exchange(
                said,
                "none" if said == "deflects" else commitment,
                municipality=f"Ort {town:02d}",
                body=chance.choice(["Socialnämnden", "Barnnämnden", "Tekniska nämnden"]),
                date=f"{year}-03-01",
                recommendation=f"Rekommendation {number} nr {index}.",
                response=f"Svar {number} nr {index}.",
                review=chance.random() < 0.1,
            )
            exchanges.append(made)
            texts = {key: made[key] for key in ("recommendation", "response")}
            labels.append(texts | {"stance": truth, "commitment": commitment})
        documents.append((f"svar-{number:05d}.pdf", exchanges))
    return documents, labels
