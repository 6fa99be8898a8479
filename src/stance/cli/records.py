"""Records for a report or a review, with an account of the documents that they come from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from stance.cli.tally import Tally
from stance.errors import StanceError
from stance.schema import Status

if TYPE_CHECKING:
    from stance.cli.inputs import Sources
    from stance.results import Record
    from stance.scoring import Assessment


class Reading:
    """Reads results; documents are scored, and each is accounted for as ``stance score`` does."""

    def __init__(self, source: Path, *, model: Path | None, audit: Path | None) -> None:
        """Keep what to read; nothing is read before ``records``.

        Args:
            source: What ``stance.results.read_results`` takes.
            model: The model folder for documents.
            audit: The audit report for documents.
        """
        self._source = source
        self._model = model
        self._audit = audit
        self._tally: _Account | None = None
        self.failures: list[tuple[str, str]] = []

    def records(self) -> Iterator[Record]:
        """Yield the records; ``failures`` is whole when they have come to their end."""
        from stance.cli.inputs import sources_of
        from stance.results import are_documents, read_results

        if self._source.exists() and are_documents(self._source):
            self._tally = _Account(self.failures, sources_of([self._source]))
        yield from read_results(
            self._source, model=self._model, audit=self._audit, account=self._tally
        )

    def close(self) -> int:
        """Print the closing line, for documents, and return the exit code."""
        if self._tally is None:
            return 0
        self._tally.close()
        return self._tally.exit_code

    def nothing_found(self) -> StanceError:
        """Return the error of a source without a single recommendation, with what is possible."""
        from stance.results import are_documents

        name = self._source.name or str(self._source)
        said, remedy = f"There is nothing to review in {name}.", ""
        if are_documents(self._source):
            remedy = (
                "No recommendation was found, with or without an answer; `stance score FILE "
                "--show-text` shows what is read of a file."
            )
            if self._audit is None:
                remedy = (
                    "If it is an answer that does not repeat the recommendations, give the audit "
                    "report: `stance review ANSWER --audit REPORT`. " + remedy
                )
        elif self._source.is_dir():
            remedy = f"`stance archive status {name}` says what became of its documents."
        else:
            remedy = (
                "The file holds no results: see what `stance score` says of each document, and "
                "score with --audit REPORT if the answers do not repeat the recommendations."
            )
        return StanceError("nothing-to-review", said, remedy)


class _Account(Tally):
    """A tally that keeps the documents without results, too."""

    def __init__(self, failures: list[tuple[str, str]], sources: Sources) -> None:
        # Folders without a document are an error of their own.
        super().__init__(sources.left_out, (), sources.unreadable)
        self._failures = failures

    def document(self, assessment: Assessment) -> None:
        """Count a document."""
        super().document(assessment)
        if not assessment.verdicts:
            failed = assessment.status is not Status.OK
            status = assessment.status if failed else Status.NO_ANSWER
            self._failures.append((assessment.document, status.value))

    def failed_document(self, name: str, error: StanceError) -> None:
        """Count an input that is not there or may not be read."""
        super().failed_document(name, error)
        self._failures.append((name, error.code))
