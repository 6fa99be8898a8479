"""How far reviewers agree, beyond what chance gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from stance.review.label import QUESTIONS, Label

_NOTHING = "-"  # No reason: what is no deflection has none, and that is an answer too.


@dataclass(frozen=True, slots=True)
class Difference:
    """An exchange on which two reviewers differ: key, and what each says."""

    item: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reviewers on one question.

    Attributes:
        question: ``stance``, ``reason`` or ``commitment``.
        first: One reviewer.
        second: The other.
        items: How many exchanges both labelled; for ``reason``, that both call deflections.
        same: On how many they agree.
        kappa: Cohen's kappa.
        differing: Where they differ.
    """

    question: str
    first: str
    second: str
    items: int
    same: int
    kappa: float
    differing: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """All reviewers on all questions.

    Attributes:
        comparisons: Each two reviewers that share exchanges, on each question.
        alphas: Krippendorff's alpha by question, over all reviewers.
        items: How many exchanges have two labels or more.
    """

    comparisons: tuple[Comparison, ...]
    alphas: Mapping[str, float]
    items: int


def agreement_of(labels: Mapping[str, Mapping[str, Label]]) -> Agreement:
    """Compare the labels of exchanges.

    Args:
        labels: By exchange and reviewer.
    """
    shared = {item: by_name for item, by_name in labels.items() if len(by_name) > 1}
    names = sorted({name for by_name in shared.values() for name in by_name})
    comparisons = [
        _compare(question, first, second, shared)
        for first, second in combinations(names, 2)
        for question in QUESTIONS
    ]
    alphas = {
        question: krippendorff_alpha(
            [
                [_said(label, question) for label in by_name.values()]
                for by_name in shared.values()
                if question != "reason" or all(label.reason for label in by_name.values())
            ]
        )
        for question in QUESTIONS
    }
    return Agreement(tuple(each for each in comparisons if each.items), alphas, len(shared))


def cohen_kappa(first: Sequence[str], second: Sequence[str]) -> float:
    """Return Cohen's kappa of two reviewers' labels of the same exchanges, in the same order.

    Where both always give one and the same label, there is nothing to disagree on: 1.
    """
    if len(first) != len(second):
        raise ValueError("as many labels of the second reviewer as of the first are needed")
    total = len(first)
    if not total:
        return 0.0
    same = sum(one == other for one, other in zip(first, second, strict=True)) / total
    counts, others = Counter(first), Counter(second)
    by_chance = sum(counts[label] * others[label] for label in counts) / (total * total)
    return 1.0 if by_chance == 1 else (same - by_chance) / (1 - by_chance)


def krippendorff_alpha(units: Sequence[Sequence[str]]) -> float:
    """Return Krippendorff's alpha of nominal labels; exchanges may have any number of labels.

    Args:
        units: For each exchange the labels that it got. One label alone says nothing.
    """
    paired = [unit for unit in units if len(unit) > 1]
    totals = Counter(label for unit in paired for label in unit)
    number = sum(totals.values())
    if not number:
        return 0.0
    if len(totals) == 1:
        return 1.0
    observed = 0.0
    for unit in paired:
        counts = Counter(unit)
        different = len(unit) ** 2 - sum(count * count for count in counts.values())
        observed += different / (len(unit) - 1)
    expected = (number * number - sum(count * count for count in totals.values())) / (number - 1)
    return 1 - observed / expected


def _compare(
    question: str, first: str, second: str, labels: Mapping[str, Mapping[str, Label]]
) -> Comparison:
    both = {
        item: (_said(by_name[first], question), _said(by_name[second], question))
        for item, by_name in labels.items()
        if first in by_name and second in by_name
    }
    if question == "reason":
        both = {item: said for item, said in both.items() if _NOTHING not in said}
    differing = tuple(
        Difference(item, one, other) for item, (one, other) in both.items() if one != other
    )
    kappa = cohen_kappa([one for one, _ in both.values()], [other for _, other in both.values()])
    return Comparison(
        question, first, second, len(both), len(both) - len(differing), kappa, differing
    )


def _said(label: Label, question: str) -> str:
    return getattr(label, question) or _NOTHING
