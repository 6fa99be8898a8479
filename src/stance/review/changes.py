"""What a new model would change: on what reviewers have labelled, and on everything else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.classification.pairs import Pair, exchange_from_pair
from stance.evaluation.pairs import verdict_changes
from stance.review.files import write_text

if TYPE_CHECKING:
    from stance.classification.model import StanceModel

# Judging all of a large archive twice would take longer than the training.
MOST_OTHERS = 2000


@dataclass(frozen=True, slots=True)
class Turn:
    """A verdict that would be another.

    Attributes:
        item: The exchange's key.
        before: What the old model says.
        after: What the new one says.
        label: What the reviewers say; None when nobody has.
    """

    item: str
    before: str
    after: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What a retraining changes.

    Attributes:
        old: The old model's name.
        new: The new one's.
        folder: Where the new one is.
        labelled: How many labelled exchanges were judged by both.
        gained: Of these, where only the new model is right.
        lost: Where only the old one is.
        otherwise_wrong: Where both are wrong, each in its way.
        seen: Whether the new model had learnt from the labels on which it was measured; then
            ``gained`` says that it has taken them in, not that it will do better elsewhere.
        others: How many exchanges without a label were judged by both.
        turned: Of these, whose verdict would be another.
        numbers: What training measured on authors left out.
    """

    old: str
    new: str
    folder: str
    labelled: int
    gained: tuple[Turn, ...]
    lost: tuple[Turn, ...]
    otherwise_wrong: tuple[Turn, ...]
    seen: bool
    others: int
    turned: tuple[Turn, ...]
    numbers: dict[str, float]

    def write(self, path: Path) -> None:
        """Write it as JSON, whole or not at all."""
        write_text(path, json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n")

    @classmethod
    def read(cls, path: Path) -> Changes | None:
        """Read what ``write`` wrote; None when it is not there or damaged."""
        try:
            values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            for name in ("gained", "lost", "otherwise_wrong", "turned"):
                values[name] = tuple(Turn(**turn) for turn in values[name])
            return cls(**values)
        except (OSError, ValueError, TypeError, KeyError):
            return None


@dataclass(frozen=True, slots=True)
class Compared:
    """The verdicts of two models on labelled and other exchanges, see ``Changes``."""

    gained: tuple[Turn, ...]
    lost: tuple[Turn, ...]
    otherwise_wrong: tuple[Turn, ...]
    turned: tuple[Turn, ...]


def compare_models(
    old: StanceModel,
    new: StanceModel,
    labelled: Sequence[tuple[str, Pair]],
    others: Sequence[tuple[str, Pair]],
) -> Compared:
    """Judge exchanges with both models, each as a pair, and return where they differ."""
    before, after = _verdicts(old, labelled), _verdicts(new, labelled)
    changes = verdict_changes(before, after)
    kinds = {
        kind: tuple(
            Turn(each["pair"], each["before"], each["after"], each["stance"]) for each in found
        )
        for kind, found in changes.items()
    }
    turned = tuple(
        Turn(one["pair"], one["verdict"], other["verdict"])
        for one, other in zip(_verdicts(old, others), _verdicts(new, others), strict=True)
        if one["verdict"] != other["verdict"]
    )
    return Compared(kinds["gained"], kinds["lost"], kinds["otherwise_wrong"], turned)


def _verdicts(model: StanceModel, pairs: Sequence[tuple[str, Pair]]) -> list[dict[str, str]]:
    judgements = model.judge([exchange_from_pair(pair) for _, pair in pairs])
    return [
        {"pair": key, "stance": pair.stance or "", "verdict": judgement.stance}
        for (key, pair), judgement in zip(pairs, judgements, strict=True)
    ]
