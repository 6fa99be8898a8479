"""What is done with one document. Every engine calls this, and nothing else, in its processes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from stance.archive.content import Content, UnreadableError, read_content
from stance.archive.rows import document_row, verdict_row
from stance.archive.schema import CANNOT_READ, Row
from stance.archive.task import REPORT, Outcome, Settings, Task
from stance.errors import StanceError
from stance.schema import Document, Status

if TYPE_CHECKING:
    from stance.archive.audits import Match, Reports
    from stance.scoring import Assessment, StanceScorer

_OUT_OF_MEMORY = "Scoring it takes more memory than is allowed. Split the document into parts."


class DocumentScorer:
    """Reads and scores documents in this process, with a model that is loaded once.

    It sets no limits: whoever runs it bounds its time and memory (see ``worker``).
    """

    def __init__(
        self,
        settings: Settings,
        *,
        recognising: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """Load the model.

        Args:
            settings: What to score with.
            recognising: Surrounds the recognition of scanned pages, which is a program of its
                own with limits of its own.

        Raises:
            StanceError: When the model cannot be loaded.
        """
        from stance.scoring import StanceScorer

        self._scorer: StanceScorer = StanceScorer.load(
            settings.model, error_rate=settings.error_rate
        )
        self._recognising = recognising
        self._reports: Reports | None = None
        if settings.audits is not None:
            from stance.archive.audits import Reports

            self._reports = Reports.load(Path(settings.audits))

    def __call__(self, task: Task) -> Outcome:
        """Score one document; what is wrong with it is in the outcome.

        Raises:
            StanceError: When the model or the installation is at fault.
        """
        from stance.reading.limits import DEFAULT

        try:
            content = read_content(task.file, DEFAULT.max_bytes, link=task.link)
        except UnreadableError as error:
            row = document_row(task.path, CANNOT_READ, str(error), container=task.container)
            return Outcome(task, row)
        stat = task.stat if task.temporary else content.stat
        try:
            document = self._read(task, content)
            if task.kind == REPORT:
                return replace(self._read_report(task, content, document), stat=stat)
            assessment, match = self._assess(document)
        except MemoryError:
            assessment, match = _failed(task.path, Status.TOO_LARGE, _OUT_OF_MEMORY), None
        except StanceError:
            raise
        except Exception as error:
            what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
            detail = f"Scoring it failed ({what}). Please report it, with the file."
            assessment, match = _failed(task.path, Status.DAMAGED, detail), None
        return replace(_outcome(task, content, assessment, match), stat=stat)

    def _read(self, task: Task, content: Content) -> Document:
        from stance.reading.limits import DEFAULT
        from stance.reading.read import read_bytes, read_document

        if content.data is None:
            most = DEFAULT.max_bytes // 1_000_000
            detail = f"The file is larger than {most} MB. Split the document into parts."
            return Document(task.path, Status.TOO_LARGE, detail)
        document = replace(read_bytes(content.data, task.path), name=task.path)
        if not document.unread_pages:
            return document
        from stance.reading.scanned import with_recognised_pages

        with self._recognising():
            return with_recognised_pages(document, Path(task.file), read_document)

    def _assess(self, document: Document) -> tuple[Assessment, Match | None]:
        """Score a document, with its audit report's recommendations if that is found."""
        assessment = self._scorer.assess_document(document)
        if self._reports is None or document.status is not Status.OK:
            return assessment, None
        match = self._reports.match(assessment.facts, document.text)
        if match is None:
            return assessment, None
        asked = match.report.recommendations
        return self._scorer.assess_document(document, recommendations=asked), match

    def _read_report(self, task: Task, content: Content, document: Document) -> Outcome:
        """Read the recommendations and the facts of an audit report."""
        from stance.extraction import extract, recommendations_of

        facts = extract(document).facts
        found = recommendations_of(document)
        report: Row = {
            "recommendations": found,
            "case_number": facts.case_number,
            "title": facts.title,
            "date": facts.date,
            "municipality": facts.municipality,
        }
        row = document_row(
            task.path,
            document.status.value,
            document.detail,
            sha256=content.sha256,
            size=content.size,
            container=task.container,
        )
        return Outcome(task, row, report=report)


def _failed(name: str, status: Status, detail: str) -> Assessment:
    from stance.scoring import Assessment

    return Assessment(name, status, detail)


def _outcome(task: Task, content: Content, assessment: Assessment, match: Match | None) -> Outcome:
    from stance.output.jsonl import record

    facts = assessment.facts
    row = document_row(
        task.path,
        assessment.status.value,
        assessment.detail,
        sha256=content.sha256,
        size=content.size,
        container=task.container,
        municipality=facts.municipality,
        body=facts.body,
        case_number=facts.case_number,
        date=facts.date,
        title=facts.title,
        exchanges=len(assessment.verdicts),
        unread_pages=list(assessment.unread_pages),
        audit=None if match is None else match.report.path,
        audit_by=None if match is None else match.by,
    )
    verdicts = tuple(
        verdict_row(
            record(verdict, assessment.text_of(index)),
            path=task.path,
            sha256=content.sha256,
            index=index,
        )
        for index, verdict in enumerate(assessment.verdicts)
    )
    return Outcome(task, row, verdicts)
