"""What crosses the border to a process that scores: settings once, then tasks; outcomes back.

All of it is plain values, so that any engine can carry it (pipes with JSON, Ray with pickles).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from stance.archive.schema import Row

RESPONSE, REPORT = "response", "report"


@dataclass(frozen=True, slots=True)
class Settings:
    """What every document of a run is scored with.

    Attributes:
        model: The model folder; None for the shipped model.
        audits: The index of audit reports (see ``audits``); None without ``--audits``.
        error_rate: See ``StanceScorer.load``; None for the model's own.
        seconds: Time for one document; recognition of scanned pages has its own limit.
        memory_bytes: What a process may hold beyond what it needs when it is idle.
        worn_bytes: A process that holds so much between two documents is replaced.
        files_per_worker: A process is replaced after so many documents, against slow leaks.
    """

    model: str | None = None
    audits: str | None = None
    error_rate: float | None = None
    seconds: float = 60.0
    memory_bytes: int = 700_000_000
    worn_bytes: int = 420_000_000
    files_per_worker: int = 5_000

    def as_message(self) -> dict[str, Any]:
        """Return them as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Task:
    """One document to be scored.

    Attributes:
        path: Its name in results.
        file: Where its bytes are.
        container: The zip or tar file that it came out of, as results name it.
        kind: ``response``, or ``report`` for an audit report, of which recommendations are read.
        link: Whether ``file`` may be a symbolic link (it was looked at, and leads nowhere odd).
        temporary: Whether ``file`` is a copy, to be deleted when the outcome is there.
        stat: What identifies an unchanged input (size, mtime_ns, inode), if that is not the file
            itself: for a copy, that of its container.
    """

    path: str
    file: str
    container: str | None = None
    kind: str = RESPONSE
    link: bool = False
    temporary: bool = False
    stat: tuple[int, int, int] | None = None

    def as_message(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)

    @classmethod
    def from_message(cls, message: Mapping[str, Any]) -> Self:
        """Return the task of ``as_message``."""
        stat = message.get("stat")
        return cls(**{**message, "stat": tuple(stat) if stat else None})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one task.

    Attributes:
        task: The task.
        document: Its row of ``documents``, without model and fingerprint.
        verdicts: Its rows of ``verdicts``.
        stat: Size, mtime_ns and inode of the file when it was read; None when it may have
            changed since, or there is none.
        report: For a ``report``: what was read of it (see ``audits``).
    """

    task: Task
    document: Row
    verdicts: tuple[Row, ...] = ()
    stat: tuple[int, int, int] | None = None
    report: Row | None = None
