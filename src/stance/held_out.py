"""What a model is worth, and how sure it may be, by pairs whose authors it had not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from stance.classification.calibration import Calibration, fit_calibration
from stance.classification.conformal import DEFAULT_ERROR_RATE, HeldOut
from stance.classification.folder import Parts
from stance.classification.head import Scores
from stance.classification.labels import LabelTable
from stance.classification.model import StanceModel
from stance.classification.pairs import Pair
from stance.evaluation.pairs import pair_numbers
from stance.schema import Exchange, Judgement


def calibrations_of(
    pairs: Sequence[Pair], scores: Sequence[Scores | None], labels: LabelTable
) -> dict[str, Calibration]:
    """Fit probabilities for each question on the scores of pairs that were left out."""
    calibrations = {}
    for question, names in (
        ("stance", labels.stances),
        ("commitment", labels.commitments),
        ("reason", labels.reasons),
    ):
        known = [
            (getattr(score, question), names.index(label))
            for pair, score in zip(pairs, scores, strict=True)
            if score is not None and (label := getattr(pair, question)) is not None
        ]
        if known:
            calibrations[question] = fit_calibration(
                np.stack([row for row, _ in known]), np.array([label for _, label in known])
            )
    return calibrations


def held_out_of(
    pairs: Sequence[Pair],
    scores: Sequence[Scores | None],
    labels: LabelTable,
    groups: Sequence[str],
    calibrations: Mapping[str, Calibration],
) -> HeldOut:
    """Return how likely the true stance of each pair was to the model that had not seen it."""
    known = [place for place, score in enumerate(scores) if score is not None]
    numbers = {name: number for number, name in enumerate(sorted(set(groups)))}
    truth = np.array([labels.stances.index(pairs[place].stance or "") for place in known], np.int64)
    authors = np.array([numbers[groups[place]] for place in known], np.int64)
    if not known:
        return HeldOut(np.zeros(0, np.float32), truth, authors)
    rows = np.stack([score.stance for score in scores if score is not None])
    chances = calibrations["stance"].probabilities(rows)[np.arange(len(known)), truth]
    return HeldOut(chances, truth, authors)


def measured(
    pairs: Sequence[Pair],
    exchanges: Sequence[Exchange],
    unseen: Sequence[tuple[Parts, Sequence[int]]],
    calibrations: dict[str, Calibration],
    held_out: HeldOut,
    groups: Sequence[str],
) -> dict[str, Any]:
    """Judge each pair with the model that had not seen its author; nor had what reviews it.

    Args:
        pairs: All pairs.
        exchanges: The same as exchanges.
        unseen: The parts of each fold, with the places of the pairs that it had not seen.
        calibrations: The probabilities of all of them.
        held_out: What was said of the pairs.
        groups: The group of each pair, by name.

    Returns:
        The numbers of ``pair_numbers``, and ``right_in_set``: how often the sets that the other
        groups make hold the right label, by group.
    """
    judged: list[Pair] = []
    judgements: list[Judgement] = []
    names = sorted(set(groups))
    for parts, test in unseen:
        fitted = replace(parts, calibrations=calibrations)
        for name in sorted({groups[place] for place in test}):
            places = [place for place in test if groups[place] == name]
            model = StanceModel(replace(fitted, sets=held_out.without(names.index(name))))
            judged += [pairs[place] for place in places]
            judgements += model.judge([exchanges[place] for place in places])
    numbers = pair_numbers(judged, judgements)
    labels = {label for parts, _ in unseen for label in parts.head.labels.stances}
    shares = held_out.share_held(DEFAULT_ERROR_RATE, len(labels))
    if shares:
        numbers["right_in_set"] = {
            "error_rate": DEFAULT_ERROR_RATE,
            "mean": float(np.mean(list(shares.values()))),
            "least": min(shares.values()),
            "groups": len(shares),
        }
    return numbers
