"""Reads the audit reports of a folder once, for all runs that pair responses with them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from stance.archive.atomic import write_text_atomically
from stance.archive.audits import Report
from stance.archive.content import UnreadableError, read_content
from stance.archive.engine import Engine
from stance.archive.schema import Row
from stance.archive.sources import Entry, Source, Walk
from stance.archive.task import REPORT, Task
from stance.errors import StanceError


@dataclass(frozen=True, slots=True)
class Index:
    """The reports of a folder in a file, and a digest of all of them."""

    file: Path
    digest: str


def index_reports(
    folder: Path,
    state: Path,
    engine: Engine,
    *,
    basis: str,
    note: Callable[[str], None],
    check: Callable[[], None],
) -> Index:
    """Read the audit reports of a folder, or take what was read of the same ones before.

    Args:
        folder: The folder; zip and tar files in it are not opened.
        state: Where the index is kept.
        engine: Reads the reports, which are no less hostile than other documents.
        basis: What the reading depends on beside the reports.
        note: Is told what was found.
        check: Called now and then; what it raises ends the reading.

    Raises:
        StanceError: When there is no such folder.
    """
    if not folder.is_dir():
        raise StanceError(
            "no-such-file",
            f"There is no folder {folder}.",
            "Name the folder that holds the audit reports.",
            exit_code=2,
        )
    entries = [
        entry
        for entry in Walk([Source(str(folder.absolute()))])
        if entry.status is None and entry.member < 0
    ]
    digest = _digest(entries, basis)
    file = state / f"audits-{digest}.json"
    if not file.exists():
        reports = _read(entries, engine, check)
        if not any(report.recommendations for report in reports):
            raise StanceError(
                "no-recommendations",
                f"No recommendations were found in the audit reports in {folder}.",
                "Check that it is the folder of the reports and not that of the responses.",
            )
        text = json.dumps([asdict(report) for report in reports], ensure_ascii=True, indent=1)
        write_text_atomically(file, text + "\n")
    found = json.loads(file.read_text(encoding="utf-8"))
    useful = sum(1 for item in found if item["recommendations"])
    noun = "audit report" if len(entries) == 1 else "audit reports"
    note(f"{len(entries)} {noun}, {useful} with recommendations")
    return Index(file, digest)


def _read(entries: Sequence[Entry], engine: Engine, check: Callable[[], None]) -> list[Report]:
    def tasks() -> Iterator[Task]:
        for entry in entries:
            check()
            yield Task(entry.path, entry.file, kind=REPORT, link=entry.link)

    reports = [
        _report(outcome.task.path, outcome.report)
        for outcome in engine.run(tasks())
        if outcome.report is not None
    ]
    return sorted(reports, key=lambda report: report.path)


def _report(path: str, row: Row) -> Report:
    return Report(
        path=path,
        recommendations=tuple(row["recommendations"]),
        case_number=row["case_number"],
        title=row["title"],
        date=row["date"],
        municipality=row["municipality"],
    )


def _digest(entries: Sequence[Entry], basis: str) -> str:
    digest = hashlib.sha256(basis.encode())
    for entry in entries:
        try:
            content = read_content(entry.file, 0, link=entry.link).sha256
        except UnreadableError as error:
            content = str(error)
        digest.update(json.dumps([entry.path, content]).encode())
    return digest.hexdigest()[:16]
