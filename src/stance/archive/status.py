"""How an archive stands: for whoever asks, while a run goes on or later."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stance.archive.folder import Manifest, Places, read_manifest
from stance.archive.lock import is_locked
from stance.archive.progress import Snapshot
from stance.archive.schema import DOCUMENTS, FAILED
from stance.archive.shards import Part, Shards

_TRIES = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an archive.

    Attributes:
        manifest: What it says of itself.
        statuses: How many inputs ended in which status.
        failures: The inputs that could not be scored, in order, by their status.
        exchanges: How many verdicts there are.
        outdated: How many inputs were scored with another model or other settings.
        last: How far the last run came; None when there was none.
        running: Whether a run goes on.
    """

    manifest: Manifest
    statuses: Counter[str]
    failures: Mapping[str, list[str]]
    exchanges: int
    outdated: int
    last: Snapshot | None
    running: bool

    @property
    def done(self) -> int:
        """How many inputs have a row."""
        return self.statuses.total()

    @property
    def failed(self) -> int:
        """How many of them could not be scored."""
        return sum(self.statuses[status] for status in FAILED)

    @property
    def left(self) -> int | None:
        """How many inputs the last run found and did not come to; None when not known."""
        if self.last is None:
            return None
        return max(0, self.last.inputs - self.done + self.outdated)

    @property
    def rate(self) -> float | None:
        """Inputs per second in the last run."""
        if self.last is None or self.last.seconds <= 0 or not self.last.done:
            return None
        return self.last.done / self.last.seconds


def status_of(folder: Path) -> Standing:
    """Look at an archive; a run that goes on is not disturbed.

    Raises:
        StanceError: When it is no archive, or damaged.
    """
    manifest = read_manifest(folder)
    places = Places(folder)
    statuses: Counter[str] = Counter()
    failures: defaultdict[str, list[str]] = defaultdict(list)
    exchanges = outdated = 0
    for path, status, found, fingerprint in _documents(folder):
        statuses[status] += 1
        if status in FAILED:
            failures[status].append(path)
        exchanges += found
        outdated += fingerprint != manifest.fingerprint
    return Standing(
        manifest=manifest,
        statuses=statuses,
        failures={status: sorted(paths) for status, paths in failures.items()},
        exchanges=exchanges,
        outdated=outdated,
        last=Snapshot.read(places.progress),
        running=is_locked(places.lock),
    )


def _documents(folder: Path) -> list[tuple[str, str, int, str]]:
    shards = Shards(folder)
    for attempt in range(_TRIES):
        try:
            return [row for part in shards.parts() for row in _rows(shards, part)]
        except FileNotFoundError:  # A run replaced a part while we looked.
            if attempt == _TRIES - 1:
                raise
    return []


def _rows(shards: Shards, part: Part) -> list[tuple[str, str, int, str]]:
    columns = ["path", "status", "exchanges", "fingerprint"]
    table = shards.table(DOCUMENTS, part, columns)
    return list(zip(*(table[column].to_pylist() for column in columns), strict=True))
