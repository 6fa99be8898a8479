"""Parts of models learnt side by side, each in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context

from stance.classification.folder import Parts
from stance.errors import StanceError
from stance.learning import Learner
from stance.processors import cores, one_thread

# What this process learns from, where it is one of the workers.
_learners: list[Learner] = []
# Below, a process takes longer to start than to learn.
_WORTHWHILE = 500
# Each holds all that is known of all sentences: one gigabyte for 3,000 pairs.
_MOST = 4


def workers_for(pairs: int) -> int:
    """Return how many processes should learn from so many pairs."""
    return 1 if pairs < _WORTHWHILE else min(cores(), _MOST)


def fitted_apart(learner: Learner, tasks: Sequence[Sequence[int]], workers: int) -> Iterator[Parts]:
    """Yield what is learnt from the pairs at each of some places, in order.

    Args:
        learner: What learns, see ``Learner.fit``.
        tasks: The places of the pairs of each.
        workers: How many processes learn; 1 to do it in this one. The outcome is the same.

    Raises:
        StanceError: ``worker-died`` when one is killed, mostly for want of memory.
    """
    if workers <= 1:
        yield from map(learner.fit, tasks)
        return
    with ProcessPoolExecutor(
        min(workers, len(tasks)),
        # Forked processes may wait for ever for threads that they have not got.
        mp_context=get_context("spawn"),
        initializer=_keep,
        initargs=(learner.portable(),),
    ) as pool:
        try:
            for parts in pool.map(_fit, tasks):
                featurizer = replace(parts.featurizer, encoder=learner.encoder)
                yield replace(parts, featurizer=featurizer)
        except BrokenProcessPool as error:
            raise StanceError(
                "worker-died",
                "A process that learnt has ended, probably since memory ran out.",
                "Learn in one process (--workers 1); a script needs `if __name__ == '__main__'`.",
            ) from error


def _keep(learner: Learner) -> None:
    one_thread().__enter__()
    _learners.append(learner)


def _fit(places: Sequence[int]) -> Parts:
    return _learners[0].fit(places)
