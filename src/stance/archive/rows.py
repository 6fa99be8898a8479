"""Between a record of the contract and a row of ``verdicts``, both ways; and rows of documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from stance.archive.schema import COLUMNS, DOCUMENTS, ERRORS, VERDICTS, Row

# Columns that the table has beside the keys of the contract.
_OWN = frozenset(
    {"path", "sha256", "index", "probability", "context_before", "context_after", "more"}
)
_KEYS = frozenset(column.name for column in COLUMNS[VERDICTS]) - _OWN
_CONTEXT = "context"


def verdict_row(record: Mapping[str, Any], *, path: str, sha256: str | None, index: int) -> Row:
    """Return a record as a row of ``verdicts``; keys that the table lacks go into ``more``."""
    context = record.get(_CONTEXT) or {}
    more = {key: value for key, value in record.items() if key not in _KEYS and key != _CONTEXT}
    row = {key: record.get(key) for key in _KEYS}
    return row | {
        "path": path,
        "sha256": sha256,
        "index": index,
        "probability": (record.get("probabilities") or {}).get(record.get("stance")),
        "context_before": context.get("before"),
        "context_after": context.get("after"),
        "more": json.dumps(more, ensure_ascii=False, sort_keys=True) if more else None,
    }


def record_of(row: Mapping[str, Any]) -> Row:
    """Return the record from which ``verdict_row`` made a row, its keys in the contract's order."""
    record = {
        column.name: row.get(column.name) for column in COLUMNS[VERDICTS] if column.name not in _OWN
    }
    # Arrow hands a map over as its pairs.
    record["probabilities"] = dict(row.get("probabilities") or ())
    before, after = row.get("context_before"), row.get("context_after")
    known = before is not None or after is not None
    record[_CONTEXT] = {"before": before or "", "after": after or ""} if known else None
    more = row.get("more")
    return record | (json.loads(more) if more else {})


def document_row(path: str, status: str, detail: str = "", **known: Any) -> Row:  # noqa: ANN401
    """Return a row of ``documents``; what is not given is null, but for counts and lists."""
    row: Row = {column.name: None for column in COLUMNS[DOCUMENTS]}
    row |= {"path": path, "status": status, "detail": detail, "exchanges": 0, "unread_pages": []}
    return row | known


def error_row(document: Mapping[str, Any]) -> Row:
    """Return what ``errors`` says of a document."""
    return {column.name: document[column.name] for column in COLUMNS[ERRORS]}
