"""What pairing yields, and what its steps share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from stance.extraction.cues import Cues
from stance.extraction.mentions import Mention
from stance.extraction.speakers import Analysis, Role
from stance.schema import BlockKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Similarity: TypeAlias = Callable[[Sequence[str], Sequence[str]], "NDArray[np.float32]"]

CLOSED_SECTIONS = frozenset({"boilerplate", "proposal", "questions", "decision"})
_FRAGMENT_REACH = 2_000


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one recommendation.

    Attributes:
        mention: The recommendation, where it is written (its best place).
        sentences: Numbers of the answer's sentences in ``Analysis.sentences``; may be empty.
        body: The body that answers, as it is named in a label or heading; None if not named.
        by_reference: The answer only points to an attachment.
    """

    mention: Mention
    sentences: tuple[int, ...]
    body: str | None = None
    by_reference: bool = False


def is_fragment(analysis: Analysis, number: int) -> bool:
    """Tell whether a unit is a name, a title or another line that is no sentence."""
    unit = analysis.units[number]
    if unit.kind is BlockKind.CELL or unit.label_kind is not None:
        return False
    if analysis.paragraphs[number] != number:
        return False  # It goes on with what a page break cut off.
    # Only the beginning is counted: each sentence asks this of its unit, however long.
    return unit.folded.count(" ", 0, _FRAGMENT_REACH) < 8 and not unit.folded.rstrip().endswith(
        (".", "!", "?", ":")
    )


def decided(analysis: Analysis, cues: Cues) -> list[int]:
    """Return the sentences of the decision that do more than dispose of the paper."""
    return [
        n
        for n, sentence in enumerate(analysis.sentences)
        if analysis.sections[sentence.unit] == "decision"
        and not cues.says("formal_decision", sentence.folded)
        and sentence.role is not Role.FURNITURE
    ]
