"""Finds what is wrong with labelled data before anything is trained or measured on it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stance.errors import StanceError
from stance.evaluation.gold import is_gold, items_of, read_gold

STANCES = ("agrees", "partly_agrees", "deflects")
REASONS = (
    "rejects",
    "existing_work",
    "shifts_responsibility",
    "lack_of_resources",
    "notes_only",
    "postpones",
    "no_answer",
)
COMMITMENTS = ("concrete", "vague", "none")
_QUOTES = ("evidence", "measure", "deadline", "responsible")


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a folder holds, and what is wrong with it.

    Attributes:
        pair_files: Number of files of pairs.
        pairs: Number of pairs.
        documents: Number of documents with gold.
        items: Number of labelled recommendations in them.
        problems: One line each: where, and what.
    """

    pair_files: int
    pairs: int
    documents: int
    items: int
    problems: tuple[str, ...]


def check_folder(folder: Path) -> CheckReport:
    """Check all pairs and documents with gold below a folder by the labelling guideline.

    Raises:
        StanceError: ``data-missing`` when there is no such folder.
    """
    if not folder.is_dir():
        raise StanceError(
            "data-missing", f"There is no folder {folder}.", "Name the folder of the data."
        )
    files = sorted(file for file in folder.rglob("*") if file.suffix in {".jsonl", ".csv", ".json"})
    problems: list[str] = []
    seen: dict[str, str] = {}
    pair_files = pairs = documents = items = 0
    for file in files:
        try:
            if is_gold(file):
                gold = read_gold(file)
                documents += len(gold)
                items += sum(len(document.items) for document in gold)
                problems += _gold_problems(file)
            else:
                rows = list(_rows(file))
                pair_files += 1
                pairs += len(rows)
                problems += _pair_problems(rows, seen)
        except StanceError as error:
            problems.append(str(error))
    return CheckReport(pair_files, pairs, documents, items, tuple(problems))


def _rows(file: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield (place, pair) for each row of a pair file."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            if file.suffix == ".csv":
                for row in (reader := csv.DictReader(stream)):
                    yield f"{file}:{reader.line_num}", {k: v or None for k, v in row.items() if k}
                return
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield f"{file}:{number}", _object(f"{file}:{number}", line)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise StanceError("data-damaged", f"{file}: {error}.") from error


def _object(place: str, line: str) -> Mapping[str, object]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise StanceError("data-damaged", f"{place}: this is not JSON ({error}).") from error
    if not isinstance(value, dict):
        raise StanceError("data-damaged", f"{place}: this is not an object.")
    return value


def _pair_problems(
    rows: Sequence[tuple[str, Mapping[str, object]]], seen: dict[str, str]
) -> Iterator[str]:
    for place, row in rows:
        for key in ("recommendation", "response"):
            if not str(row.get(key) or "").strip():
                yield f"{place}: {key} is missing"
        yield from (f"{place}: {problem}" for problem in _label_problems(row))
        response = str(row.get("response") or "")
        yield from (f"{place}: {problem}" for problem in _quote_problems(row, response))
        same_text = _folded(f"{row.get('recommendation')} | {response}")
        marks = {same_text: "the same texts"}
        if row.get("id"):
            marks[f"id {row['id']}"] = f"id {row['id']}"
        for mark, what in marks.items():
            if mark in seen:
                yield f"{place}: {what} as in {seen[mark]}"
            else:
                seen[mark] = place


def _label_problems(row: Mapping[str, object]) -> Iterator[str]:
    """Say where labels are missing, unknown or at odds with each other."""
    stance, reason, commitment = row.get("stance"), row.get("reason"), row.get("commitment")
    if stance not in STANCES:
        yield f"stance is {stance!r}, not one of {', '.join(STANCES)}"
    elif stance == "deflects" and reason not in REASONS:
        yield f"reason is {reason!r}, not one of {', '.join(REASONS)}"
    elif stance != "deflects" and reason is not None:
        yield f"a reason ({reason}) with the stance {stance}"
    if commitment not in COMMITMENTS:
        yield f"commitment is {commitment!r}, not one of {', '.join(COMMITMENTS)}"
    elif commitment == "none" and row.get("measure"):
        yield "a measure with the commitment none"


def _quote_problems(row: Mapping[str, object], text: str) -> Iterator[str]:
    for key in _QUOTES:
        quote = row.get(key)
        if quote is not None and str(quote) not in text:
            yield f"{key} does not stand in the response: {quote!r}"


def _gold_problems(file: Path) -> Iterator[str]:
    """Check the labels and quotes of documents with gold, in the text as it is read."""
    from stance.reading import read_document

    entries = (
        [json.loads(file.read_text(encoding="utf-8-sig"))]
        if file.suffix == ".json"
        else [value for _, value in _rows(file)]
    )
    for entry, document in zip(entries, read_gold(file), strict=True):
        text = document.text
        if text is None and document.path is not None:
            text = read_document(document.path).text
        folded = None if text is None else _folded(text)
        for number, item in enumerate(items_of(entry) or (), 1):
            place = f"{file}: {document.identifier} no. {number}"
            yield from (f"{place}: {problem}" for problem in _label_problems(item))
            if folded is None:
                continue
            response = item.get("response")
            quotes = [*(response if isinstance(response, list) else [response])]
            quotes += [item.get(key) for key in ("recommendation", *_QUOTES)]
            for quote in quotes:
                if quote and _folded(str(quote)) not in folded:
                    yield f"{place}: not in the text: {str(quote)[:80]!r}"


def _folded(text: str) -> str:
    """Fold what line ends and divided words change, so that quotes are found in the raw text."""
    return "".join(text.casefold().replace("-\n", "").replace("\u00ad", "").split())
