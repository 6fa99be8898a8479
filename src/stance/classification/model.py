"""A trained model: judges exchanges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Self

import numpy as np

from stance.classification.answers import Reading
from stance.classification.calibration import Calibration
from stance.classification.commitment import Spans, commitment_spans, entries_of
from stance.classification.evidence import evidence_of, sentence_weights
from stance.classification.features import normalised, passages_read
from stance.classification.folder import Parts, load_folder
from stance.classification.labels import (
    CONCRETE,
    DEFLECTS,
    NO_ANSWER,
    NO_COMMITMENT,
    VAGUE,
    Floats,
    is_weak,
)
from stance.classification.plain_words import contradicted
from stance.resources import models_dir
from stance.schema import Evidence, Exchange, Judgement, Passage

SHIPPED = "stance-sv"
# So many answers are read together: enough to share the work, few enough for the cache.
_AT_A_TIME = 64


class StanceModel:
    """Judges what an answer says of a recommendation. Needs numpy only."""

    def __init__(self, parts: Parts, *, error_rate: float | None = None) -> None:
        """Keep the parts; most callers want ``load``."""
        self._parts = parts
        labels = parts.head.labels
        self._sets = parts.sets.at(error_rate, len(labels.stances))
        self._calibrations = {
            question: parts.calibrations.get(question, Calibration())
            for question in ("stance", "commitment", "reason")
        }
        self._committing = {
            commitment: [n for n, row in enumerate(labels.joint) if row[2] == commitment]
            for commitment in labels.commitments
        }
        self._reader = parts.reader()
        self._reasons_of = {stance: labels.reasons_of(stance) for stance in labels.stances}

    @classmethod
    def load(cls, folder: Path | None = None, *, error_rate: float | None = None) -> Self:
        """Load a model folder, or the shipped model.

        Args:
            folder: The folder; None for the shipped model.
            error_rate: See ``at``.

        Raises:
            StanceError: When the folder is not a model, is incomplete or was changed, or when the
                model cannot keep the error rate.
        """
        parts = load_folder(models_dir() / SHIPPED if folder is None else folder)
        return cls(parts, error_rate=error_rate)

    def at(self, error_rate: float | None) -> StanceModel:
        """Return the same model with another error rate.

        Args:
            error_rate: How often, at most, the labels that remain possible miss the right one;
                where more than one remains, a verdict is to be reviewed. None for the default.

        Raises:
            StanceError: ``bad-error-rate`` when it is no share; ``one-error-rate`` when the model
                is of an old format and was made for another.
        """
        other = copy(self)
        other._sets = self._parts.sets.at(error_rate, len(self.labels))
        return other

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
        return [
            judgement
            for start in range(0, len(exchanges), _AT_A_TIME)
            for judgement in self._judge(exchanges[start : start + _AT_A_TIME], reference)
        ]

    def read(self, exchanges: Sequence[Exchange]) -> list[Reading | None]:
        """Return what the head says of each answer, not yet calibrated; None where none is."""
        passages = [passages_read(exchange) for exchange in exchanges]
        texts = [[normalised(passage.plain) for passage in each] for each in passages]
        # Without the label for it, silence is read like any other answer.
        said = [
            number for number, each in enumerate(texts) if any(each) or DEFLECTS not in self.labels
        ]
        asked = [normalised(exchanges[number].recommendation.plain) for number in said]
        readings = self._reader.read(asked, [texts[number] for number in said])
        found = dict(zip(said, readings, strict=True))
        return [found.get(number) for number in range(len(exchanges))]

    def _judge(self, exchanges: Sequence[Exchange], reference: date | None) -> list[Judgement]:
        readings = self.read(exchanges)
        elsewhere = [each.by_reference and DEFLECTS in self.labels for each in exchanges]
        rest = self._judgements(
            [
                (exchange, reading)
                for exchange, reading, away in zip(exchanges, readings, elsewhere, strict=True)
                if reading is not None and not away
            ],
            reference,
        )
        judgements = []
        for exchange, reading, away in zip(exchanges, readings, elsewhere, strict=True):
            if reading is None:
                judgements.append(self._no_answer())
            elif away:
                judgements.append(self._elsewhere(passages_read(exchange)))
            else:
                judgements.append(next(rest))
        return judgements

    def _judgements(
        self, answers: Sequence[tuple[Exchange, Reading]], reference: date | None
    ) -> Iterator[Judgement]:
        """Yield the judgement on each answer, given how it was read."""
        if not answers:
            return
        readings = [reading for _, reading in answers]
        scores = np.stack([each.scores.stance for each in readings])
        chances = self._calibrations["stance"].probabilities(scores)
        tops = chances.argmax(1)
        review = self._sets.need_review(chances).tolist()
        shares = sentence_weights(readings, tops)
        for number, (exchange, reading) in enumerate(answers):
            passages = passages_read(exchange)
            stance = self.labels[tops[number]]
            commitment = self._commitment(reading.scores.commitment)
            entries = entries_of(exchange.response)
            if commitment == VAGUE and stance != DEFLECTS and entries:
                commitment = CONCRETE  # The guideline: a measure with a date or somebody.
            spans = self._spans(passages, reading.logits, commitment, entries, reference)
            yield Judgement(
                stance=stance,
                probabilities={
                    label: round(value, 4)
                    for label, value in zip(self.labels, chances[number].tolist(), strict=True)
                },
                reason=self._reason(stance, reading.scores.reason),
                commitment=commitment,
                measure=spans.measure,
                deadline=spans.deadline,
                deadline_date=spans.deadline_date,
                responsible=spans.responsible,
                evidence=evidence_of(passages, shares[number]),
                # A model that has learnt no commitments cannot call their absence weak.
                weak=is_weak(stance, commitment) if self.commitments else stance == DEFLECTS,
                # Whatever the likelihood: who agrees "in part" does not agree, and so on.
                review=review[number] or contradicted(stance, passages),
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
        # How much more the sentence says for this commitment than for none.
        strength = _log_sum(logits[:, self._committing[commitment]])
        if NO_COMMITMENT in self._committing:
            strength -= _log_sum(logits[:, self._committing[NO_COMMITMENT]])
        return commitment_spans(
            passages,
            strength,
            self._parts.taggers,
            entries,
            concrete=commitment == CONCRETE,
            reference=reference,
        )


def _log_sum(logits: Floats) -> Floats:
    if not logits.shape[1]:
        return np.zeros(len(logits), np.float32)
    top = logits.max(1, keepdims=True)
    summed: Floats = np.log(np.exp(logits - top).sum(1)) + top[:, 0]
    return summed
