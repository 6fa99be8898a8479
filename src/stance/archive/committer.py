"""Collects outcomes and commits them, some hundred documents at a time."""

from __future__ import annotations

import time
from collections import Counter

from stance.archive.content import Stat
from stance.archive.rows import error_row
from stance.archive.schema import DOCUMENTS, ERRORS, FAILED, VERDICTS, Row
from stance.archive.shards import Shards
from stance.archive.state import State

# What a cut of the power may cost: this many documents, or this many seconds.
_DOCUMENTS = 500
_VERDICTS = 5_000
_SECONDS = 30.0


class Committer:
    """Rows that wait to be committed, and the count of all that were.

    Attributes:
        statuses: How many documents ended in which status, committed or not.
        exchanges: How many verdicts there are among them.
    """

    def __init__(self, shards: Shards, state: State, *, model: str, fingerprint: str) -> None:
        """Commit to ``shards`` and tell ``state``.

        Args:
            shards: Where rows go.
            state: Remembers what is done.
            model: Name and version of the model, for the rows.
            fingerprint: See ``identity``.
        """
        self._shards = shards
        self._state = state
        self._known = {"model": model, "fingerprint": fingerprint}
        self._rows: dict[str, list[Row]] = {DOCUMENTS: [], VERDICTS: [], ERRORS: []}
        self._stats: list[tuple[str, Stat, str | None]] = []
        self._since = time.monotonic()
        self.statuses: Counter[str] = Counter()
        self.exchanges = 0

    def add(self, document: Row, verdicts: tuple[Row, ...] = (), stat: Stat | None = None) -> None:
        """Take in what became of one input."""
        document = document | self._known
        if not self._rows[DOCUMENTS]:
            self._since = time.monotonic()
        self._rows[DOCUMENTS].append(document)
        self._rows[VERDICTS].extend(verdicts)
        if document["status"] in FAILED:
            self._rows[ERRORS].append(error_row(document))
        if stat is not None:
            self._stats.append((document["path"], stat, document["sha256"]))
        self.statuses[document["status"]] += 1
        self.exchanges += len(verdicts)

    @property
    def due(self) -> bool:
        """Whether enough has come together, or waited long enough."""
        waiting = len(self._rows[DOCUMENTS])
        return (
            waiting >= _DOCUMENTS
            or len(self._rows[VERDICTS]) >= _VERDICTS
            or (waiting > 0 and time.monotonic() - self._since >= _SECONDS)
        )

    def commit(self) -> int:
        """Make all that was collected safe; return how many documents that were.

        Raises:
            OSError: When it cannot be written; it is kept, to be tried again.
        """
        documents = self._rows[DOCUMENTS]
        if not documents:
            return 0
        part = self._shards.append(self._rows)
        self._state.committed(part, documents)
        self._state.seen(self._stats)
        self._rows = {DOCUMENTS: [], VERDICTS: [], ERRORS: []}
        self._stats = []
        return len(documents)
