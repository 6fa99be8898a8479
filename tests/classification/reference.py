"""What a head says by the definition: row by row, and all of it again without each sentence."""

from __future__ import annotations

from collections.abc import Sequence

from stance.classification.answers import AnswerReader, Reading
from stance.classification.features import Featurizer
from stance.classification.head import Head, Scores
from stance.classification.labels import Floats
from stance.classification.rows import rows_of


def by_rows(
    head: Head, featurizer: Featurizer, asked: str, texts: Sequence[str]
) -> tuple[Scores, Floats]:
    """Return the scores of an answer and the logits of its rows."""
    logits: Floats = rows_of(featurizer, [asked], [texts]).matrix @ head.weights
    return head.scores(logits), logits


def read(head: Head, featurizer: Featurizer, asked: str, texts: Sequence[str]) -> Reading:
    """Return what the program reads."""
    (reading,) = AnswerReader(head, featurizer).read([asked], [texts])
    return reading
