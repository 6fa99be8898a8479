"""Where documents are scored: this machine, or others. Engines differ in nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from stance.archive.task import Outcome, Task


class Engine(Protocol):
    """Turns tasks into outcomes: one for each, in any order, whatever a document does.

    ``run`` takes tasks only as it needs them, a few ahead of the outcomes that it yields, and ends
    when they end: that is how a run is interrupted. Closing the iterator stops everything. Nothing
    that an engine holds is needed afterwards: the caller commits the outcomes, and a run that is
    resumed asks only for those that it lacks. The engine scores with ``scorer.DocumentScorer``.
    """

    def run(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Yield an outcome for each task.

        Raises:
            StanceError: When nothing can be scored at all: the model is damaged, no process starts.
        """
