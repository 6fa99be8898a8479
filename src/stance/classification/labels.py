"""The labels, and how the three questions hang together.

Labels are data: any set of stances can be trained. Stance, reason and commitment are learnt as
one joint label, so that what is known of one helps the others, and read off it as marginals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]

AGREES = "agrees"
DEFLECTS = "deflects"
PARTLY = "partly_agrees"
NO_ANSWER = "no_answer"
NO_COMMITMENT = "none"
VAGUE = "vague"
CONCRETE = "concrete"

_STANCES = (AGREES, PARTLY, DEFLECTS)
_COMMITMENTS = (NO_COMMITMENT, VAGUE, CONCRETE)

Joint: TypeAlias = tuple[str, str | None, str | None]


@dataclass(frozen=True)
class LabelTable:
    """All joint labels of a model, and the labels of each question in a fixed order.

    Attributes:
        joint: Each distinct (stance, reason, commitment), sorted.
        stances: The stance labels.
        reasons: The reason labels; empty when the model has none.
        commitments: The commitment labels; empty when the model has none.
    """

    joint: tuple[Joint, ...]
    stances: tuple[str, ...]
    reasons: tuple[str, ...]
    commitments: tuple[str, ...]

    @classmethod
    def of(cls, joint: Iterable[Joint]) -> LabelTable:
        """Build the table of the labels that occur."""
        rows = sorted(set(joint), key=lambda row: tuple(part or "" for part in row))
        return cls(
            joint=tuple(rows),
            stances=_ordered({row[0] for row in rows}, _STANCES),
            reasons=_ordered({row[1] for row in rows if row[1] is not None}, ()),
            commitments=_ordered({row[2] for row in rows if row[2] is not None}, _COMMITMENTS),
        )

    def stance_matrix(self) -> Floats:
        """Return a 0/1 matrix from joint labels to stances."""
        return _matrix([row[0] for row in self.joint], self.stances)

    def commitment_matrix(self) -> Floats:
        """Return a 0/1 matrix from joint labels to commitments."""
        return _matrix([row[2] for row in self.joint], self.commitments)

    def reason_matrix(self) -> Floats:
        """Return a 0/1 matrix from joint labels to reasons."""
        return _matrix([row[1] for row in self.joint], self.reasons)

    def reasons_of(self, stance: str) -> Floats:
        """Return 1 for each reason that occurs with a stance."""
        present = {row[1] for row in self.joint if row[0] == stance}
        return np.array([float(reason in present) for reason in self.reasons], np.float32)


def is_weak(stance: str, commitment: str) -> bool:
    """Tell whether a response is weak: derived from the labels, never labelled itself."""
    if stance == DEFLECTS or commitment == NO_COMMITMENT:
        return True
    return stance == PARTLY and commitment == VAGUE


def _ordered(found: set[str], first: Sequence[str]) -> tuple[str, ...]:
    known = [label for label in first if label in found]
    return (*known, *sorted(found - set(known)))


def _matrix(rows: Sequence[str | None], columns: Sequence[str]) -> Floats:
    return np.array([[float(row == column) for column in columns] for row in rows], np.float32)
