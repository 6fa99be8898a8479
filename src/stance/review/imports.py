"""The way in: labels that were made elsewhere, in pair files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from stance.classification.pairs import Pair, read_pairs
from stance.errors import StanceError
from stance.results import Record
from stance.review.exports import pair_id
from stance.review.label import Label, machine_label
from stance.review.session import act_of
from stance.review.state import ReviewState
from stance.review.store import ReviewStore
from stance.schema import Kind, Span

_ByTexts: TypeAlias = dict[tuple[str, str], list[tuple[str, Record]]]


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import.

    Attributes:
        labels: How many labels were taken.
        known: How many said what their author had said already.
        new_items: How many exchanges were not in the review file before.
    """

    labels: int
    known: int
    new_items: int


def import_pairs(store: ReviewStore, path: Path) -> Imported:
    """Take the labels of a pair file; their authors are the reviewers.

    A pair belongs to the exchange with the same recommendation and response (and ``id``, where
    several have); without one, it becomes an exchange that no model has judged.

    Raises:
        StanceError: ``bad-pairs`` when the file cannot be read, ``no-labels`` when a pair has no
            stance. Then nothing is taken.
    """
    pairs = read_pairs([path])
    for pair in pairs:
        if pair.stance is None:
            raise StanceError(
                "no-labels",
                f"The pair {pair.identifier or pair.recommendation[:40]!r} has no stance.",
                "Only labelled pairs can be imported.",
            )
    comments = _comments(path, len(pairs))
    with store.at_once():
        by_texts = _by_texts(store)
        missing = [pair for pair in pairs if _texts(pair) not in by_texts]
        store.add([_record(pair, path) for pair in missing])
        if missing:
            by_texts = _by_texts(store)
        taken = _take(store, by_texts, pairs, comments)
    new = len({_texts(pair) for pair in missing})
    return Imported(taken, len(pairs) - taken, new)


def _take(
    store: ReviewStore, by_texts: _ByTexts, pairs: Sequence[Pair], comments: Sequence[str | None]
) -> int:
    """Write the labels that say something new; return how many there are."""
    state = ReviewState(store.events())
    taken = 0
    for pair, comment in zip(pairs, comments, strict=True):
        candidates = by_texts[_texts(pair)]
        key, record = next(
            (each for each in candidates if pair_id(*each) == pair.identifier), candidates[0]
        )
        label = _label(pair, comment)
        reviewer = pair.author or ""
        before = state.label(key, reviewer)
        if before is not None and before.is_written_as(label, pair.response):
            continue
        machine = machine_label(record) if record["stance"] else None
        earlier = before or machine
        event = store.append(
            act_of(label, machine),
            reviewer,
            item=key,
            model=record["model"],
            before=None if earlier is None else earlier.values(),
            after=label.values(),
        )
        state.take([event])
        taken += 1
    return taken


def _by_texts(store: ReviewStore) -> _ByTexts:
    found: _ByTexts = {}
    for key, record in store.records():
        texts = (record["recommendation"], record["response"] or "")
        found.setdefault(texts, []).append((key, record))
    return found


def _texts(pair: Pair) -> tuple[str, str]:
    return pair.recommendation, pair.response


def _label(pair: Pair, comment: str | None) -> Label:
    return Label(
        stance=pair.stance or "",
        reason=pair.reason,
        commitment=pair.commitment,
        measure=pair.measure,
        deadline=pair.deadline,
        responsible=pair.responsible,
        evidence=_spans(pair.evidence, pair.response),
        comment=comment,
    )


def _spans(evidence: str | None, response: str) -> tuple[Span, ...]:
    """Return where the quoted sentences stand; quotes that do not are left out."""
    if not evidence:
        return ()
    whole = response.find(evidence)
    if whole >= 0:
        return ((whole, whole + len(evidence)),)
    spans = []
    for piece in evidence.split("\n"):
        start = response.find(piece) if piece.strip() else -1
        if start >= 0:
            spans.append((start, start + len(piece)))
    return tuple(sorted(spans))


def _record(pair: Pair, path: Path) -> Record:
    """Return a pair as a record without a verdict."""
    absent = (
        *("municipality", "body", "case_number", "date", "recommendation_span"),
        *("recommendation_page", "response_page", "reason", "measure", "deadline"),
        *("deadline_date", "responsible", "model", "context"),
    )
    return {
        **dict.fromkeys(absent),
        "document": path.name,
        "id": pair.identifier,
        "kind": Kind.RECOMMENDATION.value,
        "recommendation": pair.recommendation,
        "response": pair.response or None,
        "response_spans": [[0, len(pair.response)]] if pair.response else [],
        "stance": "",
        "probabilities": {},
        "commitment": "",
        "evidence": [],
        "weak": False,
        "review": False,
        "by_reference": False,
    }


def _comments(path: Path, number: int) -> list[str | None]:
    """Return the comments of a ``.jsonl`` file, which pairs do not have."""
    if path.suffix.lower() == ".csv":
        return [None] * number
    text = path.read_text(encoding="utf-8-sig")
    rows = [json.loads(line) for line in text.split("\n") if line.strip()]
    return [
        comment if isinstance(comment := row.get("comment"), str) and comment else None
        for row in rows
    ]
