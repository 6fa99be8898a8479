"""A file of labels, and the exchanges of an archive that they belong to."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from stance.archive.summary.parts import Tables
from stance.errors import StanceError
from stance.results import exchange_key

# How `stance review export` names an exchange: the beginning of its key.
_SHORTEST_KEY = 12
_FORMULA = ("'=", "'+", "'-", "'@", "'\t", "'\r")
_REMEDY = (
    "Each row needs recommendation, response and stance, as `stance review export` writes them."
)
_COLUMNS = """
    cluster, path, place, document, id, recommendation, response, municipality, body, year, kind,
    stance, commitment, weak, review, probabilities
"""
_EXACT = f"""
    SELECT {_COLUMNS} FROM exchange
    WHERE recommendation IN (SELECT unnest($asked)) ORDER BY path, place
"""  # noqa: S608 - put together from constants
_FOLDED = f"""
    SELECT {_COLUMNS} FROM exchange
    WHERE trim(regexp_replace(recommendation, '\\s+', ' ', 'g')) IN (SELECT unnest($asked))
    ORDER BY path, place
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Label:
    """What a person said of one exchange."""

    recommendation: str
    response: str
    stance: str
    commitment: str | None = None
    document: str | None = None
    identifier: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A label with the row of the archive's view ``exchange`` that it belongs to."""

    label: Label
    exchange: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Matches:
    """What became of a file of labels.

    Attributes:
        found: The labels whose exchange is in the archive, each exchange once.
        missing: Those whose exchange is not.
        repeated: How many exchanges were labelled more than once; the last label counts.
    """

    found: Sequence[Match]
    missing: Sequence[Label]
    repeated: int


def read_labels(path: Path) -> list[Label]:
    """Read labels from JSON lines or CSV.

    Raises:
        StanceError: ``bad-labels`` with the line and what is wrong in it.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise StanceError(
            "bad-labels", f"{path} is not in UTF-8.", "Save it again in UTF-8."
        ) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise StanceError(
            "bad-labels", f"{path} cannot be read: {reason}.", "Check the name.", exit_code=2
        ) from error
    rows = _csv_rows(text, path) if path.suffix.lower() == ".csv" else _json_rows(text, path)
    labels = [_label(row, path, line) for line, row in rows]
    if not labels:
        raise StanceError("bad-labels", f"{path} holds no labels.", _REMEDY)
    return labels


def match(labels: Sequence[Label], tables: Tables) -> Matches:
    """Find the exchange of each label.

    Recommendation and response must be the same but for white space. Of several such exchanges the
    one with the label's ``id`` (as ``stance review export`` makes it) or document is taken.
    """
    candidates = _by_text(
        tables.mappings(_EXACT, asked=sorted({each.recommendation for each in labels}))
    )
    others = [
        each for each in labels if _texts(each.recommendation, each.response) not in candidates
    ]
    if others:
        folded = sorted({_folded(each.recommendation) for each in others})
        candidates |= _by_text(tables.mappings(_FOLDED, asked=folded))
    found: dict[tuple[str, int], Match] = {}
    missing, repeated = [], 0
    for label in labels:
        alike = candidates.get(_texts(label.recommendation, label.response), [])
        chosen = _choose(label, alike, found)
        if chosen is None:
            missing.append(label)
            continue
        place = _place(chosen)
        repeated += place in found
        found[place] = Match(label, chosen)
    return Matches(list(found.values()), missing, repeated)


def _choose(
    label: Label, alike: Sequence[Mapping[str, Any]], taken: Mapping[tuple[str, int], Match]
) -> Mapping[str, Any] | None:
    """Return the exchange that is meant: by its id, by its document, or the first that is free."""
    named = [each for each in alike if _is_named(each, label.identifier)]
    if not named and label.document:
        named = [each for each in alike if each["path"] == label.document] or [
            each for each in alike if _file(each["path"]) == _file(label.document)
        ]
    if named:
        return named[0]
    return next((each for each in alike if _place(each) not in taken), next(iter(alike), None))


def _is_named(exchange: Mapping[str, Any], identifier: str | None) -> bool:
    if not identifier:
        return False
    if exchange["id"] == identifier:
        return True
    return len(identifier) >= _SHORTEST_KEY and exchange_key(dict(exchange)).startswith(identifier)


def _by_text(
    rows: Sequence[Mapping[str, Any]],
) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        found[_texts(row["recommendation"], row["response"])].append(row)
    return dict(found)


def _texts(recommendation: str | None, response: str | None) -> tuple[str, str]:
    return _folded(recommendation or ""), _folded(response or "")


def _folded(text: str) -> str:
    return " ".join(text.split())


def _file(path: str) -> str:
    return PurePosixPath(path.replace("\\", "/")).name


def _place(exchange: Mapping[str, Any]) -> tuple[str, int]:
    return exchange["path"], exchange["place"]


def _json_rows(text: str, path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    for line, content in enumerate(text.split("\n"), start=1):
        if not content.strip():
            continue
        try:
            row = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise _bad(path, line, "is not JSON") from error
        if not isinstance(row, dict):
            raise _bad(path, line, "is not a JSON object")
        yield line, row


def _csv_rows(text: str, path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    first = text.partition("\n")[0]
    reader = csv.DictReader(
        io.StringIO(text, newline=""),
        delimiter=max(",;\t", key=first.count),
        restkey="",
        restval="",
    )
    try:
        for row in reader:
            cells = {(name or "").strip(): cell for name, cell in row.items()}
            yield (
                reader.line_num,
                {
                    # Cells for spreadsheets have an apostrophe before a formula.
                    name: cell[1:] if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
                    for name, cell in cells.items()
                },
            )
    except csv.Error as error:
        raise _bad(path, reader.line_num, f"is not CSV ({error})") from error


def _label(row: Mapping[str, object], path: Path, line: int) -> Label:
    texts = {}
    for name in ("recommendation", "response", "stance", "commitment", "document", "id"):
        value = row.get(name)
        if value is not None and not isinstance(value, str):
            if name != "id" or not isinstance(value, int):
                raise _bad(path, line, f"has a `{name}` that is not text")
            value = str(value)
        texts[name] = value
    for name in ("recommendation", "stance"):
        if not (texts[name] or "").strip():
            raise _bad(path, line, f"has no `{name}`")
    if "response" not in row:
        raise _bad(path, line, "has no `response`")
    return Label(
        recommendation=texts["recommendation"] or "",
        response=texts["response"] or "",
        stance=(texts["stance"] or "").strip(),
        commitment=(texts["commitment"] or "").strip() or None,
        document=texts["document"] or None,
        identifier=texts["id"] or None,
    )


def _bad(path: Path, line: int, what: str) -> StanceError:
    return StanceError("bad-labels", f"Line {line} of {path} {what}.", _REMEDY)
