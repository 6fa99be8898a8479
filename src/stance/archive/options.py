"""What a run over an archive is asked to do, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stance.archive.plan import Plan


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is asked to do.

    Attributes:
        out: The archive's folder.
        sources: Folders, zip or tar files, lists; none to take those of the last run.
        model: The model folder; None for the shipped model.
        audits: A folder of audit reports to pair the responses with.
        error_rate: See ``StanceScorer.load``; None for the model's own.
        limit: Score at most so many documents now.
        include: Globs of which an input must match one.
        exclude: Globs of which it must match none.
        prune: Remove the rows of inputs that are no longer there.
        again: Do only those that ended in one of these statuses, once more.
    """

    out: Path
    sources: Sequence[str] = ()
    model: Path | None = None
    audits: Path | None = None
    error_rate: float | None = None
    limit: int | None = None
    include: Sequence[str] = ()
    exclude: Sequence[str] = ()
    prune: bool = False
    again: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """How a run ended.

    Attributes:
        plan: What there was to do.
        statuses: How many inputs of this run ended in which status.
        exchanges: How many verdicts this run gave.
        seconds: How long scoring took.
        interrupted: Whether it was stopped before its end.
        left: How many inputs are not done yet.
        failed: How many inputs of the whole archive failed.
        passed_over: How many were hidden or excluded.
    """

    plan: Plan
    statuses: dict[str, int]
    exchanges: int
    seconds: float
    interrupted: bool
    left: int
    failed: int
    passed_over: dict[str, int] = field(default_factory=dict)
