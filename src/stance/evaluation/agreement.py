"""How far two labellers agree, each blind to the other's labels."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from stance.classification.labels import DEFLECTS
from stance.classification.pairs import read_pairs
from stance.errors import StanceError

QUESTIONS = ("stance", "commitment", "reason")


class Labelled(Protocol):
    """What of a labelled pair is compared."""

    @property
    def stance(self) -> str | None:
        """The stance."""

    @property
    def reason(self) -> str | None:
        """The reason, for deflections."""

    @property
    def commitment(self) -> str | None:
        """The commitment."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement on one question.

    Attributes:
        question: ``stance``, ``commitment``, or ``reason`` (of what the first calls deflecting).
        pairs: How many pairs both labelled.
        kappa: Cohen's kappa; 1 where both always give the same label.
        differing: The pairs with two different labels: identifier, first and second label.
    """

    question: str
    pairs: int
    kappa: float
    differing: tuple[tuple[str, str, str], ...]


def agreements(first: Sequence[Path], second: Path) -> list[Agreement]:
    """Compare the labels of pair files with a second labeller's.

    Args:
        first: Pair files.
        second: A table with tabs and the columns id, stance, reason, commitment.

    Raises:
        StanceError: ``bad-labels`` when the table cannot be read or names no pair of the files.
    """
    pairs = {pair.identifier or "": pair for pair in read_pairs(first)}
    again = read_second_labels(second)
    shared = sorted(pairs.keys() & again.keys())
    if not shared:
        raise StanceError(
            "bad-labels",
            f"{second} names none of the pairs.",
            "Give the pair files whose pairs were labelled a second time.",
        )
    both = [(name, pairs[name], again[name]) for name in shared]
    return [agreement_on(question, both) for question in QUESTIONS]


def agreement_on(
    question: str, both: Sequence[tuple[str, Labelled, Mapping[str, str]]]
) -> Agreement:
    """Return the agreement on one question.

    Args:
        question: ``stance``, ``commitment`` or ``reason``.
        both: Each pair's identifier, the pair with its first labels, and its second labels.
    """
    from sklearn.metrics import cohen_kappa_score

    if question == "reason":
        both = [each for each in both if each[1].stance == DEFLECTS]
    one = [getattr(pair, question) or "" for _, pair, _ in both]
    other = [labels[question] for _, _, labels in both]
    same = one == other  # Kappa is undefined where only one label occurs.
    return Agreement(
        question,
        len(both),
        1.0 if same else float(cohen_kappa_score(one, other)),
        tuple(
            (name, mine, theirs)
            for (name, _, _), mine, theirs in zip(both, one, other, strict=True)
            if mine != theirs
        ),
    )


def read_second_labels(path: Path) -> dict[str, dict[str, str]]:
    """Return the stance, reason and commitment that a second labeller gave each pair.

    Raises:
        StanceError: ``bad-labels`` when the table cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream, delimiter="\t"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise StanceError("bad-labels", f"{path} cannot be read: {error}.") from error
    if not rows or not {"id", *QUESTIONS} <= rows[0].keys():
        raise StanceError(
            "bad-labels",
            f"{path} has not the columns id, stance, reason, commitment.",
            "Separate them with tabs, under a line with these names.",
        )
    return {row["id"]: {question: row[question] or "" for question in QUESTIONS} for row in rows}
