"""The way back from results: those of ``stance score --format jsonl``, an archive, or documents."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from math import isfinite
from pathlib import Path
from typing import Any, TypeAlias

from stance.errors import StanceError
from stance.schema import Status

Record: TypeAlias = dict[str, Any]
"""One exchange under the keys of the contract, see ``stance.output.jsonl.record``."""

Failed: TypeAlias = Callable[[str, StanceError], None]
"""What to call with a file that gave no records, and why."""

_ARCHIVE = "archive.json"
_DOCUMENTS = frozenset({".pdf", ".docx", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt"})
_UNREADABLE = frozenset({".doc", ".docm", ".odt", ".rtf", ".pages", ".wpd", ".tif", ".tiff"})
# JSON can say half a character ("\\ud800"), which no file and no page can hold.
_HALVES = re.compile("[\ud800-\udfff]")
_REMEDY = "Write them with `stance score INPUT... --format jsonl --out FILE`."
_KEY_LENGTH = 32


def read_results(
    source: Path, *, model: Path | None = None, failed: Failed | None = None
) -> Iterator[Record]:
    """Yield one record per exchange, in the order of the source.

    Args:
        source: A ``.jsonl`` file of ``stance score --format jsonl``; an archive's folder; a
            document or a folder of documents, which are scored now.
        model: The model folder for documents; None for the shipped model.
        failed: Called with each document of a folder that cannot be scored, or in which nobody
            answers; without it, those are passed over.

    Raises:
        StanceError: When there is nothing at ``source``, or it is none of these.
    """
    if not os.path.exists(source):  # noqa: PTH110 (Path.exists raises on a name too long)
        raise StanceError(
            "no-such-file", f"There is no file or folder {source}.", "Check the name.", exit_code=2
        )
    if source.is_dir() and (source / _ARCHIVE).is_file():
        yield from map(_whole, _archived(source))
    elif source.is_dir():
        yield from _scored(list(_documents_in(source)), source, model, failed)
    elif source.suffix.lower() in {".jsonl", ".ndjson"}:
        yield from _lines(source)
    elif source.suffix.lower() in {".csv", ".json", ".parquet", ".xlsx"}:
        raise StanceError(
            "bad-results", f"{source.name} holds no results that can be read.", _REMEDY, exit_code=2
        )
    else:
        yield from _scored([source], source, model, None)


def exchange_key(record: Record) -> str:
    """Return a name for an exchange that stays the same from run to run and model to model.

    It rests on the document's name, the recommendation, the response and the ``id``, not on the
    verdict. Exchanges alike in all four share a key.
    """
    parts = [record.get(key) for key in ("document", "id", "recommendation", "response")]
    written = json.dumps(parts, ensure_ascii=True)
    return hashlib.sha256(written.encode("ascii")).hexdigest()[:_KEY_LENGTH]


def _archived(folder: Path) -> Iterator[Record]:
    from stance.archive import records

    return records(folder)


def _documents_in(folder: Path) -> Iterator[Path]:
    """Every document below a folder, sorted, hidden ones left out; links are not followed."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(parent, name)
            known = path.suffix.lower() in _DOCUMENTS | _UNREADABLE
            if known and not name.startswith(".") and path.stem.lower() != "readme":
                yield path


