"""A trained model: judges exchanges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Self

import numpy as np

from stance.classification.calibration import Calibration
from stance.classification.commitment import Spans, commitment_spans, entries_of
from stance.classification.evidence import evidence_of, sentence_weights
from stance.classification.features import Sentence, normalised, passages_read
from stance.classification.folder import Parts, load_folder
from stance.classification.head import score_answer
from stance.classification.labels import (
    CONCRETE,
    DEFLECTS,
    NO_ANSWER,
    NO_COMMITMENT,
    VAGUE,
    Floats,
    is_weak,
)
from stance.resources import models_dir
from stance.schema import Evidence, Exchange, Judgement, Passage

SHIPPED = "stance-sv"


class StanceModel:
    """Judges what an answer says of a recommendation. Needs numpy only."""

    def __init__(self, parts: Parts) -> None:
        """Keep the parts; most callers want ``load``."""
        self._parts = parts
        labels = parts.head.labels
        self._calibrations = {
            question: parts.calibrations.get(question, Calibration())
            for question in ("stance", "commitment", "reason")
        }
        self._reasons_of = {stance: labels.reasons_of(stance) for stance in labels.stances}

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """Load a model folder, or the shipped model.

        Raises:
            StanceError: When the folder is not a model, is incomplete or was changed.
        """
        return cls(load_folder(models_dir() / SHIPPED if folder is None else folder))

    @property
    def name(self) -> str:
        """Name and version, as every verdict gives it."""
        return self._parts.name

    @property
    def labels(self) -> tuple[str, ...]:
        """The stance labels that the model knows."""
        return self._parts.head.labels.stances

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reason labels; empty when the model has none."""
        return self._parts.head.labels.reasons

    @property
    def commitments(self) -> tuple[str, ...]:
        """The commitment labels; empty when the model has none."""
        return self._parts.head.labels.commitments

    def judge(
        self, exchanges: Sequence[Exchange], reference: date | None = None
    ) -> list[Judgement]:
        """Return a judgement on each exchange, in order.

        Args:
            exchanges: What to judge.
            reference: The date of the document, from which "till hösten" is understood.
        """
        return [self._judge(exchange, reference) for exchange in exchanges]

    def _judge(self, exchange: Exchange, reference: date | None) -> Judgement:
        passages = passages_read(exchange)
        texts = [normalised(passage.plain) for passage in passages]
        if not any(texts) and DEFLECTS in self.labels:
            return self._no_answer()
        if exchange.by_reference and DEFLECTS in self.labels:
            return self._elsewhere(passages)
        parts = self._parts
        asked = normalised(exchange.recommendation.plain)
        sentences = parts.featurizer.sentences(asked, texts)
        scores, logits = score_answer(parts.head, parts.featurizer, sentences)
        probabilities = self._calibrations["stance"].probabilities(scores.stance)
        top = int(np.argmax(probabilities))
        stance = self.labels[top]
        commitment = self._commitment(scores.commitment)
        entries = entries_of(exchange.response)
        if commitment == VAGUE and stance != DEFLECTS and entries:
            commitment = CONCRETE  # The guideline: a measure with a date or somebody responsible.
        spans = self._spans(passages, logits, commitment, entries, reference)
        return Judgement(
            stance=stance,
            probabilities={
                label: round(float(value), 4)
                for label, value in zip(self.labels, probabilities, strict=True)
            },
            reason=self._reason(stance, scores.reason),
            commitment=commitment,
            measure=spans.measure,
            deadline=spans.deadline,
            deadline_date=spans.deadline_date,
            responsible=spans.responsible,
            evidence=self._evidence(passages, sentences, logits, top),
            # A model that has learnt no commitments cannot call their absence weak.
            weak=is_weak(stance, commitment) if self.commitments else stance == DEFLECTS,
            review=self._calibrations["stance"].needs_review(probabilities),
        )

    def _no_answer(self) -> Judgement:
        """Judge that there is no answer: by the guideline, and not a matter of likelihood."""
        return Judgement(
            stance=DEFLECTS,
            probabilities={label: float(label == DEFLECTS) for label in self.labels},
            reason=NO_ANSWER,
            commitment=NO_COMMITMENT,
            measure=None,
            deadline=None,
            deadline_date=None,
            responsible=None,
            evidence=(),
            weak=True,
            review=False,
        )

    def _elsewhere(self, passages: Sequence[Passage]) -> Judgement:
        """Judge an answer that only points to an attachment: none here, and to be looked up."""
        pointing = passages[0]
        evidence = Evidence(pointing.text, (pointing.start, pointing.end), 1.0)
        return replace(self._no_answer(), evidence=(evidence,), review=True)

    def _commitment(self, scores: Floats) -> str:
        if not self.commitments:
            return NO_COMMITMENT
        return self.commitments[int(np.argmax(scores))]

    def _reason(self, stance: str, scores: Floats) -> str | None:
        """Return the likeliest reason that goes with the stance; None when it has none."""
        allowed = self._reasons_of[stance]
        if not allowed.any():
            return None
        return self.reasons[int(np.argmax(np.where(allowed > 0, scores, -np.inf)))]

    def _spans(
        self,
        passages: Sequence[Passage],
        logits: Floats,
        commitment: str,
        entries: Mapping[str, Passage],
        reference: date | None,
    ) -> Spans:
        if commitment == NO_COMMITMENT or not len(passages):
            return Spans()
        labels = self._parts.head.labels
        committed = labels.commitment_matrix()
        column = self.commitments.index(commitment)
        weight = committed[:, column] > 0
        # How much more the sentence says for this commitment than for none.
        none = np.array([row[2] == NO_COMMITMENT for row in labels.joint])
        alone = logits[: len(passages)]  # Behind them stand the sentences by twos.
        strength = _log_sum(alone[:, weight]) - _log_sum(alone[:, none])
        return commitment_spans(
            passages,
            strength,
            self._parts.taggers,
            entries,
            concrete=commitment == CONCRETE,
            reference=reference,
        )

    def _evidence(
        self,
        passages: Sequence[Passage],
        sentences: Sequence[Sentence],
        logits: Floats,
        top: int,
    ) -> tuple[Evidence, ...]:
        if not sentences:
            return ()
        weights = sentence_weights(self._parts.head, self._parts.featurizer, sentences, logits, top)
        return evidence_of(passages, weights)


def _log_sum(logits: Floats) -> Floats:
    if not logits.shape[1]:
        return np.zeros(len(logits), np.float32)
    top = logits.max(1, keepdims=True)
    summed: Floats = np.log(np.exp(logits - top).sum(1)) + top[:, 0]
    return summed
