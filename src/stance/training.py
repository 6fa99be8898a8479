"""Labelled pairs in, a model folder out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from stance import __version__
from stance.classification.card import model_card
from stance.classification.folder import Parts, check_replaceable, save_folder
from stance.classification.head import Scores
from stance.classification.pairs import Pair
from stance.corpus.groups import folds_of
from stance.encoding import Encoder
from stance.errors import StanceError
from stance.held_out import calibrations_of, held_out_of, measured
from stance.learning import Learner, groups_apart
from stance.processors import one_thread
from stance.workers import fitted_apart

_FOLDS = 5
_FEWEST = 10

Progress = Callable[[str], None]


@dataclass(frozen=True)
class TrainingReport:
    """What came of a training.

    Attributes:
        name: The model's name.
        pairs: How many pairs it learnt from.
        authors: How many authors wrote them.
        numbers: Measured on pairs by authors that the model had not seen, see
            ``evaluation.pairs.pair_numbers``.
    """

    name: str
    pairs: int
    authors: int
    numbers: dict[str, Any]

    def __str__(self) -> str:
        """Say it in a few lines."""
        lines = [f"{self.name}: {self.pairs} pairs by {self.authors} authors."]
        measured = [
            f"{title} {self.numbers[key]:.3f}"
            for key, title in (
                ("macro_f1", "macro-F1 of stance"),
                ("commitment_macro_f1", "of commitment"),
                ("reason_macro_f1_when_deflecting", "of reason"),
                ("ece", "calibration error"),
                ("coverage", "sure without review"),
            )
            if key in self.numbers
        ]
        lines.append(f"On authors left out in turn: {', '.join(measured)}.")
        return "\n".join(lines)


def train(
    pairs: Sequence[Pair],
    *,
    encoder: Encoder | None,
    out: Path,
    source: str | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    name: str | None = None,
    workers: int = 1,
) -> TrainingReport:
    """Train a model on labelled pairs and write its folder.

    Args:
        pairs: Pairs with at least a stance; the labels are theirs.
        encoder: The sentence encoder; None to read n-grams only.
        source: How the encoder is found again (``load_encoder``'s argument); None for the
            shipped one.
        out: The model folder; an old one is replaced only when the new one is whole.
        seed: The same pairs and seed give the same bytes.
        progress: Told about each step.
        name: The model's name; by default that of the folder with this program's version.
        workers: How many processes learn at a time; the model is the same. A script that asks for
            more than one must be importable (``if __name__ == "__main__"``).

    Raises:
        StanceError: ``no-labels`` or ``few-labels`` when there is nothing to learn from;
            ``not-a-model`` when ``out`` is something else than a model; ``worker-died`` when
            memory does not suffice for so many workers.
    """
    say = progress or (lambda _: None)
    _check(pairs)
    check_replaceable(out)  # Before the minutes of work, not after.
    with one_thread():
        return _train(pairs, encoder, out, source, seed, say, name, workers)


def _train(
    pairs: Sequence[Pair],
    encoder: Encoder | None,
    out: Path,
    source: str | None,
    seed: int,
    say: Progress,
    name: str | None,
    workers: int,
) -> TrainingReport:
    learner = Learner(pairs, encoder, seed)
    groups = groups_apart(pairs)
    say("Looking at each sentence")
    learner.look()
    folds = list(folds_of(groups, _FOLDS))
    everything = list(range(len(pairs)))
    # The one that takes longest is the first, so that no worker waits for it alone.
    fits = fitted_apart(learner, [everything, *(learn for learn, _ in folds)], workers)
    say(f"Learning from all {len(pairs)} pairs")
    whole = next(fits)
    heads = []
    for number, (learn, test) in enumerate(folds, start=1):
        say(f"Fold {number} of {len(folds)}: {len(learn)} pairs to learn, {len(test)} to test")
        heads.append(learner.unseen(next(fits), test))
    say("Composing verdicts")
    unseen = learner.composed(heads)
    # One that some fold is without would give scores that nothing was calibrated by.
    composes = all(each.parts.composer is not None for each in unseen)
    held_out: list[Scores | None] = [None] * len(pairs)
    for each in unseen:
        for place, reading in zip(each.places, each.readings, strict=True):
            held_out[place] = reading.scores
    calibrations = calibrations_of(pairs, held_out, learner.labels)
    sets = held_out_of(pairs, held_out, learner.labels, groups, calibrations)
    judged = [(each.parts, each.places) for each in unseen]
    numbers = measured(pairs, learner.exchanges, judged, calibrations, sets, groups)
    name = name or f"{out.name} {__version__}"
    authors = len({pair.author for pair in pairs})
    report = TrainingReport(name, len(pairs), authors, numbers)
    parts = replace(
        whole,
        name=name,
        composer=learner.composer(heads) if composes else None,
        calibrations=calibrations,
        sets=sets,
        training={
            "pairs": len(pairs),
            "authors": authors,
            "seed": seed,
            "encoder_source": source,
        },
    )
    save_folder(parts, out, model_card(name, pairs, learner.labels, numbers))
    return report


def fitted(pairs: Sequence[Pair], *, encoder: Encoder | None, seed: int = 0) -> Parts:
    """Return the parts of a model, fitted on labelled pairs; nothing is calibrated.

    Args:
        pairs: Pairs with a stance.
        encoder: The sentence encoder; None to read n-grams only.
        seed: The same pairs and seed give the same weights.
    """
    with one_thread():
        return Learner(pairs, encoder, seed).fit_whole(range(len(pairs)))


def judged_unseen(
    pairs: Sequence[Pair],
    rounds: Iterable[tuple[Sequence[int], Sequence[int]]],
    *,
    encoder: Encoder | None,
    seed: int = 0,
) -> Iterator[list[str]]:
    """Yield, for each round, the stances that a model of some pairs gives to others.

    Args:
        pairs: Labelled pairs.
        rounds: The places of the pairs to learn from, and of those to judge.
        encoder: The sentence encoder; None to read n-grams only.
        seed: The same pairs, rounds and seed give the same stances.

    Raises:
        StanceError: ``no-labels`` or ``few-labels`` when there is nothing to learn from.
    """
    _check(pairs)
    with one_thread():
        learner = Learner(pairs, encoder, seed)
        stances = learner.labels.stances
        for learn, test in rounds:
            readings = learner.readings(learner.fit_whole(learn), test)
            yield [stances[int(np.argmax(each.scores.stance))] for each in readings]


def _check(pairs: Sequence[Pair]) -> None:
    for pair in pairs:
        if pair.stance is None:
            raise StanceError(
                "no-labels",
                f"The pair {pair.identifier or pair.recommendation[:40]!r} has no stance.",
                "Training needs a `stance` in each pair.",
            )
    distinct = {pair.stance for pair in pairs}
    if len(pairs) < _FEWEST or len(distinct) < 2:
        raise StanceError(
            "few-labels",
            f"{len(pairs)} pairs with {len(distinct)} different stances are too few to learn from.",
            f"Give at least {_FEWEST} pairs with at least two different stances.",
        )
