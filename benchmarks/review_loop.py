"""How many labels a review needs: the queue's order against random order.

    python -m benchmarks.review_loop [--seeds N] [--pool N] [--labels N ...]

A reviewer is played by the labels of the corpus. Some random labels start it; then, round by
round, a model is trained on what has been labelled (``stance.training.train`` as it is, with the
shipped encoder), it judges the rest of the pool, and the next labels are taken from the front of
the review queue (``stance.review.queue.order``) or at random. The pool are pairs of ``data/pairs``
by some authors; measured is on ``data/validation`` and on authors of ``data/pairs`` who are not
in the pool. Both orders start from the same labels in each seed.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, stdev
from typing import Protocol

from stance.classification.model import StanceModel
from stance.classification.pairs import Pair, exchange_from_pair, read_pairs
from stance.encoding import load_encoder
from stance.evaluation.metrics import macro_f1
from stance.review.queue import Candidate, order
from stance.schema import Judgement
from stance.training import train

ROOT = Path(__file__).resolve().parents[1]
_POOL = "data/pairs/b0*.jsonl", "data/pairs/b1*.jsonl"
_TEST = "data/validation/pairs/*.jsonl", "data/pairs/b3[6-9].jsonl"
_LABELS = (30, 60, 100, 150, 200, 250)
_TARGETS = (0.45, 0.5, 0.55, 0.6)
ORDERS = ("queue", "random")


class Judge(Protocol):
    """What judges pairs."""

    def __call__(self, pairs: Sequence[Pair], /) -> list[Judgement]:
        """Return a judgement on each pair."""
        ...


Fit = Callable[[Sequence[Pair]], Judge]
Curve = Mapping[int, float]


@dataclass(frozen=True)
class Setting:
    """What stays the same from run to run.

    Attributes:
        pool: What can be labelled.
        test: What is measured on.
        labels: How many labels there are in each round, rising.
        fit: Trains on labelled pairs.
    """

    pool: Sequence[Pair]
    test: Sequence[Pair]
    labels: Sequence[int]
    fit: Fit


def simulate(setting: Setting, how: str, seed: int) -> dict[int, float]:
    """Play one review; return the macro-F1 of stance after each number of labels.

    Args:
        setting: Pool, test and training.
        how: ``queue`` or ``random``.
        seed: Draws the first labels, and all of them for ``random``.
    """
    rng = random.Random(seed)  # noqa: S311 - not for secrets
    waiting = list(range(len(setting.pool)))
    rng.shuffle(waiting)
    labelled: list[int] = []
    curve: dict[int, float] = {}
    judge: Judge | None = None
    for wanted in setting.labels:
        number = wanted - len(labelled)
        if how == "queue" and judge is not None:
            chosen = _front(setting.pool, waiting, labelled, judge)[:number]
        else:
            chosen = waiting[:number]
        labelled += chosen
        taken = set(chosen)
        waiting = [place for place in waiting if place not in taken]
        judge = setting.fit([setting.pool[place] for place in labelled])
        said = [judgement.stance for judgement in judge(setting.test)]
        curve[wanted] = macro_f1([pair.stance or "" for pair in setting.test], said)
    return curve


def labels_to_reach(curve: Curve, target: float) -> float | None:
    """Return how many labels a curve needs to reach a value, between two rounds linearly.

    It has reached it where it does not fall below it again; None when it never does.
    """
    points = sorted(curve.items())
    reached: float | None = None
    for (before, low), (after, high) in zip([points[0], *points], points, strict=False):
        if high < target:
            reached = None
        elif reached is None:
            share = (target - low) / (high - low) if high > low and low < target else 1.0
            reached = before + (after - before) * share
    return reached


def _front(
    pool: Sequence[Pair], waiting: Sequence[int], labelled: Sequence[int], judge: Judge
) -> list[int]:
    def candidate(place: int, judgement: Judgement | None) -> Candidate:
        text = f"{pool[place].recommendation} {pool[place].response}"
        if judgement is None:
            return Candidate(str(place), (), weak=False, review=False, text=text)
        shares = tuple(judgement.probabilities.values())
        return Candidate(
            str(place), shares, weak=judgement.weak, review=judgement.review, text=text
        )

    judgements = judge([pool[place] for place in waiting])
    candidates = [
        candidate(place, judgement) for place, judgement in zip(waiting, judgements, strict=True)
    ]
    found = order(candidates, known=[candidate(place, None) for place in labelled])
    return [int(key) for key in found]


def _trainer() -> Fit:
    encoder = load_encoder()
    first: dict[tuple[str | None, ...], Judge] = {}

    def fit(pairs: Sequence[Pair]) -> Judge:
        # Both orders begin with the same labels.
        known = tuple(pair.identifier for pair in pairs)
        if known not in first:
            first[known] = fitted(pairs)
        return first[known]

    def fitted(pairs: Sequence[Pair]) -> Judge:
        with tempfile.TemporaryDirectory() as folder:
            train(pairs, encoder=encoder, out=Path(folder, "model"))
            model = StanceModel.load(Path(folder, "model"))

        def judge(asked: Sequence[Pair]) -> list[Judgement]:
            return model.judge([exchange_from_pair(pair) for pair in asked])

        return judge

    return fit


def _read(patterns: Sequence[str]) -> list[Pair]:
    return read_pairs(path for pattern in patterns for path in sorted(ROOT.glob(pattern)))


def _table(curves: Mapping[str, Sequence[Curve]], labels: Sequence[int]) -> None:
    print("macro-F1 of stance, mean over the seeds (standard deviation)")
    print(f"{'labels':>8}" + "".join(f"{how:>18}" for how in curves))
    for number in labels:
        cells = []
        for found in curves.values():
            values = [curve[number] for curve in found]
            spread = stdev(values) if len(values) > 1 else 0.0
            cells.append(f"{fmean(values):.3f} ({spread:.3f})".rjust(18))
        print(f"{number:>8}" + "".join(cells))
    print("\nlabels needed to reach a macro-F1 and keep it, on the mean curve")
    means = {
        how: {number: fmean(curve[number] for curve in found) for number in labels}
        for how, found in curves.items()
    }
    for target in _TARGETS:
        needed = [labels_to_reach(curve, target) for curve in means.values()]
        cells = [f"{'-' if each is None else format(each, '.0f')}".rjust(18) for each in needed]
        print(f"{target:>8}" + "".join(cells))


def main() -> None:
    """Play the reviews and print what they needed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--pool", type=int, default=600, help="How many pairs of the pool.")
    parser.add_argument("--labels", type=int, nargs="+", default=list(_LABELS))
    arguments = parser.parse_args()
    pool = _read(_POOL)
    random.Random(0).shuffle(pool)  # noqa: S311 - not for secrets
    setting = Setting(pool[: arguments.pool], _read(_TEST), sorted(arguments.labels), _trainer())
    print(f"{len(setting.pool)} pairs in the pool, {len(setting.test)} to measure on")
    began = time.monotonic()
    curves: dict[str, list[dict[int, float]]] = {how: [] for how in ORDERS}
    for seed in range(arguments.seeds):
        for how in ORDERS:
            curves[how].append(simulate(setting, how, seed))
            print(f"seed {seed}, {how}: {time.monotonic() - began:.0f} s", flush=True)
    _table(curves, setting.labels)


if __name__ == "__main__":
    main()
