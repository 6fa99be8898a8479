"""The same measures by author, reason and length: where a model is good and where it is not."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from stance.classification.pairs import Pair
from stance.evaluation.metrics import macro_f1
from stance.schema import Judgement

# Words of an answer: from these on the next class.
_LENGTHS = (30, 60, 120)
_LENGTH_NAMES = ("under 30 words", "30-59 words", "60-119 words", "120 words or more")

Both = tuple[Pair, Judgement]


def by_author(both: Sequence[Both]) -> dict[str, dict[str, Any]]:
    """Return ``n``, ``macro_f1``, ``accuracy``, ``coverage``, ``error_when_sure`` by author."""
    parts: dict[str, list[Both]] = {}
    for each in both:
        parts.setdefault(each[0].author or "", []).append(each)
    return {author: _numbers(part) for author, part in sorted(parts.items())}


def by_length(both: Sequence[Both]) -> dict[str, dict[str, Any]]:
    """Return the same by the length of the answer."""
    parts: dict[str, list[Both]] = {name: [] for name in _LENGTH_NAMES}
    for each in both:
        parts[_LENGTH_NAMES[bisect_right(_LENGTHS, len(each[0].response.split()))]].append(each)
    return {name: _numbers(part) for name, part in parts.items() if part}


def by_reason(both: Sequence[Both]) -> dict[str, dict[str, Any]]:
    """Return, for each gold reason, ``n``, how often the stance and how often the reason is right.

    A reason without the right stance is wrong.
    """
    parts: dict[str, list[Both]] = {}
    for each in both:
        if each[0].reason:
            parts.setdefault(each[0].reason, []).append(each)
    return {
        reason: {
            "n": len(part),
            "stance_right": _share([pair.stance == found.stance for pair, found in part]),
            "reason_right": _share(
                [pair.stance == found.stance and found.reason == reason for pair, found in part]
            ),
        }
        for reason, part in sorted(parts.items())
    }


def sureness(both: Sequence[Both]) -> Mapping[str, float]:
    """Return ``coverage`` (verdicts that need no review) and ``error_when_sure`` among them."""
    sure = [(pair, found) for pair, found in both if not found.review]
    return {
        "coverage": len(sure) / len(both) if both else 0.0,
        "error_when_sure": _share([pair.stance != found.stance for pair, found in sure]),
    }


def _numbers(both: Sequence[Both]) -> dict[str, Any]:
    truth = [pair.stance or "" for pair, _ in both]
    predicted = [found.stance for _, found in both]
    return {
        "n": len(both),
        "macro_f1": macro_f1(truth, predicted),
        "accuracy": _share([one == other for one, other in zip(truth, predicted, strict=True)]),
        **sureness(both),
    }


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right) if right else 0.0
