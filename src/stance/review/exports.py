"""The ways out: pair files for ``stance train``, and what Label Studio and Argilla read."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from enum import StrEnum
from typing import Any
from xml.sax.saxutils import quoteattr

from stance.results import Record
from stance.review.label import QUESTIONS, QUOTES, Choices, Label, machine_label
from stance.review.state import ReviewState
from stance.review.store import ReviewStore

_ID_LENGTH = 12


class ExportFormat(StrEnum):
    """Who is to read the labels."""

    JSONL = "jsonl"
    LABEL_STUDIO = "label-studio"
    ARGILLA = "argilla"


def export_text(store: ReviewStore, form: ExportFormat, *, reviewer: str | None = None) -> str:
    """Return the labels of a review file in a format, one text.

    Args:
        store: The review file.
        form: The format.
        reviewer: Whose labels; by default those that count (see ``ReviewState.settled``) as pairs,
            and everybody's in the other formats.
    """
    state = ReviewState(store.events())
    if form is ExportFormat.JSONL:
        rows = pair_rows(store, state, reviewer=reviewer)
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    make = _label_studio if form is ExportFormat.LABEL_STUDIO else _argilla
    tasks = [
        make(key, record, labels)
        for key, record in store.records()
        if (labels := _labels(state, key, reviewer))
    ]
    return json.dumps(tasks, ensure_ascii=False, indent=1) + "\n"


def pair_rows(
    store: ReviewStore, state: ReviewState, *, reviewer: str | None = None
) -> Iterator[dict[str, Any]]:
    """Yield a row per labelled exchange, as the files in ``data/pairs`` have them.

    Beside their keys stand ``document``, ``comment``, ``model`` and ``model_stance``; who reads
    pairs passes over them.
    """
    for key, record in store.records():
        if reviewer is None:
            settled = state.settled(key)
        else:
            own = state.label(key, reviewer)
            settled = None if own is None else (reviewer, own)
        if settled is None:
            continue
        author, label = settled
        response = record["response"] or ""
        yield {
            "id": pair_id(key, record),
            "municipality": record["municipality"],
            "body": record["body"],
            "recommendation": record["recommendation"],
            "response": response,
            **{question: getattr(label, question) for question in QUESTIONS},
            "evidence": label.evidence_in(response),
            **{quote: getattr(label, quote) for quote in QUOTES},
            "author": author,
            "document": record["document"],
            "comment": label.comment,
            "model": record["model"],
            "model_stance": record["stance"] or None,
        }


def pair_id(key: str, record: Record) -> str:
    """Return what an exchange is called in pair files."""
    return record["id"] or key[:_ID_LENGTH]


def label_studio_config(choices: Choices) -> str:
    """Return the labelling interface that Label Studio needs for the exported tasks."""
    blocks = [
        f'  <Choices name="{question}" toName="response" choice="single">\n'
        + "".join(f"    <Choice value={quoteattr(label)}/>\n" for label in labels)
        + "  </Choices>\n"
        for question, labels in (
            ("stance", choices.stances),
            ("reason", choices.reasons),
            ("commitment", choices.commitments),
        )
    ]
    spans = "".join(f'    <Label value="{name}"/>\n' for name in ("evidence", *QUOTES))
    return (
        "<View>\n"
        '  <Header value="Recommendation"/>\n'
        '  <Text name="recommendation" value="$recommendation"/>\n'
        '  <Header value="Response"/>\n'
        '  <Labels name="spans" toName="response">\n' + spans + "  </Labels>\n"
        '  <Text name="response" value="$response"/>\n'
        + "".join(blocks)
        + '  <TextArea name="comment" toName="response"/>\n'
        "</View>\n"
    )


def _labels(state: ReviewState, key: str, reviewer: str | None) -> dict[str, Label]:
    labels = state.labels(key)
    if reviewer is None:
        return labels
    return {name: label for name, label in labels.items() if name == reviewer}


def _label_studio(key: str, record: Record, labels: dict[str, Label]) -> dict[str, Any]:
    response = record["response"] or ""
    task: dict[str, Any] = {
        "data": {
            "id": key,
            **{name: record[name] for name in ("document", "municipality", "body")},
            "recommendation": record["recommendation"],
            "response": response,
        },
        "annotations": [
            {"completed_by": {"email": name}, "result": _results(label, response)}
            for name, label in labels.items()
        ],
    }
    if record["stance"]:
        task["predictions"] = [
            {
                "model_version": record["model"] or "",
                "score": record["probabilities"].get(record["stance"], 0.0),
                "result": _results(machine_label(record), response),
            }
        ]
    return task


def _results(label: Label, response: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "id": question,
            "from_name": question,
            "to_name": "response",
            "type": "choices",
            "value": {"choices": [value]},
        }
        for question in QUESTIONS
        if (value := getattr(label, question))
    ]
    spans = [("evidence", start, end) for start, end in label.evidence]
    for name in QUOTES:
        quote = getattr(label, name)
        if quote and (start := response.find(quote)) >= 0:
            spans.append((name, start, start + len(quote)))
    found += [
        {
            "id": f"{name}-{start}",
            "from_name": "spans",
            "to_name": "response",
            "type": "labels",
            "value": {"start": start, "end": end, "text": response[start:end], "labels": [name]},
        }
        for name, start, end in spans
    ]
    if label.comment:
        found.append(
            {
                "id": "comment",
                "from_name": "comment",
                "to_name": "response",
                "type": "textarea",
                "value": {"text": [label.comment]},
            }
        )
    return found


def _argilla(key: str, record: Record, labels: dict[str, Label]) -> dict[str, Any]:
    """Return a record as Argilla's ``Dataset.records.from_json`` reads it.

    Its users have UUIDs: a reviewer's is made of the name, and the same in every export.
    """
    responses: dict[str, list[dict[str, str]]] = {}
    for name, label in labels.items():
        user = str(uuid.uuid5(uuid.NAMESPACE_OID, name))
        for question in (*QUESTIONS, *QUOTES, "comment"):
            if value := getattr(label, question):
                responses.setdefault(question, []).append({"value": value, "user_id": user})
        if evidence := label.evidence_in(record["response"] or ""):
            responses.setdefault("evidence", []).append({"value": evidence, "user_id": user})
    machine = machine_label(record)
    score = record["probabilities"].get(record["stance"])
    return {
        "id": key,
        "fields": {
            "recommendation": record["recommendation"],
            "response": record["response"] or "",
        },
        "metadata": {
            name: record[name]
            for name in ("document", "municipality", "body")
            if record[name] is not None
        },
        "suggestions": {
            question: {
                "value": value,
                "score": score if question == "stance" else None,
                "agent": record["model"],
            }
            for question in QUESTIONS
            if (value := getattr(machine, question))
        },
        "responses": responses,
        "vectors": {},
    }
