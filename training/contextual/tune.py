"""The stage ``tune``: make the mean over the tokens say what a sentence means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.contextual.loop import Keep, Loop, Optimiser, Plan, Rate, Stop, put, weights_of
from training.contextual.model import SentenceModel, pair_features
from training.contextual.nli import LABELS
from training.contextual.pack import PackedCorpora
from training.contextual.pieces import MEGABYTE, read_pieces, write_pieces
from training.contextual.pretrain import FINISHED as PRETRAINED
from training.contextual.pretrain import half
from training.contextual.settings import Settings
from training.contextual.words import PAD, Rows, numbered
from training.encoder.table import contrastive_loss, ranking_loss

FINISHED = "tuned"
_ENCODER, _HEAD = "encoder.", "inference."
Places = NDArray[np.int64]


@dataclass(frozen=True)
class _Lessons:
    """All texts of the stage, as token numbers."""

    near: tuple[Rows, Rows]
    damaged: tuple[Rows, Rows]
    scored: tuple[Rows, Rows]
    scored_noisy: tuple[Rows, Rows]
    scores: Tensor
    premises: Rows
    hypotheses: Rows
    labels: NDArray[np.int64]
    with_entailed: Places
    contradicting: Places

    @classmethod
    def read(cls, packed: PackedCorpora, longest: int) -> _Lessons:
        tokenizer = packed.tokenizer

        def rows(texts: Sequence[str]) -> Rows:
            return numbered(tokenizer, texts, longest)

        def column(records: Sequence[Any], at: int | str) -> Rows:
            return rows([record[at] for record in records])

        near, damaged = packed.read("neighbours"), packed.read("damaged")
        scored, inference = packed.read("scored"), packed.read("inference")
        labels = np.array([LABELS.index(record["label"]) for record in inference])
        return cls(
            (column(near, 0), column(near, 1)),
            (column(damaged, 0), column(damaged, 1)),
            (column(scored, 0), column(scored, 1)),
            (column(scored, 3), column(scored, 4)),
            torch.tensor([record[2] for record in scored]),
            column(inference, "premise"),
            column(inference, "hypothesis"),
            labels,
            np.flatnonzero(labels == LABELS.index("entailment")),
            np.flatnonzero(labels == LABELS.index("contradiction")),
        )


class _Teacher:
    """Draws lessons and says how wrong the model is."""

    def __init__(
        self, model: SentenceModel, lessons: _Lessons, settings: Settings, device: torch.device
    ) -> None:
        self._model, self._lessons, self._device = model, lessons, device
        self._how, self._seed = settings.tune, settings.seed

    def loss_at(self, step: int, _: int | None) -> Tensor:
        """First neighbours and damaged copies in large batches, then everything together."""
        chance = np.random.default_rng([self._seed, step])
        # What dropout draws must follow from the step too.
        torch.manual_seed(self._seed * 1_000_003 + step)
        how = self._how
        if step < how.contrast_steps:
            size = how.contrast_batch
            return self._beside(chance, size) + self._damaged(chance, size)
        loss = how.scored * self._scored(chance)
        loss = loss + self._follows(chance)
        loss = loss + how.noise * self._damaged(chance, how.batch)
        return loss + how.neighbours * self._beside(chance, how.batch)

    def _encode(self, rows: Rows, which: Places) -> Tensor:
        taken = [rows[at] for at in which]
        # Widths in eights: fewer shapes for the GPU to prepare for.
        width = -(-max(map(len, taken)) // 8) * 8
        ids = np.full((len(taken), width), PAD, dtype=np.int64)
        for at, row in enumerate(taken):
            ids[at, : len(row)] = row
        with half(self._device):
            vectors = self._model(torch.from_numpy(ids).to(self._device))
        assert isinstance(vectors, Tensor)  # noqa: S101 - for the type checker
        return vectors.float()

    def _beside(self, chance: np.random.Generator, size: int) -> Tensor:
        one, two = self._lessons.near
        which = _draw(chance, len(one), size)
        return contrastive_loss(
            self._encode(one, which), self._encode(two, which), None, self._how.scale
        )

    def _damaged(self, chance: np.random.Generator, size: int) -> Tensor:
        clean, copies = self._lessons.damaged
        which = _draw(chance, len(clean), size)
        sound = self._encode(clean, which)
        return contrastive_loss(self._encode(copies, which), sound, None, self._how.scale)

    def _scored(self, chance: np.random.Generator) -> Tensor:
        lessons = self._lessons
        which = _draw(chance, len(lessons.scores), self._how.batch)
        sides = []
        for clean, noisy in zip(lessons.scored, lessons.scored_noisy, strict=True):
            hit = chance.random(len(which)) < self._how.noisy_share
            mixed = [
                noisy[at] if damaged else clean[at] for at, damaged in zip(which, hit, strict=True)
            ]
            sides.append(self._encode(mixed, np.arange(len(mixed))))
        scores = lessons.scores[torch.from_numpy(which)].to(self._device)
        return ranking_loss(sides[0], sides[1], scores, self._how.scale)

    def _follows(self, chance: np.random.Generator) -> Tensor:
        """Entailed hypotheses are near, contradicting ones are not, and a head tells all three."""
        lessons, how = self._lessons, self._how
        which = _draw(chance, len(lessons.labels), how.batch)
        labels = torch.from_numpy(lessons.labels[which]).to(self._device)
        premises = self._encode(lessons.premises, which)
        hypotheses = self._encode(lessons.hypotheses, which)
        with half(self._device):
            guesses = self._model.inference(pair_features(premises, hypotheses))
        told = functional.cross_entropy(guesses.float(), labels)
        entailed = lessons.with_entailed[_draw(chance, len(lessons.with_entailed), how.batch)]
        against = lessons.contradicting[_draw(chance, len(lessons.contradicting), how.batch // 2)]
        near = contrastive_loss(
            self._encode(lessons.premises, entailed),
            self._encode(lessons.hypotheses, entailed),
            self._encode(lessons.hypotheses, against),
            how.scale,
        )
        return how.inference * told + how.entailment * near


def tune(
    packed: PackedCorpora,
    out: Path,
    settings: Settings,
    device: torch.device,
    keep: Keep,
    stop: Stop,
) -> bool:
    """Train, and write ``out/tuned`` when done; tell whether it is done."""
    how = settings.tune
    start, note = read_pieces(out / PRETRAINED)
    torch.manual_seed(settings.seed)
    model = SentenceModel(settings.model, packed.tokenizer.get_vocab_size(), how.dropout)
    put(model.encoder, {name: tensor.float() for name, tensor in start.items()})
    model.to(device).train()
    teacher = _Teacher(model, _Lessons.read(packed, settings.model.longest), settings, device)
    optimiser = Optimiser(Rate(how.rate, how.warm_up), how.decay, how.beta2, how.clip)
    loop = Loop(model, optimiser, Plan(how.contrast_steps + how.steps), keep)
    if not loop.run(teacher.loss_at, stop):
        return False
    tensors = {name: parameter.detach().half() for name, parameter in weights_of(model).items()}
    note = {"pretraining": note, "belongs_to": keep.belongs_to}
    write_pieces(out / FINISHED, tensors, int(settings.pieces.piece_mb * MEGABYTE), note)
    return True


def tuned_weights(out: Path) -> tuple[dict[str, Tensor], dict[str, Tensor], Any]:
    """Return the weights of the encoder, those of the head for inference pairs, and the note."""
    tensors, note = read_pieces(out / FINISHED)
    encoder, head = (
        {name.removeprefix(part): t.float() for name, t in tensors.items() if name.startswith(part)}
        for part in (_ENCODER, _HEAD)
    )
    return encoder, head, note


def _draw(chance: np.random.Generator, count: int, size: int) -> Places:
    """Draw without repeats: the same text twice would be its own wrong answer."""
    return chance.choice(count, min(count, size), replace=False)
