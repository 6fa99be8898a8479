"""The account of every input, on standard error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from stance.errors import StanceError
from stance.schema import Status

if TYPE_CHECKING:
    from stance.scoring import Assessment

_FAILED = "failed"
# Read to the end, whatever was found.
_SCORED = frozenset({Status.OK.value, Status.NO_ANSWER.value})
_SUFFIXES_SHOWN = 6


class Tally:
    """Counts what became of each input and names those that are not plainly ok."""

    def __init__(
        self,
        left_out: Counter[str],
        empty_folders: Sequence[Path],
        unreadable: Sequence[OSError] = (),
    ) -> None:
        """Start with what the folders held beside documents, and those that are closed to us."""
        self._documents: Counter[str] = Counter()
        self._pair_files: Counter[str] = Counter()
        self._pairs = 0
        self._exchanges = 0
        self._left_out = left_out
        self._closed_folders = 0
        for folder in empty_folders:
            _say(f"{folder}: no documents in this folder")
        for error in unreadable:
            self._closed_folders += 1
            _say(f"{error.filename}: cannot-read: the folder cannot be read ({error.strerror})")

    @property
    def exit_code(self) -> int:
        """0 when all inputs were scored, 1 when some failed."""
        failed = [status for status in self._documents if status not in _SCORED]
        return 1 if failed or self._pair_files[_FAILED] or self._closed_folders else 0

    def document(self, assessment: Assessment) -> None:
        """Count a document."""
        status = assessment.status.value
        self._documents[status] += 1
        self._exchanges += len(assessment.verdicts)
        if assessment.status is not Status.OK:
            _say(f"{assessment.document}: {status}: {assessment.detail}".rstrip(": "))
        elif not assessment.verdicts:
            _say(f"{assessment.document}: {status}: no recommendation with an answer was found")
        if assessment.status is Status.OK and assessment.unread_pages:
            pages = ", ".join(str(page) for page in assessment.unread_pages)
            _say(f"{assessment.document}: pages without usable text were left out: {pages}")

    def failed_document(self, name: str, error: StanceError) -> None:
        """Count an input that is not there or may not be read."""
        self._documents[_FAILED] += 1
        _say(f"{name}: {error.code}: {error}")

    def pairs(self, name: str, count: int) -> None:
        """Count a file of pairs."""
        self._pair_files["ok"] += 1
        self._pairs += count
        if not count:
            _say(f"{name}: no pairs in this file")

    def failed_pairs(self, name: str, error: StanceError) -> None:
        """Count a file of pairs that cannot be read."""
        self._pair_files[_FAILED] += 1
        _say(f"{name}: {error.code}: {error}")

    def close(self) -> None:
        """Print the closing line."""
        parts = []
        if self._documents or not self._pair_files:
            parts.append(
                _counted(self._documents.total(), "document")
                + _by_status(self._documents)
                + f"; {_counted(self._exchanges, 'recommendation')}"
            )
        if self._pair_files:
            parts.append(
                _counted(self._pair_files.total(), "pair file")
                + _by_status(self._pair_files)
                + f"; {_counted(self._pairs, 'pair')}"
            )
        if self._closed_folders:
            parts.append(f"{_counted(self._closed_folders, 'folder')} not read")
        if self._left_out:
            kinds = sorted(self._left_out.items(), key=lambda item: (-item[1], item[0]))
            shown = ", ".join(f"{suffix} {count}" for suffix, count in kinds[:_SUFFIXES_SHOWN])
            more = ", ..." if len(kinds) > _SUFFIXES_SHOWN else ""
            total = _counted(self._left_out.total(), "other file")
            parts.append(f"{total} left out ({shown}{more})")
        _say("; ".join(parts))


def _by_status(counts: Counter[str]) -> str:
    if not counts:
        return ""
    order = [*(status.value for status in Status), _FAILED]
    return ": " + ", ".join(f"{counts[status]} {status}" for status in order if counts[status])


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _say(line: str) -> None:
    # File names and details come from outside: they must not steer the terminal.
    typer.echo("".join(sign if sign.isprintable() else "?" for sign in line), err=True)
