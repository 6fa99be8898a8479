"""The way back from results: those of ``stance score --format jsonl``, an archive, or documents."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from stance.errors import StanceError
from stance.record_form import whole, wrong_key
from stance.schema import Status

if TYPE_CHECKING:
    from stance.scoring import Assessment

Record: TypeAlias = dict[str, Any]
"""One exchange under the keys of the contract, see ``stance.output.jsonl.record``."""


class Account(Protocol):
    """Who is told what became of each document that is scored now."""

    def document(self, assessment: Assessment) -> None:
        """Take what is said of a document, read or not."""

    def failed_document(self, name: str, error: StanceError) -> None:
        """Take the name of a document that is not there or may not be read, and why."""


_ARCHIVE = "archive.json"
_DOCUMENTS = frozenset(
    {".pdf", ".docx", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".text"}
)
_UNREADABLE = frozenset({".doc", ".docm", ".odt", ".rtf", ".pages", ".wpd", ".tif", ".tiff"})
_LINES = frozenset({".jsonl", ".ndjson"})
_TABLES = frozenset({".csv", ".json", ".parquet", ".xlsx"})
_REMEDY = "Write them with `stance score INPUT... --format jsonl --out FILE`."
_LABELS_REMEDY = (
    "Name the results themselves: `stance report RESULTS` finds the review file beside them, and "
    "`stance review import DB FILE` takes labels into one."
)
_KEY_LENGTH = 32


def read_results(
    source: Path,
    *,
    model: Path | None = None,
    audit: Path | None = None,
    account: Account | None = None,
) -> Iterator[Record]:
    """Yield one record per exchange, in the order of the source.

    Args:
        source: A ``.jsonl`` file of ``stance score --format jsonl``; an archive's folder; a
            document or a folder of documents, which are scored now.
        model: The model folder for documents; None for the shipped model.
        audit: For documents: the audit report, when they do not repeat its recommendations.
        account: Told of each document that is scored.

    Raises:
        StanceError: When there is nothing at ``source``, it is none of these, it is a single
            document that cannot be read, or there is an ``audit`` for what is scored already.
    """
    if not os.path.exists(source):  # noqa: PTH110 (Path.exists raises on a name too long)
        raise StanceError(
            "no-such-file", f"There is no file or folder {source}.", "Check the name.", exit_code=2
        )
    if are_documents(source):
        yield from _scored(source, model, audit, account)
        return
    if audit is not None:
        raise StanceError(
            "bad-audit",
            f"--audit is for documents, and {source.name} is scored already.",
            "Give it when scoring: `stance score INPUT... --audit REPORT --format jsonl`.",
            exit_code=2,
        )
    if source.is_dir():
        yield from map(whole, _archived(source))
    elif source.suffix.lower() in _LINES:
        yield from _lines(source)
    else:
        raise StanceError(
            "bad-results", f"{source.name} holds no results that can be read.", _REMEDY, exit_code=2
        )


def are_documents(source: Path) -> bool:
    """Tell whether a source is a document, or a folder of documents, that is scored when read."""
    if source.is_dir():
        return not is_archive(source)
    return source.suffix.lower() not in _LINES | _TABLES


def failures_in(archive: Path) -> list[tuple[str, str]]:
    """Return the files of an archive without results, each with the status that says why.

    They are those that could not be read, and those in which no recommendation was found. Files
    that are no documents by their names are none of them.

    Raises:
        StanceError: When ``archive`` is no archive's folder, or damaged.
    """
    from stance.archive.schema import DOCUMENTS, FAILED, SCORED
    from stance.archive.tables import rows_of

    found = []
    for row in rows_of(archive, DOCUMENTS):
        if row["status"] in FAILED:
            found.append((row["path"], row["status"]))
        elif row["status"] in SCORED and not row["exchanges"]:
            found.append((row["path"], Status.NO_ANSWER.value))
    return found


def is_archive(source: Path) -> bool:
    """Tell whether a source is the folder of an archive."""
    return source.is_dir() and (source / _ARCHIVE).is_file()


def is_doubtful(record: Record) -> bool:
    """Tell whether a person should read an exchange before anything is concluded from it.

    Beside those of which the model is not sure, these are the recommendations without a response:
    that none was found does not mean that there is none.
    """
    return bool(record["review"]) or record["response"] is None


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
    source: Path, model: Path | None, audit: Path | None, account: Account | None
) -> Iterator[Record]:
    """Score documents; a folder's failures are accounted for, a lone document's raised."""
    from stance.output.jsonl import record
    from stance.scoring import Assessment, StanceScorer

    alone = not source.is_dir()
    paths = [source] if alone else list(_documents_in(source))
    if audit is not None and not alone:  # It is no answer, wherever it lies.
        paths = [path for path in paths if not _same(path, audit)]
    if not paths:
        raise StanceError(
            "no-documents", f"There are no documents in {source}.", "Check the name.", exit_code=2
        )
    with StanceScorer.load(model) as scorer:
        recommendations = None if audit is None else scorer.recommendations_of(audit)
        for path in paths:
            name = path.name if alone else path.relative_to(source).as_posix()
            try:
                assessment = scorer.assess(path, name=name, recommendations=recommendations)
            except StanceError as error:
                if alone:
                    raise
                if account is not None:
                    account.failed_document(name, error)
                continue
            except Exception as error:  # Nobody foresaw it: it must not cost the other documents.
                if alone:
                    raise
                why = f"Scoring it failed ({type(error).__name__})."
                assessment = Assessment(name, Status.DAMAGED, why)
            if alone and assessment.status not in (Status.OK, Status.NO_ANSWER):
                said = assessment.detail or assessment.status.value
                raise StanceError(assessment.status.value, f"{name}: {said}")
            if account is not None:
                account.document(assessment)
            for index, verdict in enumerate(assessment.verdicts):
                # By way of JSON, so that a record is the same whichever way it came.
                written = json.dumps(record(verdict, assessment.text_of(index)))
                yield whole(json.loads(written))


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _lines(path: Path) -> Iterator[Record]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="\n") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                values = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise _bad_line(path, number, "is not JSON") from error
            if _is_label(values):
                raise _bad_line(
                    path,
                    number,
                    "is a label of `stance review export`, not a result",
                    _LABELS_REMEDY,
                )
            wrong = wrong_key(values)
            if wrong is not None:
                raise _bad_line(path, number, wrong)
            yield whole(values)


def _bad_line(path: Path, number: int, what: str, remedy: str = _REMEDY) -> StanceError:
    return StanceError("bad-results", f"{path.name}: line {number} {what}.", remedy)


def _is_label(values: object) -> bool:
    """Tell whether a line is what a person says of an exchange, as pair files have it."""
    return isinstance(values, dict) and "author" in values and "probabilities" not in values
