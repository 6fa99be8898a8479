"""Verdicts as CSV: one row each, for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from stance.output.jsonl import record
from stance.schema import Verdict

# Two columns for people come beside the keys of the JSON lines.
_PROBABILITY = "probability"
_EVIDENCE = "deciding_sentence"

COLUMNS = (
    "document",
    "id",
    "municipality",
    "body",
    "case_number",
    "date",
    "kind",
    "recommendation",
    "recommendation_span",
    "recommendation_page",
    "response",
    "response_spans",
    "response_page",
    "stance",
    _PROBABILITY,
    "probabilities",
    "reason",
    "commitment",
    "measure",
    "deadline",
    "deadline_date",
    "responsible",
    _EVIDENCE,
    "evidence",
    "weak",
    "review",
    "model",
    "by_reference",
    "context",
    "evidence_pages",
)

# A spreadsheet runs a cell that starts with one of these as a formula, and documents come from
# strangers. The apostrophe makes it text again.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def header() -> str:
    """Return the header line, with its line break."""
    return row(list(COLUMNS))


def line(verdict: Verdict, text: str) -> str:
    """Return the verdict as one row, with its line break; see ``jsonl.record`` for ``text``."""
    values = record(verdict, text)
    probabilities = values["probabilities"]
    if isinstance(probabilities, dict):
        values[_PROBABILITY] = probabilities.get(verdict.judgement.stance)
    evidence = verdict.judgement.evidence
    values[_EVIDENCE] = max(evidence, key=lambda item: item.weight).text if evidence else None
    return row([cell(values[column]) for column in COLUMNS])


def cell(value: object) -> str:
    """Return a value as a cell: nothing for null, JSON for lists, formulas made harmless."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    text = str(value)
    if isinstance(value, str) and text.startswith(_FORMULA_STARTS):
        text = "'" + text
    # A lone carriage return would go unquoted, and end the row for most readers.
    return text.replace("\r\n", "\n").replace("\r", "\n")


def row(cells: Sequence[str]) -> str:
    """Return cells as one row, with its line break."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()