def _scored(
    paths: list[Path], source: Path, model: Path | None, failed: Failed | None
) -> Iterator[Record]:
    """Score documents; a folder's failures are told to ``failed``, a lone document's raised."""
    from stance.output.jsonl import record
    from stance.scoring import StanceScorer

    if not paths:
        raise StanceError(
            "no-documents", f"There are no documents in {source}.", "Check the name.", exit_code=2
        )
    alone = source.is_file()
    with StanceScorer.load(model) as scorer:
        for path in paths:
            name = path.name if alone else path.relative_to(source).as_posix()
            try:
                assessment = scorer.assess(path, name=name)
                if assessment.status is not Status.OK:
                    raise StanceError(
                        assessment.status.value,
                        f"{name}: {assessment.detail or assessment.status.value}",
                    )
            except StanceError as error:
                if alone and error.code != Status.NO_ANSWER.value:
                    raise
                if failed is not None:
                    failed(name, error)
                continue
            except Exception as error:  # Nobody foresaw it: it must not cost the other documents.
                if alone:
                    raise
                unforeseen = StanceError(
                    Status.DAMAGED.value, f"{name}: scoring it failed ({type(error).__name__})."
                )
                if failed is not None:
                    failed(name, unforeseen)
                continue
            for index, verdict in enumerate(assessment.verdicts):
                # By way of JSON, so that a record is the same whichever way it came.
                written = json.dumps(record(verdict, assessment.text_of(index)))
                yield _whole(json.loads(written))


def _lines(path: Path) -> Iterator[Record]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="\n") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                values = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise _bad_line(path, number, "is not JSON") from error
            wrong = _wrong_key(values)
            if wrong is not None:
                raise _bad_line(path, number, wrong)
            yield _whole(values)


def _bad_line(path: Path, number: int, what: str) -> StanceError:
    return StanceError("bad-results", f"{path.name}: line {number} {what}.", _REMEDY)


def _whole(values: Record) -> Record:
    """Return a record with every key of the contract, and no half characters in its texts."""
    known = {key: _mended(value) for key, value in values.items() if value is not None}
    return {**dict.fromkeys(_FORMS), **_EMPTY, **known}


def _mended(value: Any) -> Any:  # noqa: ANN401 (any value that JSON can hold)
    if isinstance(value, str):
        return _HALVES.sub("\ufffd", value)
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    return value


def _wrong_key(values: object) -> str | None:
    """Return what is wrong with a line's value, or None; files of results come from anywhere."""
    if not isinstance(values, dict):
        return "is not an object"
    for key in _REQUIRED:
        if values.get(key) is None:
            return f"has no `{key}`"
    for key, is_right in _FORMS.items():
        value = values.get(key)
        if value is not None and not is_right(value):
            return f"has a `{key}` of another form than results have"
    return None


def _text(value: object) -> bool:
    return isinstance(value, str)


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _whole_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _span(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_whole_number, value))


def _spans(value: object) -> bool:
    return isinstance(value, list) and all(map(_span, value))


def _shares(value: object) -> bool:
    return isinstance(value, dict) and all(map(_number, value.values()))


def _evidence(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, dict)
        and _text(item.get("text"))
        and _span(item.get("span"))
        and _number(item.get("weight"))
        for item in value
    )


def _surroundings(value: object) -> bool:
    return isinstance(value, dict) and all(_text(value.get(key)) for key in ("before", "after"))


_REQUIRED = ("document", "recommendation", "stance")
_EMPTY: Record = {
    "kind": "recommendation",
    "response_spans": [],
    "probabilities": {},
    "evidence": [],
    "commitment": "none",
    "weak": False,
    "review": False,
    "by_reference": False,
}
# The keys in the order of the contract, each with the test of its form when it is not null.
_FORMS: dict[str, Callable[[object], bool]] = {
    "document": _text,
    "id": _text,
    "municipality": _text,
    "body": _text,
    "case_number": _text,
    "date": _text,
    "kind": _text,
    "recommendation": _text,
    "recommendation_span": _span,
    "recommendation_page": _whole_number,
    "response": _text,
    "response_spans": _spans,
    "response_page": _whole_number,
    "stance": _text,
    "probabilities": _shares,
    "reason": _text,
    "commitment": _text,
    "measure": _text,
    "deadline": _text,
    "deadline_date": _text,
    "responsible": _text,
    "evidence": _evidence,
    "weak": _flag,
    "review": _flag,
    "model": _text,
    "by_reference": _flag,
    "context": _surroundings,
}
